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
            for operand in ir.operands(op):
                found.setdefault(operand, []).append(op)
    return found


def is_set(made: ir.Operand, used: Uses) -> bool:
    """Whether a generator gets its state after it was made: `r = Random(); r.setstate(state)`."""
    return any(
        (isinstance(op, ir.GetAttribute) and op.name in _STATES)
        or (isinstance(op, ir.Store) and op.name != made and is_set(op.name, used))
        for op in used.get(made, ())
    )
