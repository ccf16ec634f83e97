"""The hazards of a piece, as they are found along its paths."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint.analysis.effects.summary import Hazard, Step, told_apart
from adlint.analysis.paths.needs import Needs
from adlint.models import Effect


@dataclass(slots=True)
class Hazards:
    """One hazard of each place, with the shortest way to it."""

    found: dict[tuple[Effect, Step, str], Hazard] = field(default_factory=dict)

    def add(self, hazard: Hazard) -> None:
        """Of several ways to the same place the shortest is evidence enough; it needs what all of them need."""
        known = self.found.get(told_apart(hazard), hazard)
        shorter = hazard if len(hazard.chain) < len(known.chain) else known
        self.found[told_apart(hazard)] = replace(shorter, needs=known.needs & hazard.needs)

    def meet(self, hazard: Hazard, needs: Needs) -> None:
        """Another way to a place leads there under `needs`; it is none by which the place is found."""
        known = self.found.get(told_apart(hazard))
        if known is not None:
            self.add(replace(known, needs=known.needs & needs))
