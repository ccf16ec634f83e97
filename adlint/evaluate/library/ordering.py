"""`functools.total_ordering`: comparisons that follow from one that a class writes, and from equality."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.values import Descriptor, External, Number, Ref, Value

_OPERATORS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _total(m: Machine, given: Given) -> Value:
    cls = given.positional[0]
    if isinstance(cls, Ref):
        mine = m.store.mine(cls).fields
        root = next((name for name in _OPERATORS if name in mine), None)
        for name in _OPERATORS:
            if root is not None and name not in mine:
                mine[name] = Descriptor("method", (External(f"functools.<{name} by {root}>"),))
    return cls


def _following(name: str, root: str) -> Function:
    """A comparison by another: `a < b` is `a <= b and a != b`, and so on."""

    def found(m: Machine, given: Given) -> Value:
        a, b = given.positional
        holds, same = truth(m, binary(m, _OPERATORS[root], a, b)), truth(m, binary(m, "==", a, b))
        if holds is None or same is None:
            return Number("bool")
        less = holds and not same if root[2] == "l" else not holds and not same
        if root[3] == "e":
            less = holds and not same if root[2] == "l" else not holds
        return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[_OPERATORS[name]]

    return found


FUNCTIONS: dict[str, Function] = {
    "functools.total_ordering": _total,
    **{f"functools.<{name} by {root}>": _following(name, root) for name in _OPERATORS for root in _OPERATORS},
}
