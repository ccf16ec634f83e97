"""The names of the parameters of what is called."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, inherited
from adlint.evaluate.values import Bound, Partial, Ref, Transformed, Value


def names_of(m: Machine, callee: Value) -> tuple[str, ...]:
    """The parameters that can be given by position, as far as they are known."""
    match callee:
        case Bound():
            return names_of(m, callee.function)[1:]
        case Partial():
            return names_of(m, callee.function)[len(callee.positional) :]
        case Transformed():
            return names_of(m, callee.function)
        case Ref():
            return _of_object(m, callee)
        case _:
            return ()


def _of_object(m: Machine, callee: Ref) -> tuple[str, ...]:
    found = m.store[callee]
    if found.kind == "function":
        return m.functions[found.code].positional
    if found.kind == "class":
        method = inherited(m, callee, "__init__")
    elif isinstance(found.cls, Ref):
        method = inherited(m, found.cls, "__call__")
        method = inherited(m, found.cls, "forward") if method is MISSING else method
    else:
        method = MISSING
    return () if method is MISSING else names_of(m, method)[1:]
