"""Numerical functions: floats or float arrays flow from their arguments to their result.

A forward dataflow. What is an index, a name or a count, or is declared to be one, is no float.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from adlint import ir
from adlint.analysis.numerical.carried import carried
from adlint.analysis.numerical.counts import is_repeatable
from adlint.analysis.numerical.declared import RETURN, Declared
from adlint.analysis.numerical.float_calls import call
from adlint.analysis.numerical.float_flow import (
    ARRAY,
    FLOAT,
    GIVEN,
    MOVED,
    NUMERIC,
    OWNED,
    TEXT,
    Callees,
    Flow,
    union,
)
from adlint.interpret.views.facts import Facts
from adlint.models.arrays import ARRAY_ATTRIBUTES, ARRAYS_ALONE, METADATA

_STRONG = frozenset({"/", "**", "@", "/=", "**=", "@="})
DEEP = 4  # loops in each other that are gone through twice; one that is deeper is as often as those around it
_ARITHMETIC = _STRONG | {"+", "-", "*", "+=", "-=", "*="}


class Numeric(Struct, frozen=True):
    """Whether a function is numerical, its loops that carry floats from one iteration to the next, and whether it, or
    what it calls, calculates with floats, and does not only pass them on.
    """

    is_numeric: bool
    loops: frozenset[int]
    calculates: bool


def numeric(function: ir.Function, facts: Facts, declared: Declared, callees: Callees) -> Numeric:
    """Whether floats flow from the arguments of `function` to its result, by the variables `declared` to be floats or
    to hold none.
    """
    flow = Flow(facts, {}, callees, declared)
    for parameter in function.parameters:
        flow.of[parameter.name] = _parameter(flow, parameter.name)
    _block(flow, function.body)
    calculates = flow.calculates or any(map(callees.calculates, flow.called))  # asked last: each leads to all below it
    return Numeric(flow.result == NUMERIC, frozenset(flow.loops), calculates)


def _parameter(flow: Flow, name: str) -> int:
    if name in flow.declared.floats:
        return NUMERIC | OWNED
    if name in flow.declared.plain:
        return OWNED
    return GIVEN | OWNED | (ARRAY if name in flow.declared.scalars else 0)


def _block(flow: Flow, block: ir.Block) -> None:
    for op in block:
        _op(flow, op)


def _op(flow: Flow, op: ir.Op) -> None:
    of, get = flow.of, flow.get
    match op:
        case ir.Load(at, name):
            of[at] = get(name)
        case ir.Store(_, name, value):
            of[name] = _stored(flow, name, get(value))
            flow.bases[name] = value
        case ir.Copy(_, to, value):
            of[to] = of.get(to, 0) | get(value)
        case ir.GetAttribute(at, base, name):
            flow.names[at], flow.bases[at] = name, base
            if name in ARRAYS_ALONE and isinstance(base, str) and get(base) & GIVEN:
                of[base] |= ARRAY | MOVED
            of[at] = _attribute(get(base), name)
        case ir.SetAttribute(_, base, _, value):
            flow.reach(base, get(value))
        case ir.GetItem(at, base, _):
            flow.bases[at] = base
            of[at] = get(base)
        case ir.SetItem(_, base, _, value):
            flow.reach(base, get(value))
            if isinstance(base, ir.Const) or value is None:
                return
            of[base] = get(base) | get(value) & ~OWNED
        case ir.Unary(at, operator, operand):
            of[at] = _unary(operator, get(operand))
        case ir.Binary(at, operator, left, right):
            if operator == "*" and not flow.lists.isdisjoint((left, right)):
                left = right = left if left in flow.lists else right  # how often is a count
            of[at] = _binary(operator, get(left), get(right), left, right)
            flow.calculates |= of[at] & NUMERIC == NUMERIC
            if op.in_place and not isinstance(left, ir.Const):
                flow.reach(left, of[at])
                of[at] |= get(left) & OWNED
        case ir.Call():
            of[op.at] = call(flow, op)
        case ir.Build(at, kind, items):
            of[at] = TEXT if kind in ("string", "formatted") else union(get(item) for item in items) & ~OWNED
            flow.lists.update([at] if is_repeatable(op) else [])
        case ir.Append(_, container, _, value):
            of[container] = of.get(container, 0) | get(value) & ~OWNED
        case ir.Unpack(at, value) | ir.Await(at, value) | ir.Element(at, value):
            of[at] = get(value)
        case _:
            _control(flow, op)


def _control(flow: Flow, op: ir.Op) -> None:
    """Operations that leave, or hold blocks."""
    of, get = flow.of, flow.get
    match op:
        case ir.Return(_, value):
            _returned(flow, get(value))
        case ir.Yield(at, value):
            flow.returns(get(value))
            of[at] = 0
        case ir.For(at, iterable) | ir.While(at, _, iterable):
            _loop(flow, op, at, get(iterable) if isinstance(op, ir.For) else 0)
        case ir.With(at, manager):
            of[at] = get(manager)
            _block(flow, op.body)
        case _:
            _branches(flow, ir.blocks(op))


def _branches(flow: Flow, blocks: Sequence[ir.Block]) -> None:
    """Blocks of which each may not run: a variable that is bound in one keeps what it was before."""
    flow.depth += 1
    for block in blocks:
        _block(flow, block)
    flow.depth -= 1


def _stored(flow: Flow, name: str, value: int) -> int:
    if name in flow.declared.plain:
        return value & OWNED
    return value | flow.of.get(name, 0) if flow.depth else value


def _attribute(base: int, name: str) -> int:
    """Floats have few attributes that are floats; any attribute of what is given is given."""
    if name in METADATA:
        return 0
    return base | ARRAY if name in ARRAY_ATTRIBUTES and base else base & (GIVEN | OWNED)


def _returned(flow: Flow, value: int) -> None:
    if RETURN not in flow.declared.plain:
        flow.returns(value)


def _unary(operator: str, operand: int) -> int:
    return TEXT if operator in ir.CONVERSIONS else 0 if operator == "not" else operand & ~OWNED


def _binary(operator: str, left: int, right: int, a: ir.Operand, b: ir.Operand) -> int:
    if operator not in _ARITHMETIC:
        return 0
    left, right = left & ~OWNED, right & ~OWNED
    both = left | right
    if both & TEXT or _is_text(a) or _is_text(b):
        return TEXT
    if both & ARRAY:
        both |= FLOAT
    if operator in _STRONG and both & GIVEN:
        return both | FLOAT
    if operator in ("*", "*=") and left & GIVEN and right & GIVEN:
        return both | FLOAT
    return both


def _is_text(operand: ir.Operand) -> bool:
    return isinstance(operand, ir.Const) and isinstance(operand.value, str | bytes)


def _loop(flow: Flow, op: ir.For | ir.While, at: int, item: int) -> None:
    before = dict(flow.of)
    flow.nested += 1
    for _ in range(2 if flow.nested <= DEEP else 1):
        flow.of[at] = item
        if isinstance(op, ir.While):
            _block(flow, op.test)
        _block(flow, op.body)
    flow.nested -= 1
    if any(flow.of.get(name, 0) & NUMERIC == NUMERIC for name in carried(op.body)):
        flow.loops.add(at)
    for name, facts in before.items():
        flow.of[name] = flow.of.get(name, 0) | facts
    _block(flow, op.orelse)


