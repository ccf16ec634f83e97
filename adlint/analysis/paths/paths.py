"""Walking the paths of a function: the states that meet at a point, told apart by what conditions were assumed."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir

LIMIT = 48  # states at a point; past it, what was assumed is forgotten
_VARIABLE = re.compile(r"`[^`]+`|\(`[^`]+` is None\)")
Assumed: TypeAlias = frozenset[tuple[str, bool]]


class State(Struct, frozen=True):
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


class Meeting(Struct, frozen=True):
    """A temporary that several copies set: `a and b`, `a or b`, `a if c else b`. `kind` is "and", "or" or "if"; of "if"
    the first part is the condition.
    """

    at: int
    kind: str
    parts: tuple[ir.Operand, ...]


Definitions: TypeAlias = Mapping[int, ir.Op | Meeting]


def definitions(body: ir.Block) -> dict[int, ir.Op | Meeting]:
    """The operations of a function by number, those of nested blocks included; for a temporary that copies set, how
    they meet.
    """
    found: dict[int, ir.Op | Meeting] = {}
    todo = [body]
    while todo:
        block = todo.pop()
        for op in block:
            found[op.at] = op
            inner = ir.blocks(op)
            if inner:
                todo.extend(inner)
        _meetings(block, found)
    return found


@lru_cache(maxsize=256)
def defined(function: ir.Function) -> Definitions:
    """The same of all of a function, for those who ask for each piece of it; not to be changed."""
    return definitions(function.body)


def _meetings(block: ir.Block, found: dict[int, ir.Op | Meeting]) -> None:
    for op in block:
        if op.__class__ is ir.If:
            arms = [arm[-1] if arm else None for arm in (op.then, op.orelse)]
            yes, no = (arm if isinstance(arm, ir.Copy) else None for arm in arms)
            if yes is not None and no is not None and yes.to == no.to:
                found[yes.to] = Meeting(yes.to, "if", (op.condition, yes.value, no.value))
    for first in block:
        if first.__class__ is ir.Copy and not isinstance(found.get(first.to), Meeting):
            parts = _chain(block, first.to)
            if len(parts[1]) > 1:
                found[first.to] = Meeting(first.to, *parts)


def _chain(block: ir.Block, to: int) -> tuple[str, tuple[ir.Operand, ...]]:
    """The parts of `and` and `or`, which stand each in the arm of a test of those before."""
    kind, parts = "and", []
    inside: ir.Block | None = block
    while inside is not None:
        parts += [op.value for op in inside if isinstance(op, ir.Copy) and op.to == to][:1]
        test = next((op for op in inside if isinstance(op, ir.If) and op.condition == to), None)
        kind = "or" if test is not None and test.orelse else kind
        inside = (test.then or test.orelse) if test is not None else None
    return kind, tuple(parts)


def key(operand: ir.Operand, ops: Definitions, depth: int = 6) -> str:
    """A text that is equal for expressions that compute the same from the same variables."""
    if isinstance(operand, str):
        return f"`{operand}`"
    if isinstance(operand, ir.Const):
        return operand.text
    op = ops.get(operand)
    if depth == 0 or op is None:
        return f"%{operand}"

    def of(part: ir.Operand) -> str:
        return key(part, ops, depth - 1)

    match op:
        case Meeting(_, kind, parts):
            return f"({f' {kind} '.join(map(of, parts))})"
        case ir.GetAttribute(_, base, name):
            return f"{of(base)}.{name}"
        case ir.GetItem(_, base, index):
            return f"{of(base)}[{of(index)}]"
        case ir.Unary(_, sign, inner):
            return f"({sign} {of(inner)})"
        case ir.Binary(_, sign, left, right) if sign not in ir.IN_PLACE:
            return _binary(sign, of(left), of(right))
        case ir.Build(_, "tuple" | "list" | "set", items) if all(isinstance(item, ir.Const) for item in items):
            return f"({', '.join(of(item) for item in items if not isinstance(item, ir.Starred))})"
        case ir.Call(_, callee, arguments, keywords) if not keywords:
            inside = [of(a) if not isinstance(a, ir.Starred) else "*" for a in arguments]
            return inside[0] if callee == "bool" and len(inside) == 1 else f"{of(callee)}({', '.join(inside)})"
        case _:
            return f"%{operand}"


def _binary(sign: str, left: str, right: str) -> str:
    """Comparisons in one direction, and the sides of an equation in one order."""
    if sign == ">":
        sign, left, right = "<", right, left
    elif sign in ("==", "!=") and right < left:
        left, right = right, left
    return f"({left} {sign} {right})"


_COMPARED: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SAME = {"is": True, "==": True, "is not": False, "!=": False}
_NEGATED = {"is not": "is", "!=": "==", "not in": "in", ">=": "<", "<=": ">"}


def condition(operand: ir.Operand, ops: Definitions) -> tuple[str, bool]:
    """The key of a condition and whether it says it (True) or its opposite: `x is not None` is (`x is None`, False)."""
    op = ops.get(operand) if isinstance(operand, int) else None
    match op:
        case ir.Unary(_, "not", inner):
            text, positive = condition(inner, ops)
            return text, not positive
        case ir.Binary(_, "is" | "==", inner, ir.Const(_, bool(truth))):
            return f"({key(inner, ops)} is {truth})", True
        case ir.Binary(_, "is not" | "!=", inner, ir.Const(_, bool(truth))):
            return f"({key(inner, ops)} is {truth})", False
        case ir.Binary(_, sign, left, right) if sign in _NEGATED:
            return _binary(_NEGATED[sign], key(left, ops), key(right, ops)), False
        case _:
            return key(operand, ops), True


def implied(operand: ir.Operand, ops: Definitions, *, truth: bool) -> list[tuple[str, bool]]:
    """What is known where a condition has this truth: all parts of `a and b` hold where it does, none of `a or b` where
    it does not.
    """
    text, positive = condition(operand, ops)
    known = [(text, positive == truth)]
    op = ops.get(operand) if isinstance(operand, int) else None
    if isinstance(op, ir.Unary) and op.operator == "not":
        return implied(op.operand, ops, truth=not truth)
    if isinstance(op, ir.Binary) and _SAME.get(op.operator) == truth and isinstance(op.right, ir.Const):
        known += implied(op.left, ops, truth=op.right.value) if isinstance(op.right.value, bool) else []
    if isinstance(op, Meeting) and op.kind == ("and" if truth else "or"):
        for part in op.parts:
            known += implied(part, ops, truth=truth)
    return known


def unseeded(marks: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """What is known of generators without which ones are seeded, but for the `known` ones: what else is said has words
    behind their names.
    """
    return frozenset(mark for mark in marks if mark in known or " " in mark)


def constant(operand: ir.Operand, ops: Definitions) -> bool | None:
    """The truth of a condition that is the same for ever, such as `11 < 3 and x`; None if it depends on something."""
    op = ops.get(operand) if isinstance(operand, int) else None
    match operand if isinstance(operand, ir.Const) else op:
        case ir.Const(_, value):
            return bool(value)
        case ir.Unary(_, "not", inner):
            truth = constant(inner, ops)
            return None if truth is None else not truth
        case ir.Binary(_, sign, ir.Const(_, int(left)), ir.Const(_, int(right))) if sign in _COMPARED:
            return _COMPARED[sign](left, right)
        case Meeting(_, "and" | "or" as kind, parts):
            decided = kind == "or"
            truths = [constant(part, ops) for part in parts]
            return decided if decided in truths else None if None in truths else not decided
        case _:
            return None


def assume(states: Iterable[State], known: Sequence[tuple[str, bool]]) -> frozenset[State]:
    """The states in which all of `known` may be, now knowing it."""
    against = {(text, not truth) for text, truth in known}
    return frozenset(replace(s, assumed=s.assumed.union(known)) for s in states if not (s.assumed & against))


def forget(states: frozenset[State], mention: str) -> frozenset[State]:
    """The states without what was assumed of something that has just changed."""
    if not any(mention in text for state in states for text, _ in state.assumed):
        return states
    return frozenset(replace(s, assumed=frozenset(a for a in s.assumed if mention not in a[0])) for s in states)
