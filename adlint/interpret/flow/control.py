"""Control: which states meet where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from adlint import ir
from adlint.interpret.collections.iteration import items_of, listed, may_be_object, next_of
from adlint.interpret.evidence.narrowing import is_for_checkers, narrow, parts, truth
from adlint.interpret.evidence.patterns import bind, excluded
from adlint.interpret.flow.branches import arm, failed, meet
from adlint.interpret.flow.handling import try_, with_
from adlint.interpret.flow.managers import awaited
from adlint.interpret.flow.raising import raised
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ARITHMETIC, COLLECTED, ITEM, Value, joined
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.special import ask_truth
from adlint.interpret.operation.operations import OPERATIONS


def run(f: Frame, block: ir.Block) -> None:
    """Evaluate the operations of a block until its end or a jump."""
    evaluate, task = EVALUATE, f.task
    task.steps += len(block)
    if task.steps > task.most:
        task.take(0)
    for op in block:
        evaluate[op.__class__](f, op)
        if f.dead:
            return


def _if(f: Frame, op: ir.If) -> None:
    known = truth(f, op.condition)
    if known is None:
        _either(f, op)
    elif f.function.kind in _BODIES and op.then and not op.orelse and is_for_checkers(f.value(op.condition)):
        edges, f.edges = f.edges, {}  # what is bound is what annotations name, but nothing runs
        _either(f, op)
        f.edges = edges
    else:
        narrow(f, op.condition, known)
        run(f, op.then if known else op.orelse)


_BODIES = frozenset({"module", "class"})  # of which others import what they bind


def _either(f: Frame, op: ir.If) -> None:
    condition = f.given(op.condition)
    ask_truth(f, op.at, condition)
    if f.notes is not None:
        f.notes.tested(f, op.at, condition)
    live: list[Changes] = []
    to = _target(op)
    if to is None:
        is_told = op.condition in f.conditions
        arm(f, op.then, live, partial(narrow, f, op.condition, True) if is_told else None)
        f.dead = False
        arm(f, op.orelse, live, partial(narrow, f, op.condition, False) if is_told else None)
    else:
        _choose(f, op, to, live)
    meet(f, live)


def _target(op: ir.If) -> int | None:
    """The temporary that both arms set, where the operation is a part of an expression."""
    last = (op.then or op.orelse or _PASS)[-1]
    if last.__class__ is ir.Copy:
        return last.to
    if last.__class__ is ir.If and op.condition.__class__ is int and last.condition == op.condition:
        return op.condition
    return None


_PASS = (ir.Break(-1),)


def _choose(f: Frame, op: ir.If, to: int, live: list[Changes]) -> None:
    """A conditional expression, or further operands of `and` and `or`: what the temporary is in each arm."""
    before, tested = f.temps.get(to), f.conditions.get(to)
    found: list[Value] = []
    said: bool | None = None
    for block, outcome in ((op.then, True), (op.orelse, False)):
        if before is not None:
            f.temps[to] = parts(before, outcome) if to == op.condition else before
        arm(f, block, live, lambda outcome=outcome: narrow(f, op.condition, outcome))  # type: ignore[misc]
        if not f.dead and to in f.temps:
            found.append(f.temps[to])
            said = truth(f, to) if block else said
    f.temps[to] = joined(found) or ARITHMETIC
    if to == op.condition:
        f.conditions[to] = ("", "and" if op.then else "or", (tested, f.conditions.get(to)))
        if said is not None and said is not bool(op.then):
            f.conditions[to] = ("", "decided", said)  # as the last operand does


def _loop(f: Frame, before: Callable[[], None], body: ir.Block, orelse: ir.Block, *, endless: bool) -> None:
    journal = f.task.journal
    outer = f.breaks, f.continues
    f.loops.append(len(journal.levels))
    left: list[Changes] = []
    for _ in range(f.task.scale.passes if len(f.loops) == 1 else max(1, f.task.scale.passes - 1)):
        f.breaks, f.continues = [], []
        live: list[Changes] = []
        f.loops[-1] = len(journal.levels)
        arm(f, body, live, before)
        left = f.breaks
        if not journal.weaken([*live, *f.continues]):
            break
        f.task.epoch += 1
    f.loops.pop()
    f.breaks, f.continues = outer
    f.dead = False
    ended: list[Changes] = []
    if not endless:
        arm(f, orelse, ended)
    meet(f, ended + left)


def _unrolled(f: Frame, op: ir.For, items: list[Value]) -> None:
    """A loop over a few known items, one iteration after the other."""
    journal = f.task.journal
    outer = f.breaks, f.continues, f.iteration
    start = journal.begin()
    f.breaks = []
    marks = f.loops
    f.loops = []
    for number, item in enumerate(items):
        f.temps[op.at] = item
        f.iteration = (*outer[2], op.at, number)
        f.continues = []
        f.unrolling.append((start, len(journal.levels)))
        live: list[Changes] = []
        arm(f, op.body, live)
        f.unrolling.pop()
        meet(f, live + f.continues)
        if f.dead:
            break
    f.loops = marks
    breaks = f.breaks
    f.breaks, f.continues, f.iteration = outer
    if not f.dead:
        run(f, op.orelse)
    ended = journal.end()
    meet(f, ([] if f.dead else [ended]) + breaks)


def _for(f: Frame, op: ir.For) -> None:
    iterable = f.given(op.iterable)
    if f.notes is not None:
        f.notes.went(op.at, iterable)
    items = listed(f, op.at, iterable)
    if items == [] and _is_collected(iterable):
        run(f, op.orelse)
        return
    if items is not None and not f.loops and len(items) <= f.task.scale.unrolled and _differ(items, op.body):
        _unrolled(f, op, items)
        return
    if f.notes is not None:
        f.notes.visited(f, op.at, iterable)
    step = _step(f, op, iterable)

    def begin() -> None:
        if op.iterable.__class__ is int:
            narrow(f, op.iterable, True)  # what is empty has no items
        step()

    _loop(f, begin, op.body, op.orelse, endless=False)


def _is_collected(iterable: Value) -> bool:
    """Whether what is empty is what a call passes for `*args`; others may fill a list that is empty so far."""
    return isinstance(iterable, Object) and iterable.kind == "tuple" and iterable.at == COLLECTED


def _step(f: Frame, op: ir.For, iterable: Value) -> Callable[[], None]:
    """Ask for the next item: objects of the program are asked anew each time."""
    made = None
    if may_be_object(iterable):
        made = call_method(f, op.at, iterable, "__aiter__" if op.is_async else "__iter__")
    if made is None or not may_be_object(made):
        given = items_of(f, op.at, iterable if made is None else made)

        def same() -> None:
            f.temps[op.at] = given

        return same

    def step() -> None:
        if op.is_async:
            f.temps[op.at] = awaited(f, call_method(f, op.at, made, "__anext__") or ITEM)
        else:
            f.temps[op.at] = next_of(f, op.at, made)

    return step


def _differ(items: list[Value], body: ir.Block) -> bool:
    """Whether telling iterations apart may tell what is called: of numbers if one of them may end the loop."""
    return (
        len(items) == 1
        or any(item.__class__ is not ir.Const or isinstance(item.value, str) for item in items)
        or _may_end(body)
    )


def _may_end(body: ir.Block) -> bool:
    """Whether something in the body of a loop, but for loops in it, leaves that."""
    return any(
        isinstance(op, ir.Break | ir.Return)
        or (not isinstance(op, ir.For | ir.While) and any(map(_may_end, ir.blocks(op))))
        for op in body
    )


def _while(f: Frame, op: ir.While) -> None:
    endless = isinstance(op.condition, ir.Const) and bool(op.condition.value)

    def test() -> None:
        run(f, op.test)
        ask_truth(f, op.at, f.given(op.condition))
        if not endless and truth(f, op.condition) is False:
            f.dead = True

    _loop(f, test, op.body, op.orelse, endless=endless)


def _match(f: Frame, op: ir.Match) -> None:
    live: list[Changes] = []
    exhausted = False
    subject = f.given(op.subject)
    for case in op.cases:
        if exhausted:
            break
        verdict: list[bool | None] = []

        def before(
            case: ir.Case = case, verdict: list[bool | None] = verdict, subject: Value = subject
        ) -> None:
            run(f, case.test)
            verdict.append(bind(f, case.pattern, subject, op))
            if verdict[0] is False:
                f.dead = True
                return
            run(f, case.guard_test)
            if case.guard is not None and truth(f, case.guard) is False:
                f.dead = True

        arm(f, case.body, live, before)
        exhausted = verdict[:1] == [True] and case.guard is None
        if case.guard is None:
            subject = excluded(f, case.pattern, subject)
    if not exhausted:
        live.append({})
    meet(f, live)


def _return(f: Frame, op: ir.Return) -> None:
    value = f.value(op.value)
    f.results.append(value)
    if f.notes is not None:
        f.notes.kept(f, op.at, value)
    journal = f.task.journal
    if len(journal.levels) > f.level:
        f.exits.append(journal.since(f.level, without=None if f.keeps_variables else f.fields))
        failed(f, returns=True)
    else:
        f.returned = True
    f.dead = True


def _raise(f: Frame, op: ir.Raise) -> None:
    if op.exception is not None:
        raised(f, op.at, f.given(op.exception))
    failed(f)
    f.dead = True


def _break(f: Frame, _op: ir.Break) -> None:
    f.breaks.append(f.task.journal.since(f.loop_level(whole=True)))
    f.dead = True


def _continue(f: Frame, _op: ir.Continue) -> None:
    f.continues.append(f.task.journal.since(f.loop_level(whole=False)))
    f.dead = True


EVALUATE: dict[type, Callable[[Frame, Any], None]] = OPERATIONS | {
    ir.If: _if,
    ir.For: _for,
    ir.While: _while,
    ir.Try: try_,
    ir.With: with_,
    ir.Match: _match,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: _break,
    ir.Continue: _continue,
}
