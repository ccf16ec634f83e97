"""What rules on placement see of an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.analysis.effects.summary import Step

if TYPE_CHECKING:
    from adlint.directives import Directive
    from adlint.placement.beyond.saving import Saving
    from adlint.placement.comparing import Compared, Turned
    from adlint.placement.costing.sites import Candidate
    from adlint.placement.loops.looping import Kept, Unscheduled
    from adlint.shapes.dims import Dim

LEAST = 1 << 20  # bytes: a peak below this is no reason to change a program
MUCH, LITTLE = Fraction(1, 5), Fraction(1, 100)  # shares of a peak
ALL, SAME = Fraction(9, 10), Fraction(21, 20)  # of a tape: nearly all of it; of a peak: nearly the same


class Placed(Struct, frozen=True):
    """An entry, by its name, and the function that it calls; `compared` is None where sizes are names that no number is
    given for. `unscheduled` are the loops that need a schedule, `larger` those whose carry is larger than their
    residuals, `blocks` those whose partial derivatives are smaller than their tape. `said` are the directives over
    sites, by their ids; `total` is what the forward sweep keeps today, None where that is not known; `exceeds` compares
    sizes (None: that depends on names); `system` is the library whose checkpoints it has.
    """

    entry: str
    function: str
    compared: Compared | None
    unscheduled: tuple[Unscheduled, ...]
    larger: tuple[Kept, ...]
    blocks: tuple[Saving, ...]
    said: Mapping[str, Directive]
    total: Dim | None
    exceeds: Callable[[Dim, Dim], bool | None]
    system: str = ""

    @property
    def because(self) -> tuple[tuple[Step, str], ...]:
        """The evidence: which call is meant."""
        return (((self.function, 0), f"`{self.entry}` is differentiated"),)

    @property
    def sites(self) -> tuple[Turned, ...]:
        """The sites, if what they cost is known, and the peak is worth a change of the program."""
        found = self.compared
        return () if found is None or found.today.peak < LEAST else found.sites

    def wrapping(self, candidate: Candidate) -> tuple[str, ...]:
        """The repair that checkpoints a candidate."""
        arrays, body = ("arrays",) * candidate.passes_arrays, ("body",) * candidate.is_body
        return () if candidate.is_statement else ("joint", self.system, *arrays, *body)

    def decides(self, site: Turned) -> bool:
        """Whether a rule on loops, or on the whole, speaks of a site."""
        return any(one.candidate.id == site.candidate.id for one in self.larger) or is_root(site, self.compared)

    @property
    def without_schedule(self) -> frozenset[str]:
        """The sites of the loops that need a schedule."""
        return frozenset(one.loop.candidate.id for one in self.unscheduled)


def is_root(site: Turned, found: Compared | None) -> bool:
    """Whether a checkpoint is around nearly all, and does not help."""
    if found is None or not site.is_joint or site.tape < ALL * found.store_all.peak:
        return False
    return site.cost.peak <= SAME * found.today.peak


def step(site: Turned) -> Step:
    """Where a site stands."""
    return site.candidate.function, site.candidate.at


def percent(part: Fraction | int, whole: Fraction | int) -> str:
    """A share for people."""
    share = float(100 * part / whole)
    return f"{share:.0f} %" if share >= 1 else f"{share:.1g} %"
