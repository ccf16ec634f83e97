"""Loops that Python runs. First turns are put before the loop as long as less is differentiated in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from adlint.frameworks.jax.linear.nodes import LinearLoop, Turned
from adlint.frameworks.jax.primitives import Emitter, zeros
from adlint.frameworks.renaming import copied
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.sizes import INDEX
from adlint.symbolic import polynomial, substitute, symbol
from adlint.trace import Array, Carry, Loop, Operand
from adlint.trace.walking import bound

if TYPE_CHECKING:
    from adlint.frameworks.jax.linear.linearise import Lineariser

T = TypeVar("T", bound="Lineariser")

MOST_PEELED = 3  # turns before a loop in which more is differentiated than in later ones


def loop(m: Lineariser, node: Loop, peeled: int = 0) -> None:
    """Linearise a loop."""
    first = m.array((), "bool", "jax").number
    inside, entries, is_steady = turn(m, node, peeled)
    if not is_steady:
        peel(m, node, peeled + 1, loop)
        return
    m.primal.append(Loop(node.site, node.index, node.trips, tuple(inside.primal), tuple(
        Carry(m.now(one.initial), one.entry, inside.now(one.exit), one.final) for one in node.carried
    )))  # fmt: skip
    if inside.linear or any(m.tangent(one.initial) is not None for one in node.carried):
        _finish(m, node, inside, entries, first)


def turn(m: Lineariser, node: Loop, peeled: int) -> tuple[Lineariser, dict[Array, Array], bool]:
    """A turn, the tangents that turns may start with, and whether as much is differentiated behind it as before."""
    carried = [one for one in node.carried if one.entry is not None and one.entry.is_inexact]
    entries = {one.entry: m.array(one.entry.shape, one.entry.dtype, "jax") for one in carried if one.entry is not None}
    active = {one.entry for one in carried if m.tangent(one.initial) is not None}
    m.linears.update(entries.values())
    inside = m.inside()
    inside.tangents.update({one: entries[one] for one in active if one is not None})
    inside.run(node.body)
    now = {one.entry for one in carried if inside.tangent(one.exit) is not None}
    return inside, entries, not now - active and (now == active or peeled >= MOST_PEELED)


def _finish(m: Lineariser, node: Loop, inside: Lineariser, entries: dict[Array, Array], first: int) -> None:
    turned = []
    for one in node.carried:
        tangent = inside.tangent(one.exit)
        if tangent is None and m.tangent(one.initial) is None:
            continue
        final = m.array(one.final.shape, one.final.dtype, "jax")
        m.tangents[one.final] = final
        m.linears.add(final)
        exit_ = zeros(inside, one.final) if tangent is None else tangent
        entry = m.array((), "bool", "jax") if one.entry is None else entries[one.entry]
        turned.append(Turned(m.tangent(one.initial), entry, exit_, final))
    made = frozenset(found for part in inside.primal for found in bound(part))
    chain = tuple(Carry(m.now(one.initial), one.entry, inside.now(one.exit), one.final) for one in node.carried)
    inner = frozenset(one for one in m.linears if one.number > first)
    m.tangents.update({one: tangent for one, tangent in inside.tangents.items() if one in made})
    m.linear.append(
        LinearLoop(node.site, node.index, node.trips, tuple(inside.linear), tuple(turned), chain, made, inner)
    )


def peel(m: T, node: Loop, peeled: int, again: Callable[[T, Loop, int], None]) -> None:
    """The first turn by itself, then the others, which are gone through again."""
    names: dict[Array, Operand] = {one.entry: one.initial for one in node.carried if one.entry is not None}
    m.run(copied(m, node.body, names, shapes_at(m, node, 0)))
    ends = [names.get(one.exit, one.exit) if isinstance(one.exit, Array) else one.exit for one in node.carried]
    if node.trips == 1:
        m.same.update(zip((one.final for one in node.carried), ends, strict=True))
        return
    others: dict[Array, Operand] = {}
    later = shapes_at(m, node, symbol(node.index, INDEX) + 1)
    entries = [None if one.entry is None else _renewed(m, one.entry, others, later) for one in node.carried]
    body = copied(m, node.body, others, later)
    carried = tuple(
        Carry(
            None if entry is None else end,
            entry,
            others.get(one.exit, one.exit) if isinstance(one.exit, Array) else one.exit,
            one.final,
        )
        for one, end, entry in zip(node.carried, ends, entries, strict=True)
    )
    again(m, Loop(node.site, node.index, dim(polynomial(node.trips) - 1), body, carried), peeled)


def _renewed(m: Lineariser, one: Array, names: dict[Array, Operand], shape: Callable[[Shape], Shape]) -> Array:
    found = m.array(shape(one.shape), one.dtype, one.framework, weak=one.weak)
    names[one] = found
    return found


def shapes_at(m: Emitter, node: Loop, index: Dim) -> Callable[[Shape], Shape]:
    """Shapes with another size in place of the index of a loop."""

    def size(one: Dim) -> Dim:
        return one if isinstance(one, int) else dim(substitute(one, {node.index: polynomial(index)}, m.sizes.bounds))

    return lambda shape: tuple(map(size, shape))
