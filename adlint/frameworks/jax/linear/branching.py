"""Branches, checkpoints, and calls with derivatives of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.frameworks.jax.linear.liveness import pruned, residuals
from adlint.frameworks.jax.linear.nodes import LinearAlt, free
from adlint.frameworks.jax.linear.policies import is_saved, reaches_inside
from adlint.frameworks.jax.primitives import zeros
from adlint.frameworks.renaming import renamed
from adlint.trace import Alt, Array, Call, Checkpoint, Custom, Join, Node, Op, Opaque, Operand, Trace
from adlint.trace.walking import bound, reads, results, within

if TYPE_CHECKING:
    from adlint.frameworks.jax.linear.linearise import Lineariser


def branch(m: Lineariser, node: Alt) -> None:
    """Linearise branches: a result is differentiated if that of any branch is. Residuals of branches of `cond` share
    slots by shape and dtype, and even arrays from around it get slots (JAX's `_cond_linearize`).
    """
    parts = [m.inside() for _ in node.branches]
    for part, trace in zip(parts, node.branches, strict=True):
        part.run(trace)
    joined = [any(p.tangent(x) is not None for p, x in zip(parts, join.sources, strict=True)) for join in node.joins]
    joins = []
    for join, is_active in zip(node.joins, joined, strict=True):
        if not is_active or not join.result.is_inexact:
            continue
        tangent = m.array(join.result.shape, join.result.dtype, "jax")
        sources = [
            zeros(part, join.result) if part.tangent(x) is None else part.tangent(x)
            for part, x in zip(parts, join.sources, strict=True)
        ]
        joins.append((join.result, tangent, tuple(sources)))
    is_one = node.selector is not None
    linears = tuple(tuple(part.linear) for part in parts)
    slots: list[dict[Array, Array]] = [{} for _ in parts]
    if is_one and joins:
        wanted = [[sources[number] for _, _, sources in joins] for number in range(len(parts))]
        kept = [residuals(one, m.linears, ends, m.sizes) for one, ends in zip(linears, wanted, strict=True)]
        slots = _slots(m, [_computed(one, trace) for one, trace in zip(kept, node.branches, strict=True)])
    more = tuple(Join(slot, _filling(slot, slots)) for slot in dict.fromkeys(s for one in slots for s in one.values()))
    own = tuple(
        Join(one.result, tuple(p.now(x) for p, x in zip(parts, one.sources, strict=True))) for one in node.joins
    )
    m.primal.append(Alt(node.site, tuple(tuple(part.primal) for part in parts), (*own, *more), m.now(node.selector)))
    if not any(linears) and not joins:
        return
    for result, tangent, _ in joins:
        m.tangents[result] = tangent
        m.linears.add(tangent)
    m.linear.append(
        LinearAlt(
            node.site, linears, tuple((tangent, sources) for _, tangent, sources in joins), m.now(node.selector),
            tuple(tuple(one.items()) for one in slots) if is_one else (), is_one,
        )
    )  # fmt: skip
    if not is_one:
        leak(m, parts)


def leak(m: Lineariser, parts: list[Lineariser]) -> None:
    """What one path of a branch of Python makes may be read behind it, where only that path went on."""
    for part in parts:
        m.tangents.update({key: value for key, value in part.tangents.items() if key not in m.tangents})


def _computed(kept: dict[Array, None], branch: Trace) -> list[Array]:
    """What is kept of a branch, without the numbers that stand in it."""
    numbers = {node.results[0] for node in within(branch) if isinstance(node, Op) and node.name == "jax.literal"}
    return [one for one in kept if one not in numbers]


def _slots(m: Lineariser, kept: list[list[Array]]) -> list[dict[Array, Array]]:
    made: dict[tuple[object, ...], list[Array]] = {}
    found: list[dict[Array, Array]] = []
    for branch_kept in kept:
        used: dict[tuple[object, ...], int] = {}
        mine: dict[Array, Array] = {}
        for one in branch_kept:
            key = (one.shape, one.dtype)
            number = used.get(key, 0)
            used[key] = number + 1
            several = made.setdefault(key, [])
            if number == len(several):
                several.append(m.array(one.shape, one.dtype, "jax"))
            mine[one] = several[number]
        found.append(mine)
    return found


def _filling(slot: Array, slots: list[dict[Array, Array]]) -> tuple[Operand, ...]:
    return tuple(next((one for one, other in mine.items() if other is slot), None) for mine in slots)


def checkpoint(m: Lineariser, node: Checkpoint) -> None:
    """What a checkpointed piece reads is kept, and nothing that it makes, but for what its policy names: it is run
    again from there. Its tangents are one operation.
    """
    part = m.inside()
    part.run(node.body)
    m.primal += part.primal
    m.same.update({one: found for one, found in part.same.items() if one in node.outputs})
    if reaches_inside(node):
        m.miss("what the policy of a checkpoint keeps in loops and branches", node.inputs)
    outputs = [one for one in node.outputs if part.tangent(one) is not None]
    if not outputs:
        m.linear += part.linear
        return
    wanted = [part.tangent(one) for one in outputs]
    linear = pruned(tuple(part.linear), m.linears, wanted, m.sizes)
    kept = residuals(linear, m.linears, wanted, m.sizes)
    saved = _recomputed(part, kept, node)
    read = free(linear, m.linears)
    seeds = tuple(
        next((one for one, tangent in m.tangents.items() if tangent is wanted_one), None) for wanted_one in read
    )
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in outputs)
    m.linears.update(results)
    more = (("node", node), ("seeds", seeds))
    m.linear.append(Op(node.site, "lax.checkpoint", (*read, *saved), results, more))
    for one, result in zip(outputs, results, strict=True):
        stands = m.now(one)
        if isinstance(stands, Array):
            m.tangents[stands] = result


def _recomputed(part: Lineariser, kept: dict[Array, None], node: Checkpoint) -> list[Array]:
    """What residuals are computed again from: arrays from outside, and those that the policy keeps."""
    makers = {one: inner for inner in part.primal for one in results(inner)}
    pending, seen = list(kept), set()
    found: dict[Array, None] = {}
    while pending:
        one = pending.pop()
        if one in seen:
            continue
        seen.add(one)
        maker = makers.get(one)
        if maker is None or is_saved(maker, node.policy):
            found[one] = None
        else:
            inner = set(bound(maker))
            pending += [read for read in reads(maker) if read not in inner]
    return list(found)


def custom(m: Lineariser, node: Custom) -> None:
    """A call with a derivative of its own: by its rule where something is differentiated, else as it is."""
    given = [m.tangent(one) for one in node.inputs]
    if all(one is None for one in given):
        m.run(node.body)
        m.same.update(zip(node.results, node.outputs, strict=True))
        return
    part = m.inside()
    hidden = {m.now(one) for one in node.inputs}
    part.tangents = {key: value for key, value in part.tangents.items() if key not in hidden}
    if node.name == "custom_jvp":
        arrays = [x for x in node.inputs if isinstance(x, Array)]
        for seed, x, tangent in zip(node.seeds, arrays, _given(m, node), strict=True):
            part.same[seed] = zeros(part, x) if tangent is None else tangent
        _ruled(m, part, node)
        return
    part.run(node.rule)
    m.primal += part.primal
    m.linear += part.linear
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in node.results)
    m.linears.update(results)
    kept = tuple(part.now(one) for one in node.given)
    tangents = tuple(one for one in given if one is not None)
    active = tuple(number for number, one in enumerate(given) if one is not None)
    m.linear.append(Op(node.site, "lax.custom_vjp", (*tangents, *kept), results, (("node", node), ("active", active))))
    m.same.update(part.same)
    for one, primal, tangent in zip(node.results, node.primals, results, strict=True):
        m.same[one] = part.now(primal)
        stands = m.now(one)
        if isinstance(stands, Array) and stands.is_inexact:
            if stands in hidden or stands in m.tangents:
                stands = m.array(stands.shape, stands.dtype, "jax")
                m.same[one] = stands
                m.primal.append(Op(node.site, "lax.copy", (part.now(primal),), (stands,)))
            m.tangents[stands] = tangent


def _given(m: Lineariser, node: Custom) -> list[Operand]:
    return [m.tangent(one) for one in node.inputs if isinstance(one, Array)]


def _ruled(m: Lineariser, part: Lineariser, node: Custom) -> None:
    """The rule of a `custom_jvp` is run: what depends on tangents in it is linear."""
    for inner in node.rule:
        part.site = node.site
        _linear_or_not(part, inner)
    m.primal += part.primal
    m.linear += part.linear
    m.same.update({key: value for key, value in part.same.items() if key not in m.linears})
    for one, primal, tangent in zip(node.results, node.primals, node.given, strict=True):
        m.same[one] = part.now(primal)
        stands, found = m.now(one), part.now(tangent)
        if isinstance(stands, Array) and isinstance(found, Array) and found in m.linears:
            m.tangents[stands] = found


def _linear_or_not(part: Lineariser, node: Node) -> None:
    """Operations of a rule are not differentiated again: they are linear in tangents, or not on tangents at all."""
    if isinstance(node, Call):
        for inner in node.body:
            _linear_or_not(part, inner)
    elif isinstance(node, Op):
        operands = tuple(map(part.now, node.operands))
        part.emit(node.name, operands, *node.results, **dict(node.attributes))
    elif isinstance(node, Custom):
        for inner in node.body:
            _linear_or_not(part, inner)
        part.same.update(zip(node.results, node.outputs, strict=True))
    elif isinstance(node, Opaque):  # perhaps a derivative, that is what tangents would come of
        part.primal.append(node)
        part.miss(node.reason, node.operands)
    else:
        (stands,) = renamed((node,), {one: part.now(one) for one in part.same})
        part.primal.append(stands)
        if not part.linears.isdisjoint(reads(stands)):
            part.miss("a loop or branch of tangents in the rule of a `custom_jvp`", reads(stands))
