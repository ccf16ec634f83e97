"""The linear program: operations of a trace on tangents, and loops and branches of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim
from adlint.trace import Array, Carry, Op, Opaque, Operand, Site
from adlint.trace.walking import arrays


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


class LinearLoop(Struct, frozen=True, eq=False, gc=False):
    """A loop that Python runs: every turn makes its arrays anew, and the same is differentiated in all. `made` are the
    arrays that a turn makes, `inner` its tangents; `chain` is what turns hand on that is no tangent.
    """

    site: Site
    index: str
    trips: Dim
    body: Linear
    carried: tuple[Turned, ...]
    chain: tuple[Carry, ...]
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


def made(node: LinearNode) -> list[Array]:
    """The tangents that a node makes for those behind it."""
    match node:
        case Op():
            return list(node.results)
        case LinearScan():
            return [*(one.final for one in node.carried), *(whole for whole, _ in node.outputs)]
        case LinearLoop():
            return [one.final for one in node.carried]
        case LinearAlt():
            return [result for result, _ in node.joins]
        case Opaque():
            return []


def free(linear: Linear, linears: Collection[Array]) -> list[Array]:
    """The tangents that a program takes from outside."""
    return list(dict.fromkeys(one for one in reads(linear) if one in linears))


def reads(linear: Linear, known: Collection[Array] = ()) -> Iterator[Array]:
    """What a program reads that it does not make, nor is known in it."""
    known = set(known)
    for node in linear:
        yield from (one for one in _operands(node) if one not in known)
        known.update(made(node))


def _operands(node: LinearNode) -> Iterator[Array]:
    match node:
        case Op() | Opaque():
            yield from arrays(node.operands)
        case LinearScan():
            yield from arrays(one.initial for one in node.carried)
            yield from (whole for whole, _ in node.inputs)
            yield from reads(node.body, {one.entry for one in node.carried} | {part for _, part in node.inputs})
        case LinearAlt():
            for number, branch in enumerate(node.branches):
                yield from reads(branch)
                ends = {one for inner in branch for one in made(inner)}
                yield from (one for one in arrays(s[number] for _, s in node.joins) if one not in ends)
        case LinearLoop():
            pass
