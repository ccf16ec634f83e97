"""What is kept in one turn of a loop, or outside of loops, and what is there anyhow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.tape.values.flow import Step
from adlint.trace import Site


@dataclass(slots=True)
class Frame:
    """What is kept in one turn, or outside of loops: sizes in bytes by value, and the sites that keep them; and how
    many steps are reversed. What is kept `around` a turn is there in it too.
    """

    sizes: dict[int, Dim] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    own: list[tuple[Site, Dim]] = field(default_factory=list)
    steps: Dim = 0
    around: Frame | None = None

    def __contains__(self, value: object) -> bool:
        return value in self.sizes or (self.around is not None and value in self.around)

    def hold(self, value: int, size: Dim, site: Site) -> None:
        """A value is kept."""
        self.sizes.setdefault(value, size)
        self.sites.setdefault(value, site)

    @property
    def bytes(self) -> Dim:
        """All of it."""
        total: Dim = 0
        for one in (*self.sizes.values(), *(size for _, size in self.own)):
            total = dim(total + one)
        return total


class Free(Struct, frozen=True, gc=False):
    """Values that are in place at the end. Those that turns of a loop made are not for steps in turns of it, which do
    not know that theirs is the last one: `loops` has the loops that values are made in.
    """

    values: frozenset[int] = frozenset()
    loops: Mapping[int, int] = MappingProxyType({})

    def at(self, value: int, step: Step) -> bool:
        """Whether a value is there when a step is reversed."""
        loop = self.loops.get(value)
        return value in self.values and (loop is None or all(self.loops.get(one) != loop for one in step.writes))


NONE_FREE = Free()
