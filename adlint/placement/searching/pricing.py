"""What bytes are worth: a bound on all placements from one price, which takes one pass over the functions.

Where a byte of the peak has a price, each call decides by itself, callees first, what costs less: the snapshot and the
time of its callee, or what the callee leaves where it is swept (Everett 1963, "Generalized Lagrange multiplier method
for solving problems of optimum allocation of resources"). Nothing that keeps to a budget is below what the best of all
decisions comes to, less the price of the budget; and the price is found at which that is most. All is in whole numbers.

A decision is the same in all runs of a function, and its time is paid in all of them. No more of them are on the stack
at once than have room for the least that each leaves, so each of these bears its part of that time: what is summed up
over the stack is never more than what is computed again. The solver's relaxation of the same sum (`flows.py`) is a few
percent tighter, and takes a hundred times as long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.placement.costing.tree import Call, Either, Item, Items, Loop, Segment, counted, instances
from adlint.placement.measuring.heights import times

if TYPE_CHECKING:
    from adlint.placement.measuring.points import Aim
    from adlint.placement.searching.narrowing import Narrowed

_FACTOR, _ENDS = 16, 40  # of prices that are tried until one is too low and one too high, and how many are
_TRIED = 24  # prices between them
_CLOSE = Fraction(10**6 - 1, 10**6)  # of a sum: a line that is reached
_EXACT = 2**70  # a price has no larger denominator
_WHOLE = 2**20  # times which whole prices are multiplied, so that what is rounded down is little
_PARTS = 10**6  # in which runs of a function are told apart


class Priced(Struct, frozen=True):
    """What no placement can be below, in bytes or in units of time, and free sites in orders worth a try: from those on
    that are rather split at the price that says so.
    """

    bound: int
    orders: tuple[tuple[str, ...], ...]


class _Swept(Struct, frozen=True, gc=False):
    """What a piece leaves, and its peak: each with what that costs, and in bytes."""

    left: int = 0
    tape: int = 0
    top: int = 0
    peak: int = 0


class _Price(Struct, frozen=True):
    """Of a byte, and of a unit of time."""

    byte: int
    time: int


class _Point(Struct, frozen=True):
    """What the best decisions at a price (of a byte, where one unit of time is 1) come to; `is_above` where they are
    above the budget of bytes, or below that of time.
    """

    price: Fraction
    peak: int
    time: Fraction
    is_above: bool

    def at(self, price: Fraction) -> Fraction:
        """What these decisions come to at another price."""
        return price * self.peak + self.time


@dataclass(slots=True)
class _Search:
    left: Narrowed
    of: Aim
    plain: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)  # of functions
    most: dict[str, int] = field(default_factory=dict)  # of these on the stack at once
    bound: Fraction = Fraction(0)
    price: _Price | None = None
    free: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        tree, rooms = self.left.problem.tree, self.left.rooms
        self.plain, self.free = times(tree), frozenset(self.left.problem.free)
        self.runs = dict.fromkeys(tree.functions, 0) | {tree.entry: 1}
        for call, runs in instances(tree):
            self.runs[call.function] += runs
        for name, runs in self.runs.items():
            self.most[name] = max(1, min(runs, rooms.memory // max(1, rooms.least[name].tape)))

    def run(self) -> Priced:
        """The most that any price says."""
        always = sum(map(self.left.problem.weight.__getitem__, self.left.problem.tree.forced))
        room = self.left.recompute - always
        low, high = self._ends(Fraction(max(1, room), max(1, self.left.rooms.memory)), room)
        for turn in range(_TRIED):
            if low is None or high is None or low.peak <= high.peak or high.time <= low.time:
                break
            crossing = (high.time - low.time) / (low.peak - high.peak)
            is_halved = turn % 2 and high.price > 2 * low.price
            one = self._at(_root(low.price * high.price) if is_halved else crossing, room)
            if not is_halved and one.at(crossing) >= low.at(crossing) * _CLOSE:
                break
            low, high = (one, high) if one.is_above else (low, one)
        bound = math.ceil(self.bound) + (always if self.of == "cost" else 0)
        return Priced(bound, tuple(map(tuple, self._orders())))

    def _ends(self, price: Fraction, room: int) -> tuple[_Point | None, _Point | None]:
        """A price that is too low, and one that is too high, as far as there are any."""
        first = one = self._at(price, room)
        for _ in range(_ENDS):
            before, one = one, self._at(one.price * _FACTOR if one.is_above else one.price / _FACTOR, room)
            if one.is_above != first.is_above:
                return (before, one) if first.is_above else (one, before)
        return (one, None) if first.is_above else (None, one)

    def _at(self, price: Fraction, room: int) -> _Point:
        """The best decisions at a price; a bound, and its price, that are more than those before are kept."""
        price = _short(price)
        whole = _Price(price.numerator * _WHOLE, price.denominator * _WHOLE)
        found = self._functions(whole)[self.left.problem.tree.entry]
        memory = self.left.rooms.memory
        time = Fraction(found.top - whole.byte * found.peak, whole.time)
        if self.of == "cost":
            bound = Fraction(found.top - whole.byte * memory, whole.time)
        else:
            bound = Fraction(found.top - whole.time * room, whole.byte)
        if bound > self.bound or self.price is None:
            self.bound, self.price = max(bound, self.bound), whole
        is_above = found.peak > memory if self.of == "cost" else time <= room
        return _Point(price, found.peak, time, is_above)

    def _functions(self, price: _Price) -> dict[str, _Swept]:
        found: dict[str, _Swept] = {}
        for name, body in self.left.problem.tree.functions.items():
            found[name] = self._body(body, name, price, found)
        return found

    def _body(self, items: Items, name: str, price: _Price, of: dict[str, _Swept]) -> _Swept:
        """As `heights.stack`, with what all that is left costs."""
        left = tape = top = peak = 0
        for item in items:
            one = self._item(item, name, price, of)
            if left + one.top > top:
                top, peak = left + one.top, tape + one.peak
            left, tape = left + one.left, tape + one.tape
        return _Swept(left, tape, top, peak)

    def _item(self, item: Item, name: str, price: _Price, of: dict[str, _Swept]) -> _Swept:
        match item:
            case Segment(tape):
                return _Swept(price.byte * tape, tape, price.byte * tape, tape)
            case Call():
                callee, joint = of[item.function], self._joint(item, name, price)
                if item.forced or (item.id in self.free and joint < callee.left):
                    return _Swept(joint, item.snapshot, callee.top, callee.peak)
                return callee
            case Loop(trips, body) if trips:
                turn, before = self._body(body, name, price, of), trips - 1
                left, tape = trips * turn.left, trips * turn.tape
                return _Swept(left, tape, before * turn.left + turn.top, before * turn.tape + turn.peak)
            case Either(branches):
                each = [self._body(branch, name, price, of) for branch in branches]
                left, top = max(each, key=lambda one: one.left), max(each, key=lambda one: one.top)
                return _Swept(left.left, left.tape, top.top, top.peak)
            case _:
                return _Swept()

    def _joint(self, call: Call, name: str, price: _Price) -> int:
        """What it costs that a call is joint in one run of a function: its part of all, unless it is forced."""
        again = 0 if call.forced else price.time * self.plain[call.function] * self.runs[name] // self.most[name]
        return int(price.byte * call.snapshot + again)

    def _orders(self) -> Iterator[list[str]]:
        """By the part of the stack in which sites are joint; and then by weight, or by what they are worth."""
        weight, parts, worth = self.left.problem.weight, dict[str, int](), dict[str, Fraction]()
        for site, part, gain in self._decided():
            parts[site] = max(part, parts.get(site, 0))
            worth[site] = gain + worth.get(site, 0)
        yield sorted(parts, key=lambda one: (parts[one], -weight[one]))
        yield sorted(parts, key=lambda one: (parts[one], worth[one]))

    def _decided(self) -> Iterator[tuple[str, int, Fraction]]:
        """Free sites, the part of what has room on the stack in which each is joint, and what that spares for what it
        costs.
        """
        assert self.price is not None
        found, tree, price = self._functions(self.price), self.left.problem.tree, self.price
        swept = dict.fromkeys(tree.functions, 0) | {tree.entry: 1}
        for name in reversed(tree.functions):
            for call, runs in counted(tree.functions[name], swept[name]):
                split, joint = found[call.function].left, self._joint(call, name, price)
                is_joint = call.forced or (call.id in self.free and joint < split)
                swept[call.function] += 0 if is_joint else runs
                if call.id in self.free:
                    snapshot = price.byte * call.snapshot
                    part = min(_PARTS, _PARTS * swept[name] // self.most[name]) if is_joint else 0
                    yield call.id, part, Fraction(split - snapshot, max(1, joint - snapshot))


def _short(price: Fraction) -> Fraction:
    """Nearly the same price, in numbers that are not long beyond need."""
    return price.limit_denominator(_EXACT) if price >= 1 else 1 / (1 / price).limit_denominator(_EXACT)


def _root(square: Fraction) -> Fraction:
    """Nearly the root."""
    scaled = square.numerator * square.denominator * _EXACT**2
    return Fraction(math.isqrt(scaled), square.denominator * _EXACT)


def priced(left: Narrowed, of: Aim) -> Priced:
    """What the best price says of the placements that are left: of the least that is computed again, or of the lowest
    peak.
    """
    return _Search(left, of).run()
