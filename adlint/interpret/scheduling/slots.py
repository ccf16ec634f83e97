"""Slots: the places in the order of evaluation, and what was left of the runs in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint.failures import Guard
from adlint.interpret.memory.atoms import Value
from adlint.interpret.memory.spaces import NEVER, Cell, Space, Time
from adlint.interpret.scheduling.asked import Asked
from adlint.interpret.views.facts import Facts

Place = tuple[str, int]  # an operation of a function


@dataclass(slots=True, eq=False)
class Run:
    """One evaluation of what stands in a slot. `seen` is what it found in the cells that it read, `writes`
    what it added to cells, `evaluated` the functions whose bodies it went through, `asked` what else it saw of
    texts, `made` its spaces, `resumed` how often it asked the generators of functions, at most; if it is `open`, it
    may say more when more is known, and if it `waits`, in the next stage anyway; it `counts` for the call graph
    unless all calls of the function were evaluated where they stand. Its `guard` knows what failed, if anything did.
    """

    time: Time
    reads: tuple[Cell, ...]
    seen: tuple[object, ...]
    writes: dict[Cell, Value]
    evaluated: tuple[str, ...]
    asked: tuple[Asked, ...]
    made: tuple[Space, ...]
    edges: dict[str, dict[str, int | None]]
    resumed: dict[str, int]
    unknown: dict[Place, tuple[str, str]]
    told: dict[Place, None]
    facts: dict[str, Facts]
    is_open: bool
    waits: bool
    counts: bool = True
    guard: Guard | None = None


@dataclass(slots=True, eq=False)
class Slot:
    """A place in the order: a module, or a function of one. `runs` are the evaluations there, by stage. It is `gone`
    if the function is. At a time when it is `unsteady`, it made a class otherwise than before; what is `dropped` is
    not made again.
    """

    name: str
    module: int
    place: str
    gone: bool = False
    unsteady: Time = NEVER
    dropped: frozenset[Space] = frozenset()
    runs: dict[int, Run] = field(default_factory=dict)

    def time(self, stage: int) -> Time:
        """When the slot is evaluated in a stage."""
        return stage, self.module, self.place

    def last(self, before: int | None = None) -> Run | None:
        """The latest run, or the latest before a stage."""
        stages = [stage for stage in self.runs if before is None or stage < before]
        return self.runs[max(stages)] if stages else None

    def made(self) -> list[Space]:
        """What the runs have made, each once, first made first."""
        return [*dict.fromkeys(space for stage in sorted(self.runs) for space in self.runs[stage].made)]
