"""How primitives are batched: which operands are moved, repeated or widened for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from adlint.frameworks.jax import primitives as lax
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import dim, product
from adlint.trace import Array, Op, Operand

if TYPE_CHECKING:
    from adlint.frameworks.jax.batching.batch import Batch

# the new axis stays where it is
_KEPT = frozenset(
    "slice rev pad cumsum cumprod cummax cummin cumlogsumexp sort sort_order split convert_element_type softmax"
    " reduce_precision select_and_gather_add".split()
)
# reductions: it stays as well, among the axes that are left
_REDUCED = frozenset("reduce_sum reduce_max reduce_min reduce_prod reduce_and reduce_or argmax argmin".split())
# it is moved to the front, and operands that are the same for all are repeated
_FRONT = frozenset(
    "concatenate cholesky lu eigh qr svd slogdet determinant tile fft top_k matvec".split()
)
# it is moved to the front, and operands that are the same for all stay as they are
_LOOSE = frozenset("reshape squeeze broadcast_in_dim gather random searchsorted nonzero linear_solve".split())
# over the examples of a batch, and over an axis
_COLLECTED = {"psum": "reduce_sum", "pmax": "reduce_max", "pmin": "reduce_min"}
_SCATTERS = frozenset("scatter scatter_add scatter_sub scatter_mul scatter_min scatter_max".split())


def op(batch: Batch, node: Op) -> None:
    """Batch an operation. One on what is the same for all is as it is."""
    operands = tuple(map(batch.now, node.operands))
    if all(batch.axis(one) is None for one in operands):
        batch.m.trace.append(Op(node.site, node.name, operands, node.results, node.attributes))
        return
    name = node.name.removeprefix("lax.")
    rule = _RULES.get(name)
    if rule is not None:
        rule(batch, node, operands)
    elif name in _KEPT:
        _kept(batch, node, operands)
    elif name in _REDUCED:
        _reduced(batch, node, operands)
    elif name in _FRONT or name in _LOOSE:
        front = [batch.front(one) if name in _FRONT or batch.axis(one) is not None else one for one in operands]
        _emit(batch, node, tuple(front), 0)
    elif name in _SCATTERS:
        _scatter(batch, node, operands)
    else:
        _elementwise(batch, node, operands)


def _emit(batch: Batch, node: Op, operands: tuple[Operand, ...], at: int, /, **more: object) -> None:
    results = tuple(batch.result(one, at) for one in node.results)
    attributes = {**dict(node.attributes), **more}
    batch.m.emit(node.name, operands, *results, **attributes)
    for of, one in zip(node.results, results, strict=True):
        batch.bind(of, one, at)


def _shifted(axes: object, axis: int) -> object:
    """Axes of an attribute behind the new one."""
    return tuple(n + (n >= axis) for n in axes) if isinstance(axes, tuple) else axes


def _kept(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    axis = next(found for one in operands if (found := batch.axis(one)) is not None)
    place = node.attribute("axis")
    more: dict[str, object] = {"axis": place + (place >= axis)} if isinstance(place, int) else {}
    if node.attribute("axes") is not None:
        more["axes"] = _shifted(node.attribute("axes"), axis)
    _emit(batch, node, operands, axis, **more)


def _reduced(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    axis = batch.axis(operands[0])
    assert axis is not None
    axes = _shifted(node.attribute("axes"), axis)
    assert isinstance(axes, tuple)
    _emit(batch, node, operands, axis - sum(n < axis for n in axes), axes=axes)


def _transpose(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    axis, order = batch.axis(operands[0]), node.attribute("order")
    assert axis is not None
    assert isinstance(order, tuple)
    moved = (axis, *(n if n < axis else n + 1 for n in order))
    if list(moved) == list(range(len(moved))):
        batch.bind(node.results[0], operands[0], 0)
        return
    _emit(batch, node, operands, 0, order=moved)


def _broadcast_in_dim(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    axes = node.attribute("axes")
    given = batch.front(operands[0])
    more = {"axes": (0, *(n + 1 for n in axes))} if isinstance(axes, tuple) else {}
    _emit(batch, node, (given,), 0, **more)


def _elementwise(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """`broadcast_batcher`: as it is if all are alike; else with the new axis in front, or 1 there."""
    arrays = [one for one in operands if isinstance(one, Array) and one.shape]
    first = next(one for one in arrays if batch.axis(one) is not None)
    axis = batch.axis(first)
    if all(one.shape == first.shape and batch.axis(one) == axis for one in arrays):
        assert axis is not None
        _emit(batch, node, operands, axis)
        return
    front = [batch.front(one, 1) if isinstance(one, Array) and one.shape else one for one in operands]
    rank = max(len(one.shape) for one in front if isinstance(one, Array))
    wide = [_ranked(batch, old, one, rank) for old, one in zip(operands, front, strict=True)]
    _emit_wide(batch, node, tuple(wide))


def _stacked(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """States of several turns, behind each other along an axis in front of all others."""
    axis = batch.axis(operands[0])
    assert axis is not None
    _emit(batch, node, operands, axis + 1)


def _collected(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """Over the new axis, if it is the one that is meant: what comes of it is the same for all examples."""
    axis, name = batch.axis(operands[0]), node.name.removeprefix("lax.")
    assert axis is not None
    if name != "unvmap" and node.attribute("axis_name") != batch.name:
        _emit(batch, node, operands, axis)
        return
    result = batch.result(node.results[0], None)
    if name == "unvmap":
        batch.m.emit(node.name, operands, result)
    else:
        batch.m.emit(f"lax.{_COLLECTED[name]}", operands, result, axes=(axis,))
    batch.bind(node.results[0], result, None)


def _sum(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """A sum of cotangents: one that is the same for all is repeated, the first is moved as the second is."""
    x, y = operands
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    a, b = batch.axis(x), batch.axis(y)
    if a is None or b is None:
        whole, axis = (y, b) if a is None else (x, a)
        assert axis is not None
        places = [n for n in range(len(whole.shape)) if n != axis]
        x, y = (
            lax.broadcast_in_dim(batch.m, one, whole.shape, places) if batch.axis(one) is None else one
            for one in (x, y)
        )
    elif a != b:
        x, axis = batch.moved(x, a, b), b
    else:
        axis = b
    _emit(batch, node, (x, y), axis)


def _emit_wide(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    shape = broadcast(*(one.shape for one in operands if isinstance(one, Array)))
    result = node.results[0]
    made = batch.m.array(shape, result.dtype, "jax", weak=result.weak)
    batch.m.emit(node.name, operands, made, **dict(node.attributes))
    batch.bind(result, made, 0)


def _ranked(batch: Batch, old: Operand, one: Operand, rank: int) -> Operand:
    """One that was without dimensions gets axes of size 1 behind the new one."""
    if batch.axis(old) is None or not isinstance(one, Array) or len(one.shape) == rank:
        return one
    return lax.expand_dims(batch.m, one, tuple(range(len(one.shape), rank)))


def _select(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    which, *cases = operands
    places = [batch.axis(one) for one in cases]
    at = batch.axis(which)
    sizes = [lax.shape_of(one) for one in cases]
    if at is not None and all(one == at for one in places):
        if lax.shape_of(which) != sizes[0] and isinstance(which, Array):
            which = lax.broadcast_in_dim(batch.m, which, sizes[0], (at,))
        _emit(batch, node, (which, *cases), at)
        return
    if not lax.shape_of(which) and all(one is not None for one in places) and len(set(places)) == 1:
        assert places[0] is not None
        _emit(batch, node, operands, places[0])
        return
    wide = batch.front(which) if lax.shape_of(which) else which
    if any(sizes):
        cases = [batch.front(one) for one in cases]
    shape = next((lax.shape_of(one) for one in cases if isinstance(one, Array)), ())
    if isinstance(wide, Array) and 0 < len(wide.shape) < len(shape):
        wide = lax.broadcast_in_dim(batch.m, wide, shape, (0,))
    if isinstance(wide, Array) and len(wide.shape) > len(shape):
        cases = [lax.broadcast_in_dim(batch.m, one, wide.shape, ()) if isinstance(one, Array) else one for one in cases]
    _emit(batch, node, (wide, *cases), 0)


def _clamp(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    low, x, high = operands
    axis = batch.axis(x)
    if axis is not None and all(not lax.shape_of(one) for one in (low, high)):
        _emit(batch, node, operands, axis)
        return
    x = batch.front(x)
    shape = lax.shape_of(x)
    ends = []
    for end in (low, high):
        wide = batch.front(end) if lax.shape_of(end) else end
        if isinstance(wide, Array) and len(wide.shape) < len(shape):
            wide = lax.broadcast_in_dim(batch.m, wide, shape, (0,) if wide.shape else ())
        ends.append(wide)
    _emit(batch, node, (ends[0], x, ends[1]), 0)


def _dot(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """A batched axis of both is batched; of one it is one of its own axes."""
    x, y = operands
    contracted, batched = node.attribute("contracted"), node.attribute("batched")
    if not (isinstance(contracted, tuple) and isinstance(batched, tuple)) or not (
        isinstance(x, Array) and isinstance(y, Array)
    ):
        _emit(batch, node, tuple(batch.front(one) for one in operands), 0)
        return
    a, b = batch.axis(x), batch.axis(y)
    left, right = (tuple(_shift(one, at)) for one, at in zip(contracted, (a, b), strict=True))
    outer = [tuple(_shift(one, at)) for one, at in zip(batched, (a, b), strict=True)]
    if a is not None and b is not None:
        outer = [(a, *outer[0]), (b, *outer[1])]
        axis = 0
    elif a is not None:
        own = [n for n in range(len(x.shape)) if n not in left and n not in outer[0]]
        axis = len(outer[0]) + own.index(a)
    else:
        assert b is not None
        own = [n for n in range(len(y.shape)) if n not in right and n not in outer[1]]
        axis = len(x.shape) - len(left) + own.index(b)
    result = node.results[0]
    made = lax.dot_general(batch.m, x, y, (left, right), (outer[0], outer[1]), result.dtype)
    batch.bind(result, made, axis)


def _shift(axes: tuple[int, ...], at: int | None) -> list[int]:
    return [n if at is None or n < at else n + 1 for n in axes]


def _conv(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """The new axis joins that of the batch, of channels or of groups: operands are reshaped for it."""
    x, y = operands
    made = []
    for one in (x, y):
        if isinstance(one, Array) and batch.axis(one) is not None:
            front = batch.front(one)
            one = lax.reshape(batch.m, front, (dim(front.shape[0] * front.shape[1]), *front.shape[2:]))  # noqa: PLW2901
        made.append(one)
    result = node.results[0]
    flat = (dim(batch.size * result.shape[0]), *result.shape[1:])
    wide = lax.bind(batch.m, "conv_general_dilated", made, flat, result.dtype)
    found = lax.reshape(batch.m, wide, (batch.size, *result.shape))
    batch.bind(result, found, 0)


def _dynamic_slice(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """A gather, from starts behind each other."""
    x, *starts = operands
    where, axis = _starts(batch, starts)
    front = batch.front(x) if batch.axis(x) is not None else x
    result = batch.result(node.results[0], 0)
    if axis is not None:
        batch.axes[where] = 0
    batch.m.emit("lax.gather", (front, where), result, unique=True)
    batch.bind(node.results[0], result, 0)


def _starts(batch: Batch, starts: list[Operand]) -> tuple[Array, int | None]:
    is_batched = any(batch.axis(one) is not None for one in starts)
    count = len(starts)
    if not is_batched:
        rows = [lax.bind(batch.m, "broadcast_in_dim", (one,), (1,), "i32") for one in starts]
        return lax.concatenate(batch.m, rows, 0), None
    rows = [lax.bind(batch.m, "broadcast_in_dim", (one,), (batch.size, 1), "i32") for one in starts]
    found = lax.concatenate(batch.m, rows, 1)
    assert count
    return found, 0


def _dynamic_update(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    x, y, *starts = operands
    where, _ = _starts(batch, starts)
    front = (batch.front(x), where, batch.front(y))
    result = batch.result(node.results[0], 0)
    batch.m.emit("lax.scatter", front, result, unique=True)
    batch.bind(node.results[0], result, 0)


def _scatter(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    x, where, y = operands
    at = batch.axis(where)
    front = (batch.front(x), where if at is None else batch.front(where), batch.front(y))
    window = node.attribute("window", ())
    assert isinstance(window, tuple)
    shifted = tuple(n + 1 for n in window)
    _emit(batch, node, front, 0, window=(0, *shifted) if at is None else shifted)


def _triangular(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """With one matrix for all, their right-hand sides lie beside each other."""
    a, b = operands
    if batch.axis(a) is not None or not isinstance(b, Array):
        _emit(batch, node, tuple(batch.front(one) for one in operands), 0)
        return
    axis, last = batch.axis(b), len(b.shape) - 1
    assert axis is not None
    left = bool(node.attribute("left"))
    moved = batch.moved(b, axis, last if left else last - 1)
    shape = moved.shape
    flat_shape = (*shape[:-2], product(shape[-2:])) if left else (*shape[:-3], product(shape[-3:-1]), shape[-1])
    flat = lax.reshape(batch.m, moved, flat_shape)
    solved = lax.bind(batch.m, "triangular_solve", (a, flat), flat.shape, flat.dtype, left=left)
    batch.bind(node.results[0], lax.reshape(batch.m, solved, shape), last if left else last - 1)


def _tridiagonal(batch: Batch, node: Op, operands: tuple[Operand, ...]) -> None:
    """With the same diagonals for all, right-hand sides lie beside each other."""
    *diagonals, b = operands
    if any(batch.axis(one) is not None for one in diagonals) or not isinstance(b, Array):
        _emit(batch, node, tuple(batch.front(one) for one in operands), 0)
        return
    axis, last = batch.axis(b), len(b.shape) - 1
    assert axis is not None
    moved = batch.moved(b, axis, last - 1)
    flat = lax.reshape(batch.m, moved, (*moved.shape[:-2], product(moved.shape[-2:])))
    solved = lax.bind(batch.m, "tridiagonal_solve", (*diagonals, flat), flat.shape, flat.dtype)
    batch.bind(node.results[0], lax.reshape(batch.m, solved, moved.shape), last - 1)


_RULES: dict[str, Callable[[Batch, Op, tuple[Operand, ...]], None]] = {
    "add_any": _sum, "transpose": _transpose, "broadcast_in_dim": _broadcast_in_dim, "select_n": _select,
    "clamp": _clamp,
    "dot_general": _dot, "conv_general_dilated": _conv, "dynamic_slice": _dynamic_slice,
    "dynamic_update_slice": _dynamic_update, "triangular_solve": _triangular,
    "tridiagonal_solve": _tridiagonal, "checkpoints": _stacked, **dict.fromkeys((*_COLLECTED, "unvmap"), _collected),
}  # fmt: skip
