"""Linear programs backwards: from the cotangents of results to those of what they are linear in.

As JAX's `backward_pass` has it; what is emitted can be linearised again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.linear.nodes import Linear, LinearAlt, LinearLoop, LinearNode, LinearScan, free, reads
from adlint.frameworks.jax.linear.rerun import RERUN
from adlint.frameworks.jax.linear.transposes import TRANSPOSES
from adlint.frameworks.jax.primitives import Emitter
from adlint.frameworks.jax.recording import Recording
from adlint.trace import Alt, Array, Carry, Join, Op, Opaque, Operand, Scan, Site, Stacked


@dataclass(slots=True)
class Backward:
    """One reverse sweep. `names` are arrays that stand for others here, `cotangents` those of tangents."""

    m: Recording
    linears: Collection[Array]
    cotangents: dict[Array, Array] = field(default_factory=dict)
    names: dict[Array, Operand] = field(default_factory=dict)

    def now(self, x: Operand) -> Operand:
        """What stands for an operand."""
        return self.names.get(x, x) if isinstance(x, Array) else x

    def is_linear(self, x: Operand) -> bool:
        """Whether an operand is a tangent."""
        return isinstance(x, Array) and x in self.linears

    def accumulate(self, x: Operand, cotangent: Operand) -> None:
        """Add to the cotangent of a tangent."""
        if not isinstance(x, Array) or cotangent is None:
            return
        assert isinstance(cotangent, Array)
        old = self.cotangents.get(x)
        self.cotangents[x] = cotangent if old is None else lax.elementwise(self.m, "add_any", old, cotangent)

    def run(self, linear: Linear) -> None:
        """Sweep a linear program."""
        for node in reversed(linear):
            self.m.site = node.site
            self._node(node)

    def _node(self, node: LinearNode) -> None:
        match node:
            case Op():
                self._op(node)
            case Opaque():
                self.m.trace.append(node)
            case LinearScan():
                _scan(self, node)
            case LinearAlt():
                _alt(self, node)
            case LinearLoop():
                reason = "a derivative inside of the program goes through a loop of Python's"
                self.miss(node.site, reason, reads(node.body))

    def miss(self, site: Site, reason: str, operands: Iterable[Operand]) -> None:
        """Something is not known here, that depends on these and on cotangents."""
        given = dict.fromkeys(one for one in (*map(self.now, operands), *self.cotangents.values()))
        self.m.trace.append(Opaque(site, reason, tuple(one for one in given if isinstance(one, Array))))

    def _op(self, op: Op) -> None:
        given = [self.cotangents.pop(one, None) for one in op.results]
        if all(one is None for one in given):
            return
        operands = tuple(self.now(one) for one in op.operands)
        active = [self.is_linear(one) for one in op.operands]
        rule = RERUN.get(op.name) or TRANSPOSES.get(op.name)
        if rule is None:
            self.miss(op.site, f"no transpose of `{op.name.removeprefix('lax.')}`", op.operands)
            return
        found = rule(self.m, op, operands, given, active)
        for one, is_active, cotangent in zip(op.operands, active, found, strict=False):
            if is_active:
                self.accumulate(one, cotangent)


def backward(m: Recording, linear: Linear, linears: Collection[Array], given: Mapping[Array, Operand],
             names: dict[Array, Operand]) -> dict[Array, Array]:  # fmt: skip
    """The cotangents of tangents at the start of a program, from those at the end."""
    sweep = Backward(m, linears, {}, names)
    for tangent, cotangent in given.items():
        sweep.accumulate(tangent, cotangent)
    sweep.run(linear)
    return sweep.cotangents


def _scan(sweep: Backward, node: LinearScan) -> None:
    """A scan in the other direction: cotangents of carries are carried, those of inputs are stacked, and those of
    tangents from outside are added up.
    """
    m = sweep.m
    finals = [sweep.cotangents.pop(one.final, None) for one in node.carried]
    stacks = [sweep.cotangents.pop(whole, None) for whole, _ in node.outputs]
    if all(one is None for one in (*finals, *stacks)):
        return
    inside = {one.entry for one in node.carried} | {part for _, part in node.inputs}
    outer = [one for one in free(node.body, sweep.linears) if one not in inside]
    starts = [_given(m, final, one.final) for one, final in zip(node.carried, finals, strict=True)]
    starts += [lax.zeros(m, one) for one in outer]
    handed = [*(one.entry for one in node.carried), *outer]
    entries = [m.array(one.shape, one.dtype, "jax") for one in handed]
    turn = Backward(Recording(m, node.site), sweep.linears, {}, dict(sweep.names))
    inputs = _turn(sweep, turn, node, entries, stacks)
    exits = [
        _given(turn.m, turn.cotangents.get(one), one) if one in inside else _added(turn, one, entry)
        for one, entry in zip(handed, entries, strict=True)
    ]
    ends = [m.array(one.shape, one.dtype, "jax") for one in entries]
    outputs = [
        Stacked(m.array(whole.shape, whole.dtype, "jax"), _given(turn.m, turn.cotangents.get(part), part))
        for whole, part in node.inputs
    ]
    carried = tuple(Carry(*one) for one in zip(starts, entries, exits, ends, strict=True))
    m.trace.append(Scan(node.site, node.trips, tuple(turn.m.trace), carried, tuple(inputs), tuple(outputs)))
    for given, end in zip((*(one.initial for one in node.carried), *outer), ends, strict=True):
        sweep.accumulate(given, end)
    for (whole, _), stacked in zip(node.inputs, outputs, strict=True):
        sweep.accumulate(whole, stacked.whole)


def _turn(
    sweep: Backward, turn: Backward, node: LinearScan, entries: Sequence[Array], stacks: Sequence[Array | None]
) -> list[Stacked]:
    """Sweep one turn, and what it reads of stacks: residuals, and the cotangents of outputs."""
    inputs = []
    for part, whole in node.residuals:
        if whole is not part:
            stands, fresh = sweep.now(whole), turn.m.array(part.shape, part.dtype, "jax", weak=part.weak)
            assert isinstance(stands, Array)
            turn.names[part] = fresh
            inputs.append(Stacked(stands, fresh))
    for one, entry in zip(node.carried, entries, strict=False):
        if sweep.is_linear(one.exit):
            turn.accumulate(one.exit, entry)
    for (_, output), stack in zip(node.outputs, stacks, strict=True):
        if stack is not None and sweep.is_linear(output):
            fresh = turn.m.array(stack.shape[1:], stack.dtype, "jax")
            inputs.append(Stacked(stack, fresh))
            turn.accumulate(output, fresh)
    turn.run(node.body)
    return inputs


def _added(turn: Backward, one: Array, entry: Array) -> Array:
    """The sum of the cotangents of a tangent from outside, up to this turn."""
    found = turn.cotangents.get(one)
    return entry if found is None else lax.elementwise(turn.m, "add_any", entry, found)


def _given(m: Emitter, cotangent: Array | None, like: Array) -> Array:
    return lax.zeros(m, like) if cotangent is None else cotangent


def _alt(sweep: Backward, node: LinearAlt) -> None:
    """The branch that ran, backwards."""
    m = sweep.m
    given = [sweep.cotangents.pop(result, None) for result, _ in node.joins]
    if all(one is None for one in given):
        return
    outer = free((node,), sweep.linears)
    traces, found = [], []
    for number, branch in enumerate(node.branches):
        inner = Recording(m, node.site)
        slots = {part: sweep.now(slot) for part, slot in node.slots[number]} if node.slots else {}
        part = Backward(inner, sweep.linears, {}, {**sweep.names, **slots})
        for (_, sources), cotangent in zip(node.joins, given, strict=True):
            if sweep.is_linear(sources[number]):
                part.accumulate(sources[number], cotangent)
        part.run(branch)
        found.append([_given(inner, part.cotangents.get(one), one) for one in outer])
        traces.append(tuple(inner.trace))
    joins = [
        Join(m.array(one.shape, one.dtype, "jax"), sources)
        for one, sources in zip(outer, zip(*found, strict=True), strict=True)
    ]
    m.trace.append(Alt(node.site, tuple(traces), tuple(joins), sweep.now(node.selector)))
    for one, join in zip(outer, joins, strict=True):
        sweep.accumulate(one, join.result)
