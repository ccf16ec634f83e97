"""What is kept, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from adlint.shapes.dims import Dim, Shape, dim
from adlint.trace import Site

STACKED = "stacked by a scan"  # why something is kept that every turn of a loop makes anew


class Kept(Struct, frozen=True, gc=False):
    """One thing that is kept: an array of a shape and dtype, `times` times, or something else of so many bytes."""

    name: str
    shape: Shape | None
    dtype: str
    times: Dim
    bytes: Dim
    why: str


class Gap(Struct, frozen=True, gc=False):
    """Where it is not known what is kept."""

    site: Site
    reason: str


@dataclass(slots=True)
class Tape:
    """What is kept, by site, and where that is not known. `assumed` says what the answer takes for granted."""

    lines: dict[Site, list[Kept]] = field(default_factory=dict)
    gaps: dict[Gap, None] = field(default_factory=dict)
    assumed: dict[str, None] = field(default_factory=dict)

    def keep(self, site: Site, kept: Kept) -> None:
        """Something is kept for the operation at a site."""
        self.lines.setdefault(site, []).append(kept)

    def miss(self, site: Site, reason: str) -> None:
        """It is not known what is kept for the operation at a site."""
        self.gaps[Gap(site, reason)] = None

    @property
    def bytes(self) -> Dim:
        """All of it, in bytes."""
        total: Dim = 0
        for several in self.lines.values():
            for one in several:
                total = dim(total + one.bytes)
        return total
