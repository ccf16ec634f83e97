"""`typing`: what annotations are made of."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.containers import ALIAS
from adlint.evaluate.values import External, Partial, Transformed, Value


def _any(m: Machine, given: Given) -> Value:
    return External("typing.Any")


def _as_it_is(m: Machine, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _decorator(m: Machine, given: Given) -> Value:
    return Partial(External("functools.<as it is>"), (), ())


def _cast(m: Machine, given: Given) -> Value:
    return given.positional[1]


def _no_hints(m: Machine, given: Given) -> Value:
    return m.store.new("dict")


def _origin(m: Machine, given: Given) -> Value:
    """The class of one with type parameters."""
    found = given.positional[0]
    return found.function if isinstance(found, Transformed) and found.transform == ALIAS else None


def _type_arguments(m: Machine, given: Given) -> Value:
    found = given.positional[0]
    arguments = found.option("args") if isinstance(found, Transformed) and found.transform == ALIAS else ()
    return arguments if isinstance(arguments, tuple) else (arguments,)


FUNCTIONS: dict[str, Function] = {
    f"{root}.{name}": function
    for root in ("typing", "typing_extensions")
    for name, function in {
        **dict.fromkeys(("TypeVar", "NewType", "ParamSpec", "TypeVarTuple", "Any"), _any),
        **dict.fromkeys(("overload", "override", "final", "runtime_checkable", "no_type_check"), _as_it_is),
        **dict.fromkeys(("deprecated", "dataclass_transform"), _decorator), "cast": _cast,
        "get_type_hints": _no_hints, "get_args": _type_arguments, "get_origin": _origin,
    }.items()
}  # fmt: skip
