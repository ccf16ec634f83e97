"""All placements at once: arrays with a number for each, and what is best among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from adlint.placement.measuring.heights import stacks
from adlint.placement.searching.problem import Placement, Problem, most_stacks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT = 2**62  # numbers up to here are exact in 64 bits


class Every:
    """Every placement of a small problem: bit k of its number says whether free site k is joint."""

    def __init__(self, given: Problem) -> None:
        self.problem = given
        numbers = np.arange(2 ** len(given.free), dtype=np.int64)
        kind = np.int64 if _fits(given) else object
        joint = {one: ((numbers >> bit) & 1).astype(kind) for bit, one in enumerate(given.free)}
        joint |= {one: np.ones(1, dtype=kind) for one in given.tree.forced}
        shape = np.zeros(len(numbers), dtype=kind)
        self.peaks: NDArray[Any] = shape + stacks(given.tree, joint, np.maximum)[given.tree.entry].peak
        self.recomputed: NDArray[Any] = shape + sum(given.weight[one] * is_joint for one, is_joint in joint.items())

    def within_memory(self, most: int) -> Placement | None:
        """The least that is computed again where the peak is at most so many bytes; of these the lowest peak."""
        return self._best(self.peaks <= most, self.recomputed, self.peaks)

    def within_recompute(self, most: int) -> Placement | None:
        """The lowest peak where so much, at most, is computed again; of these the least that is."""
        return self._best(self.recomputed <= most, self.peaks, self.recomputed)

    def front(self) -> Iterator[Placement]:
        """The placements that no other is better than, from the least that is computed again to the lowest peak."""
        order = np.lexsort((self.peaks, self.recomputed))
        peaks = self.peaks[order]
        lower = np.concatenate(([True], peaks[1:] < np.minimum.accumulate(peaks)[:-1]))
        for number in order[lower]:
            yield self._placement(int(number))

    def _best(self, allowed: NDArray[np.bool_], first: NDArray[Any], then: NDArray[Any]) -> Placement | None:
        numbers = np.flatnonzero(allowed)
        if not len(numbers):
            return None
        numbers = numbers[first[numbers] == first[numbers].min()]
        return self._placement(int(numbers[then[numbers].argmin()]))

    def _placement(self, number: int) -> Placement:
        return self.problem.place(one for bit, one in enumerate(self.problem.free) if number >> bit & 1)


def _fits(given: Problem) -> bool:
    """Whether no height and no sum leaves 64 bits."""
    return bool(most_stacks(given.tree)[given.tree.entry].peak + sum(given.weight.values()) < _EXACT)
