"""Control: which states meet where."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.models.protocols import TRUTH
from adlint.storage.callbacks.handing import run_special
from adlint.storage.flow.liveness import carried
from adlint.storage.flow.loops import Loop, around, turns_of
from adlint.storage.flow.matching import capture
from adlint.storage.flow.narrowed import narrow
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.onetime import guards, there
from adlint.storage.onetime.guards import missing, tested
from adlint.storage.operation.iterating import iterated
from adlint.storage.operation.managers import entered, left, swallows
from adlint.storage.operation.operations import OPERATIONS
from adlint.storage.operation.yielding import run_where_it_yields, yielding
from adlint.storage.outside.library import SUPPRESSING
from adlint.storage.run import Begin
from adlint.storage.seen import Watch
from adlint.storage.state import State, met
from adlint.storage.things.kinds import library_of
from adlint.storage.things.memory import kind_of, read
from adlint.storage.things.taking import outside, settled
from adlint.storage.things.values import NONE, NOTHING, Number, Ref, Type, Unknown, Value, join, literal, refs

_RAISING = frozenset({ir.Call, ir.GetItem, ir.SetItem, ir.Binary, ir.Raise, ir.Unpack, ir.GetAttribute})

Way = State | None


def evaluate_body(f: Frame, state: State) -> tuple[Way, Value]:
    """The state behind a function, and its result."""
    depth = len(f.run.watches)
    ended = block(f, state, f.function.body)
    guards.ended(f, depth)
    ways = [*f.returned, *([(ended, NONE)] if ended is not None else [])]
    result: Value = NOTHING
    for _, value in ways:
        result = join(result, value)
    return met([way for way, _ in ways], f.run.default), result


def block(f: Frame, state: Way, operations: ir.Block) -> Way:
    """The state behind a block; None if its end is not reached."""
    run, known = f.run, len(f.there)
    for op in operations:
        if state is None:
            break
        run.spent += 1
        run.here.append((f.identity, op.at))
        if op.at in run.marked and f.variables == run.root:
            run.entered[op.at] = Begin(state.copy(), dict(f.temps), run.bounds)  # the last time is the one that counts
        plain = OPERATIONS.get(op.__class__)
        if f.raised and op.__class__ in _RAISING:
            f.raised[-1].append(state.copy())
        if plain is not None:
            plain(f, state, op)
        else:
            state = _control(f, state, op)
        run.here.pop()
    del f.there[known:]
    return state


def _control(f: Frame, state: State, op: ir.Op) -> Way:
    match op:
        case ir.Return(_, value):
            f.returned.append((state, outside(f.run, state, f.value(state, value), f.around)))
            return None
        case ir.Raise(_, exception, _):
            raised = f.value(state, exception) if exception is not None else NOTHING
            read(f.run, state, raised)
            for cls in raised:
                if isinstance(cls, Type):  # an object of it is made
                    f.run.machine.apply(f, state, op.at, cls, Given())
            return None
        case ir.Break():
            f.breaks.append(state)
            return None
        case ir.Continue():
            f.continues.append(state)
            return None
        case ir.If():
            return _if(f, state, op)
        case ir.For():
            return _for(f, state, op)
        case ir.While():
            return _while(f, state, op)
        case ir.With():
            return _with(f, state, op)
        case ir.Try():
            return _try(f, state, op)
        case ir.Match():
            return _match(f, state, op)
        case _:
            return state


def _if(f: Frame, state: State, op: ir.If) -> Way:
    condition = f.value(state, op.condition)
    known = literal(condition)
    if known is not None:
        return block(f, state, op.then if known.value else op.orelse)
    read(f.run, state, condition)
    run_special(f, state, op.at, condition, TRUTH)
    ways: list[Way] = []
    to = _target(op)
    before = f.temps.get(to, NOTHING)
    found: Value = NOTHING
    watches = [Watch(empty) for empty in tested(f, op.condition, condition)]
    for arm, watch, holds in zip((op.then, op.orelse), watches, (True, False), strict=True):
        f.temps[to] = before
        told = there.told(f, op, holds=holds)
        f.there += [] if told is None else [told]
        way = state.copy()
        narrow(f, way, op.condition, holds=holds)
        ways.append(_watched(f, way, arm, watch))
        del f.there[len(f.there) - (told is not None) :]
        found = join(found, f.temps[to])
    f.temps[to] = found
    then, orelse = (
        guards.Arm(watch, arm, end is not None)
        for watch, arm, end in zip(watches, (op.then, op.orelse), ways, strict=True)
    )
    guards.met(f, op, then, orelse)
    guards.met(f, op, orelse, then)
    behind = there.told_behind(f, op)
    f.there += [] if behind is None else [behind]
    return met(ways, f.run.default)


def _watched(f: Frame, state: Way, operations: ir.Block, watch: Watch) -> Way:
    """The state behind a block, on one of several ways."""
    depth = len(f.run.watches)
    f.run.watches.append(watch)
    ended = block(f, state, operations)
    del f.run.watches[depth:]
    return ended


def _target(op: ir.If) -> int:
    """The temporary that the arms set, where the operation is a part of an expression; -1 if it is none."""
    last = (op.then or op.orelse or (None,))[-1]
    if isinstance(last, ir.If):
        return _target(last)
    return last.to if isinstance(last, ir.Copy) else -1


def _for(f: Frame, state: State, op: ir.For) -> Way:
    iterable = f.value(state, op.iterable)
    turns = turns_of(f.run, iterable, _index_name(op))

    def turn(at: State) -> Way:
        item = iterated(f, at, iterable, op.at) if turns is None else (Number(None, turns.index),)
        f.temps[op.at] = item
        _begin(f, op, at)
        return block(f, at, op.body)

    behind, broken = around(f, state, Loop(turn, turns, _live(f, op)))
    return met((block(f, behind, op.orelse), *broken), f.run.default)


def _live(f: Frame, op: ir.For | ir.While) -> frozenset[str]:
    """The variables that are looked at after a turn; functions that are made there may see all of them."""
    if f.function.kind != "function":
        return frozenset(f.function.bound) | {parameter.name for parameter in f.function.parameters}
    return carried(f.function, op) | f.run.shared(f.identity)


def _begin(f: Frame, op: ir.For | ir.While, state: State) -> None:
    """Keep the state in which a turn of the function's own loops begins; the last time is the one that counts."""
    if f.variables == f.run.root:
        f.run.bodies[op.at] = Begin(state.copy(), dict(f.temps), f.run.bounds)


def _index_name(op: ir.For) -> str:
    first = op.body[0] if op.body else None
    if isinstance(first, ir.Store) and first.value == op.at:
        return first.name.partition("@")[0]
    return f"i{op.at}"


def _while(f: Frame, state: State, op: ir.While) -> Way:
    endless = isinstance(op.condition, ir.Const) and bool(op.condition.value)

    def turn(at: State) -> Way:
        _begin(f, op, at)
        tested = block(f, at, op.test)
        if tested is not None:
            read(f.run, tested, f.value(tested, op.condition))
            run_special(f, tested, op.at, f.value(tested, op.condition), TRUTH)
        return block(f, tested, op.body)

    behind, broken = around(f, state, Loop(turn, None, _live(f, op)))
    ended = None if endless else block(f, block(f, behind, op.test), op.orelse)
    return met((ended, *broken), f.run.default)


def _with(f: Frame, state: State, op: ir.With) -> Way:
    manager = settled(f.run, f.value(state, op.manager))
    generator = yielding(f, state, manager)
    if generator is not None:
        return run_where_it_yields(f, state, generator, op.at, lambda inner: block(f, inner, op.body))
    f.temps[op.at] = entered(f, state, manager, op.at)
    before, marks = state.copy(), _marks(f)
    f.raised.append([])
    goes_on = any(library_of(kind_of(ref.thing)) == SUPPRESSING for ref in refs(manager))
    f.run.caught += goes_on
    ended = block(f, state, op.body)
    f.run.caught -= goes_on
    raised = f.raised.pop()
    if f.raised:
        f.raised[-1] += raised
    behind = ended if ended is not None else met((before.copy(), *raised), f.run.default)
    told = left(f, behind, manager, op.at) if behind is not None else NOTHING

    def leave(way: State) -> Way:
        left(f, way, manager, op.at)
        return way

    _on_ways_out(f, marks, leave)
    is_open = any(not isinstance(atom, Ref) for atom in manager) or not manager
    if not (goes_on or (is_open and ended is None) or swallows(f, before, manager, told)):
        return ended
    failed = met((before, *raised), f.run.default)
    if failed is not None:
        left(f, failed, manager, op.at)
    return met((ended, failed), f.run.default)


def _try(f: Frame, state: State, op: ir.Try) -> Way:
    marks = _marks(f)
    f.raised.append([state.copy()])
    tried = Watch(frozenset())
    f.run.caught += bool(op.handlers)
    ended = _watched(f, state, op.body, tried)
    f.run.caught -= bool(op.handlers)
    raised = f.raised.pop()
    failed = met(raised, f.run.default)
    ways: list[Way] = [_watched(f, ended, op.orelse, tried)]
    found = guards.Arm(tried, (*op.body, *op.orelse), ways[0] is not None)
    for handler in op.handlers:
        caught = block(f, failed.copy(), handler.test) if failed is not None else None
        if caught is not None:
            f.temps[handler.at] = (Unknown("an exception"),)
            watch = Watch(missing(f, caught, op, handler.type, tried))
            ways.append(_watched(f, caught, handler.body, watch))
            guards.met(f, op, guards.Arm(watch, handler.body, ways[-1] is not None), found)
    if not op.handlers and f.raised:
        f.raised[-1] += raised
    if not op.final:
        return met(ways, f.run.default)
    return _finally(f, op, met(ways, f.run.default), failed, marks)


def _finally(f: Frame, op: ir.Try, state: Way, failed: Way, marks: tuple[int, int, int]) -> Way:
    """The final block runs on every way out."""
    _on_ways_out(f, marks, lambda way: block(f, way, op.final))
    if failed is not None:
        block(f, failed.copy(), op.final)
    return block(f, state, op.final)


def _marks(f: Frame) -> tuple[int, int, int]:
    """How many ways have left by `return`, `break` and `continue` so far."""
    return len(f.returned), len(f.breaks), len(f.continues)


def _on_ways_out(f: Frame, marks: tuple[int, int, int], last: Callable[[State], Way]) -> None:
    """What runs last on every way that has left since by `return`, `break` and `continue`."""
    returned, breaks, continues = (f.returned[marks[0] :], f.breaks[marks[1] :], f.continues[marks[2] :])
    del f.returned[marks[0] :], f.breaks[marks[1] :], f.continues[marks[2] :]
    for way, value in returned:
        behind = last(way)
        if behind is not None:
            f.returned.append((behind, value))
    for ways, into in ((breaks, f.breaks), (continues, f.continues)):
        into += [behind for way in ways if (behind := last(way)) is not None]


def _match(f: Frame, state: State, op: ir.Match) -> Way:
    subject = f.value(state, op.subject)
    read(f.run, state, subject)
    ways: list[Way] = [state.copy()]
    for case in op.cases:
        at = block(f, state.copy(), case.test)
        if at is None:
            continue
        capture(f, at, case.pattern, subject, op.at)
        at = block(f, at, case.guard_test)
        if at is not None:
            ways.append(block(f, at, case.body))
    return met(ways, f.run.default)
