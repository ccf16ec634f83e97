"""Operands that are data of a computation, and so no times or numbers of seconds."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.numerical.array_operands import is_array
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views.facts import Facts
from adlint.ir.operators import ARITHMETIC
from adlint.models.elementwise import is_curved

_DEPTH = 6  # operations that are looked through


def is_data(operand: ir.Operand, function: ir.Function, ops: Definitions, facts: Facts, depth: int = _DEPTH) -> bool:
    """Whether an operand surely is data: an array, what functions like `sin` give, arithmetic with such, or a parameter
    of which the function takes slices, or that it hands to such functions.
    """
    if not depth:
        return False
    if is_array(operand, function, ops, facts):
        return True

    def inner(one: ir.Operand) -> bool:
        return is_data(one, function, ops, facts, depth - 1)

    match ops.get(operand) if isinstance(operand, int) else operand:
        case ir.Call() as op:
            return _is_curved(op, facts)
        case ir.Binary(_, operator, left, right) if operator in ARITHMETIC:
            return inner(left) or inner(right)
        case str(name) | ir.Load(_, name) if any(parameter.name == name for parameter in function.parameters):
            return any(_treats_as_data(op, name, ops, facts) for op in ops.values())
        case str(name) | ir.Load(_, name) if name in function.bound:
            stored = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
            return bool(stored) and all(map(inner, stored))
        case _:
            return False


def _is_curved(op: ir.Call, facts: Facts) -> bool:
    fact = facts.call.get(op.at)
    return fact is not None and bool(fact.paths) and all(map(is_curved, fact.paths))


def _treats_as_data(op: object, name: str, ops: Definitions, facts: Facts) -> bool:
    """Whether an operation takes a slice of a variable, or applies a function like `sin` to it."""

    def is_it(operand: object) -> bool:
        made = ops.get(operand) if isinstance(operand, int) else operand
        return made == name or (isinstance(made, ir.Load) and made.name == name)

    match op:
        case ir.GetItem(_, base, index) if isinstance(index, int):
            made = ops.get(index)
            return isinstance(made, ir.Build) and made.kind == "slice" and is_it(base)
        case ir.Call():
            return any(map(is_it, op.arguments)) and _is_curved(op, facts)
        case _:
            return False
