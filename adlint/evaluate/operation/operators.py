"""Operators: on arrays, numbers, containers, and instances with special methods."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.join import same
from adlint.evaluate.invocation.calls import modelled, special
from adlint.evaluate.libraries import NO_MODEL, Library
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING
from adlint.evaluate.operation.containers import length
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.keys import key_among
from adlint.evaluate.operation.numbers import BY_SIZE, arithmetic, is_number, negate
from adlint.evaluate.values import PLAIN, External, Many, Number, Range, Ref, Transformed, Unknown, Value
from adlint.ir.operators import ARITHMETIC, COMPARED, MIRRORED
from adlint.shapes.dtypes import short
from adlint.symbolic import Polynomial
from adlint.trace import Array

_CONTAINERS = frozenset(External(f"builtins.{one}") for one in ("list", "tuple", "dict", "set", "frozenset"))
UNION = "typing.union"  # `int | str`, of classes


def binary(m: Machine, operator: str, left: Value, right: Value) -> Value:
    """`left operator right`."""
    if operator in ("is", "is not"):
        return _identical(left, right, operator)
    if operator in ("in", "not in"):
        found = contains(m, right, left)
        return found if isinstance(found, Unknown | Number) else bool(found) == (operator == "in")
    if isinstance(left, Array) or isinstance(right, Array):
        libraries = (m.library_of(one) for one in (left, right) if isinstance(one, Array))
        by_method = _by_method(m, operator, left, right)
        if by_method is not MISSING:
            return by_method
        other = right if isinstance(left, Array) else left
        if operator not in COMPARED and (other is None or isinstance(other, str)):
            raise Raised("TypeError", f"`{operator}` of an array and {other!r}")
        library = max(libraries, key=attrgetter("rank"))
        return modelled(m, operator, Given((left, right)), lambda: library.binary(m, operator, left, right))
    for one in (left, right):
        if isinstance(one, Unknown):
            return one
    by_method = _by_method(m, operator, left, right)
    if by_method is not MISSING:
        return by_method
    plain = operator.removesuffix("=") if operator in ir.IN_PLACE else operator
    if is_number(left) and is_number(right):
        return arithmetic(m, plain, left, right)
    return _sequences(m, operator, plain, left, right)


def unary(m: Machine, operator: str, value: Value) -> Value:
    """`operator value`, conversions into text, and `abs(value)`."""
    if operator in ir.CONVERSIONS:
        return converted(operator, value)
    if operator == "not":
        found = truth(m, value)
        if found is not None:
            return not found
        return BY_SIZE if value == BY_SIZE or isinstance(value, Polynomial) else Number("bool")
    if isinstance(value, Array):
        return m.library_of(value).unary(m, operator, value)
    if isinstance(value, Unknown):
        return value
    if is_number(value):
        return negate(m, operator, value)
    name = {"-": "__neg__", "+": "__pos__", "~": "__invert__", "abs": "__abs__"}[operator]
    method = special(m, value, name)
    if method is MISSING:
        answer = m.first_answer(lambda library: library.called_on(m, value, name, Given(())))
        if answer is not NO_MODEL:
            return answer
        if _is_foreign(value):
            return Unknown(f"`{operator}` of something that is not known", m.site())
        raise Raised("TypeError", f"bad operand for unary {operator}")
    return m.call(method)


def converted(operator: str, value: Value) -> Value:
    """What `{value!r}` and its fellows put into a text."""
    if not isinstance(value, str | int | float | None):
        return Unknown("a text")
    match operator:
        case "!s":
            return str(value)
        case "!r":
            return repr(value)
        case _:
            return ascii(value)


def truth(m: Machine, value: Value) -> bool | None:
    """Whether a value counts as true; None if that is not known."""
    match value:
        case None:
            return False
        case bool() | int() | float() | complex() | str() | bytes() | tuple():
            return bool(value)
        case Polynomial():
            known = arithmetic(m, "!=", value, 0)
            return known if isinstance(known, bool) else None
        case Array():
            return m.library_of(value).known_truth(m, value)
        case Number() | Unknown():
            return None
        case Ref() if m.store[value].kind in ("list", "dict", "set"):
            count = length(m, value)
            return truth(m, count)
        case Ref() if m.store[value].kind == "instance":
            for name in ("__bool__", "__len__"):
                method = special(m, value, name)
                if method is not MISSING:
                    return truth(m, m.call(method))
            return truth(m, length(m, value)) if _is_container(m, value) else True
        case Range():
            return truth(m, length(m, value))
        case _:
            return True


def _is_container(m: Machine, value: Ref) -> bool:
    """Whether an instance is a builtin container by inheritance."""
    cls = m.store[value].cls
    return isinstance(cls, Ref) and not _CONTAINERS.isdisjoint(m.store[cls].order)


def contains(m: Machine, container: Value, value: Value) -> Value:
    """`value in container`."""
    if isinstance(container, Unknown):
        return container
    if isinstance(container, str) and isinstance(value, str):
        return value in container
    if isinstance(container, External):
        library = m.library(container.path)
        known = None if library is None else library.contains(m, container.path, value)
        return Number("bool") if known is None else known
    method = special(m, container, "__contains__")
    if method is not MISSING:
        found = truth(m, m.call(method, value))
        return Number("bool") if found is None else found
    if isinstance(container, Ref) and m.store[container].kind in ("dict", "set", "instance"):
        fields = m.store[container].fields
        if isinstance(value, Polynomial):
            return _one_of(m, list(fields), value)
        if isinstance(value, Array) and m.library_of(value).has_identity:
            return value in fields
        return Number("bool") if isinstance(value, Array | Number | Unknown) else key_among(m, fields, value) in fields
    if isinstance(container, Range) and isinstance(value, int) and isinstance(container.stop, int):
        return value in range(container.start, container.stop, container.step)  # type: ignore[arg-type]
    held = items(m, container)
    if held is None or any(isinstance(one, Many | Array | Number | Unknown) for one in (*held, value)):
        if held is not None and any(one is value for one in held):
            return True
        return Number("bool")
    return _one_of(m, held, value)


def _one_of(m: Machine, held: Sequence[Value], value: Value) -> Value:
    """Whether a value is equal to one of several; sizes may leave that open."""
    found = [
        arithmetic(m, "==", one, value)
        if isinstance(one, int | Polynomial) and isinstance(value, int | Polynomial)
        else _equal(one, value)
        for one in held
    ]
    return True if True in found else BY_SIZE if BY_SIZE in found else False


def _equal(a: Value, b: Value) -> bool:
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        return bool(a == b)
    if isinstance(a, External) and isinstance(b, External | str) and a != b:
        return _dtype(a) is not None and _dtype(a) == _dtype(b)
    return same(a, b)


def _dtype(value: External | str) -> str | None:
    """The dtype that a library's name, or a text, stands for; None if it is none."""
    return short(value if isinstance(value, str) else value.path.rpartition(".")[2])


def _identical(left: Value, right: Value, operator: str) -> Value:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown):
            return one
        if isinstance(one, Number | Polynomial) and isinstance(other, Number | Polynomial | int | float):
            return Number("bool")
    return same(left, right) == (operator == "is")


def _by_method(m: Machine, operator: str, left: Value, right: Value) -> Value:
    """The result of a special method of either side."""
    plain = operator.removesuffix("=") if operator in ir.IN_PLACE else operator
    if operator in COMPARED:
        attempts = ((left, f"__{COMPARED[operator]}__", right), (right, f"__{COMPARED[MIRRORED[operator]]}__", left))
    else:
        name = ARITHMETIC.get(plain, "")
        attempts = ((left, f"__{name}__", right), (right, f"__r{name}__", left))
        if operator in ir.IN_PLACE:
            attempts = ((left, f"__i{name}__", right), *attempts)  # type: ignore[assignment]
    for receiver, method_name, other in attempts:
        method = special(m, receiver, method_name)
        if method is not MISSING:
            result = m.call(method, other)
            if result != External("builtins.NotImplemented"):
                return result
        elif operator not in ("==", "!=") and isinstance(receiver, Ref) and isinstance(m.store[receiver].cls, External):
            found = m.first_answer(partial(_of_library, m, receiver, method_name, other))
            if found is not NO_MODEL:
                return found
    return MISSING


def _of_library(m: Machine, receiver: Value, name: str, other: Value, library: Library) -> Value:
    return library.called_on(m, receiver, name, Given((other,)))


def _sequences(m: Machine, operator: str, plain: str, left: Value, right: Value) -> Value:
    kinds = tuple(m.store[one].kind if isinstance(one, Ref) else "" for one in (left, right))
    if operator == "|" and (classes := _union(m, (left, right))) is not None:
        return classes
    if operator in ("==", "!="):
        return _compared(m, operator, left, right)
    if isinstance(left, Ref) and kinds[0] == "list":
        more = items(m, right)
        if plain == "+" and more is not None and (kinds[1] == "list" or operator == "+="):
            if operator == "+=":
                m.store.mine(left).items += more
                return left
            return m.store.new("list", items=[*m.store[left].items, *more])
    if operator == "*=" and kinds[0] == "list" and isinstance(left, Ref) and isinstance(right, int):
        m.store.mine(left).items *= right
        return left
    if plain == "*" and "list" in kinds:
        held, times = (left, right) if kinds[0] == "list" else (right, left)
        return _repeated(m, m.store[held].items, times)  # type: ignore[index]
    if plain in ("|", "&", "-", "^") and kinds[0] in ("set", "dict"):
        return _united(m, plain, kinds[0], left, right)
    if isinstance(left, str) and plain == "%":
        parts = right if isinstance(right, tuple) else (right,)
        return arithmetic(m, plain, left, right) if all(isinstance(one, PLAIN) for one in parts) else Unknown("a text")
    if isinstance(left, (*PLAIN, tuple)) and isinstance(right, (*PLAIN, tuple)):
        return arithmetic(m, plain, left, right)
    if isinstance(left, tuple) and plain == "*":
        return Unknown("a tuple of symbolic length", m.site())
    if plain == "|":
        return External("typing.Union")
    if not any(isinstance(one, Ref) or _is_foreign(one) for one in (left, right)):
        raise Raised("TypeError", f"operands of {operator} do not go together")
    return Unknown(f"`{operator}` of something that is not known", m.site())


def _is_foreign(value: Value) -> bool:
    """Whether it is something of a library, of which it may not be known what it is."""
    return isinstance(value, External) and not value.path.startswith("builtins.")


def _union(m: Machine, parts: tuple[Value, ...]) -> Value | None:
    """A union of classes; None of anything else."""
    found: list[Value] = []
    for one in parts:
        if isinstance(one, Transformed) and one.transform == UNION:
            found += one.option("args")  # type: ignore[arg-type]
        elif isinstance(one, Transformed | External) or (isinstance(one, Ref) and m.store[one].kind == "class"):
            found.append(one)
        elif one is None:
            found.append(External("builtins.NoneType"))
        else:
            return None
    return Transformed(UNION, None, (("args", tuple(found)),))


def _compared(m: Machine, operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, Ref) and isinstance(right, Ref) and m.store[left].kind == m.store[right].kind:
        one, other = m.store[left], m.store[right]
        if one.kind in ("list", "dict", "set"):
            if any(isinstance(v, Array | Number | Polynomial | Many) for v in (*one.items, *one.fields.values())):
                return Number("bool")
            return (one.items == other.items and one.fields == other.fields) == (operator == "==")
        library = m.library(one.cls.path) if isinstance(one.cls, External) and one.cls == other.cls else None
        if library is not None:
            found = library.equal(m, left, right)
            return Number("bool") if found is None else found == (operator == "==")
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _tuples(m, operator, left, right)
    return _equal(left, right) == (operator == "==")


def _tuples(m: Machine, operator: str, left: tuple[Value, ...], right: tuple[Value, ...]) -> Value:
    if len(left) != len(right):
        return operator == "!="
    found = [binary(m, "==", one, other) for one, other in zip(left, right, strict=True)]
    if any(one is False for one in found):
        return operator == "!="
    return Number("bool") if any(one is not True for one in found) else operator == "=="


def _repeated(m: Machine, held: list[Value], times: Value) -> Value:
    if isinstance(times, int):
        return m.store.new("list", items=held * times)
    if isinstance(times, Polynomial) and len(held) == 1:
        return m.store.new("list", items=[Many(held[0], times)])
    return m.store.new("list", items=m.unknown_items("a list is repeated a number of times that is not known"))


def _united(m: Machine, plain: str, kind: str, left: Value, right: Value) -> Value:
    a, b = m.store[left].fields, m.store[right].fields  # type: ignore[index]
    match plain:
        case "|":
            fields = {**a, **b}
        case "&":
            fields = {key: value for key, value in a.items() if key in b}
        case "-":
            fields = {key: value for key, value in a.items() if key not in b}
        case _:
            fields = {key: value for key, value in {**a, **b}.items() if (key in a) != (key in b)}
    return m.store.new(kind, fields=fields)
