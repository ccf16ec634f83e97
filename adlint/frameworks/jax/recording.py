"""Operations that are recorded for themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from adlint.frameworks.jax.primitives import Emitter
from adlint.shapes.dims import Shape
from adlint.shapes.sizes import Sizes
from adlint.trace import Array, Node, Op, Operand, Site

NOWHERE = Site("", 0)


class Inner(Emitter, Protocol):
    """Takes operations for another that emits: arrays are numbered there."""

    outer: Emitter

    @property
    def sizes(self) -> Sizes:
        """The sizes of the other."""
        return self.outer.sizes

    def array(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False
    ) -> Array:
        """A new array."""
        return self.outer.array(shape, dtype, framework, buffer, weak=weak)


@dataclass(slots=True)
class Recording(Inner):
    """Operations that are recorded, all of one site."""

    outer: Emitter
    site: Site = NOWHERE
    trace: list[Node] = field(default_factory=list)

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation happens."""
        self.trace.append(Op(self.site, name, operands, results, tuple(attributes.items())))
