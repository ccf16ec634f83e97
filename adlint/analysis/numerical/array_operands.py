"""Operands that surely are arrays, by the operations that make them."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views.facts import Facts
from adlint.ir.operators import ARITHMETIC
from adlint.models.storage import ARRAYS

_DEPTH = 6  # operations that are looked through


def is_given_array(
    op: ir.Call, argument: tuple[str, int] | None, function: ir.Function, ops: Definitions, facts: Facts
) -> bool:
    """Whether a call is surely given an array as one of its arguments, which is told by its name and its position."""
    if argument is None:
        return False
    name, position = argument
    given = [*op.arguments[position : position + 1], *(value for keyword, value in op.keywords if keyword == name)]
    return any(is_array(one, function, ops, facts) for one in given if not isinstance(one, ir.Starred))


def is_array(
    operand: ir.Operand, function: ir.Function, ops: Definitions, facts: Facts, depth: int = _DEPTH
) -> bool:
    """Whether an operand surely is an array, whatever its variable is bound by: what functions of arrays give,
    arithmetic with such, and parts of such.
    """
    if not depth:
        return False

    def inner(one: ir.Operand) -> bool:
        return is_array(one, function, ops, facts, depth - 1)

    match ops.get(operand) if isinstance(operand, int) else operand:
        case str(name) | ir.Load(_, name):
            stored = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
            is_own = name in function.bound and all(parameter.name != name for parameter in function.parameters)
            return is_own and bool(stored) and all(map(inner, stored))
        case ir.Call(at):
            fact = facts.call.get(at)
            return fact is not None and bool(fact.paths) and all(p.rpartition(".")[2] in ARRAYS for p in fact.paths)
        case ir.Binary(_, operator, left, right) if operator in ARITHMETIC:
            return inner(left) or inner(right)
        case ir.GetItem(_, _, index):
            made = ops.get(index) if isinstance(index, int) else None
            return inner(index) or (isinstance(made, ir.Build) and made.kind == "slice")
        case _:
            return False
