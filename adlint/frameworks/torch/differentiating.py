"""`torch.autograd.grad`: the reverse sweep through what was recorded, itself recorded where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.torch import backward
from adlint.frameworks.torch.elementwise import two
from adlint.frameworks.torch.graph import Source, Step, between, graph, reached
from adlint.frameworks.torch.layout import normal, strides_of
from adlint.frameworks.torch.making import NotKnown, as_tensor, filled, mark_passive, needs_gradient
from adlint.frameworks.torch.views import copied, expanded, reshaped, view
from adlint.shapes.dims import Dim, Shape
from adlint.trace import Array, Repeated


def gradient(m: Machine, name: str, given: Given) -> Value:
    """`autograd.grad`: tensors like the inputs. With `create_graph` the steps back are recorded, too."""
    outputs, inputs = (_several(m, given.at(n, key)) for n, key in enumerate(("outputs", "inputs")))
    if given.at(4, "create_graph", False) is not True:
        results = [m.array(one.shape, one.dtype, "torch") for one in inputs]
        for one in results:
            mark_passive(m, one)
        return tuple(results)
    starts = given.at(2, "grad_outputs")
    seeds = [] if starts is None else _several(m, starts)
    seeds = seeds or [filled(m, one.shape, one.dtype) for one in outputs]
    return tuple(_swept(m, outputs, inputs, seeds))


def _several(m: Machine, value: Value) -> list[Array]:
    held = items(m, value) if isinstance(value, tuple | Ref) else [value]
    if held is None:
        raise NotKnown("derivatives of tensors that are not known one by one")
    return [as_tensor(m, one) for one in held if one is not None]


def _swept(m: Machine, outputs: Sequence[Array], inputs: Sequence[Array], seeds: Sequence[Array]) -> list[Value]:
    """The gradients of inputs, from those of outputs."""
    known = graph(m)
    ends, starts = ([known.source(one) for one in several] for several in (inputs, outputs))
    steps = between(starts, ends)
    _check(m, starts)
    needed = {id(one) for one in (*steps, *ends)}
    found: dict[int, Array] = {}
    for start, seed in zip(starts, seeds, strict=True):
        _accumulate(m, found, start, seed)
    for step in reversed(steps):
        if id(step) not in found or (step in ends and not _leads_on(step, needed)):
            continue
        own = _by_backward(m, step, found[id(step)])
        for place, source in step.sources.items():
            operand = step.operands[place]
            if id(source) in needed and isinstance(operand, Array):
                way = own.get(place) if own is not None else _back(m, step, place, found[id(step)], operand)
                if way is not None:
                    _accumulate(m, found, source, way)
    return [found.get(id(end)) for end in ends]


def _by_backward(m: Machine, step: Step, gradient: Array) -> dict[int, Array] | None:
    """The gradients that `backward` of a custom function gives, by operands; None of any other step."""
    way = graph(m).ways_back.get(step.results[0].number) if step.name == "<custom>" and len(step.results) == 1 else None
    if way is None:
        return None
    function, context, places = way
    result = m.call(function, context, gradient)
    several = result if isinstance(result, tuple) else (result,)
    if len(several) <= max(places, default=-1):
        raise NotKnown("what `backward` of a custom function gives")
    return {n: one for n, place in enumerate(places) if isinstance(one := several[place], Array)}


def _leads_on(step: Step, needed: set[int]) -> bool:
    return any(id(one) in needed for one in step.sources.values())


def _check(m: Machine, starts: Sequence[Source]) -> None:
    """What the graph does not tell of."""
    written = graph(m).written
    for one in reached(starts):
        if one.number in m.stand_ins and needs_gradient(m, one):
            raise NotKnown("derivatives of derivatives through a loop or a branch that is gone through at once")
        if one.buffer in written:
            raise NotKnown("derivatives of derivatives through a tensor of which a part is written in place")


def _accumulate(m: Machine, found: dict[int, Array], source: Source, gradient: Array) -> None:
    before = found.get(id(source))
    found[id(source)] = gradient if before is None else two(m, "add", before, gradient)


def _back(m: Machine, step: Step, place: int, gradient: Array, operand: Array) -> Array:
    """The gradient of an operand, summed to its shape."""
    how = backward.of_shape(step.name)
    if how is not None:
        return _moved(m, how, gradient, operand)
    function = backward.formula(m, step.name, place)
    if function is None:
        raise NotKnown(f"what the reverse sweep of `{step.name}` keeps where it is recorded")
    operands: list[Value] = [None if isinstance(one, Repeated) else one for one in step.operands]
    result = m.call(function, gradient, *operands, *step.results)
    if not isinstance(result, Array):
        raise NotKnown(f"what the reverse sweep of `{step.name}` gives")
    return result if result.shape == operand.shape else copied(m, "sum.dim_IntList", result, operand.shape)


def _moved(m: Machine, how: str, gradient: Array, operand: Array) -> Array:
    """The gradient of what is moved elsewhere, a part of something, or a whole that is put together of parts."""
    match how:
        case "seen":
            return view(m, "view", gradient, operand.shape, None)
        case "part":
            return view(m, "slice.Tensor", gradient, operand.shape, normal(operand.shape, strides_of(operand)))
        case _:
            name = "sum.dim_IntList" if how == "sum" else "select_backward"
            return copied(m, name, gradient, operand.shape)


def seen_as(m: Machine, given: Given) -> Value:
    """A tensor in the shape of another, repeated where it has fewer elements."""
    array, like = (as_tensor(m, one) for one in given.positional)
    wide = reshaped(m, array, _over(array.shape, like.shape))
    return wide if wide.shape == like.shape else expanded(m, wide, like.shape)


def seen_over(m: Machine, given: Given) -> Value:
    """What is left of a reduction, with axes of size 1 where those were that are gone."""
    array, like = (as_tensor(m, one) for one in given.positional)
    return reshaped(m, array, _over(array.shape, like.shape))


def _over(shape: Shape, wide: Shape) -> Shape:
    if len(shape) == len(wide):
        return shape
    left: list[Dim] = list(shape)
    return tuple(left.pop(0) if left and left[0] == size else 1 for size in wide)
