"""Loops: gone through turn by turn while they are short, else once for all turns."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.evaluate.errors import GaveUp, Turned
from adlint.evaluate.flow.branches import merge
from adlint.evaluate.flow.breakpoints import MOST_SPLITS, breakpoint_of
from adlint.evaluate.flow.carrying import Carrying, Finals, Unlike
from adlint.evaluate.machine import FALLS, Exit, Flow, Frame, Machine, Saved
from adlint.evaluate.operation.iteration import count, items, turn
from adlint.evaluate.operation.names import value_of
from adlint.evaluate.operation.operators import truth
from adlint.evaluate.store import Objects
from adlint.evaluate.values import Many, Number, Range, Ref, Unknown, Value, Zipped
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX
from adlint.symbolic import Polynomial, ceildiv, polynomial, rate, substitute, symbol, symbols_of
from adlint.trace import Array, Loop

WALKED = 16  # turns of a loop that are gone through one by one
MOST_WALKED = 2000  # if a loop cannot be gone through at once
ROUNDS = 6  # until the state at the start of a turn stands for that of any turn

Turn = Callable[[Polynomial | int], Flow]


class _Inexact(Exception):  # noqa: N818 -- it says what the loop is, and never leaves this file
    """A loop at once would not be exact: it is gone through turn by turn instead."""


def run_for(m: Machine, f: Frame, op: ir.For) -> Flow:
    """A `for` loop."""
    f.at = op.at
    iterable = value_of(m, f, op.iterable)
    trips = count(m, iterable) if _is_uniform(m, iterable) else None

    def once(index: Polynomial | int) -> Flow:
        f.temporaries[op.at] = turn(m, iterable, polynomial(index))
        return _at_loop(f, op, m.run(f, op.body))

    if trips is None or (isinstance(trips, int) and trips <= WALKED):
        held = items(m, iterable)
        if held is not None and not any(isinstance(one, Many) for one in held):
            return _orelse(m, f, op.orelse, walk(m, f, [_bound(m, f, op, one) for one in held]))
        trips = m.fresh("how often a loop runs depends on data", 0) if trips is None else trips
    before, unknown = m.save(f), dict(m.unknown)
    held = items(m, iterable) if isinstance(trips, int) and trips <= MOST_WALKED else None
    can_walk = held is not None and not any(isinstance(one, Many) for one in held)
    try:
        flow, is_exact = repeat(m, f, trips, once, or_walk=can_walk)
    except _Inexact:
        flow, is_exact = FALLS, False
    if held is not None and can_walk and not is_exact:
        m.restore(f, before)
        m.unknown = unknown
        flow = walk(m, f, [_bound(m, f, op, one) for one in held])
    return _orelse(m, f, op.orelse, flow)


def _at_loop(f: Frame, op: ir.For | ir.While, flow: Flow) -> Flow:
    """A turn has ended: what is made of all turns stands at the loop."""
    f.at = op.at
    return flow


def _bound(m: Machine, f: Frame, op: ir.For, value: Value) -> Callable[[], Flow]:
    def once() -> Flow:
        f.temporaries[op.at] = value
        return m.run(f, op.body)

    return once


def _is_uniform(m: Machine, iterable: Value) -> bool:
    """Whether all items are alike but for a number: of a range, of an array, of a list that a loop filled."""
    if isinstance(iterable, Ref):
        held = m.store[iterable].items
        return m.store[iterable].kind in ("list", "iterator") and len(held) == 1 and isinstance(held[0], Many)
    if isinstance(iterable, Zipped):
        return all(_is_uniform(m, part) for part in iterable.parts)
    return isinstance(iterable, Range | Array | Unknown | Number)


def walk(m: Machine, f: Frame, turns: list[Callable[[], Flow]]) -> Flow:
    """Turns one after the other."""
    left: list[Exit] = []
    for once in turns:
        m.step()
        flow = once()
        falls, more = _turned(m, f, flow)
        left += more
        if not falls:
            return Flow(False, tuple(left))
    return Flow(True, tuple(left))


def _turned(m: Machine, f: Frame, flow: Flow) -> tuple[bool, list[Exit]]:
    """The state after a turn, `continue` being one of its ends; and how else it may be left."""
    again = [one for one in flow.exits if one.kind == "continue"]
    others = [one for one in flow.exits if one.kind != "continue"]
    if not again:
        return flow.falls, others
    ends = [m.save(f)] if flow.falls else []
    ends += [one.saved or m.save(f) for one in again]
    _settle(m, f, ends)
    return True, others


def _settle(m: Machine, f: Frame, ends: list[Saved]) -> None:
    merge(m, f, [], ends, "which path a turn of the loop takes is not known")


def _orelse(m: Machine, f: Frame, orelse: ir.Block, flow: Flow) -> Flow:
    """The state after a loop: it came to its end, or was left by `break`."""
    breaks = [one for one in flow.exits if one.kind == "break"]
    others = tuple(one for one in flow.exits if one.kind != "break")
    falls = flow.falls
    if falls and orelse:
        after = m.run(f, orelse)
        falls, others = after.falls, others + after.exits
    if not breaks:
        return Flow(falls, others)
    if not falls and len(breaks) == 1 and not others and breaks[0].saved is None:
        return FALLS
    ends = [m.save(f)] if falls else []
    ends += [one.saved or m.save(f) for one in breaks]
    _settle(m, f, ends)
    return Flow(True, others)


def repeat(
    m: Machine, f: Frame, trips: Dim, once: Turn, peeled: int = 0, splits: int = 0, *, or_walk: bool = False
) -> tuple[Flow, bool]:
    """A loop at once, and whether the sizes in it are exact; _Inexact as soon as they are not, if it can be walked."""
    outside, m.outside = m.outside, m.numbers
    try:
        return _repeated(m, f, trips, once, peeled, splits, or_walk=or_walk)
    finally:
        m.outside = outside


def _repeated(
    m: Machine, f: Frame, trips: Dim, once: Turn, peeled: int, splits: int, *, or_walk: bool
) -> tuple[Flow, bool]:
    """A loop at once: its body is gone through until the state at the start of a turn stands for that of any turn. Says
    how it ends, and whether the sizes in it are exact. Where a condition changes at some turn, those before it are gone
    through by themselves, and those from it on.
    """
    if isinstance(trips, int) and trips <= 0:
        return FALLS, True
    before = m.save(f)
    undecided, unknown, opened = m.undecided, dict(m.unknown), len(m.opened)
    index = _index(m, trips)
    carrying = Carrying(m, index, trips, before.objects, "a loop", may_differ=peeled < 2)
    entry = before
    for _ in range(ROUNDS):
        m.restore(f, entry)
        m.trace, m.unknown, m.undecided = [], dict(unknown), undecided
        first = m.numbers
        try:
            flow = once(polynomial(index) + peeled if peeled else index)
        except Turned as turned:
            raise turned.behind(before.trace)  # noqa: B904 -- it is the same
        m.sizes.leave(str(index))
        middle = breakpoint_of(m, m.opened[opened:], index, trips) if splits < MOST_SPLITS else None
        if middle is not None:
            m.undecided, m.unknown = undecided, dict(unknown)
            return _split(m, f, before, (middle, trips), once, peeled, splits + 1, or_walk=or_walk)
        m.sizes.enter(str(index), trips)
        ends, others = _ended(m, f, flow)
        if not ends:
            m.sizes.leave(str(index))
            return _never_again(m, f, before, others), True
        try:
            changed = carrying.slots(ends[0].objects if len(ends) == 1 else _met(m, f, ends))
        except Unlike:
            m.sizes.leave(str(index))
            return _peel(m, f, before, trips, once, peeled, or_walk=or_walk)
        if or_walk and not carrying.is_exact:
            m.sizes.leave(str(index))
            raise _Inexact
        if carrying.is_stable:
            break
        entry = Saved({**before.objects, **changed, **_made(m, carrying)}, before.temporaries, [])
    m.sizes.leave(str(index))
    exact = carrying.is_stable and carrying.is_exact and m.undecided == undecided and not others
    if not carrying.is_stable:
        m.say_unknown("what a loop hands from turn to turn does not settle", carrying.arrays)
    times = trips if not others else _until_left(m, trips)
    return _behind(m, f, before, carrying, Finals.of(carrying, times, first), others), exact


def _split(
    m: Machine, f: Frame, before: Saved, ends: tuple[Dim, Dim], once: Turn, peeled: int, splits: int, *, or_walk: bool
) -> tuple[Flow, bool]:
    """The turns up to a breakpoint, then the others."""
    middle, trips = ends
    m.restore(f, before)
    left: tuple[Exit, ...] = ()
    exact = True
    rest = m.sizes.larger(0, dim(polynomial(trips) - middle))
    for start, turns in ((0, m.sizes.smaller(middle, trips)), (middle, rest)):

        def shifted(index: Polynomial | int, start: Dim = start) -> Flow:
            return once(polynomial(index) + start)

        if turns == 1:
            falls, others = _turned(m, f, shifted(peeled))
            flow, sure = Flow(falls, tuple(others)), True
        else:
            flow, sure = repeat(m, f, turns, shifted, peeled, splits, or_walk=or_walk)
        left, exact = (*left, *flow.exits), exact and sure
        if not flow.falls:
            return Flow(False, left), exact
    return Flow(True, left), exact


def _behind(
    m: Machine, f: Frame, before: Saved, carrying: Carrying, finals: Finals, others: list[Exit]
) -> Flow:
    """The state behind a loop whose body has been gone through, and how else than at its end it may be left."""
    body, after = tuple(m.trace), m.save(f)
    objects = {
        address: found if before.objects.get(address) is found else finals.object(found)
        for address, found in after.objects.items()
    }
    loop = Loop(m.site(), str(carrying.index), finals.trips, body, carrying.carried(finals, body))
    trace = [*before.trace, loop] if body else before.trace
    m.restore(f, Saved(objects, after.temporaries, trace))
    returns = tuple(
        Exit("return", one.value, Saved(one.saved.objects, one.saved.temporaries, list(trace)))
        for one in others
        if one.kind == "return" and one.saved is not None
    )
    return Flow(True, returns)


def _until_left(m: Machine, trips: Dim) -> Dim:
    """How many turns there are, of at most so many, in a loop that may be left in any of them."""
    least = 1 if m.sizes.at_least(trips, 1) else 0
    return m.fresh("how often a loop runs before it is left depends on data", least, trips)


def _index(m: Machine, trips: Dim) -> Polynomial:
    m.sizes.made += 1
    return m.sizes.enter(f"i{m.sizes.made}", trips)


def _ended(m: Machine, f: Frame, flow: Flow) -> tuple[list[Saved], list[Exit]]:
    """The states in which a turn ends, and how the loop may be left in it. `break` is one of the ends: how many turns
    there are is not known then.
    """
    ends = [m.save(f)] if flow.falls else []
    others = []
    for one in flow.exits:
        saved = one.saved or m.save(f)
        if one.kind == "continue":
            ends.append(saved)
            continue
        others.append(Exit(one.kind, one.value, saved))
        if one.kind == "break" and flow.falls:
            ends.append(saved)
    if len(ends) == 1:
        m.restore(f, ends[0])
    return ends, others


def _met(m: Machine, f: Frame, ends: list[Saved]) -> Objects:
    _settle(m, f, ends)
    return m.store.objects


def _made(m: Machine, carrying: Carrying) -> Objects:
    """Objects that stand for those of any turn."""
    refs = [one for one in carrying.entries.values() if isinstance(one, Ref)]
    return {ref.address: m.store.objects[ref.address] for ref in refs if ref.address in m.store.objects}


def _peel(
    m: Machine, f: Frame, before: Saved, trips: Dim, once: Turn, peeled: int, *, or_walk: bool
) -> tuple[Flow, bool]:
    """The first turn by itself, then the others."""
    m.restore(f, before)
    flow = once(peeled)
    falls, others = _turned(m, f, flow)
    if not falls:
        return Flow(False, tuple(others)), True
    rest = m.sizes.span(dim(polynomial(trips) - 1))
    after, exact = repeat(m, f, rest, once, peeled + 1, or_walk=or_walk)
    return Flow(after.falls, (*others, *after.exits)), exact


def _never_again(m: Machine, f: Frame, before: Saved, others: list[Exit]) -> Flow:
    """Every turn leaves the loop: there is one turn."""
    exits = []
    for one in others:
        saved = one.saved or m.save(f)
        exits.append(Exit(one.kind, one.value, Saved(saved.objects, saved.temporaries, [*before.trace, *saved.trace])))
    return Flow(False, tuple(exits))


def run_while(m: Machine, f: Frame, op: ir.While) -> Flow:
    """A `while` loop: turn by turn as long as its condition is known, then at once."""
    f.at = op.at
    left: list[Exit] = []
    for number in range(MOST_WALKED):
        before = m.save(f) if number <= WALKED else None
        m.run(f, op.test)
        known = truth(m, value_of(m, f, op.condition))
        if known is False:
            return _orelse(m, f, op.orelse, Flow(True, tuple(left)))
        if known is None or (number == WALKED and _compared(op) is not None):
            unknown = dict(m.unknown)
            flow, exact = _at_once(m, f, op, 0 if known is None else 1)
            if exact or known is None or before is None:
                return _orelse(m, f, op.orelse, Flow(flow.falls, (*left, *flow.exits)))
            m.restore(f, before)
            m.unknown = unknown
            m.run(f, op.test)
        falls, more = _turned(m, f, m.run(f, op.body))
        if falls and more and before is not None:
            m.restore(f, before)
            flow, _ = _at_once(m, f, op, 1)
            return _orelse(m, f, op.orelse, Flow(flow.falls, (*left, *flow.exits)))
        left += more
        if not falls:
            return _orelse(m, f, op.orelse, Flow(False, tuple(left)))
        if len(left) > WALKED:
            break
    raise GaveUp(f"a `while` loop runs more than {MOST_WALKED} times, or may be left in many of its turns")


def _at_once(m: Machine, f: Frame, op: ir.While, least: int) -> tuple[Flow, bool]:
    """The turns that are left, at least so many, their number solved from a condition that compares sizes, if it is
    one.
    """
    before = m.save(f)
    seen: list[tuple[Value, Value]] = []

    def once(_: Polynomial | int) -> Flow:
        m.run(f, op.test)
        compared = _compared(op)
        if compared is not None:
            seen.append((value_of(m, f, compared.left), value_of(m, f, compared.right)))
        return _at_loop(f, op, m.run(f, op.body))

    trips = m.fresh("how often a `while` loop runs depends on data", least)
    if _compared(op) is None:
        return repeat(m, f, trips, once)[0], False
    notes = dict(m.unknown)
    repeat(m, f, trips, once)
    solved = _solved(m, _compared(op), seen[-1] if seen else None)
    m.restore(f, before)
    m.unknown = notes
    flow, exact = repeat(m, f, trips if solved is None else solved, once)
    return flow, exact and solved is not None


def _compared(op: ir.While) -> ir.Binary | None:
    last = op.test[-1] if op.test else None
    return last if isinstance(last, ir.Binary) and last.at == op.condition and last.operator in _ORDERS else None


_ORDERS = {"<": (1, 0), "<=": (1, 1), ">": (-1, 0), ">=": (-1, 1)}


def _solved(m: Machine, op: ir.Binary | None, sides: tuple[Value, Value] | None) -> Dim | None:
    """How often `left < right` holds when both change by the same in every turn: `d - c·i > 0` for ⌈d / c⌉ turns."""
    if op is None or sides is None:
        return None
    left, right = sides
    if not isinstance(left, int | Polynomial) or not isinstance(right, int | Polynomial):
        return None
    sign, more = _ORDERS[op.operator]
    gap = (polynomial(right) - left) * sign + more
    indices = [one for one in symbols_of(gap) if one.reason == INDEX]
    if not indices:
        return None
    index = symbol(max(indices, key=lambda one: int(one.key[1:])).key, INDEX)
    slope = rate(gap, index)
    if slope is None or slope.number is None or slope.number >= 0:
        return None
    return m.sizes.span(dim(ceildiv(substitute(gap, {str(index): 0}), -slope.number)))
