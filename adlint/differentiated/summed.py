"""Whether nothing but a sum over its elements is made of an array."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.paths import Meeting
from adlint.checkpoint.candidates import codes
from adlint.differentiated.reached import Reached
from adlint.differentiated.whole import Whole
from adlint.models.elementwise import ELEMENTWISE, REDUCING, is_elementwise

_DEEP = 3  # callers that a result is followed to
_SAME = frozenset({"clone", "copy", "contiguous", "to", "float", "double", "reshape", "view", "flatten", "squeeze"})
_LOSSES = ("loss", "norm")


def is_summed(reached: Reached, at: int, whole: Whole, deep: int = _DEEP) -> bool:
    """Whether the result of an operation is used, element by element, for sums alone, here or where it is returned."""
    seen: set[ir.Operand] = set()
    todo: list[ir.Operand] = [at]
    sums = 0
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        for op in reached.ops.values():
            if one not in (op.parts if isinstance(op, Meeting) else ir.operands(op)):
                continue
            match op:
                case ir.Store(_, name):
                    todo.append(name)
                case ir.Binary(number, operator) if not operator.startswith("@"):
                    todo.append(number)
                case ir.Unary(number) | ir.Load(number):
                    todo.append(number)
                case ir.GetAttribute(_, _, "shape" | "ndim" | "dtype" | "size"):
                    pass
                case ir.GetAttribute(number, _, name) if name in ELEMENTWISE | REDUCING | _SAME:
                    todo.append(number)
                case ir.Call(number):
                    kind = _kind(reached, op)
                    if kind == "other":
                        return False
                    sums += kind == "sum"
                    todo += [number] if kind == "same" else []
                case ir.Return():
                    if not deep or not _all_summed(reached, whole, deep):
                        return False
                    sums += 1
                case _:
                    return False
    return sums > 0


def _kind(reached: Reached, op: ir.Call) -> str:
    """What a call makes of an array: `sum`, the `same` with other elements, or something `other`."""
    fact = reached.facts.call.get(op.at)
    if fact is None or codes(fact.callees):
        return "other"
    method = reached.ops.get(op.callee) if isinstance(op.callee, int) else None
    names = [path.rpartition(".")[2] for path in fact.paths]
    if not names and isinstance(method, ir.GetAttribute):
        names = [method.name]
    axes = [value for name, value in op.keywords if name in ("axis", "dim")]
    partly = any(not isinstance(one, ir.Const) or one.value != 0 for one in axes)  # that of the steps is the first
    if names and not partly and all(name in REDUCING or name.endswith(_LOSSES) for name in names):
        return "sum"
    if all(map(is_elementwise, fact.paths)) and all(name in ELEMENTWISE | _SAME for name in names) and names:
        return "same"
    return "other"


def _all_summed(reached: Reached, whole: Whole, deep: int) -> bool:
    """Whether all callers that are differentiated use a result for sums alone, and there are some."""
    found = []
    for name in dict.fromkeys(whole.made.above.get(reached.name, ())):
        caller = whole.functions.get(name)
        sites = caller.facts.calls if caller is not None else ()
        found += [
            is_summed(caller, at, whole, deep - 1)
            for at, call in sites
            if caller is not None and reached.name in codes(call.callees)
        ]
    return bool(found) and all(found)
