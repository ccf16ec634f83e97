"""Walking the paths of a function: the states that meet at a point, told apart by what conditions were assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from adlint import ir

LIMIT = 48  # states at a point; past it, what was assumed is forgotten
_VARIABLE = re.compile(r"`[^`]+`|\(`[^`]+` is None\)")
Assumed: TypeAlias = frozenset[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class State:
    """One set of paths to a point: resources that are open (by the operation that acquired them), that were ever
    acquired, generators that were seeded, and the truth of conditions that were passed.
    """

    open: frozenset[object] = frozenset()
    seen: frozenset[object] = frozenset()
    seeded: frozenset[str] = frozenset()
    assumed: Assumed = frozenset()


def merged(states: Iterable[State]) -> frozenset[State]:
    """The states; where there are too many, those with the same resources become one, which knows what all knew."""
    found = frozenset(states)
    if len(found) <= LIMIT:
        return found
    alike: dict[State, Assumed] = {}
    for state in found:
        bare = replace(state, assumed=frozenset())
        alike[bare] = alike.get(bare, state.assumed) & state.assumed
    return frozenset(replace(bare, assumed=assumed) for bare, assumed in alike.items())


def iterated(states: Iterable[State], entry: Iterable[State]) -> frozenset[State]:
    """The states after an iteration: conditions that were tested inside it may be otherwise in the next one, those on
    plain variables (which are forgotten when the variable is set) and those known on `entry` may not.
    """
    before = {text for state in entry for text, _ in state.assumed}
    return frozenset(
        replace(s, assumed=frozenset(a for a in s.assumed if a[0] in before or _VARIABLE.fullmatch(a[0])))
        for s in states
    )


def definitions(block: ir.Block) -> dict[int, ir.Op]:
    """The operations of a function by number, those of nested blocks included."""
    found: dict[int, ir.Op] = {}
    todo = [block]
    while todo:
        for op in todo.pop():
            found[op.at] = op
            todo.extend(blocks(op))
    return found


def nested(block: ir.Block) -> Iterator[ir.Block]:
    """The block and all blocks inside it."""
    yield block
    for op in block:
        for inner in blocks(op):
            yield from nested(inner)


def blocks(op: ir.Op) -> list[ir.Block]:
    """The blocks that an operation holds."""
    match op:
        case ir.If(_, _, then, orelse):
            return [then, orelse]
        case ir.While(_, test, _, body, orelse):
            return [test, body, orelse]
        case ir.For(body=body, orelse=orelse):
            return [body, orelse]
        case ir.With(body=body):
            return [body]
        case ir.Try(_, body, handlers, orelse, final):
            return [body, *(b for h in handlers for b in (h.test, h.body)), orelse, final]
        case ir.Match(cases=cases):
            return [b for c in cases for b in (c.test, c.guard_test, c.body)]
        case _:
            return []


def key(operand: ir.Operand, ops: Mapping[int, ir.Op], depth: int = 6) -> str:
    """A text that is equal for expressions that compute the same from the same variables."""
    if isinstance(operand, str):
        return f"`{operand}`"
    if isinstance(operand, ir.Const):
        return operand.text
    op = ops.get(operand)
    if depth == 0 or op is None:
        return f"%{operand}"
    match op:
        case ir.GetAttribute(_, base, name):
            return f"{key(base, ops, depth - 1)}.{name}"
        case ir.GetItem(_, base, index):
            return f"{key(base, ops, depth - 1)}[{key(index, ops, depth - 1)}]"
        case ir.Unary(_, operator, inner):
            return f"({operator} {key(inner, ops, depth - 1)})"
        case ir.Binary(_, operator, left, right) if operator not in ir.IN_PLACE:
            return f"({key(left, ops, depth - 1)} {operator} {key(right, ops, depth - 1)})"
        case ir.Call(_, callee, arguments, keywords) if not keywords:
            inside = [key(a, ops, depth - 1) if not isinstance(a, ir.Starred) else "*" for a in arguments]
            return f"{key(callee, ops, depth - 1)}({', '.join(inside)})"
        case _:
            return f"%{operand}"


_NEGATED = {"is not": "is", "!=": "==", "not in": "in", ">=": "<", ">": "<="}


def condition(operand: ir.Operand, ops: Mapping[int, ir.Op]) -> tuple[str, bool]:
    """The key of a condition and whether it says it (True) or its opposite: `x is not None` is (`x is None`, False)."""
    op = ops.get(operand) if isinstance(operand, int) else None
    match op:
        case ir.Unary(_, "not", inner):
            text, positive = condition(inner, ops)
            return text, not positive
        case ir.Binary(_, operator, left, right) if operator in _NEGATED:
            return f"({key(left, ops)} {_NEGATED[operator]} {key(right, ops)})", False
        case _:
            return key(operand, ops), True


def assume(states: Iterable[State], text: str, truth: bool) -> frozenset[State]:
    """The states in which a condition may have this truth, now knowing it."""
    open_to = [state for state in states if (text, not truth) not in state.assumed]
    return frozenset(replace(state, assumed=state.assumed | {(text, truth)}) for state in open_to)


def forget(states: frozenset[State], mention: str) -> frozenset[State]:
    """The states without what was assumed of something that has just changed."""
    if not any(mention in text for state in states for text, _ in state.assumed):
        return states
    return frozenset(replace(s, assumed=frozenset(a for a in s.assumed if mention not in a[0])) for s in states)
