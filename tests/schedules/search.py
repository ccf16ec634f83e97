"""The least time of any reversal of a few steps, by Dijkstra's algorithm over what memory and disk hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

Unit = tuple[str, str, int]  # where, "state" or "tape", the step


class Point(NamedTuple):
    """The step that the state at hand is before (None: there is none), what is stored, how many steps are left."""

    at: int | None
    held: frozenset[Unit]
    left: int


@dataclass(frozen=True)
class Machine:
    """So many slots by storage, and what one write and one read of each cost; whether memory may hold tapes."""

    slots: dict[str, float]
    write: dict[str, float]
    read: dict[str, float]
    tapes: bool = False

    def moves(self, point: Point) -> Iterator[tuple[float, Point]]:
        at, held, left = point
        if at is not None and at < left:
            yield 1, Point(at + 1, held, left)
            if at == left - 1:
                yield 1, _reversed(held, left)
            if self.tapes and self._room(held, "RAM"):
                yield 1, Point(at + 1, held | {("RAM", "tape", at)}, left)
            for storage in self.slots:
                if self._room(held, storage):
                    yield self.write[storage], Point(at, held | {(storage, "state", at)}, left)
        for unit in held:
            storage, what, step = unit
            yield 0, Point(at, held - {unit}, left)
            if what == "state":
                yield self.read[storage], Point(step, held, left)
            elif step == left - 1:
                yield 0, _reversed(held, left)

    def _room(self, held: frozenset[Unit], storage: str) -> bool:
        return sum(unit[0] == storage for unit in held) < self.slots[storage]


def _reversed(held: frozenset[Unit], left: int) -> Point:
    return Point(None, frozenset(unit for unit in held if unit[2] < left - 1), left - 1)


def least_time(steps: int, machine: Machine) -> float:
    """The time of the best reversal."""
    order = count()
    start = Point(0, frozenset(), steps)
    best = {start: 0.0}
    queue = [(0.0, next(order), start)]
    while queue:
        time, _, point = heappop(queue)
        if point.left == 0:
            return time
        if time > best[point]:
            continue
        for cost, to in machine.moves(point):
            if time + cost < best.get(to, float("inf")):
                best[to] = time + cost
                heappush(queue, (time + cost, next(order), to))
    raise AssertionError("there is no reversal")
