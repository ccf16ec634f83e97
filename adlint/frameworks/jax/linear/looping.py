"""Loops that Python runs: turns are linearised one by one until the same is differentiated in all that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.frameworks.jax.linear.hoisting import results
from adlint.frameworks.jax.linear.nodes import Chained, LinearLoop, Segment, Turned
from adlint.frameworks.jax.primitives import zeros
from adlint.trace import Array, Carry, Loop

if TYPE_CHECKING:
    from adlint.frameworks.jax.linear.linearise import Lineariser


def loop(m: Lineariser, node: Loop) -> None:
    """Linearise a loop."""
    carried = [one for one in node.carried if one.entry is not None and one.entry.is_inexact]
    entries = {one.entry: m.array(one.entry.shape, one.entry.dtype, "jax") for one in carried if one.entry is not None}
    active = {one.entry for one in carried if m.tangent(one.initial) is not None}
    first = m.array((), "bool", "jax").number
    segments: list[Segment] = []
    while True:
        inside = m.inside()
        inside.tangents.update({one: entries[one] for one in active if one is not None})
        m.linears.update(entries.values())
        inside.run(node.body)
        now = {one.entry for one in carried if inside.tangent(one.exit) is not None}
        if now <= active:
            break
        segments.append(Segment(tuple(inside.linear), len(segments), len(segments) + 1))
        active |= now
    segments.append(Segment(tuple(inside.linear), len(segments), None))
    m.primal.append(Loop(node.site, node.index, node.trips, tuple(inside.primal), tuple(
        Carry(m.now(one.initial), one.entry, inside.now(one.exit), one.final) for one in node.carried
    )))  # fmt: skip
    _finish(m, node, inside, segments, entries, active, first)  # type: ignore[arg-type]


def _finish(
    m: Lineariser, node: Loop, inside: Lineariser, segments: list[Segment], entries: dict[Array, Array],
    active: set[Array], first: int,
) -> None:  # fmt: skip
    if not any(segment.body for segment in segments) and not active:
        return
    turned = []
    for one in node.carried:
        tangent = inside.tangent(one.exit)
        if tangent is None and one.entry not in active:
            continue
        final = m.array(one.final.shape, one.final.dtype, "jax")
        m.tangents[one.final] = final
        m.linears.add(final)
        exit_ = zeros(inside, one.final) if tangent is None else tangent
        entry = m.array((), "bool", "jax") if one.entry is None else entries[one.entry]
        turned.append(Turned(m.tangent(one.initial), entry, exit_, final))
    made = frozenset(found for inner in inside.primal for found in results(inner))
    chain = tuple(Chained(m.now(one.initial), one.entry, inside.now(one.exit), one.final) for one in node.carried)
    inner = frozenset(one for one in m.linears if one.number > first or one in entries.values())
    m.tangents.update({one: tangent for one, tangent in inside.tangents.items() if one in made})
    m.linear.append(LinearLoop(node.site, node.index, node.trips, tuple(segments), tuple(turned), chain, made, inner))
