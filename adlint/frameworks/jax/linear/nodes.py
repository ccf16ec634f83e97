"""The linear program: operations of a trace on tangents, and loops and branches of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim
from adlint.trace import Array, Op, Opaque, Operand, Repeated, Site


class Turned(Struct, frozen=True, eq=False, gc=False):
    """What the turns of a loop hand on: `initial` is None where the tangent starts as zero; `exit` may be an array that
    is no tangent, of zeros.
    """

    initial: Operand
    entry: Array
    exit: Operand
    final: Array


class LinearScan(Struct, frozen=True, eq=False, gc=False):
    """A scan of tangents. `inputs` and `outputs` are pairs of what is stacked and the part of one turn; `residuals` are
    pairs of what the body reads that is no tangent and what stands for it outside: itself, or a stack of all turns.
    """

    site: Site
    trips: Dim
    body: Linear
    carried: tuple[Turned, ...]
    inputs: tuple[tuple[Array, Array], ...]
    outputs: tuple[tuple[Array, Operand], ...]
    residuals: tuple[tuple[Array, Array], ...]


class Chained(Struct, frozen=True, eq=False, gc=False):
    """An array that turns hand on: `entry` in a turn is the `exit` of the turn before, `final` that of the last."""

    initial: Operand
    entry: Array | None
    exit: Operand
    final: Array


class LinearLoop(Struct, frozen=True, eq=False, gc=False):
    """A loop that Python runs: every turn makes its arrays anew, and the same is differentiated in all. `made` are the
    arrays that a turn makes, `inner` its tangents.
    """

    site: Site
    index: str
    trips: Dim
    body: Linear
    carried: tuple[Turned, ...]
    chain: tuple[Chained, ...]
    made: frozenset[Array]
    inner: frozenset[Array]


class LinearAlt(Struct, frozen=True, eq=False, gc=False):
    """One of several branches. Each reads what it needs; `slots` are the arrays that stand for that outside, by branch
    and array; without a `selector` nothing does. `joins` are results with the one of each branch.
    """

    site: Site
    branches: tuple[Linear, ...]
    joins: tuple[tuple[Array, tuple[Operand, ...]], ...]
    selector: Operand
    slots: tuple[tuple[tuple[Array, Array], ...], ...]
    is_one: bool


LinearNode: TypeAlias = Op | Opaque | LinearScan | LinearLoop | LinearAlt
Linear: TypeAlias = tuple[LinearNode, ...]


def arrays(operands: Iterable[Operand]) -> Iterator[Array]:
    """The arrays among operands, also those that every turn of a loop made."""
    for one in operands:
        if isinstance(one, Array):
            yield one
        elif isinstance(one, Repeated):
            yield one.array
