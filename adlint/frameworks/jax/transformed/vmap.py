"""`vmap`: a function of one example, called on a batch."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Transformed, Value, is_integer
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.batching import Batch
from adlint.frameworks.jax.control.tracing import arrays
from adlint.frameworks.jax.functions.collectives import key
from adlint.frameworks.jax.linear.unrolling import turn_by_turn
from adlint.frameworks.jax.recording import Recording
from adlint.frameworks.jax.trees import children, leaves, mapped, rebuild
from adlint.frameworks.jax.values import array, unknown
from adlint.frameworks.renaming import renamed
from adlint.shapes.dims import Dim
from adlint.trace import Array, Loop, Repeated, Trace
from adlint.trace.walking import within


def call(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of `vmap(f)`: `f` is gone through with one example, and what it does is done in a batch."""
    in_axes = callee.option("in_axes", 0)
    axes = list(_axes(m, given.positional, in_axes))
    keywords = [0 for value in given.keywords.values() for _ in leaves(m, value)]
    places = [*axes, *keywords]
    held = [one for value in given.values for one in leaves(m, value)]
    # what is no array and is not mapped stays what it is: numbers, functions
    outer = [
        one if axis is None and not isinstance(one, Array) else array(m, one)
        for one, axis in zip(held, places, strict=True)
    ]
    size = next((array(m, one).shape[n] for one, n in zip(outer, places, strict=True) if n is not None), None)
    given_size = callee.option("axis_size")
    if size is None and is_integer(given_size):
        size = size_from(m, given_size)
    if size is None:
        raise unknown(m, "`vmap` over no axis", *given.values)
    axis_name = callee.option("axis_name")
    batch = Batch(Recording(m, m.site()), size, axis_name)
    # an argument may be used from around the function as well, where it is the same for all examples
    names: dict[Array, Array] = {}
    ones = [_one(m, batch, whole, axis, names) for whole, axis in zip(outer, places, strict=True)]
    rest = iter(ones)
    positional = tuple(rebuild(m, value, rest) for value in given.positional)
    named = {name: rebuild(m, value, rest) for name, value in given.keywords.items()}
    around = m.settings.get(key(axis_name))
    m.settings[key(axis_name)] = size
    trace, result = m.traced(lambda: m.tables.call(m, callee.function, Given(positional, named)))
    m.settings[key(axis_name)] = around
    trace, result = _turned(m, trace, result)
    batch.run(trace)
    out_axes = callee.option("out_axes", 0)
    found = _results(m, batch, result, out_axes)
    m.trace += renamed(batch.m.trace, names)

    def outside(one: Value) -> Value:
        return names.get(one, one) if isinstance(one, Array) else one

    return mapped(m, outside, found)


def _turned(m: Machine, trace: Trace, result: Value) -> tuple[Trace, Value]:
    """What one example does, with loops of Python's turn by turn: a batch goes through each."""
    if not any(isinstance(node, Loop) for node in within(trace)):
        return trace, result
    found, names = turn_by_turn(m, trace, arrays(m, result))

    def behind(one: Value) -> Value:
        now = names.get(one, one) if isinstance(one, Array) else one
        return one if isinstance(now, Repeated) else now

    return found, mapped(m, behind, result)


def _axes(m: Machine, value: Value, axes: Value) -> Iterator[int | None]:
    """The mapped axis of each leaf; one for a part of the tree holds for all leaves of it."""
    if axes is None or isinstance(axes, int):
        for _ in leaves(m, value):
            yield axes
        return
    parts, several = children(m, value), children(m, axes)
    if isinstance(value, tuple) and isinstance(axes, Ref) and m.store[axes].kind == "list":
        several = list(m.store[axes].items)
    if parts is None or several is None:
        raise unknown(m, "the axes of `vmap` are not known", value)
    several = list(axes) if isinstance(axes, tuple) else several
    for part, one in zip(parts, several, strict=False):
        yield from _axes(m, part, one)


def _one(m: Machine, batch: Batch, whole: Value, axis: int | None, names: dict[Array, Array]) -> Value:
    """An array of one example."""
    if axis is None or not isinstance(whole, Array):
        return whole
    place = axis % len(whole.shape)
    shape = (*whole.shape[:place], *whole.shape[place + 1 :])
    one = m.array(shape, whole.dtype, "jax", weak=whole.weak)
    stand_in = m.array(whole.shape, whole.dtype, "jax", weak=whole.weak)
    names[stand_in] = whole
    batch.bind(one, stand_in, place)
    return one


def _results(m: Machine, batch: Batch, result: Value, out_axes: Value) -> Value:
    places = iter(_axes(m, result, out_axes))

    def out(one: Value) -> Value:
        axis = next(places)
        return _placed(batch, array(m, one), axis)

    return mapped(m, out, result)


def _placed(batch: Batch, one: Array, axis: int | None) -> Value:
    found = batch.now(one)
    assert isinstance(found, Array)
    at = batch.axis(found)
    if axis is None:
        return found
    if at is None:
        rank = len(found.shape) + 1
        place = axis % rank
        size: Dim = batch.size
        shape = (*found.shape[:place], size, *found.shape[place:])
        return lax.broadcast_in_dim(batch.m, found, shape, [n for n in range(rank) if n != place])
    place = axis % len(found.shape)
    return found if at == place else batch.moved(found, at, place)
