"""Time loops cut into segments, and these into others: what nested scans with checkpoints do.

A loop of n turns in k segments holds k snapshots, and the tape of one segment at a time: with a step of T bytes and a
snapshot of c, k·c + (n/k)·T is least at k = √(n·T/c), for one more forward sweep. On q levels, each a q-th root long,
about q·n^(1/q) snapshots are held, for q more sweeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isqrt

from adlint.placement.heights import Stack, stack, stacks, under
from adlint.placement.tree import Call, CostTree, Either, Item, Items, Loop, callees_first

SEGMENT = "%segment"  # no name of a function has such a letter
_LEAST = 4  # turns of a loop that is worth being cut


def nested(tree: CostTree, levels: int) -> CostTree:
    """The tree with its time loops cut into segments: on so many levels, each a root long; or, for `levels` = 0, on one
    level, of the length that is best if steps are not checkpointed.
    """
    cutting = _Cutting(levels, stacks(tree, {}))
    functions = {name: cutting.body(body) for name, body in tree.functions.items()}
    return CostTree(tree.entry, callees_first(tree.entry, {**functions, **cutting.segments}), tree.unit)


@dataclass(slots=True)
class _Cutting:
    levels: int
    found: dict[str, Stack]
    segments: dict[str, Items] = field(default_factory=dict)

    def body(self, items: Items) -> Items:
        """A body with its loops cut."""
        return tuple(one for item in items for one in self._item(item))

    def _item(self, item: Item) -> Iterator[Item]:
        match item:
            case Loop(trips, (Call(_, id_, snapshot, True) as call,)) if trips >= _LEAST and snapshot:
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
            yield from self._segments(trips, max(1, isqrt(trips * snapshot // step)), body, id_, snapshot, 0)
        else:
            yield from self._levels(trips, body, id_, snapshot, self.levels)

    def _levels(self, trips: int, body: tuple[Call], id_: str, snapshot: int, level: int) -> Iterator[Item]:
        """A loop on so many levels of segments, each as often in the next as the others."""
        if level == 0:
            yield Loop(trips, body)
        else:
            length = _root(trips, level + 1) ** level
            yield from self._segments(trips, length, body, id_, snapshot, level)

    def _segments(
        self, trips: int, length: int, body: tuple[Call], id_: str, snapshot: int, level: int
    ) -> Iterator[Item]:
        """A loop in segments of a length, and what is left over."""
        count, rest = divmod(trips, length)
        if length < 2 or count < 2:
            yield Loop(trips, body)
            return
        site = f"{id_}{SEGMENT}{level or ''}"
        name = f"{body[0].function}{SEGMENT}{level or ''}#{length}"
        if name not in self.segments:
            self.segments[name] = tuple(self._levels(length, body, id_, snapshot, max(0, level - 1)))
        yield Loop(count, (Call(name, site, snapshot),))
        if rest:
            yield from self._levels(rest, body, id_, snapshot, max(0, level - 1))


def _root(number: int, degree: int) -> int:
    """The largest whole number whose power is no more than a number."""
    low, high = 1, number
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low
