"""Whether any placement keeps to two budgets: branches, of which hundreds are gone through at once, that end soon.

Where sites weigh powers of ten more than others, a solver is out of its depth: the rows of one program hold sizes of
loops in loops that floating point does not tell apart. Yet few sites decide what is computed again. Those that are most
in doubt are tried joint and split (Land and Doig 1960), and what the budgets leave of the others follows at once
(`blocks.py`). Where a relaxation says much, its prices are a budget as well.

Most branches end so soon that few wait, and a pass over few takes as long as one over hundreds. So where few are left,
each is divided on several sites at once. Those of the least bound come first, which is the bound of all that wait.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from adlint.placement.searching.blocks import Blocks, Branches, Prices, together
from adlint.placement.searching.narrowing import Narrowed
from adlint.placement.searching.problem import Placement

if TYPE_CHECKING:
    from adlint.placement.measuring.points import Aim, Floats

_PASS, _PLACED = 2000, 500  # items as which a pass over a block counts, and those of a placement
_PRICED = 5  # relaxations whose prices take as long as the budgets
_AT_ONCE, _TOGETHER = 512, 32  # branches that are gone through, and that wait as one
_ROUNDS = 4  # passes over branches before they are divided, as long as sites are decided


@dataclass(frozen=True, slots=True)
class Answer:
    """A placement that keeps to the budgets, if one was met; whether there is known to be none; what none that keeps to
    them is below, if there are any; and the work that it took to say so, in items gone through for a branch.
    """

    placement: Placement | None
    is_none: bool
    bound: int
    work: int


@dataclass(slots=True)
class _Search:
    left: Narrowed
    blocks: Blocks
    keeps: Callable[[Placement], bool]
    waiting: list[tuple[float, int, Branches]] = field(default_factory=list)  # by the least of their bounds
    pushed: int = 0
    work: int = 0

    def run(self, most: int) -> Answer:
        """Branches, those of the least bound first, until a placement is met, or so much work is done."""
        self._push(self.blocks.all())
        while self.waiting and self.work <= most:
            first, doubts = self._narrowed(self._taken())
            if (found := self._met(first)) is not None:
                return Answer(found, is_none=False, bound=0, work=self.work)
            self._push(_divided(first, doubts))
        bound = self.blocks.whole(self.waiting[0][0]) if self.waiting else 0
        return Answer(None, not self.waiting, bound, self.work)

    def _push(self, some: Branches) -> None:
        """Branches that wait, those together that are near in their bounds."""
        order = np.argsort(some.least, kind="stable")
        for at in range(0, len(order), _TOGETHER):
            one = some.pick(order[at : at + _TOGETHER])
            self.pushed -= 1
            heappush(self.waiting, (float(one.least[0]), self.pushed, one))

    def _taken(self) -> Branches:
        """The branches of the least bounds."""
        found, count = list[Branches](), 0
        while self.waiting and count < _AT_ONCE:
            found.append(heappop(self.waiting)[2])
            count += len(found[-1])
        return together(found)

    def _narrowed(self, some: Branches) -> tuple[Branches, Floats]:
        """The branches that are left after what follows from the budgets, and how far their sites are in doubt."""
        blocks, doubts = self.blocks, np.zeros((len(self.blocks.sites), len(some)))
        for _ in range(_ROUNDS):
            before = some.count()
            is_left = np.flatnonzero(blocks.decide(some))
            self.work += blocks.size * len(some) * (_PRICED + blocks.budgets) // _PRICED + _PASS * len(blocks.blocks)
            doubts, are_all = blocks.doubts(some)[:, is_left], len(is_left) == len(some)
            some = some.pick(is_left)
            if not len(some) or (are_all and some.count() == before):
                break
        return some, doubts

    def _met(self, some: Branches) -> Placement | None:
        """A placement that keeps to the budgets, of the lowest of all branches."""
        joint, costs = self.blocks.lowest(some)
        is_done, nearest = ~some.is_open().any(axis=0), costs == costs.min(initial=np.inf)
        for at in np.flatnonzero((costs <= self.blocks.room) & (is_done | nearest)):
            self.work += self.blocks.size * _PLACED
            found = self.left.problem.place(self.blocks.names(joint[:, at]))
            if self.keeps(found):
                return found
        return None


def _divided(some: Branches, doubts: Floats) -> Branches:
    """The branches that are open with the sites that are most in doubt joint, and split, in all ways: as many sites as
    still make no more branches than are gone through at once, and one at least.
    """
    is_open = np.flatnonzero(some.is_open().any(axis=0))
    count, sites = len(is_open), doubts.shape[0]
    deep = min(sites, max(1, int(math.log2(_AT_ONCE / max(1, count)))))
    first = np.argsort(-doubts[:, is_open], axis=0, kind="stable")[:deep]
    found, columns = some.pick(np.tile(is_open, 2**deep)), np.arange(count * 2**deep)
    for level, site in enumerate(np.tile(first, 2**deep)):
        is_split = (columns // max(1, count) >> level & 1).astype(np.bool_)
        found.joint[site, columns] &= ~is_split
        found.split[site, columns] &= is_split
    return found


def asked(
    left: Narrowed, of: Aim, keeps: Callable[[Placement], bool], work: int, prices: Sequence[Prices] = ()
) -> Answer:
    """Whether what is left has a placement that keeps to the budgets, as far as so much work says."""
    if not left.problem.free:
        alone = left.problem.place(())
        is_kept = keeps(alone)
        return Answer(alone if is_kept else None, not is_kept, 0, 0)
    return _Search(left, Blocks(left, of, prices), keeps).run(work)
