"""What depends on the arguments: forward through a flow, turn by turn of a loop until nothing changes any more."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import polynomial, substitute, symbols_of
from adlint.tape.lines import Tape
from adlint.tape.reverse.swept import Need
from adlint.tape.values.flow import Either, Flow, Gone, Inside, Step, Turns

MOST_PEELED = 32  # turns at either end of a loop that differ from the others
RUNS = "a loop inside of a loop runs often enough in each of its turns"


class Holding(Protocol):
    """A model: what the reverse of a step keeps. None if it is not known."""

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[Need] | None:
        """The values that a step keeps, given which operands are active, and what is kept anyhow."""

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """The bytes of what is made for the reverse of the step alone."""

    def steers(self, part: Looped | Split, *, is_reversed: bool) -> Dim:
        """The bytes that are kept to go through a loop, or a branch, backward; `is_reversed` if anything in it is."""

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether results are active."""


class Marked(Struct, frozen=True, eq=False, gc=False):
    """A step with which operands are active."""

    step: Step
    active: tuple[bool, ...]


class Regime(Struct, frozen=True, eq=False, gc=False):
    """The turns from lo to hi - 1, which are alike in what is active."""

    lo: int
    hi: Dim
    body: tuple[Done, ...]


class Looped(Struct, frozen=True, eq=False, gc=False):
    """A loop that was gone through forward."""

    turns: Turns
    trips: Dim
    regimes: tuple[Regime, ...]


class Split(Struct, frozen=True, eq=False, gc=False):
    """Branches that were gone through forward."""

    either: Either
    branches: tuple[tuple[Done, ...], ...]


class Called(Struct, frozen=True, eq=False, gc=False):
    """A call that was gone through forward."""

    inside: Inside
    body: tuple[Done, ...]


Done: TypeAlias = Marked | Looped | Split | Called


@dataclass(slots=True)
class Marker:
    """Goes through a flow forward."""

    model: Holding
    sizes: Sizes
    active: set[int] = field(default_factory=set)
    tape: Tape = field(default_factory=Tape)
    fixed: dict[str, int] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    needs: Mapping[str, int] = field(default_factory=dict)

    def forward(self, flow: Flow) -> tuple[Done, ...]:
        """What is active."""
        done: list[Done] = []
        for part in flow:
            match part:
                case Step():
                    active = tuple(one is not None and one in self.active for one in part.reads)
                    base = part.base is not None and part.base in self.active
                    flags = any(active) and self.model.depends(part, active)
                    for value, array in zip(part.writes, part.results, strict=True):
                        self._mark(value, active=(flags or base) and array.is_inexact)
                    done.append(Marked(part, active))
                case Gone():
                    if any(one in self.active for one in part.reads):
                        self.tape.miss(part.site, part.reason)
                case Inside():
                    done.append(Called(part, self.forward(part.body)))
                case Either():
                    done.append(self._split(part))
                case Turns():
                    done.append(self._loop(part))
        return tuple(done)

    def _mark(self, value: int, *, active: bool) -> None:
        (self.active.add if active else self.active.discard)(value)

    def _split(self, part: Either) -> Split:
        before, branches, ends = set(self.active), [], set[int]()
        for branch in part.branches:
            self.active = set(before)
            branches.append(self.forward(branch))
            ends |= self.active
        self.active = ends
        for value, several in part.joins:
            self._mark(value, active=any(one in ends for one in several if one is not None))
        return Split(part, tuple(branches))

    def _loop(self, part: Turns) -> Looped:
        trips = dim(substitute(polynomial(part.loop.trips), self.fixed, self.sizes.bounds))
        if self.sizes.at_least(0, trips):
            return self._idle(part)
        regimes: list[Regime] = []
        around = self.doubts
        for done in range(MOST_PEELED):
            self._enter(part, first=done == 0)
            state = frozenset(self.active)
            rest = self._turn(part, {}, done, trips)
            self._enter(part, first=False)
            ends, doubts = frozenset(self.active), self.doubts
            steady = ends - part.made == state - part.made
            if not steady or part.loop.index in doubts:
                self.active = set(state)
                turn = self._turn(part, {part.loop.index: done}, done, trips)
            if steady and (part.loop.index not in doubts or self.doubts):
                if part.loop.index in doubts:
                    self.tape.assumed[RUNS] = None
                self.active = set(ends)
                regimes.append(Regime(done, trips, rest))
                break
            regimes.append(Regime(done, self.sizes.smaller(done + 1, trips), turn))
            if self.sizes.at_least(done + 1, trips):
                break
        else:
            self.tape.miss(part.loop.site, "which arrays are active changes from turn to turn of a loop")
        self.doubts = around | doubts - {part.loop.index}
        changes = any((one.initial in self.active) != (one.exit in self.active) for one in part.handed)
        differs = changes or regimes[-1].lo > 0
        least = max(regimes[-1].lo + 1 if differs else 0, self.needs.get(part.loop.index, 0))
        if self.sizes.at_least(trips, least) is None:
            self.doubts |= {one.key for one in symbols_of(polynomial(trips))}
        self._end(part)
        return Looped(part, trips, tuple(regimes))

    def _idle(self, part: Turns) -> Looped:
        """A loop that does not run: what it would do says whether it is to be known that it did not."""
        before = set(self.active), self.tape, self.doubts
        self.tape = Tape()
        self._enter(part, first=True)
        body = self._turn(part, {}, 0, 1)
        self.active, self.tape, self.doubts = before
        self._end(part, runs=False)
        return Looped(part, 0, (Regime(0, 0, body),))

    def _turn(self, part: Turns, fixed: dict[str, int], done: int, trips: Dim) -> tuple[Done, ...]:
        index, before = part.loop.index, self.fixed
        self.fixed, self.doubts = {**before, **fixed}, set()
        self.sizes.enter(index, trips, done)
        body = self.forward(part.body)
        self.sizes.leave(index)
        self.fixed = before
        return body

    def _enter(self, part: Turns, *, first: bool) -> None:
        flags = [(one.initial if first else one.exit) in self.active for one in part.handed]
        for one, flag in zip(part.handed, flags, strict=True):
            if one.entry is not None:
                self._mark(one.entry, active=flag)

    def _end(self, part: Turns, *, runs: bool = True) -> None:
        for one in part.handed:
            if one.final is not None:
                self._mark(one.final, active=(one.exit if runs else one.initial) in self.active)


def is_active(part: Done) -> bool:
    """Whether something in a part is active."""
    match part:
        case Marked():
            return any(part.active) and part.step.name != "numpy.bind"
        case Looped():
            return any(is_active(one) for regime in part.regimes for one in regime.body)
        case Split():
            return any(is_active(one) for branch in part.branches for one in branch)
        case Called():
            return any(map(is_active, part.body))
