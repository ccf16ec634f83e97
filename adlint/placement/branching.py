"""Whether any placement keeps to two budgets: branches, of which hundreds are gone through at once, that end soon.

Where sites weigh powers of ten more than others, a solver is out of its depth: the rows of one program hold sizes of
loops in loops that floating point does not tell apart. Yet few sites decide what is computed again. That which is most
in doubt is tried joint and split (Land and Doig 1960), and what the budgets leave of the others follows at once
(`blocks.py`). Where a relaxation says much, its prices are a budget as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adlint.placement.blocks import Blocks, Branches, Prices
from adlint.placement.narrowing import Narrowed
from adlint.placement.problem import Placement

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PASS, _PLACED = 2000, 500  # items as which a pass over a block counts, and those of a placement
_AT_ONCE = 512  # branches
_ROUNDS = 4  # passes over branches before they are divided, as long as sites are decided


@dataclass(frozen=True, slots=True)
class Answer:
    """A placement that keeps to the budgets, if one was met; whether there is known to be none; and the work that it
    took to say so, in items of bodies that were gone through for a branch.
    """

    placement: Placement | None
    is_none: bool
    work: int


@dataclass(slots=True)
class _Search:
    left: Narrowed
    blocks: Blocks
    keeps: Callable[[Placement], bool]
    work: int = 0

    def run(self, most: int) -> Answer:
        """Branches until a placement is met, or so much work is done."""
        waiting = self.blocks.all()
        while len(waiting):
            if self.work > most:
                return Answer(None, is_none=False, work=self.work)
            first, waiting = _taken(waiting)
            first, doubtful = self._narrowed(first)
            if (found := self._met(first)) is not None:
                return Answer(found, is_none=False, work=self.work)
            waiting = _together(waiting, *_divided(first, doubtful))
        return Answer(None, is_none=True, work=self.work)

    def _narrowed(self, some: Branches) -> tuple[Branches, NDArray[np.intp]]:
        """The branches that are left after what follows from the budgets, and of each the site that is in doubt."""
        blocks, doubtful = self.blocks, np.zeros(len(some), dtype=np.intp)
        for _ in range(_ROUNDS):
            before = some.count()
            is_left = np.flatnonzero(blocks.decide(some))
            self.work += blocks.size * len(some) + _PASS * len(blocks.blocks)
            doubtful, are_all = blocks.doubtful(some)[is_left], len(is_left) == len(some)
            some = some.pick(is_left)
            if not len(some) or (are_all and some.count() == before):
                break
        return some, doubtful

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


def _taken(waiting: Branches) -> tuple[Branches, Branches]:
    """The last ones, and the others."""
    order = np.arange(len(waiting))
    return waiting.pick(order[-_AT_ONCE:]), waiting.pick(order[:-_AT_ONCE])


def _divided(some: Branches, doubtful: NDArray[np.intp]) -> tuple[Branches, Branches]:
    """The branches that are open with a site of each joint, and split."""
    is_open = np.flatnonzero(some.is_open().any(axis=0))
    joint, split = some.pick(is_open), some.pick(is_open)
    columns = np.arange(len(is_open))
    joint.split[doubtful[is_open], columns] = False
    split.joint[doubtful[is_open], columns] = False
    return joint, split


def _together(*several: Branches) -> Branches:
    return Branches(np.hstack([one.joint for one in several]), np.hstack([one.split for one in several]))


def asked(left: Narrowed, keeps: Callable[[Placement], bool], work: int, prices: Sequence[Prices] = ()) -> Answer:
    """Whether what is left has a placement that keeps to the budgets, as far as so much work says."""
    if not left.problem.free:
        alone = left.problem.place(())
        is_kept = keeps(alone)
        return Answer(alone if is_kept else None, not is_kept, 0)
    return _Search(left, Blocks(left, prices), keeps).run(work)
