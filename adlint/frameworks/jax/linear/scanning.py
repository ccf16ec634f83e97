"""Scans: which carries are differentiated is a fixpoint; what turns keep is stacked, or hoisted if all agree."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.frameworks.jax.linear.hoisting import split
from adlint.frameworks.jax.linear.liveness import Liveness
from adlint.frameworks.jax.linear.nodes import Linear, LinearScan, Turned
from adlint.frameworks.jax.primitives import zeros
from adlint.shapes.dims import dim
from adlint.trace import Array, Carry, Node, Op, Opaque, Operand, Scan, Stacked

if TYPE_CHECKING:
    from adlint.frameworks.jax.linear.linearise import Lineariser


def scan(m: Lineariser, node: Scan) -> None:
    """Linearise a scan, as JAX's `_scan_linearize` does."""
    node = renamed(m, node)
    given = [*(one.initial for one in node.carried), *(one.whole for one in node.inputs)]
    if all(m.tangent(one) is None for one in given) and not _uses(m, node):
        m.primal.append(node)
        return
    _finish(m, node, *steady(m, node))


def steady(m: Lineariser, node: Scan) -> tuple[Lineariser, list[bool], dict[Array, Array]]:
    """A turn that stands for any, which carries are differentiated in it, and the tangents that it starts with."""
    active = [m.tangent(one.initial) is not None for one in node.carried]
    fed = [m.tangent(one.whole) for one in node.inputs]
    while True:
        inside = m.inside()
        entries = _seeded(inside, node, active, fed)
        inside.run(node.body)
        now = [was or inside.tangent(one.exit) is not None for was, one in zip(active, node.carried, strict=True)]
        if now == active:
            return inside, active, entries
        active = now


def renamed(m: Lineariser, node: Scan) -> Scan:
    """With what stands for arrays from around it."""
    carried = tuple(Carry(m.now(one.initial), one.entry, one.exit, one.final) for one in node.carried)
    inputs = []
    for one in node.inputs:
        whole = m.now(one.whole)
        assert isinstance(whole, Array)
        inputs.append(Stacked(whole, one.part))
    return replace(node, carried=carried, inputs=tuple(inputs))


def _uses(m: Lineariser, node: Scan) -> bool:
    """Whether a turn uses something from around that is differentiated, or gives it as it is."""
    inside = m.inside()
    inside.run(node.body)
    before = len(m.tangents)
    ends = [*(one.exit for one in node.carried), *(one.part for one in node.outputs)]
    return bool(inside.linear) or len(inside.tangents) > before or any(inside.tangent(one) is not None for one in ends)


def _seeded(inside: Lineariser, node: Scan, active: list[bool], fed: list[Operand]) -> dict[Array, Array]:
    """Tangents of what a turn starts with."""
    found: dict[Array, Array] = {}
    for carry, is_active in zip(node.carried, active, strict=True):
        if is_active and carry.entry is not None and carry.entry.is_inexact:
            found[carry.entry] = inside.array(carry.entry.shape, carry.entry.dtype, "jax")
    for one, tangent in zip(node.inputs, fed, strict=True):
        if tangent is not None and isinstance(one.part, Array):
            found[one.part] = inside.array(one.part.shape, one.part.dtype, "jax")
    inside.tangents.update(found)
    inside.linears.update(found.values())
    return found


def _finish(m: Lineariser, node: Scan, inside: Lineariser, active: list[bool], entries: dict[Array, Array]) -> None:
    turned, outputs = [], []
    for carry, is_active in zip(node.carried, active, strict=True):
        if is_active and carry.entry in entries:
            exit_ = inside.tangent(carry.exit)
            exit_ = zeros(inside, carry.entry) if exit_ is None and carry.entry is not None else exit_
            final = _result(m, carry.final)
            turned.append(Turned(m.tangent(carry.initial), entries[carry.entry], exit_, final))
    for one in node.outputs:
        tangent = inside.tangent(one.part)
        if tangent is not None:
            outputs.append((_result(m, one.whole), tangent))
    inputs = tuple(
        (tangent, entries[one.part])
        for one in node.inputs
        if isinstance(one.part, Array) and isinstance(tangent := m.tangent(one.whole), Array)
    )
    # what is not known has no tangents that would lead from what is read to it
    m.linear += [replace(one, operands=()) for one in inside.linear if isinstance(one, Opaque)]
    linear: Linear = tuple([one for one in inside.linear if not isinstance(one, Opaque)])
    if node.is_open and (turned or inputs):  # in the body: it is said only if a tangent that the loop makes is read
        linear = (*linear, Opaque(node.site, "a `while_loop` cannot be differentiated in reverse", ()))
    liveness = Liveness(inside.linears, m.sizes)
    kept = liveness.of(linear, [turn.exit for turn in turned] + [part for _, part in outputs])
    loose = {x for one in inside.linear if isinstance(one, Op) and _takes_numbers(one) for x in one.operands}
    inside.primal = [_plain_zero(one, loose) for one in inside.primal]
    before, body, varying = split(read(node, inside))
    m.primal += before
    pairs, stacked = _outside(m, node, {one: liveness.of_turn(one) for one in kept}, varying)
    m.primal.append(replace(body, outputs=(*body.outputs, *stacked)))
    m.linear.append(LinearScan(node.site, node.trips, linear, tuple(turned), inputs, tuple(outputs), pairs))


def _takes_numbers(op: Op) -> bool:
    return "scatter" in op.name or (op.name == "lax.pad" and op.attribute("compiled") is None)


def _plain_zero(node: Node, loose: Collection[Operand]) -> Node:
    """In a body, which is traced before it is linearised, a zero without dimensions that is scattered, or stands around
    an array, is a number and no array; `jnp.pad`, which is compiled by itself, makes an array of its zero even there.
    """
    match node:
        case Op(name="lax.broadcast_in_dim", operands=(0.0,), results=(Array(shape=()) as made,)) if made in loose:
            return Op(node.site, "jax.literal", (), node.results)
        case _:
            return node


def _result(m: Lineariser, of: Array) -> Array:
    """A tangent for a result of the scan."""
    tangent = m.array(of.shape, of.dtype, "jax")
    m.tangents[of] = tangent
    m.linears.add(tangent)
    return tangent


def read(node: Scan, inside: Lineariser) -> Scan:
    """The scan with the body as it stands after linearisation."""
    carried = tuple(Carry(one.initial, one.entry, inside.now(one.exit), one.final) for one in node.carried)
    outputs = tuple(Stacked(one.whole, inside.now(one.part)) for one in node.outputs)
    return replace(node, body=tuple(inside.primal), carried=carried, outputs=outputs)


def _outside(
    m: Lineariser, node: Scan, kept: dict[Array, Array], varying: set[Array]
) -> tuple[tuple[tuple[Array, Array], ...], tuple[Stacked, ...]]:
    """What stands outside for each residual of a turn: an input is a part of the whole of it. `kept` are the residuals,
    with what they are in any turn of a loop in the body.
    """
    parts = {one.part: one.whole for one in node.inputs}
    pairs: list[tuple[Array, Array]] = []
    stacked: list[Stacked] = []
    for one, inner in kept.items():
        if one in parts:
            pairs.append((one, parts[one]))
        elif inner in varying:
            whole = m.array((dim(node.trips), *one.shape), one.dtype, "jax", weak=one.weak)
            pairs.append((inner, whole))
            stacked.append(Stacked(whole, inner))
        else:
            pairs.append((one, one))
    return tuple(pairs), tuple(stacked)
