"""Time loops cut into segments, and these into others: what nested scans with checkpoints do.

A loop of n turns in k segments holds k snapshots, and the tape of one segment at a time: with a step of T bytes and a
snapshot of c, k·c + (n/k)·T is least at k = √(n·T/c), for one more forward sweep. Where there is room for m steps
beside the snapshots, the last m are in no segment, and not computed again. On q levels, each a q-th root long, about
q·n^(1/q) snapshots are held, for q more sweeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isqrt

from msgspec import Struct

from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop, callees_first, within
from adlint.placement.measuring.heights import Stack, stack, stacks, under

SEGMENT = "%segment"  # no name of a function has such a letter
_LEAST = 4  # turns of a loop that is worth being cut
_SHORTEST = 2  # turns of a segment


class Cut(Struct, frozen=True):
    """The first steps of a loop in so many segments of a size; the rest is in none."""

    count: int
    size: int


def nested(tree: CostTree, levels: int, only: frozenset[str] | None = None, room: int | None = None) -> CostTree:
    """The tree with its time loops cut into segments: on so many levels, each a root long; or, for `levels` = 0, on one
    level, of the length that is best if steps are not checkpointed: with the lowest peak, or in a `room` of bytes with
    the fewest steps that run again. `only` are the bodies whose loops may be cut.
    """
    cutting = _Cutting(levels, stacks(tree, {}), only, room)
    functions = {name: cutting.body(body) for name, body in tree.functions.items()}
    return CostTree(tree.entry, callees_first(tree.entry, {**functions, **cutting.segments}), tree.unit)


def fitted(trips: int, snapshot: int, step: int, room: int) -> Cut | None:
    """The segments with which the fewest of `trips` steps run again where a stack has `room` bytes for the snapshots,
    of `snapshot` bytes each, and for the tapes of a segment or of the rest, of `step` bytes a step; None if there is no
    room for any, or for all without one. `step` is larger than `snapshot`.
    """
    best: Cut | None = None
    most = room // step
    if most >= trips:
        return None
    for count in range(max(1, -(-trips // max(1, most)) - 1), trips):
        most = (room - count * snapshot) // step
        if most < _SHORTEST or (best is not None and best.count * best.size <= trips - most):
            break
        size = max(_SHORTEST, -(-(trips - most) // count))
        if size <= most and (best is None or count * size < best.count * best.size):
            best = Cut(count, size)
    return best


@dataclass(slots=True)
class _Cutting:
    levels: int
    found: dict[str, Stack]
    only: frozenset[str] | None = None
    room: int | None = None
    segments: dict[str, Items] = field(default_factory=dict)

    def body(self, items: Items) -> Items:
        """A body with its loops cut."""
        return tuple(one for item in items for one in self._item(item))

    def _item(self, item: Item) -> Iterator[Item]:
        match item:
            case Loop(trips, (Call(_, id_, snapshot, True) as call,)) if (
                trips >= _LEAST and snapshot and (self.only is None or id_ in self.only)
            ):
                yield from self._cut(trips, (call,), id_, snapshot)
            case Loop(trips, body):
                yield Loop(trips, self.body(body))
            case Either(branches):
                yield Either(tuple(self.body(one) for one in branches))
            case _:
                yield item

    def _cut(self, trips: int, body: tuple[Call], id_: str, snapshot: int) -> Iterator[Item]:
        step = stack(body, self.found, under({})).tape
        if step <= snapshot:
            yield Loop(trips, body)
        elif self.levels == 0:
            size = max(1, isqrt(trips * snapshot // step))
            cut = Cut(trips // size, size) if self.room is None else fitted(trips, snapshot, step, self.room)
            yield from self._segments(trips, cut or Cut(0, 0), body, id_, snapshot, 0)
        else:
            yield from self._levels(trips, body, id_, snapshot, self.levels)

    def _levels(self, trips: int, body: tuple[Call], id_: str, snapshot: int, level: int) -> Iterator[Item]:
        """A loop on so many levels of segments, each as often in the next as the others."""
        if level == 0:
            yield Loop(trips, body)
        else:
            length = _root(trips, level + 1) ** level
            yield from self._segments(trips, Cut(trips // length, length), body, id_, snapshot, level)

    def _segments(
        self, trips: int, cut: Cut, body: tuple[Call], id_: str, snapshot: int, level: int
    ) -> Iterator[Item]:
        """A loop in segments, and what is left over."""
        length, rest = cut.size, trips - cut.count * cut.size
        if length < _SHORTEST or cut.count < (2 if self.room is None else 1):
            yield Loop(trips, body)
            return
        mark = f"{SEGMENT}{level if level > 1 else ''}"
        site, name = f"{id_}{mark}", f"{body[0].function}{mark}#{length}"
        if name not in self.segments:
            self.segments[name] = tuple(self._levels(length, body, id_, snapshot, max(0, level - 1)))
        yield Loop(cut.count, (Call(name, site, snapshot),))
        if rest:
            yield from self._levels(rest, body, id_, snapshot, max(0, level - 1))


def cuts(tree: CostTree) -> dict[str, Cut]:
    """How the loops are cut whose bodies these are, in a tree with loops cut on one level: where all of one place are
    cut alike.
    """
    found: dict[str, set[Cut]] = {}
    for one in (item for body in tree.functions.values() for item in within(body)):
        match one:
            case Loop(count, (Call(function, id_),)) if id_.endswith(SEGMENT):
                found.setdefault(id_.removesuffix(SEGMENT), set()).add(Cut(count, _turns(tree.functions[function])))
            case _:
                pass
    return {id_: several.pop() for id_, several in found.items() if len(several) == 1}


def _turns(body: Items) -> int:
    return int(sum(one.trips for one in body if isinstance(one, Loop)))


def _root(number: int, degree: int) -> int:
    """The largest whole number whose power is no more than a number."""
    low, high = 1, number
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low
