"""Builtin functions and classes."""

from __future__ import annotations

import builtins

from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.calls import special
from adlint.evaluate.library.collecting import COLLECTING
from adlint.evaluate.library.plain import Function
from adlint.evaluate.library.reflection import REFLECTION
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING
from adlint.evaluate.operation.operators import binary, converted, truth, unary
from adlint.evaluate.values import (
    External,
    Number,
    Ref,
    Unknown,
    Value,
)
from adlint.interpret.collections.text import by_format
from adlint.shapes.dims import dim
from adlint.symbolic import Polynomial
from adlint.trace import Array


def _abs(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    match value:
        case bool() | int() | float() | complex():
            return abs(value)
        case Polynomial():
            return value if m.sizes.at_least(value, 0) else m.sizes.larger(value, dim(-value))
        case Number():
            return Number("float") if value.kind == "complex" else value
        case _:
            return unary(m, "abs", value)


def _converted(name: str) -> Function:
    kind = getattr(builtins, name)

    def found(m: Machine, given: Given) -> Value:
        if not given.positional:
            return kind()  # type: ignore[no-any-return]
        value = given.positional[0]
        if isinstance(value, Array):
            return m.library_of(value).to_python(m, value, name)
        if name == "int" and isinstance(value, Polynomial):
            return value
        if isinstance(value, str | bytes | bool | int | float | complex):
            try:
                return kind(*given.positional)  # type: ignore[no-any-return]
            except (ValueError, TypeError, OverflowError) as error:
                raise Raised(type(error).__name__, str(error)) from error
        method = special(m, value, f"__{name}__")
        if method is not MISSING:
            return m.call(method)
        if isinstance(value, Unknown):
            return value
        return m.fresh("an integer that depends on data") if name == "int" else Number(name)

    return found


def _identity(m: Machine, given: Given) -> Value:
    """One number for each object; of tuples, as `is` has it, those of the same items are one. Small numbers are objects
    of which there is one each.
    """
    value = given.positional[0]
    match value:
        case Ref():
            return (1 << 40) + 16 * value.address
        case tuple() | Array() | External():
            return (1 << 50) + 16 * m.identities.setdefault(value, len(m.identities))
        case None:
            return 1 << 60
        case bool():
            return (1 << 60) + 16 * (1 + value)
        case int() if -5 <= value <= 256:
            return (1 << 60) + 16 * (8 + value)
    return m.fresh("an id")


def _from_bytes(m: Machine, given: Given) -> Value:
    value, order = given.at(0, "bytes"), given.at(1, "byteorder", "big")
    if isinstance(value, bytes) and order in ("big", "little"):
        return int.from_bytes(value, "big" if order == "big" else "little")
    return m.fresh("an integer made of bytes")


def _bool(m: Machine, given: Given) -> Value:
    found = truth(m, given.positional[0]) if given.positional else False
    return Number("bool") if found is None else found


def _str(m: Machine, given: Given) -> Value:
    return converted("!s", given.positional[0]) if given.positional else ""


def _format(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    written = by_format(value, given.at(1, "format_spec", "")) if isinstance(value, str | int | float) else None
    return Unknown("a text") if written is None else written


def _round(m: Machine, given: Given) -> Value:
    value, digits = given.positional[0], given.at(1, "ndigits")
    if isinstance(value, int | float) and isinstance(digits, int | None):
        return round(value, digits) if digits is not None else round(value)
    if isinstance(value, Array | Unknown):
        return value
    return m.fresh("an integer that depends on data") if digits is None else Number("float")


def _error(name: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        return m.store.new("instance", cls=External(f"builtins.{name}"), fields={"args": given.positional})

    return found


def _nothing(m: Machine, given: Given) -> Value:
    return None


def _pow(m: Machine, given: Given) -> Value:
    return binary(m, "**", given.positional[0], given.positional[1])


def _divmod(m: Machine, given: Given) -> Value:
    a, b = given.positional
    return binary(m, "//", a, b), binary(m, "%", a, b)


_FUNCTIONS: dict[str, Function] = {
    **COLLECTING, **REFLECTION,
    "abs": _abs, "int": _converted("int"), "float": _converted("float"),
    "complex": _converted("complex"), "bool": _bool, "str": _str,
    "repr": lambda m, given: converted("!r", given.positional[0]), "format": _format, "round": _round,
    "int.from_bytes": _from_bytes, "print": _nothing, "pow": _pow, "divmod": _divmod,
    "object.__init__": _nothing, "object": _nothing, "id": _identity,
    "hash": lambda m, given: m.fresh("a hash"), "object.__init_subclass__": _nothing,
    "ord": lambda m, given: ord(given.positional[0]) if isinstance(given.positional[0], str) else m.fresh("a code"),
    "chr": lambda m, given: chr(given.positional[0]) if isinstance(given.positional[0], int) else Unknown("a text"),
}  # fmt: skip

FUNCTIONS: dict[str, Function] = {f"builtins.{name}": function for name, function in _FUNCTIONS.items()} | {
    f"builtins.{name}": _error(name)
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, BaseException)
}
