"""Which operands of a function surely are what the facts show them to be."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.needs import is_made
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views.described import Value


def shows(function: ir.Function, ops: Definitions, operand: ir.Operand, value: Value) -> bool:
    """Whether an operand is what it shows, `value`: it surely is, or it is an attribute of the first parameter, the
    object of a method, in which nothing but objects of classes was ever seen.
    """
    op = ops.get(operand) if isinstance(operand, int) else None
    is_own = isinstance(op, ir.GetAttribute) and (op.base,) == function.positional[:1]
    return _is_certain(function, ops, operand) or (is_own and is_made(value))


def _is_certain(function: ir.Function, ops: Definitions, operand: ir.Operand) -> bool:
    """Whether an operand is a literal, the result of a call, or a variable that is only set to such. What else stands
    in an attribute, or outside of the function, others may change.
    """
    if isinstance(operand, str):
        made = [op.value for op in function.of(ir.Store) if op.name == operand]
        is_own = operand in function.bound and operand not in {p.name for p in function.parameters}
        return is_own and bool(made) and all(not isinstance(v, str) and _is_certain(function, ops, v) for v in made)
    return isinstance(operand, ir.Const) or isinstance(ops.get(operand), ir.Call)
