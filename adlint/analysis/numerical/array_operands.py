"""Operands that surely are arrays, by the operations that make them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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


def is_array(operand: ir.Operand, function: ir.Function, ops: Definitions, facts: Facts) -> bool:
    """Whether an operand surely is an array, whatever its variable is bound by: what functions of arrays give,
    arithmetic with such, and parts of such.
    """
    return comes_of(operand, function, ops, partial(gives_array, facts))


def gives_array(facts: Facts, op: ir.Call) -> bool:
    """Whether a call surely gives an array, whatever it is given."""
    fact = facts.call.get(op.at)
    return fact is not None and bool(fact.paths) and all(p.rpartition(".")[2] in ARRAYS for p in fact.paths)


def comes_of(
    operand: ir.Operand,
    function: ir.Function,
    ops: Definitions,
    makes: Callable[[ir.Call], bool],
    parameters: frozenset[str] = frozenset(),
    depth: int = _DEPTH,
) -> bool:
    """Whether an operand is, whatever its variable is bound by, what calls give that make such things, or one of some
    `parameters`; arithmetic with such; or a part of an array.
    """
    if not depth:
        return False

    def inner(one: ir.Operand) -> bool:
        return comes_of(one, function, ops, makes, parameters, depth - 1)

    match ops.get(operand) if isinstance(operand, int) else operand:
        case str(name) | ir.Load(_, name) if any(parameter.name == name for parameter in function.parameters):
            return name in parameters
        case str(name) | ir.Load(_, name):
            stored = [op.value for op in ops.values() if isinstance(op, ir.Store) and op.name == name]
            return name in function.bound and bool(stored) and all(map(inner, stored))
        case ir.Call() as op:
            return makes(op)
        case ir.Binary(_, operator, left, right) if operator in ARITHMETIC:
            return inner(left) or inner(right)
        case ir.GetItem(_, _, index):
            made = ops.get(index) if isinstance(index, int) else None
            return inner(index) or (isinstance(made, ir.Build) and made.kind == "slice")
        case _:
            return False
