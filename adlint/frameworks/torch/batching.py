"""`torch.vmap`: a function of one example, called on a batch: what is made of a batched tensor has one more axis."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Transformed, Value
from adlint.frameworks.renaming import renamed
from adlint.frameworks.torch.axes import one_axis
from adlint.frameworks.torch.elementwise import is_binary, is_unary
from adlint.frameworks.torch.layout import strides_of
from adlint.frameworks.torch.making import NotKnown
from adlint.frameworks.torch.views import view
from adlint.shapes.dims import Dim
from adlint.trace import Array, Call, Node, Op, Opaque, Operand, Trace

VMAP, BATCHED = "torch.<vmap>", "torch.<batched>"
# operations whose batched form saves the same, with the axis of the batch in front
_ALIKE = frozenset(
    "view _unsafe_view permute transpose t unsqueeze squeeze expand select slice narrow alias diagonal clone _to_copy"
    " sum mean amax amin logsumexp cumsum mm bmm mv dot cat stack _softmax _log_softmax where clamp clamp_min"
    " clamp_max empty var std linalg_vector_norm mse_loss addmm prod tanh_backward sigmoid_backward threshold_backward"
    " gelu_backward silu_backward elu_backward softplus_backward leaky_relu_backward select_backward"
    " slice_backward _softmax_backward_data _log_softmax_backward_data".split()
)


def vmap(m: Machine, name: str, given: Given) -> Value:
    """`vmap(f, in_dims, out_dims)`."""
    dims = tuple((key, given.at(n, key, 0)) for n, key in ((1, "in_dims"), (2, "out_dims")))
    return Transformed(VMAP, given.at(0, "func"), dims)


def called(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of `vmap(f)`: `f` is gone through with one example, and what it does is done in a batch."""
    if given.keywords:
        raise NotKnown("keywords of a function under `vmap`")
    names: dict[Array, Operand] = {}
    sizes: list[Dim] = []
    dims = callee.option("in_dims", 0)
    several = dims if isinstance(dims, tuple) else (dims,) * len(given.positional)
    passed = [_example(m, one, axis, names, sizes) for one, axis in zip(given.positional, several, strict=True)]
    if not sizes:
        raise NotKnown("`vmap` over no axis")
    before = m.settings.get(BATCHED, False)
    m.settings[BATCHED] = True
    try:
        trace, result = m.traced(lambda: m.tables.call(m, callee.function, Given(tuple(passed))))
    finally:
        m.settings[BATCHED] = before
    for op in _operations(trace):
        _batch(op, names, sizes[0])
    m.stand_ins.update(one.number for one in names)
    m.trace += renamed(trace, names)
    return _whole(m, result, callee.option("out_dims", 0), names)


def _example(m: Machine, value: Value, axis: Value, names: dict[Array, Operand], sizes: list[Dim]) -> Value:
    """An argument without the axis that is mapped; the tensor with that axis in front stands for it in a batch."""
    match value:
        case Array() if isinstance(axis, int):
            place = one_axis(axis, len(value.shape))
            order = (place, *(n for n in range(len(value.shape)) if n != place))
            shape, strides = (tuple(of[n] for n in order) for of in (value.shape, strides_of(value)))
            whole = view(m, "permute", value, shape, strides)
            one = Array(whole.number, whole.shape[1:], whole.dtype, "torch", whole.buffer)
            names[one] = whole
            sizes.append(shape[0])
            return one
        case Ref() if m.store[value].kind == "dict":
            parts = m.store[axis].fields if isinstance(axis, Ref) else dict.fromkeys(m.store[value].fields, axis)
            fields = {key: _example(m, one, parts[key], names, sizes) for key, one in m.store[value].fields.items()}
            return m.store.new("dict", fields=fields)
        case tuple() | Ref() if axis is not None:
            held = items(m, value) or []
            axes_ = items(m, axis) or [] if isinstance(axis, tuple | Ref) else [axis] * len(held)
            found = [_example(m, one, where, names, sizes) for one, where in zip(held, axes_, strict=True)]
            return tuple(found) if isinstance(value, tuple) else m.store.new("list", items=found)
        case _:
            return value


def _operations(trace: Trace) -> Iterator[Op]:
    for node in trace:
        match node:
            case Op():
                yield node
            case Call():
                yield from _operations(node.body)
            case _:
                raise NotKnown(_reason(node))


def _reason(node: Node) -> str:
    if isinstance(node, Opaque):
        return node.reason
    return f"`vmap` of a {type(node).__name__.lower()} that is gone through at once"


def _batch(op: Op, names: dict[Array, Operand], size: Dim) -> None:
    """The results of an operation on what is batched have the axis of the batch, too."""
    given = [one for one in (*op.operands, op.attribute("like")) if isinstance(one, Array)]
    if not any(one in names for one in given):
        return
    base = op.name.removeprefix("torch.").partition(".")[0]
    if not (base in _ALIKE or is_unary(base) or is_binary(base)):
        raise NotKnown(f"what `{base}` keeps under `vmap`")
    for one in op.results:
        if one in given and one not in names:
            raise NotKnown("a tensor that is the same for all examples is written in place under `vmap`")
        names.setdefault(one, Array(one.number, (size, *one.shape), one.dtype, "torch", one.buffer))


def _whole(m: Machine, value: Value, axis: Value, names: dict[Array, Operand]) -> Value:
    """A result with the axis of the batch."""
    match value:
        case Array() if value in names:
            found = names[value]
            assert isinstance(found, Array)
            if axis in (0, None) or not isinstance(axis, int):
                return found
            place = one_axis(axis, len(found.shape))
            first, *rest = found.shape
            return view(m, "permute", found, (*rest[:place], first, *rest[place:]), None)
        case tuple():
            axes_ = axis if isinstance(axis, tuple) else (axis,) * len(value)
            return tuple(_whole(m, one, where, names) for one, where in zip(value, axes_, strict=True))
        case Ref() if m.store[value].kind == "dict":
            fields = {key: _whole(m, one, axis, names) for key, one in m.store[value].fields.items()}
            return m.store.new("dict", fields=fields)
        case Array():
            raise NotKnown("a result of `vmap` that is the same for all examples")
        case _:
            return value
