"""Loops: what is there before any turn, and what all turns together have overwritten.

The content of a thing is only ever overwritten, so a turn finds of it what was there before the loop, without what
the turns before it surely overwrite; what one turn does is found first, with all of the content as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct

from adlint.storage.frame import Frame
from adlint.storage.location.regions import INDEX, NAMELESS, Region, Turns, in_all_turns, is_certain
from adlint.storage.location.sizes import size_of
from adlint.storage.run import Run
from adlint.storage.seen import Seen
from adlint.storage.state import State, is_same, met
from adlint.storage.things.memory import left
from adlint.storage.things.moving import forget, forgotten
from adlint.storage.things.taking import dropped, settle, settle_new
from adlint.storage.things.values import CONTENT, NOTHING, Original, Range, Thing, Value, join
from adlint.symbolic import Bounds, at_least, constant, symbol, within

PASSES = 8  # over the body of a loop, before nothing more is told of what changes in it

Way = State | None
Killed = Mapping[Thing, tuple[Region, ...]]  # what a turn surely overwrites


class Loop(Struct, frozen=True):
    """A loop: `turn` evaluates one turn; `turns` if it goes over a range; variables that are not `live` are of no use
    to later turns or behind the loop.
    """

    turn: Callable[[State], Way]
    turns: Turns | None
    live: frozenset[str]


def turns_of(run: Run, iterable: Value, name: str) -> Turns | None:
    """The turns of a loop over a range with steps of one, up or down; `name` is that of its index."""
    if len(iterable) != 1 or not isinstance(iterable[0], Range):
        return None
    sizes = [size_of(value) for value in iterable[0].bounds]
    known = [size for size in sizes if size is not None]
    step = known[2].number if len(known) == len(sizes) == 3 else 1
    if len(known) != len(sizes) or not known or step not in (1, -1):
        return None
    lo, hi = (constant(0), known[0]) if len(known) == 1 else (known[0], known[1])
    is_taken = name in run.names.kinds or name in run.names.bindings(run.root.function.partition(":")[0])
    name += NAMELESS if is_taken else INDEX
    while name in run.bounds:
        name += NAMELESS
    index = symbol(name, "an index")
    return Turns(index, lo, hi) if step == 1 else Turns(index, hi + 1, lo + 1, down=True)


def around(f: Frame, state: State, loop: Loop) -> tuple[Way, list[State]]:
    """The state behind all turns, and those in which the loop is broken off."""
    run, turns, known = f.run, loop.turns, f.run.bounds
    outer = f.breaks, f.continues
    if turns is not None:
        run.bounds = within(known, turns.index, turns.lo, turns.hi)
    with _unseen(f):
        head, killed = _settled(f, state, loop)
    earlier = None if turns is None else turns.earlier
    began = _with_content(run, head, state, killed, earlier, run.bounds)
    marks = _marks(f)
    ended, broken = _turn(f, began, loop)
    f.breaks, f.continues = outer
    run.bounds = known
    if turns is not None:
        gone = [state for states, mark in zip(f.raised, marks[1], strict=True) for state in states[mark:]]
        for failed in gone:
            settle(run, failed, indices=(turns.index,))
        run.seen.in_all_turns(turns, known)
        returned = f.returned[marks[0] :]
        for way in (ended, *broken, *gone, *f.suspended[marks[2] :], *[state for state, _ in returned]):
            if way is not None:
                forget(way, turns, known)
        f.returned[marks[0] :] = [(state, forgotten(value, turns, known)) for state, value in returned]
        f.yielded = forgotten(f.yielded, turns, known)
    runs = turns is not None and at_least(turns.hi, turns.lo + 1, known)
    behind = ended if runs else met((head, ended), run.default)
    if behind is None:
        return None, broken
    return _with_content(run, behind, state, killed, turns, known), broken


def repeated(f: Frame, state: State, once: Callable[[], Value]) -> Value:
    """What something gives that may happen any number of times in a row, each time from the `state` that it leaves."""
    result: Value = NOTHING
    for _ in range(PASSES):
        before = state.copy()
        result = join(result, once())
        if is_same(before, state):
            return result
    f.run.wonder("what happens again and again changes more than can be followed")
    return result


def _marks(f: Frame) -> tuple[int, list[int], int]:
    """How many ways out of the function, to handlers, and to where a generator waits there are so far."""
    return len(f.returned), [len(states) for states in f.raised], len(f.suspended)


def _turn(f: Frame, began: State, loop: Loop) -> tuple[Way, list[State]]:
    f.breaks, f.continues = [], []
    last = loop.turn(began.copy())
    ended = met((last, *f.continues), f.run.default)
    for way in (ended, *f.breaks):
        if way is not None:
            _end_turn(f, way, loop, began)
    return ended, f.breaks


def _end_turn(f: Frame, state: State, loop: Loop, began: State) -> None:
    """What was taken in a turn is read now, to be told from what the next one takes; not where it is of no use."""
    for (thing, name), value in state.parts.items():
        if thing == f.variables and name not in loop.live:
            state.parts[thing, name] = dropped(f.run, value)
    settle_new(f.run, state, began)


def _settled(f: Frame, state: State, loop: Loop) -> tuple[State, Killed]:
    """What may be there before any turn, but for content, and what a turn surely overwrites."""
    run = f.run
    killed: Killed = {}
    head = _without_content(state)
    for _ in range(PASSES):
        ended, _ = _turn(f, head, loop)
        killed = {} if ended is None or loop.turns is None else _killed(ended)
        if ended is not None and loop.turns is not None:
            forget(ended, loop.turns, run.bounds)
        again = met((head, None if ended is None else _without_content(ended)), run.default)
        if again is None or is_same(again, head):
            return head, killed
        head = again
    run.wonder("a loop changes more than can be followed")
    return head, {}


def _killed(ended: State) -> Killed:
    """What every way through a turn, which began with all as it was, has overwritten."""
    found: dict[Thing, tuple[Region, ...]] = {}
    for (thing, key), value in ended.parts.items():
        if key == CONTENT:
            left = [atom.gone for atom in value if isinstance(atom, Original)]
            every = left[0] if left else (None,)
            found[thing] = tuple([region for region in every if all(region in gone for gone in left)])
    return found


def _without_content(state: State) -> State:
    return State({part: value for part, value in state.parts.items() if part[1] != CONTENT})


def _with_content(
    run: Run, state: State, entry: State, killed: Killed, turns: Turns | None, bounds: Bounds
) -> State:
    """A state with the content that there was on entry, without what some turns surely have overwritten."""
    found = _without_content(state)
    for part, value in entry.parts.items():
        if part[1] == CONTENT:
            found.parts[part] = value
    if turns is None:
        return found
    for thing, regions in killed.items():
        content = run.get(entry, thing, CONTENT)
        for region in regions:
            swept = in_all_turns(region, turns, bounds)
            if is_certain(swept) and (swept is not None or at_least(turns.hi, turns.lo + 1, bounds)):
                content = left(content, swept, bounds)
        found.parts[thing, CONTENT] = content
    return found


@contextmanager
def _unseen(f: Frame) -> Iterator[None]:
    """Evaluate without noting what is read, written and left."""
    run = f.run
    seen, stored = run.seen, dict(run.stored)
    marks = _marks(f)
    run.seen = Seen()
    yield
    run.seen, run.stored = seen, stored
    del f.returned[marks[0] :], f.suspended[marks[2] :]
    for states, mark in zip(f.raised, marks[1], strict=True):
        del states[mark:]
