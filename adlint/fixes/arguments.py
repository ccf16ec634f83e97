"""Values without their graphs, sweeps that free them, and results with names of their own (PyTorch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.tree import code, in_brackets, line, small, spot, tree

if TYPE_CHECKING:
    from adlint.finding import Repair

_OPERATORS: dict[type[cst.BaseAugOp], cst.BaseBinaryOp] = {
    cst.AddAssign: cst.Add(), cst.SubtractAssign: cst.Subtract(), cst.MultiplyAssign: cst.Multiply(),
    cst.DivideAssign: cst.Divide(), cst.PowerAssign: cst.Power(), cst.ModuloAssign: cst.Modulo(),
    cst.MatrixMultiplyAssign: cst.MatrixMultiply(),
}  # fmt: skip
_ATOMS = (cst.Name, cst.Call, cst.Attribute, cst.Subscript)


def detached(text: str, repair: Repair) -> Change | None:
    """The value that is kept at a place, by `+=` or by the one argument of a call, kept without its graph."""
    read = tree(text)
    way = read.way(repair.span, cst.Call, cst.AugAssign) if read else ()
    match way[-1] if way else None:
        case cst.AugAssign(value=value):
            pass
        case cst.Call(args=[cst.Arg(value=value, keyword=None, star="")]):
            pass
        case _:
            return None
    assert read is not None
    held = value if isinstance(value, _ATOMS) else in_brackets(value)
    changed = cst.Call(cst.Attribute(held, cst.Name("detach")))
    return Change(read.replaced(value, changed), f"Keep `{code(changed)}`, which has no graph")


def graph_released(text: str, repair: Repair) -> Change | None:
    """The sweep at a place without `retain_graph`."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    call = way[-1] if way else None
    if read is None or not isinstance(call, cst.Call):
        return None
    left = [one for one in call.args if one.keyword is None or one.keyword.value != "retain_graph"]
    if len(left) == len(call.args):
        return None
    if left:
        left[-1] = left[-1].with_changes(comma=call.args[-1].comma)
    return Change(read.replaced(call, call.with_changes(args=left)), "Let the sweep free the graph")


def not_in_place(text: str, repair: Repair) -> Change | None:
    """The value that is overwritten at a place left as it is: the result has a name of its own, or stands in a copy."""
    read = tree(text)
    way = read.way(repair.span, cst.AugAssign, cst.Subscript) if read else ()
    at = spot(way) if way else None
    if read is None or at is None:
        return None
    (copy,) = repair.options
    match small(at.statement):
        case cst.AugAssign(cst.Name(name), operator, value) if type(operator) in _OPERATORS:
            right = value if isinstance(value, (*_ATOMS, cst.BaseNumber)) else in_brackets(value)
            result = cst.BinaryOperation(cst.Name(name), _OPERATORS[type(operator)], right)
            new = [at.statement.with_changes(body=[cst.Assign([cst.AssignTarget(cst.Name(name))], result)])]
            title = f"Give the result a name of its own: `{name} = {code(result)}`"
        case (
            cst.Assign([cst.AssignTarget(cst.Subscript(cst.Name(name)))])
            | cst.AugAssign(cst.Subscript(cst.Name(name)))
        ):
            copied = line(f"{name} = {name}.{copy}()\n")
            leading = {"leading_lines": getattr(at.statement, "leading_lines", ())}
            new = [copied.with_changes(**leading), at.statement.with_changes(leading_lines=())]
            title = f"Overwrite a copy: `{name} = {name}.{copy}()`"
        case _:
            return None
    return Change(read.replaced(at.block, at.instead(new)), title)
