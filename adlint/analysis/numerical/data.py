"""Operands that are data of a computation, and so no times or numbers of seconds."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.numerical.array_operands import comes_of, gives_array
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.views.facts import Facts
from adlint.models.elementwise import is_curved


def is_data(operand: ir.Operand, function: ir.Function, ops: Definitions, facts: Facts) -> bool:
    """Whether an operand surely is data: an array, what functions like `sin` give, arithmetic with such, or a parameter
    of which the function takes slices, or that it hands to such functions.
    """

    def makes(op: ir.Call) -> bool:
        return gives_array(facts, op) or _is_curved(op, facts)

    names = [parameter.name for parameter in function.parameters]
    treated = [name for name in names if any(_treats_as_data(op, name, ops, facts) for op in ops.values())]
    return comes_of(operand, function, ops, makes, frozenset(treated))


def is_no_time(operand: ir.Operand, function: ir.Function, ops: Definitions, facts: Facts) -> bool:
    """Whether an operand is data that holds no times, as new arrays and parts of others may: what functions like `sin`
    give, arithmetic with such, or a parameter that the function hands to such functions.
    """

    def makes(op: ir.Call) -> bool:
        return _is_curved(op, facts)

    curved = [op for op in ops.values() if isinstance(op, ir.Call) and makes(op)]
    names = [parameter.name for parameter in function.parameters]
    treated = [name for name in names if any(_treats_as_data(op, name, ops, facts) for op in curved)]
    return comes_of(operand, function, ops, makes, frozenset(treated))


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
