"""Operation by operation: what is computed as before, and what is linear in tangents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from adlint.frameworks.jax.derivatives import RULES
from adlint.frameworks.jax.linear import branching, looping, scanning
from adlint.frameworks.jax.linear.nodes import Linear, LinearNode
from adlint.frameworks.jax.primitives import Emitter
from adlint.frameworks.jax.recording import NOWHERE, Inner
from adlint.trace import (
    Alt,
    Array,
    Call,
    Checkpoint,
    Custom,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Repeated,
    Scan,
    Site,
    Trace,
)
from adlint.trace.walking import arrays


@dataclass(frozen=True, slots=True)
class Linearised:
    """The trace with all that residuals need, the linear program, the tangents of arrays, and all tangents."""

    primal: Trace
    linear: Linear
    tangents: Mapping[Array, Operand]
    linears: frozenset[Array]
    same: Mapping[Array, Operand]

    def now(self, x: Operand) -> Operand:
        """What stands for an operand."""
        while isinstance(x, Array) and x in self.same:
            x = self.same[x]
        return x

    def tangent(self, x: Operand) -> Operand:
        """The tangent of an array of the trace."""
        x = self.now(x)
        return self.tangents.get(x) if isinstance(x, Array) else None


def linearise(outer: Emitter, trace: Trace, active: Mapping[Array, Array]) -> Linearised:
    """Linearise a trace at arrays that have these tangents."""
    found = Lineariser(outer, dict(active), set(active.values()))
    found.run(trace)
    return Linearised(tuple(found.primal), tuple(found.linear), found.tangents, frozenset(found.linears), found.same)


@dataclass(slots=True)
class Lineariser(Inner):
    """Takes operations: one with a tangent among its operands is linear. `same` are arrays that stand for others."""

    outer: Emitter
    tangents: dict[Array, Operand]
    linears: set[Array]
    same: dict[Array, Operand] = field(default_factory=dict)
    primal: list[Node] = field(default_factory=list)
    linear: list[LinearNode] = field(default_factory=list)
    site: Site = NOWHERE

    def emit(self, name: str, operands: tuple[Operand, ...], *results: Array, **attributes: object) -> None:
        """An operation of a derivative."""
        op = Op(self.site, name, operands, results, tuple(attributes.items()))
        if any(one in self.linears for one in arrays(operands)):
            self.linears.update(results)
            self.linear.append(op)
        else:
            self.primal.append(op)

    def inside(self) -> Lineariser:
        """One for a body: what is known around it holds in it."""
        return type(self)(self.outer, dict(self.tangents), self.linears, dict(self.same))

    def now(self, x: Operand) -> Operand:
        """What stands for an operand."""
        while isinstance(x, Array) and x in self.same:
            x = self.same[x]
        return x

    def tangent(self, x: Operand) -> Operand:
        """The tangent of an operand; None if it is zero."""
        if isinstance(x, Repeated):
            found = self.tangent(x.array)
            return Repeated(found, x.times) if isinstance(found, Array) else None
        x = self.now(x)
        return self.tangents.get(x) if isinstance(x, Array) else None

    def run(self, trace: Sequence[Node]) -> None:
        """Linearise a trace."""
        for node in trace:
            self.site = node.site
            self.node(node)

    def node(self, node: Node) -> None:
        """Go through one node."""
        match node:
            case Op():
                self._op(node)
            case Opaque():
                self._opaque(node)
            case Call():
                self.run(node.body)
            case Scan():
                scanning.scan(self, node)
            case Alt():
                branching.branch(self, node)
            case Loop():
                looping.loop(self, node)
            case Checkpoint():
                branching.checkpoint(self, node)
            case Custom():
                branching.custom(self, node)

    def _opaque(self, node: Opaque) -> None:
        self.primal.append(node)
        if any(self.tangent(one) is not None for one in node.operands):
            self.linear.append(node)

    def miss(self, reason: str, operands: Iterable[Operand]) -> None:
        """Something that is differentiated here is not known; it depends on these."""
        self.linear.append(Opaque(self.site, reason, tuple(arrays(map(self.now, operands)))))

    def _op(self, op: Op) -> None:
        if any(isinstance(one, Array) and one in self.same for one in op.operands):
            op = Op(op.site, op.name, tuple(map(self.now, op.operands)), op.results, op.attributes)
        self.primal.append(op)
        given = tuple(self.tangent(one) for one in op.operands)
        if all(one is None for one in given) or not any(one.is_inexact for one in op.results):
            return
        rule = RULES.get(op.name)
        if rule is None:
            self.miss(f"no derivative of `{op.name.removeprefix('lax.')}`", op.operands)
            return
        try:
            found = rule(self, op, given)
        except NotImplementedError as error:
            self.miss(str(error), op.operands)
            return
        for result, tangent in zip(op.results, found, strict=False):
            if tangent is not None and result.is_inexact:
                self.tangents[result] = tangent

    def differentiated(self, ops: Trace, x: Operand, tangent: Operand, result: Array) -> Operand:
        """The tangent of what other operations make of `x`."""
        return self.along(ops, {x: tangent} if isinstance(x, Array) else {}, (result,))[0]

    def along(self, ops: Trace, tangents: Mapping[Array, Operand], results: Sequence[Operand]) -> list[Operand]:
        """The tangents of results, which other operations make of arrays with these tangents."""
        part = type(self)(self.outer, dict(tangents), self.linears)
        part.run(ops)
        self.take(part)
        return [part.tangent(one) for one in results]

    def take(self, part: Lineariser) -> None:
        """Go on with what another found, as if it stood here."""
        self.primal += part.primal
        self.linear += part.linear
