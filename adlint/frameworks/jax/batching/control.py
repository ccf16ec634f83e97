"""Control flow and functions with derivatives of their own, in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.recording import Recording
from adlint.trace import Alt, Array, Carry, Checkpoint, Custom, Join, Operand, Scan, Stacked, Trace
from adlint.trace.walking import reads, results

if TYPE_CHECKING:
    from adlint.frameworks.jax.batching.batch import Batch


def inside(batch: Batch) -> Batch:
    """One for a body, with what is known around it."""
    from adlint.frameworks.jax.batching.batch import Batch as Made  # noqa: PLC0415  (they need each other)

    return Made(Recording(batch.m, batch.m.site), batch.size, batch.name, dict(batch.names), dict(batch.axes))


def scan(batch: Batch, node: Scan) -> None:
    """Which carries are batched is a fixpoint; what is stacked has the new axis behind that of turns."""
    batched = [batch.axis(batch.now(one.initial)) is not None for one in node.carried]
    while True:
        part = inside(batch)
        inputs = _inputs(batch, part, node)
        entries = []
        for one, is_in in zip(node.carried, batched, strict=True):
            assert one.entry is not None
            entry = part.result(one.entry, 0 if is_in else None)
            part.bind(one.entry, entry, 0 if is_in else None)
            entries.append(entry)
        part.run(node.body)
        exits = [part.now(one.exit) for one in node.carried]
        now = [was or part.axis(one) is not None for was, one in zip(batched, exits, strict=True)]
        if now == batched:
            break
        batched = now
    exits = [part.front(one) if is_in else one for one, is_in in zip(exits, batched, strict=True)]
    carried = []
    for one, is_in, entry, exit_ in zip(node.carried, batched, entries, exits, strict=True):
        initial = batch.now(one.initial)
        start = batch.front(initial) if is_in else initial
        final = batch.result(one.final, 0 if is_in else None)
        carried.append(Carry(start, entry, exit_, final))
        batch.bind(one.final, final, 0 if is_in else None)
    outputs = []
    for stacked in node.outputs:
        made = part.now(stacked.part)
        axis = part.axis(made)
        whole = batch.result(stacked.whole, None if axis is None else axis + 1)
        outputs.append(Stacked(whole, made))
        batch.bind(stacked.whole, whole, None if axis is None else axis + 1)
    batch.m.trace.append(
        Scan(node.site, node.trips, tuple(part.m.trace), tuple(carried), tuple(inputs), tuple(outputs), node.is_open)
    )


def _inputs(batch: Batch, part: Batch, node: Scan) -> list[Stacked]:
    found = []
    for one in node.inputs:
        whole = batch.now(one.whole)
        assert isinstance(whole, Array)
        assert isinstance(one.part, Array)
        axis = batch.axis(whole)
        if axis is not None and axis != 1:
            whole = batch.moved(whole, axis, 1)
        piece = part.result(one.part, None if axis is None else 0)
        part.bind(one.part, piece, None if axis is None else 0)
        found.append(Stacked(whole, piece))
    return found


def branch(batch: Batch, node: Alt) -> None:
    """With one number for all, branches are batched; else all of them run, and each result is selected."""
    number = batch.now(node.selector)
    if isinstance(number, Array) and batch.axis(number) is not None:
        _selected(batch, node, number)
        return
    parts = []
    for trace in node.branches:
        part = inside(batch)
        part.run(trace)
        parts.append(part)
    joins = []
    for join in node.joins:
        sources = [part.now(one) for part, one in zip(parts, join.sources, strict=True)]
        is_in = any(part.axis(one) is not None for part, one in zip(parts, sources, strict=True))
        if is_in:
            sources = [part.front(one) for part, one in zip(parts, sources, strict=True)]
        result = batch.result(join.result, 0 if is_in else None)
        joins.append(Join(result, tuple(sources)))
        batch.bind(join.result, result, 0 if is_in else None)
    traces = tuple(tuple(part.m.trace) for part in parts)
    batch.m.trace.append(Alt(node.site, traces, tuple(joins), number))


def _selected(batch: Batch, node: Alt, number: Array) -> None:
    front = batch.front(number)
    columns: list[list[Operand]] = []
    for at, trace in enumerate(node.branches):
        predicate = lax.compare(batch.m, "eq", front, at)
        part = inside(batch)
        part.m = batch.m
        for one in _free(trace, node, at):
            wide = batch.front(batch.now(one))
            if isinstance(wide, Array):
                held = lax.elementwise(batch.m, "stop_gradient", wide)
                mask = lax.broadcast_in_dim(batch.m, predicate, wide.shape, (0,))
                part.bind(one, lax.select_n(batch.m, mask, held, wide), 0)
        part.run(trace)
        columns.append([part.front(part.now(join.sources[at])) for join in node.joins])
    for join, sources in zip(node.joins, zip(*columns, strict=True), strict=True):
        first = lax.first_array(*sources)
        mask = lax.broadcast_in_dim(batch.m, front, first.shape, (0,))
        batch.bind(join.result, lax.select_n(batch.m, mask, *sources), 0)


def _free(trace: Trace, node: Alt, at: int) -> list[Array]:
    """Arrays from around a branch that it reads, or gives as they are."""
    made = {one for inner in trace for one in results(inner)}
    found = {one: None for inner in trace for one in reads(inner) if one not in made}
    found.update({one: None for join in node.joins if isinstance(one := join.sources[at], Array) and one not in made})
    return list(found)


def checkpoint(batch: Batch, node: Checkpoint) -> None:
    """The piece in a batch is checkpointed."""
    part = inside(batch)
    part.run(node.body)
    batch.names.update(part.names)
    batch.axes.update(part.axes)
    inputs = tuple(one for one in map(batch.now, node.inputs) if isinstance(one, Array))
    outputs = tuple(one for one in map(batch.now, node.outputs) if isinstance(one, Array))
    batch.m.trace.append(replace(node, body=tuple(part.m.trace), inputs=inputs, outputs=outputs))


def custom(batch: Batch, node: Custom) -> None:
    """Both the function and its rules in batches."""
    plain = inside(batch)
    plain.run(node.body)
    outputs = [plain.now(one) for one in node.outputs]
    ruled = inside(batch)
    arrays = [one for one in node.inputs if isinstance(one, Array)]
    like = arrays if node.name == "custom_jvp" else list(node.results)
    seeds = []
    for seed, of in zip(node.seeds, like, strict=True):
        axis = batch.axis(batch.now(of)) if node.name == "custom_jvp" else 0
        made = ruled.result(seed, axis)
        ruled.bind(seed, made, axis)
        seeds.append(made)
    ruled.run(node.rule)
    trace = tuple(ruled.m.trace)
    ruled.m.trace = []
    ruled.run(node.backward)
    made_results = []
    for of in node.results:
        result = batch.result(of, 0)
        batch.bind(of, result, 0)
        made_results.append(result)
    fronts = [plain.front(one) for one in outputs]
    inner = Recording(batch.m, node.site)
    ruled_primals = _fronted(ruled, inner, node.primals)
    given = _fronted(ruled, inner, node.given) if node.name == "custom_jvp" else tuple(map(ruled.now, node.given))
    batch.m.trace.append(Custom(
        node.site, node.name, tuple(map(batch.now, node.inputs)), tuple(plain.m.trace), tuple(fronts),
        tuple(made_results),
        (*trace, *inner.trace), ruled_primals, tuple(seeds), given,
        tuple(ruled.m.trace), tuple(map(ruled.now, node.cotangents)),
    ))  # fmt: skip


def _fronted(part: Batch, inner: Recording, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
    outer, part.m = part.m, inner
    found = tuple(part.front(part.now(one)) for one in operands)
    part.m = outer
    return found
