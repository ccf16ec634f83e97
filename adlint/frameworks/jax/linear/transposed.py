"""Linear programs backwards: from the cotangents of results to those of what they are linear in.

As JAX's `backward_pass` has it; what is emitted can be linearised again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.linear import rerun
from adlint.frameworks.jax.linear.nodes import Linear, LinearAlt, LinearLoop, LinearNode, LinearScan, arrays
from adlint.frameworks.jax.linear.transposes import TRANSPOSES
from adlint.frameworks.jax.primitives import Emitter
from adlint.frameworks.jax.recording import Recording
from adlint.trace import Alt, Array, Carry, Join, Op, Opaque, Operand, Scan, Site, Stacked


@dataclass(slots=True)
class Backward:
    """One reverse sweep. `names` are arrays that stand for others here, `cotangents` those of tangents."""

    m: Recording
    linears: frozenset[Array] | set[Array]
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
                self.miss(node.site, "a derivative inside of the program goes through a loop of Python's")

    def miss(self, site: Site, reason: str) -> None:
        """Something is not known here."""
        given = tuple(one for one in self.cotangents.values() if isinstance(one, Array))
        self.m.trace.append(Opaque(site, reason, given))

    def _op(self, op: Op) -> None:
        given = [self.cotangents.pop(one, None) for one in op.results]
        if all(one is None for one in given):
            return
        operands = tuple(self.now(one) for one in op.operands)
        active = [self.is_linear(one) for one in op.operands]
        if op.name in rerun.RERUN:
            found = rerun.RERUN[op.name](self.m, op, operands, given, active)
        else:
            rule = TRANSPOSES.get(op.name)
            if rule is None:
                self.miss(op.site, f"no transpose of `{op.name.removeprefix('lax.')}`")
                return
            found = rule(self.m, op, operands, given, active)
        for one, is_active, cotangent in zip(op.operands, active, found, strict=False):
            if is_active:
                self.accumulate(one, cotangent)


def backward(m: Recording, linear: Linear, linears: frozenset[Array] | set[Array], given: Mapping[Array, Operand],
             names: dict[Array, Operand]) -> dict[Array, Array]:  # fmt: skip
    """The cotangents of tangents at the start of a program, from those at the end."""
    sweep = Backward(m, linears, {}, names)
    for tangent, cotangent in given.items():
        sweep.accumulate(tangent, cotangent)
    sweep.run(linear)
    return sweep.cotangents


def free(linear: Linear, linears: frozenset[Array] | set[Array], bound: set[Array]) -> list[Array]:
    """Tangents from outside that a body reads."""
    found: dict[Array, None] = {}
    made = set(bound)
    for node in linear:
        for one in _tangents_read(node):
            if one in linears and one not in made:
                found[one] = None
        made.update(_made(node))
    return list(found)


def _tangents_read(node: LinearNode) -> list[Array]:
    match node:
        case Op() | Opaque():
            return list(arrays(node.operands))
        case LinearScan():
            given = [one.initial for one in node.carried] + [whole for whole, _ in node.inputs]
            return [
                *arrays(given),
                *_inner(node.body, {one.entry for one in node.carried} | {p for _, p in node.inputs}),
            ]
        case LinearAlt():
            return [one for branch in node.branches for one in _inner(branch, set())]
        case LinearLoop():
            return []


def _inner(body: Linear, bound: set[Array]) -> list[Array]:
    made, found = set(bound), []
    for node in body:
        found += [one for one in _tangents_read(node) if one not in made]
        made.update(_made(node))
    return found


def _made(node: LinearNode) -> list[Array]:
    match node:
        case Op():
            return list(node.results)
        case LinearScan() | LinearLoop():
            outputs = [whole for whole, _ in node.outputs] if isinstance(node, LinearScan) else []
            return [*(one.final for one in node.carried), *outputs]
        case LinearAlt():
            return [result for result, _ in node.joins]
        case Opaque():
            return []


def _scan(sweep: Backward, node: LinearScan) -> None:
    """A scan in the other direction: cotangents of carries are carried, those of inputs are stacked, and those of
    tangents from outside are added up.
    """
    m = sweep.m
    finals = [sweep.cotangents.pop(one.final, None) for one in node.carried]
    stacks = [sweep.cotangents.pop(whole, None) for whole, _ in node.outputs]
    if all(one is None for one in (*finals, *stacks)):
        return
    bound = {one.entry for one in node.carried} | {part for _, part in node.inputs}
    outer = free(node.body, sweep.linears, bound)
    inner = Recording(m, node.site)
    names = dict(sweep.names)
    inputs = []
    for part, whole in node.residuals:
        if whole is not part:
            fresh = m.array(part.shape, part.dtype, "jax", weak=part.weak)
            names[part] = fresh
            stands = sweep.now(whole)
            assert isinstance(stands, Array)
            inputs.append(Stacked(stands, fresh))
    turn = Backward(inner, sweep.linears, {}, names)
    starts: list[Operand] = []
    entries: list[Array] = []
    for one, final in zip(node.carried, finals, strict=True):
        starts.append(_given(m, final, one.final))
        entry = m.array(one.entry.shape, one.entry.dtype, "jax")
        entries.append(entry)
        if sweep.is_linear(one.exit):
            turn.accumulate(one.exit, entry)
    for (_, output), stack in zip(node.outputs, stacks, strict=True):
        if isinstance(stack, Array) and sweep.is_linear(output):
            fresh = m.array(stack.shape[1:], stack.dtype, "jax")
            inputs.append(Stacked(stack, fresh))
            turn.accumulate(output, fresh)
    turn.run(node.body)
    exits = [_given(inner, turn.cotangents.get(one.entry), one.entry) for one in node.carried]
    for free_one in outer:
        entry = m.array(free_one.shape, free_one.dtype, "jax")
        starts.append(lax.zeros(m, free_one))
        entries.append(entry)
        found = turn.cotangents.get(free_one)
        exits.append(entry if found is None else lax.elementwise(inner, "add_any", entry, found))
    ends = [m.array(one.shape, one.dtype, "jax") for one in entries]
    outputs, stacked = [], []
    for whole, part in node.inputs:
        made = m.array(whole.shape, whole.dtype, "jax")
        outputs.append(Stacked(made, _given(inner, turn.cotangents.get(part), part)))
        stacked.append((whole, made))
    carried = tuple(Carry(*one) for one in zip(starts, entries, exits, ends, strict=True))
    m.trace.append(Scan(node.site, node.trips, tuple(inner.trace), carried, tuple(inputs), tuple(outputs)))
    for given, end in zip((*(turned.initial for turned in node.carried), *outer), ends, strict=True):
        sweep.accumulate(given, end)
    for whole, made in stacked:
        sweep.accumulate(whole, made)


def _given(m: Emitter, cotangent: Array | None, like: Array) -> Array:
    return lax.zeros(m, like) if cotangent is None else cotangent


def _alt(sweep: Backward, node: LinearAlt) -> None:
    """The branch that ran, backwards."""
    m = sweep.m
    given = [sweep.cotangents.pop(result, None) for result, _ in node.joins]
    if all(one is None for one in given):
        return
    outer: dict[Array, None] = {}
    for branch in node.branches:
        outer.update(dict.fromkeys(free(branch, sweep.linears, set())))
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
