"""How tensors lie in memory: strides, which views are possible, and what layout a result takes over."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.sizes import Sizes
from adlint.trace import Array


def row_major(shape: Shape) -> Shape:
    """The strides of rows that follow each other."""
    strides: list[Dim] = []
    step: Dim = 1
    for size in reversed(shape):
        strides.append(step)
        step = product((step, size if size != 0 else 1))
    return tuple(reversed(strides))


def strides_of(array: Array) -> Shape:
    """The strides of a tensor, in elements."""
    return row_major(array.shape) if array.strides is None else array.strides


def normal(shape: Shape, strides: Shape | None) -> Shape | None:
    """The strides, or None if they are those of contiguous memory: what axes of size 1 say does not matter."""
    if strides is None or 0 in shape:
        return None
    plain = row_major(shape)
    return None if all(a == b or n == 1 for n, a, b in zip(shape, strides, plain, strict=True)) else strides


def viewed(old: Shape, strides: Shape, new: Shape) -> Shape | None:
    """The strides under which memory is seen in a new shape of as many elements; None if it has to be copied
    (`computeStride` of ATen).
    """
    if product(old) == 0:
        return row_major(new)
    if not old:
        return (1,) * len(new)
    result: list[Dim] = []
    rest = list(new)
    base = strides[-1]
    count: Dim = 1
    for axis in reversed(range(len(old))):
        count = product((count, old[axis]))
        if axis and (old[axis - 1] == 1 or strides[axis - 1] == product((count, base))):
            continue
        taken: Dim = 1
        while rest and (taken != count or rest[-1] == 1):
            size = rest[-1]
            after = product((taken, size))
            if taken == count and size != 1:
                break
            rest.pop()
            result.append(product((taken, base)))
            taken = after
        if taken != count:
            return None
        if axis:
            base, count = strides[axis - 1], 1
    return None if rest else tuple(reversed(result))


def order(sizes: Sizes, shape: Shape, several: Sequence[Shape]) -> list[int]:
    """The axes from the one with the largest steps to that with the smallest, as operands have them
    (`reorder_dimensions` of TensorIterator): the first operand that tells decides, and steps of 0 tell nothing.
    """
    found = list(reversed(range(len(shape))))
    for at in range(1, len(found)):  # by insertion, as ATen sorts: what tells nothing is passed over
        place = at
        for before in reversed(range(at)):
            told = _steps_more(sizes, shape, several, found[before], found[place])
            if told < 0:
                break
            if told > 0:
                found[before], found[place] = found[place], found[before]
                place = before
    return found[::-1]


def _steps_more(sizes: Sizes, shape: Shape, several: Sequence[Shape], a: int, b: int) -> int:
    """1 if steps along axis a are larger than along b, -1 if they are smaller, 0 if nothing tells."""
    for strides in several:
        x, y = strides[a], strides[b]
        if x == 0 or y == 0:
            continue
        if x != y:
            return -1 if sizes.at_least(y, x) else 1
        if shape[a] != shape[b] and sizes.at_least(shape[a], shape[b]):
            return 1
    return 0


def dense(shape: Shape, axes: Sequence[int]) -> Shape | None:
    """The strides without gaps for an order of axes, those with the largest steps first."""
    strides: dict[int, Dim] = {}
    step: Dim = 1
    for axis in reversed(axes):
        strides[axis] = step
        step = product((step, shape[axis]))
    return normal(shape, tuple(strides[axis] for axis in range(len(shape))))


def _is_dense(shape: Shape, strides: Shape) -> bool:
    """Whether elements follow each other without gaps or overlaps, in some order of axes."""
    left = [(size, step) for size, step in zip(shape, strides, strict=True) if size != 1]
    step: Dim = 1
    while left:
        found = next((one for one in left if one[1] == step), None)
        if found is None:
            return False
        left.remove(found)
        step = product((step, found[0]))
    return True


def taken_over(sizes: Sizes, shape: Shape, operands: Sequence[Array]) -> Shape | None:
    """The strides of the result of an elementwise operation (TensorIterator)."""
    if all((one.strides is None and len(one.shape) == len(shape)) or product(one.shape) == 1 for one in operands):
        return None
    steps = [_broadcast(one, shape) for one in operands]
    first = steps[0]
    if all(one.shape == shape and step == first for one, step in zip(operands, steps, strict=True)) and _is_dense(
        shape, first
    ):
        return normal(shape, first)
    return dense(shape, order(sizes, shape, steps))


def by_channels(array: Array, shape: Shape) -> Shape | None:
    """The strides of a result of windows over images: channels last if those of the operand are; else contiguous."""
    rank = len(array.shape)
    places = (0, *range(2, rank), 1)
    if array.strides is None or rank not in (4, 5) or array.strides != dense(array.shape, places):
        return None
    return dense(shape, places)


def kept(sizes: Sizes, array: Array) -> Shape | None:
    """The strides of a copy that preserves the layout (`clone`, `empty_like`)."""
    return taken_over(sizes, array.shape, (array,))


def _broadcast(array: Array, shape: Shape) -> Shape:
    """The strides of an operand as it is broadcast to a shape."""
    lead = len(shape) - len(array.shape)
    own = strides_of(array)
    return (0,) * lead + tuple(
        0 if size == 1 and whole != 1 else step
        for size, whole, step in zip(array.shape, shape[lead:], own, strict=True)
    )


def permuted(array: Array, axes: Sequence[int]) -> tuple[Shape, Shape | None]:
    """Shape and strides under another order of axes."""
    strides = strides_of(array)
    shape = tuple(array.shape[axis] for axis in axes)
    return shape, normal(shape, tuple(strides[axis] for axis in axes))


def stepped(strides: Shape, axis: int, by: int) -> Shape:
    """Strides with a step along one axis."""
    return tuple(dim(step * by) if number == axis else step for number, step in enumerate(strides))
