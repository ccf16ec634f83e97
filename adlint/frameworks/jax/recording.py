"""Operations that are recorded for themselves."""

from __future__ import annotations

from adlint.frameworks.jax.primitives import Emitter
from adlint.shapes.dims import Shape
from adlint.shapes.sizes import Sizes
from adlint.trace import Array, Node, Op, Operand, Site


class Recording:
    """Takes operations for another that emits: arrays are numbered there, all are said of one site."""

    def __init__(self, outer: Emitter, site: Site | None = None) -> None:
        self.outer = outer
        self.site = site or Site("", 0)
        self.trace: list[Node] = []

    @property
    def sizes(self) -> Sizes:
        """The sizes of the other."""
        return self.outer.sizes

    def array(
        self, shape: Shape, dtype: str, framework: str, buffer: int | None = None, *, weak: bool = False
    ) -> Array:
        """A new array."""
        return self.outer.array(shape, dtype, framework, buffer, weak=weak)

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation happens."""
        self.trace.append(Op(self.site, name, operands, results, tuple(attributes.items())))
