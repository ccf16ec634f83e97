"""Where the result of an operation goes within its function."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir

Uses = Mapping[ir.Operand, list[ir.Op]]
_STATES = frozenset({"seed", "setstate", "set_state", "manual_seed"})


def uses(body: ir.Block) -> Uses:
    """The operations that read each temporary and each variable."""
    found: dict[ir.Operand, list[ir.Op]] = {}
    for block in ir.nested(body):
        for op in block:
            for operand in dict.fromkeys(ir.operands(op)):
                found.setdefault(operand, []).append(op)
    return found


def readers(operand: ir.Operand, used: Uses) -> list[ir.Op]:
    """The operations that read an operand, or a variable that it is stored in."""
    found: list[ir.Op] = []
    seen, todo = {operand}, [operand]
    while todo:
        for op in used.get(todo.pop(), ()):
            if not isinstance(op, ir.Store):
                found.append(op)
            elif op.name not in seen:
                seen.add(op.name)
                todo.append(op.name)
    return found


def is_set(made: int, used: Uses, body: ir.Block) -> bool:
    """Whether a generator gets its state right after it was made, in the same block: `r = Random(); r.setstate(s)`."""
    block = next(block for block in ir.nested(body) if any(op.at == made for op in block))
    setters = {op.at for op in readers(made, used) if isinstance(op, ir.GetAttribute) and op.name in _STATES}
    return any(isinstance(op, ir.Call) and op.callee in setters and _is_told(op) for op in block)


def _is_told(op: ir.Call) -> bool:
    given = (*op.arguments, *(value for _, value in op.keywords))
    return any(not (isinstance(value, ir.Const) and value.value is None) for value in given)
