"""What is asked for: the least that is computed again, or the lowest peak, and what that means for the ways to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from adlint.placement.searching import greedy
from adlint.placement.searching.narrowing import Narrowed, narrowed
from adlint.placement.searching.problem import Placement, Problem

if TYPE_CHECKING:
    from adlint.placement.measuring import points
    from adlint.placement.searching.milp import Model, Solved


class Aim(Protocol):
    """What is asked for."""

    @property
    def given(self) -> Problem:
        """What is searched."""

    @property
    def of(self) -> points.Aim:
        """What is minimised."""

    @property
    def limit(self) -> int:
        """The budget."""

    def allows(self, one: Placement) -> bool:
        """Whether a placement keeps to the budget."""

    def value(self, one: Placement) -> int:
        """What is minimised, of a placement."""

    def below(self, value: int) -> Narrowed | None:
        """What is left for placements of at most such a value; None if there are none."""

    def solve(self, model: Model, seconds: float, *, relaxed: bool) -> Solved:
        """What the solver says."""

    def mended(
        self, given: Problem, start: Placement, orders: Iterable[Sequence[str]], work: int = greedy.WORK
    ) -> Placement:
        """What a placement leads to if sites are turned until it keeps to the budget, and then as long as it does, and
        as no more is gone through.
        """

    def rank(self, one: Placement) -> tuple[int, int, int]:
        """Less is better."""


@dataclass(frozen=True, slots=True)
class _Fastest:
    """The least that is computed again with a peak of at most `memory` bytes."""

    given: Problem
    memory: int
    of: points.Aim = "cost"

    @property
    def limit(self) -> int:
        return self.memory

    def allows(self, one: Placement) -> bool:
        return one.peak <= self.memory

    def value(self, one: Placement) -> int:
        return one.recompute

    def below(self, value: int) -> Narrowed | None:
        return narrowed(self.given, self.memory, value)

    def solve(self, model: Model, seconds: float, *, relaxed: bool) -> Solved:
        return model.least_recompute(seconds, relaxed=relaxed)

    def mended(
        self, given: Problem, start: Placement, orders: Iterable[Sequence[str]], work: int = greedy.WORK
    ) -> Placement:
        return greedy.less_recompute(given, start, self.memory, orders, work)

    def rank(self, one: Placement) -> tuple[int, int, int]:
        return not self.allows(one), one.recompute, one.peak


@dataclass(frozen=True, slots=True)
class _Lowest:
    """The lowest peak where at most so much is computed again."""

    given: Problem
    recompute: int
    of: points.Aim = "peak"

    @property
    def limit(self) -> int:
        return self.recompute

    def allows(self, one: Placement) -> bool:
        return one.recompute <= self.recompute

    def value(self, one: Placement) -> int:
        return one.peak

    def below(self, value: int) -> Narrowed | None:
        return narrowed(self.given, value, self.recompute)

    def solve(self, model: Model, seconds: float, *, relaxed: bool) -> Solved:
        return model.least_peak(seconds, relaxed=relaxed)

    def mended(
        self, given: Problem, start: Placement, orders: Iterable[Sequence[str]], work: int = greedy.WORK
    ) -> Placement:
        return greedy.less_peak(given, start, self.recompute, orders, work)

    def rank(self, one: Placement) -> tuple[int, int, int]:
        return not self.allows(one), one.peak, one.recompute


def within_memory(given: Problem, memory: int) -> Aim:
    """The least that is computed again with a peak of at most `memory` bytes."""
    return _Fastest(given, memory)


def within_recompute(given: Problem, recompute: int) -> Aim:
    """The lowest peak where at most so much is computed again."""
    return _Lowest(given, recompute)
