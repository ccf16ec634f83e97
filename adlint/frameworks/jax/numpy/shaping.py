"""Functions that move elements."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import chosen
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.primitives import bind, compare, iota, select_n
from adlint.frameworks.jax.recording import Recording
from adlint.frameworks.jax.transformed.jit import jitted
from adlint.frameworks.jax.values import array, broadcast_to, operand, unknown
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import Dim, dim, product
from adlint.shapes.reshaping import completed
from adlint.trace import Alt, Array, Join


def _reshape(m: Machine, name: str, given: Given) -> Value:
    x, rest = array(m, given.positional[0]), given.positional[1:]
    wanted = (
        rest if len(rest) > 1 and not isinstance(rest[1], str) else given.at(1, "shape", given.keywords.get("newshape"))
    )
    return lax.reshape(m, x, completed(x.shape, wanted_shape(m, wanted)))


def _ravel(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return lax.reshape(m, x, (product(x.shape),))


def _transpose(m: Machine, name: str, given: Given) -> Value:
    x, rest = array(m, given.positional[0]), given.positional[1:]
    order = axes_from(m, rest if len(rest) > 1 else given.at(1, "axes"))
    rank = len(x.shape)
    if name in ("matrix_transpose", "mT"):
        return lax.swap_last(m, x)
    return lax.transpose(m, x, tuple(reversed(range(rank))) if order is None else axes(order, rank))


def _moved(m: Machine, name: str, given: Given) -> Value:
    """`swapaxes`, `moveaxis`, `rollaxis`."""
    x = array(m, given.positional[0])
    rank = len(x.shape)
    a, b = (
        axes(axes_from(m, one), rank)
        for one in named(given, "a source destination" if name == "moveaxis" else "a axis1 axis2")[1:3]
    )
    order = list(range(rank))
    if name == "swapaxes":
        order[a[0]], order[b[0]] = order[b[0]], order[a[0]]
    else:
        order = [one for one in order if one not in a]
        for target, source in sorted(zip(b, a, strict=True)):
            order.insert(target, source)
    return lax.transpose(m, x, order)


def _expand(m: Machine, name: str, given: Given) -> Value:
    x, wanted = array(m, given.positional[0]), axes_from(m, given.at(1, "axis"))
    count = len(wanted) if isinstance(wanted, tuple) else 1
    return lax.expand_dims(m, x, axes(wanted, len(x.shape) + count))


def _squeeze(m: Machine, name: str, given: Given) -> Value:
    x, axis = array(m, given.positional[0]), axes_from(m, given.at(1, "axis"))
    over = [n for n, size in enumerate(x.shape) if size == 1] if axis is None else axes(axis, len(x.shape))
    return lax.squeeze(m, x, over)


def _broadcast(m: Machine, name: str, given: Given) -> Value:
    return broadcast_to(m, array(m, given.positional[0]), wanted_shape(m, given.at(1, "shape")))


def _at_least(m: Machine, name: str, given: Given) -> Value:
    """`atleast_1d` and its kin."""
    found = [at_least(m, array(m, one), int(name[8])) for one in given.positional]
    return found[0] if len(found) == 1 else m.store.new("list", items=list(found))


def at_least(m: Machine, x: Array, rank: int) -> Array:
    """With axes of size 1 in front, as many as are needed for the rank (of three, one goes behind a matrix)."""
    missing = rank - len(x.shape)
    if missing <= 0:
        return x
    places = (2,) if rank == 3 and len(x.shape) == 2 else (0, 2) if rank == 3 and len(x.shape) == 1 else range(missing)
    return lax.expand_dims(m, x, tuple(places))


def _flip(m: Machine, name: str, given: Given) -> Value:
    x, axis = array(m, given.positional[0]), axes_from(m, given.at(1, "axis"))
    axis = {"fliplr": 1, "flipud": 0}.get(name, axis)
    return bind(m, "rev", (x,), x.shape, x.dtype, weak=x.weak, axes=axes(axis, len(x.shape)))


def _turned(m: Machine, name: str, given: Given) -> Value:
    """`rot90`."""
    x, k = array(m, given.positional[0]), given.at(1, "k", 1)
    order = [1, 0, *range(2, len(x.shape))]
    rev = bind(m, "rev", (x,), x.shape, x.dtype, axes=(0,))
    return lax.transpose(m, rev, order) if k in (1, 3, -1) else rev


def _roll(m: Machine, name: str, given: Given) -> Value:
    """`roll`: two slices behind each other, or a gather where the shift is computed."""
    x, shift, axis = named(given, "a shift axis")
    x = array(m, x)
    shape = x.shape
    if axis is None:
        x, axis = lax.reshape(m, x, (product(shape),)), 0
    shifts = items(m, shift) if isinstance(shift, tuple | Ref) else [shift]
    places = axes(axes_from(m, axis), len(x.shape))
    shifts = shifts * len(places) if shifts is not None and len(shifts) < len(places) else shifts
    for one, place in zip(shifts or (), places, strict=False):
        x = _rolled(m, x, one, place)
    return lax.reshape(m, x, shape)


def _rolled(m: Machine, x: Array, shift: Value, axis: int) -> Array:
    if isinstance(shift, Array) and shift.framework == "jax":
        doubled = lax.concatenate(m, (x, x), axis)
        size = lax.elementwise(m, "rem", operand(m, shift), 1)
        start = lax.sub(m, 1, size)
        starts = [start if n == axis else 0 for n in range(len(x.shape))]
        return bind(m, "dynamic_slice", (doubled, *starts), x.shape, x.dtype)
    size_ = x.shape[axis]
    tail = (
        dim(shift % size_)
        if isinstance(shift, int) and isinstance(size_, int)
        else abs(shift)
        if isinstance(shift, int)
        else None
    )
    if tail is None:
        return lax.slice_(m, x, x.shape)
    first = size_ if tail == 0 else tail  # where nothing is shifted, all of it stands before nothing
    parts = (lax.slice_axis(m, x, axis, first), lax.slice_axis(m, x, axis, dim(size_ - first)))
    return lax.concatenate(m, parts, axis)


def _repeat(m: Machine, name: str, given: Given) -> Value:
    x, times, axis = named(given, "a repeats axis")
    x = array(m, x)
    if axis is None:
        x, axis = lax.reshape(m, x, (product(x.shape),)), 0
    place = one_axis(axis, len(x.shape))
    if isinstance(times, Ref | tuple | Array) or not isinstance(times, int | Dim):
        total = given.keywords.get("total_repeat_length")
        size = total if isinstance(total, int) else _repeats(m, times)
        places = bind(m, "iota", (), (size, 1), "i32")
        return bind(m, "gather", (x, places), (*x.shape[:place], size, *x.shape[place + 1 :]), x.dtype)
    wide = lax.broadcast_in_dim(m, x, (*x.shape[: place + 1], times, *x.shape[place + 1 :]), [
        n if n <= place else n + 1 for n in range(len(x.shape))])  # fmt: skip
    assert isinstance(wide, Array)
    return lax.reshape(m, wide, (*x.shape[:place], dim(x.shape[place] * times), *x.shape[place + 1 :]))


def _repeats(m: Machine, times: Value) -> Dim:
    held = items(m, times) if isinstance(times, Ref | tuple) else None
    if held is not None and all(isinstance(one, int) for one in held):
        return sum(one for one in held if isinstance(one, int))
    return m.fresh("how often elements are repeated depends on data", 0)


def _tile(m: Machine, name: str, given: Given) -> Value:
    x, times = array(m, given.positional[0]), wanted_shape(m, given.at(1, "reps"))
    rank = max(len(times), len(x.shape))
    shape = (*(1,) * (rank - len(x.shape)), *x.shape)
    factors = (*(1,) * (rank - len(times)), *times)
    wide = lax.expand_dims(m, x, tuple(range(rank - len(x.shape))))
    result = tuple(product(pair) for pair in zip(shape, factors, strict=True))
    if result == lax.shape_of(wide):
        return wide
    return bind(m, "tile", (wide,), result, x.dtype, weak=x.weak)


def _triangle(m: Machine, name: str, given: Given) -> Value:
    """`tril`, `triu`: what is outside is 0."""
    x = array(m, given.positional[0])
    mask = compare(m, "ge", iota(m, x.shape[-2:], "i32"), iota(m, x.shape[-2:], "i32"))
    if len(x.shape) > 2:
        mask = lax.broadcast_in_dim(m, mask, x.shape, (len(x.shape) - 2, len(x.shape) - 1))
    nothing = lax.full(m, x.shape, 0, x.dtype, weak=x.weak)
    a, b = (nothing, x) if name == "tril" else (x, nothing)
    return select_n(m, mask, a, b)


def _diagonal(m: Machine, name: str, given: Given) -> Value:
    x, k = array(m, given.positional[0]), given.at(1, "k" if name == "diag" else "offset", 0)
    if (name == "diag" and len(x.shape) == 1) or name == "diagflat":
        return diagonal_matrix(m, x, k)
    return diagonal_of(m, x if name == "diag" else _matrices_last(m, x, given), k)


def _matrices_last(m: Machine, x: Array, given: Given) -> Array:
    """An array whose matrices stand along `axis1` and `axis2`, with these behind all others."""
    pair = [one_axis(given.at(n, name, n - 2), len(x.shape)) for n, name in ((2, "axis1"), (3, "axis2"))]
    return lax.transpose(m, x, [*(n for n in range(len(x.shape)) if n not in pair), *pair])


def diagonal_matrix(m: Machine, x: Array, k: Value = 0) -> Array:
    """A matrix with these elements on its diagonal."""
    if not isinstance(k, int):
        raise unknown(m, "the number of a diagonal is not known", x)
    size = dim(x.shape[0] + abs(k))
    x = lax.pad(m, x, 0, (size,))
    mask = compare(m, "eq", lax.add(m, iota(m, (size, size), "i32"), 0), iota(m, (size, size), "i32"))
    return chosen(m, mask, lax.expand_dims(m, x, (1,)), 0)


def diagonal_of(m: Machine, x: Array, k: Value = 0) -> Array:
    """The diagonals of matrices, which stand along the last two axes."""
    rows, columns = x.shape[-2:]
    if not isinstance(k, int):
        raise unknown(m, "the number of a diagonal is not known", x)
    if len(x.shape) == 2 and k == 0 and rows == columns:
        return _square_diagonal(m, x)
    below, right = (rows, dim(columns - k)) if k >= 0 else (dim(rows + k), columns)
    size = below if below == right else m.sizes.smaller(below, right)
    places = bind(m, "iota", (), (size, 2), "i32")
    return bind(m, "gather", (x, places), (*x.shape[:-2], size), x.dtype, weak=x.weak)


def _square_diagonal(m: Machine, x: Array) -> Array:
    """The diagonal of a square matrix: JAX leaves it to the platform whether to mask and sum, or to gather."""
    mask = compare(m, "eq", lax.add(m, iota(m, x.shape, "i32"), 0), iota(m, x.shape, "i32"))
    ones = lax.convert(m, mask, x.dtype)
    platform = bind(m, "platform_index", (), (), "i32")
    masked = Recording(m, m.site())
    a = lax.reduce_(masked, "reduce_sum", lax.mul(masked, ones, x), (0,))
    gathered = Recording(m, m.site())
    places = bind(gathered, "iota", (), (x.shape[0], 2), "i32")
    b = bind(gathered, "gather", (x, places), x.shape[:1], x.dtype)
    result = m.array(x.shape[:1], x.dtype, "jax")
    m.trace.append(Alt(m.site(), (tuple(masked.trace), tuple(gathered.trace)), (Join(result, (a, b)),), platform))
    return result


def _trace(m: Machine, name: str, given: Given) -> Value:
    x = _matrices_last(m, array(m, given.positional[0]), given)
    rank = len(x.shape)
    mask = compare(m, "eq", iota(m, x.shape[-2:], "i32"), iota(m, x.shape[-2:], "i32"))
    wide = mask if rank == 2 else lax.broadcast_in_dim(m, mask, x.shape, (rank - 2, rank - 1))
    inner = lax.convert(m, chosen(m, wide, x, 0), x.dtype)
    assert isinstance(inner, Array)
    return lax.reduce_(m, "reduce_sum", inner, (rank - 2, rank - 1))


def _unstacked(m: Machine, name: str, given: Given) -> Value:
    x, axis = array(m, given.positional[0]), given.at(1, "axis", 0)
    place = one_axis(axis, len(x.shape))
    count = x.shape[place]
    if not isinstance(count, int):
        raise unknown(m, "an axis of symbolic size is unstacked", x)
    return tuple(lax.squeeze(m, lax.slice_axis(m, x, place, 1), (place,)) for _ in range(count))


FUNCTIONS: dict[str, Function] = {
    "reshape": _reshape, "ravel": _ravel, "transpose": _transpose, "permute_dims": _transpose,
    "matrix_transpose": _transpose, "swapaxes": _moved, "moveaxis": _moved, "expand_dims": _expand, "squeeze": _squeeze,
    "broadcast_to": _broadcast, **dict.fromkeys(("atleast_1d", "atleast_2d", "atleast_3d"), _at_least),
    **dict.fromkeys(("flip", "fliplr", "flipud"), _flip), "rot90": _turned, "roll": jitted(_roll), "repeat": _repeat,
    "tile": _tile, "tril": _triangle, "triu": _triangle, "diag": _diagonal, "diagflat": _diagonal,
    "diagonal": _diagonal, "trace": _trace, "unstack": _unstacked,
}  # fmt: skip
