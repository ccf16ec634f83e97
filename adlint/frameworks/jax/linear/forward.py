"""Forward derivatives: tangents that are arrays as others run along with what they are tangents of. As JAX's `jvp` has
it, a scan carries tangents beside its carries, and a branch gives those of its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from adlint.frameworks.jax.linear import branching, looping, scanning
from adlint.frameworks.jax.linear.linearise import Linearised, Lineariser
from adlint.frameworks.jax.primitives import Emitter, zeros
from adlint.frameworks.renaming import renamed
from adlint.trace import (
    Alt,
    Array,
    Carry,
    Checkpoint,
    Custom,
    Join,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Scan,
    Stacked,
    Trace,
)
from adlint.trace.walking import arrays, bound


def pushed(outer: Emitter, trace: Trace, tangents: Mapping[Array, Array]) -> Linearised:
    """The trace with what makes tangents of these; nothing of it is a linear program."""
    found = Forward(outer, dict(tangents), set())
    found.run(trace)
    return Linearised(tuple(found.primal), (), found.tangents, frozenset(), found.same)


@dataclass(slots=True)
class Forward(Lineariser):
    """Takes operations: those on tangents stand with the others."""

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation of a derivative."""
        self.primal.append(Op(self.site, name, operands, results, tuple(attributes.items())))

    def miss(self, reason: str, operands: Iterable[Operand]) -> None:
        """Something that is differentiated here is not known; it depends on these."""
        self.primal.append(Opaque(self.site, reason, tuple(arrays(map(self.now, operands)))))

    def node(self, node: Node) -> None:
        """Go through one node."""
        match node:
            case Scan():
                _scan(self, node)
            case Alt():
                _branch(self, node)
            case Loop():
                _loop(self, node)
            case Checkpoint():
                _checkpoint(self, node)
            case Custom():
                _custom(self, node)
            case _:
                Lineariser.node(self, node)


def _scan(m: Forward, node: Scan) -> None:
    """Which carries are differentiated is a fixpoint, as in JAX's `_scan_jvp`."""
    node = scanning.renamed(m, node)
    inside, active, entries = scanning.steady(m, node)
    body = scanning.read(node, inside)
    carried = list(body.carried)
    for one, is_active in zip(node.carried, active, strict=True):
        if is_active and one.entry is not None and one.entry in entries:
            start, end, final = m.tangent(one.initial), inside.tangent(one.exit), _like(m, one.final)
            start = zeros(m, one.entry) if start is None else start
            carried.append(Carry(start, entries[one.entry], zeros(inside, one.entry) if end is None else end, final))
    inputs, outputs = list(body.inputs), list(body.outputs)
    for fed in node.inputs:
        tangent = m.tangent(fed.whole)
        if isinstance(tangent, Array) and isinstance(fed.part, Array):
            inputs.append(Stacked(tangent, entries[fed.part]))
    for made in node.outputs:
        tangent = inside.tangent(made.part)
        if tangent is not None:
            outputs.append(Stacked(_like(m, made.whole), tangent))
    m.primal.append(
        Scan(node.site, node.trips, tuple(inside.primal), tuple(carried), tuple(inputs), tuple(outputs), node.is_open)
    )


def _like(m: Forward, of: Array) -> Array:
    """A tangent for a result."""
    tangent = m.array(of.shape, of.dtype, "jax")
    m.tangents[of] = tangent
    return tangent


def _branch(m: Forward, node: Alt) -> None:
    """A result has a tangent if that of any branch has one."""
    parts = [m.inside() for _ in node.branches]
    for part, trace in zip(parts, node.branches, strict=True):
        part.run(trace)
    joins = [
        Join(one.result, tuple(p.now(x) for p, x in zip(parts, one.sources, strict=True))) for one in node.joins
    ]
    for join in node.joins:
        tangents = [part.tangent(x) for part, x in zip(parts, join.sources, strict=True)]
        if join.result.is_inexact and any(one is not None for one in tangents):
            sources = (zeros(p, join.result) if t is None else t for p, t in zip(parts, tangents, strict=True))
            joins.append(Join(_like(m, join.result), tuple(sources)))
    m.primal.append(Alt(node.site, tuple(tuple(part.primal) for part in parts), tuple(joins), m.now(node.selector)))
    if node.selector is None:
        branching.leak(m, parts)


def _loop(m: Forward, node: Loop, peeled: int = 0) -> None:
    """A loop of Python's: the first turns go by themselves as long as less is differentiated in them."""
    inside, entries, is_steady = looping.turn(m, node, peeled)
    if not is_steady:
        looping.peel(m, node, peeled + 1, _loop)
        return
    carried = [Carry(m.now(one.initial), one.entry, inside.now(one.exit), one.final) for one in node.carried]
    for one in node.carried:
        start, end = m.tangent(one.initial), inside.tangent(one.exit)
        if start is not None or end is not None:
            entry = None if one.entry is None else entries.get(one.entry)
            carried.append(Carry(start, entry, zeros(inside, one.final) if end is None else end, _like(m, one.final)))
    m.primal.append(Loop(node.site, node.index, node.trips, tuple(inside.primal), tuple(carried)))
    made = {found for part in inside.primal for found in bound(part)}
    m.tangents.update({one: tangent for one, tangent in inside.tangents.items() if one in made})


def _checkpoint(m: Forward, node: Checkpoint) -> None:
    """What is run again are the tangents, too."""
    part = m.inside()
    part.run(node.body)
    m.same.update(part.same)
    given = [one for one in map(m.tangent, node.inputs) if isinstance(one, Array)]
    outputs = [one for one in map(part.now, node.outputs) if isinstance(one, Array)]
    found = {one: tangent for one in outputs if isinstance(tangent := part.tangent(one), Array)}
    m.tangents.update(found)
    m.primal.append(
        replace(node, body=tuple(part.primal), inputs=(*node.inputs, *given), outputs=(*outputs, *found.values()))
    )


def _custom(m: Forward, node: Custom) -> None:
    """The rule of a `custom_jvp` is run as it is; JAX refuses forward derivatives of a `custom_vjp`."""
    given = [m.tangent(one) for one in node.inputs]
    if all(one is None for one in given) or node.name != "custom_jvp":
        m.run(node.body)
        m.same.update(zip(node.results, node.outputs, strict=True))
        if any(one is not None for one in given):
            m.miss("a forward derivative of a function with a `custom_vjp`", node.inputs)
        return
    names = {one: m.now(one) for one in m.same}
    for seed, one in zip(node.seeds, arrays(node.inputs), strict=True):
        tangent = m.tangent(one)
        names[seed] = zeros(m, one) if tangent is None else tangent
    m.primal += renamed(node.rule, names)
    for one, primal, tangent in zip(node.results, node.primals, node.given, strict=True):
        m.same[one] = m.now(primal)
        stands, found = m.now(one), names.get(tangent, tangent) if isinstance(tangent, Array) else tangent
        if isinstance(stands, Array) and found is not None:
            m.tangents[stands] = found
