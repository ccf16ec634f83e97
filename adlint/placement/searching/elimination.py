"""Placements by dynamic programming over functions, callees first.

A decision belongs to a site, so that all calls of a function leave the same. All that its callers see of it is what it
leaves and how high it grows: of its placements those are kept that no other is better than in both and in what is
computed again (a front). How a function runs is one choice for all of its callers, a column (`keys`) that the points of
these have, as long as calls are left that are not gone through; then it is dropped, and more points are dominated. This
is the elimination of variables (Bertelè and Brioschi 1972, "Nonserial dynamic programming"), in an order that the
tree gives.

Where points are too many, near ones become one: with the least of their numbers if a bound is asked for, with the
largest if placements are. Bytes count in parts of the most that a function may need, however often it runs, so that
floating point holds them; and sums of what is not negative lose no more of it than is rounded.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

import numpy as np

from adlint.placement.costing.tree import Call, Either, Item, Items, Loop, Segment, calls
from adlint.placement.measuring.dominance import TooManyError, classes, fewer, undominated
from adlint.placement.measuring.points import HUGE, NOTHING, Aim, Choice, Numbers, Points, after, either, pairs, part
from adlint.placement.searching.narrowing import Narrowed
from adlint.placement.searching.problem import most_stacks

Size: TypeAlias = tuple[int, int]  # how many points of a front may go with no choices, and how many with some

SIZES: tuple[Size, ...] = (300, 3000), (1500, 50_000)  # at first, and if that is not enough
_WAITING = 4  # times as many points of a body that goes on,
_PAIRS = 40  # and of points that are put together
WORK, _BEGUN = 2_500_000, 0.2  # points that are compared, in all, and the part of them that serves for any beginning
_SLACK = 1e-9  # of a number, for what is rounded


@dataclass(frozen=True, slots=True)
class Front:
    """The points of a function, and which of its kinds each has; `firsts` is a point of each kind."""

    points: Points
    kinds: Numbers
    firsts: Numbers


@dataclass(frozen=True, slots=True)
class Piece:
    """The points of a part of a body, and how many calls it has for each choice, those in callees too."""

    points: Points
    met: Counter[Choice]


class Elimination:
    """The fronts of a problem. Where points are too many, those that are near become one with the `extreme` of their
    numbers: `numpy.minimum` for bounds, `numpy.maximum` for placements.
    """

    def __init__(self, given: Narrowed, extreme: np.ufunc, size: Size, most_work: int = WORK) -> None:
        self.given, self.extreme, self.most_work = given, extreme, most_work
        self.most, self.rows = size
        self.free = frozenset(given.problem.free)
        self.always = sum(given.problem.weight[one] for one in given.problem.tree.forced)
        self.time = max(1, given.recompute - self.always)
        self.functions = given.problem.tree.functions
        sites = {name: tuple(calls(body)) for name, body in self.functions.items()}
        self.uses = Counter(one for several in sites.values() for site in several for one in choices(site))
        callers = Counter(one for several in sites.values() for one in {site.function for site in several})
        self.shared = frozenset(one for one, count in callers.items() if count > 1)
        self.fronts: dict[str, Front] = {}
        self.met: dict[str, Counter[Choice]] = {}
        self.paid: set[Choice] = set()  # choices that some points have the costs of
        most, room = most_stacks(given.problem.tree), given.rooms.functions
        self.units = {one: max(1, min(most[one].peak, room[one].peak)) for one in self.functions}
        self.unit, self.work, self.passed = 1, 0, 0.0

    def points(self) -> Points:
        """Those of the entry. TooManyError if there are too many on the way."""
        for number, (name, body) in enumerate(self.functions.items()):
            self.unit, self.passed = self.units[name], number / len(self.functions)
            piece = self._body(body)
            self.fronts[name], self.met[name] = self._front(name, piece.points), piece.met
            if not len(self.fronts[name].points):
                return self.fronts[name].points
        return self.fronts[self.given.problem.tree.entry].points

    def _front(self, name: str, points: Points) -> Front:
        room = self._bytes(self.given.rooms.functions[name].tape)
        kept = self._compared(points.pick(np.flatnonzero(points.tape <= room * (1 + _SLACK))))
        if kept.keys or name in self.shared:
            choosing = 1 + max(1, len(kept.keys))
            kept, kinds = classes(kept, self.rows, round(self.rows ** (1 / choosing)), self.extreme)
        else:
            kept = self._few(kept, self.most)
            kinds = np.arange(len(kept))
        return Front(kept, kinds, np.unique(kinds, return_index=True)[1])

    def _body(self, items: Items) -> Piece:
        found = Piece(NOTHING, Counter())
        for item in items:
            found = self._after(found, self._item(item))
        return found

    def _item(self, item: Item) -> Piece:
        match item:
            case Segment(tape):
                here = NOTHING.tape + self._bytes(tape)
                return Piece(Points(here, here, NOTHING.cost), Counter())
            case Call():
                return self._closed(self._call(item))
            case Loop(trips, body):
                turn = self._body(body)
                return Piece(self._allowed(turn.points).turning(float(min(trips, HUGE))), turn.met)
            case Either(branches):
                return reduce(self._either, map(self._body, branches))

    def _after(self, first: Piece, second: Piece) -> Piece:
        return self._closed(Piece(after(*self._fitting(first.points, second.points)), first.met + second.met))

    def _either(self, first: Piece, second: Piece) -> Piece:
        return self._closed(Piece(either(*self._fitting(first.points, second.points)), first.met + second.met))

    def _fitting(self, first: Points, second: Points) -> tuple[Points, Points]:
        """Both with so many points that there are not too many pairs."""
        while pairs(first, second) > _PAIRS * self.rows:
            if len(first) > len(second):
                first = self._few(first, len(first) // 2)
            else:
                second = self._few(second, len(second) // 2)
        return first, second

    def _closed(self, piece: Piece) -> Piece:
        """A piece without the choices that nothing else goes with."""
        met = Counter({one: count for one, count in piece.met.items() if count < self.uses[one]})
        done = [one for one in piece.points.keys if one not in met]
        points = piece.points.without(done)
        most = _WAITING * (self.rows if points.keys else self.most)
        if done or len(points) > most:
            points = self._few(self._compared(points), most)
        return Piece(points, met)

    def _compared(self, points: Points) -> Points:
        """The points that keep to the budgets and are not dominated."""
        self.work += len(points)
        if self.work > self.most_work * (_BEGUN + (1 - _BEGUN) * self.passed):
            raise TooManyError
        return undominated(self._allowed(points))

    def _allowed(self, points: Points) -> Points:
        fits = (points.peak <= 1 + _SLACK) & (points.cost <= 1 + _SLACK)
        return points if fits.all() else points.pick(np.flatnonzero(fits))

    def _few(self, points: Points, most: int) -> Points:
        return points if len(points) <= most else undominated(fewer(points, most, self.extreme))

    def _call(self, site: Call) -> Piece:
        front, choice = self.fronts[site.function], ("function", site.function)
        met = Counter(choices(site))
        if choice in self.paid:
            points = front.points.pick(front.firsts)
            points = Points(points.tape, points.peak, np.zeros(len(points)))
            kinds = np.arange(len(points))
        else:
            self.paid.add(choice)
            met += self.met[site.function]
            points, kinds = front.points, front.kinds
        points = points.scaled(part(self.units[site.function], self.unit))
        if len(front.firsts) > 1:
            points = points.with_key(choice, kinds)
        return Piece(self._decided(site, points), met)

    def _decided(self, site: Call, callee: Points) -> Points:
        """The points of a call, given those of its callee."""
        if site.id not in self.free:
            return self._joint(site, callee, 0.0) if site.forced else callee
        choice = ("site", site.id)
        weight = 0.0 if choice in self.paid else self._time(self.given.problem.weight[site.id])
        self.paid.add(choice)
        both = callee.or_joint(self._joint(site, callee, weight), site.id)
        is_joint = np.repeat(np.arange(2), len(callee))
        if choice in both.keys:  # the callee has the same site
            return both.pick(np.flatnonzero(both.keys[choice] == is_joint))
        return both.with_key(choice, is_joint) if self.uses[choice] > 1 else both

    def _joint(self, site: Call, callee: Points, weight: float) -> Points:
        snapshot = self._bytes(site.snapshot)
        tape = np.full(len(callee), snapshot)
        return Points(tape, np.maximum(callee.peak, snapshot), callee.cost + weight, callee.keys, callee.origin)

    def _bytes(self, size: int) -> float:
        return part(size, self.unit)

    def _time(self, time: int) -> float:
        return part(time, self.time)


def least(given: Narrowed, of: Aim, size: Size, work: int = WORK) -> int | None:
    """What no placement can be below in what is minimised; None if none keeps to the budgets."""
    elimination = Elimination(given, np.minimum, size, work)
    points = elimination.points()
    column = points.column(of)
    if not len(column):
        return None
    unit, more = (elimination.time, elimination.always) if of == "cost" else (elimination.unit, 0)
    return math.floor(Fraction(column.min() * (1 - _SLACK)) * unit) + more


def placements(given: Narrowed, of: Aim, size: Size, work: int = WORK) -> Iterator[frozenset[str]]:
    """Placements that keep to the budgets, or do so but for what is rounded, from the least of what is minimised on."""
    points = Elimination(given, np.maximum, size, work).points()
    for number in np.argsort(points.column(of), kind="stable"):
        yield given.problem.tree.forced.union(points.origin.sites(int(number)))


def choices(site: Call) -> tuple[Choice, Choice]:
    """What is chosen at a call: how the callee runs, and whether the site is joint."""
    return ("function", site.function), ("site", site.id)
