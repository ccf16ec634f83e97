"""Arrays that are made of shapes and numbers."""

from __future__ import annotations

import math

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Number, Value
from adlint.frameworks.arguments import shape_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.primitives import add, bind, compare, iota
from adlint.frameworks.jax.promotion import default, inexact, joined
from adlint.frameworks.jax.values import array, broadcast_to, dtype_of, is_plain, literal, operand, unknown
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.dtypes import short
from adlint.symbolic import Polynomial, ceildiv
from adlint.trace import Array


def wanted_shape(m: Machine, value: Value) -> Shape:
    """A shape that is named."""
    shape = shape_from(m, value)
    if shape is None:
        raise unknown(m, "a shape is not known", value)
    return shape


def filled(m: Machine, shape: Shape, value: Value, dtype: str, *, weak: bool = False) -> Array:
    """An array of one number; `weak` where its dtype is merely that of the number."""
    x = operand(m, value)
    if isinstance(x, Array):
        x = lax.convert(m, x, dtype, weak=weak)
        return broadcast_to(m, x, shape)
    if not shape:
        return literal(m, dtype, weak=weak)
    return bind(m, "broadcast_in_dim", (x,), shape, dtype, weak=weak, axes=())


def _filled(m: Machine, name: str, given: Given) -> Value:
    shape = wanted_shape(m, given.at(0, "shape"))
    value: Value = given.at(1, "fill_value") if name == "full" else float(name == "ones")
    dtype = given.at(2 if name == "full" else 1, "dtype")
    fallback, weak = default(m, "f"), False
    if name == "full":
        fallback, weak = joined(m, (value if is_plain(value) else array(m, value),))
    return filled(m, shape, value, dtype_of(m, dtype, fallback), weak=weak and dtype is None)


def _filled_like(m: Machine, name: str, given: Given) -> Value:
    like = array(m, given.positional[0])
    position = 2 if name == "full_like" else 1
    shape = given.keywords.get("shape")
    value: Value = given.at(1, "fill_value") if name == "full_like" else float(name == "ones_like")
    dtype = given.at(position, "dtype")
    weak = like.weak and dtype is None
    wanted = like.shape if shape is None else wanted_shape(m, shape)
    return filled(m, wanted, value, dtype_of(m, dtype, like.dtype), weak=weak)


def _array(m: Machine, name: str, given: Given) -> Value:
    value, dtype = given.positional[0], given.at(1, "dtype")
    if dtype is not None and is_plain(value):
        return literal(m, dtype_of(m, dtype, ""), weak=False)
    x = array(m, value)
    if dtype is not None:
        return lax.convert(m, x, dtype_of(m, dtype, x.dtype))
    return x


def _range(m: Machine, name: str, given: Given) -> Value:
    start, stop, step = named(given, "start stop step")
    start, stop, step = (0, start, 1) if stop is None else (start, stop, 1 if step is None else step)
    dtype = dtype_of(m, given.at(3, "dtype"), joined(m, [_number(m, one) for one in (start, stop, step)])[0])
    return iota(m, (_count(m, start, stop, step),), dtype)


def _number(m: Machine, value: Value) -> Value:
    return value if is_plain(value) else array(m, value)


def _count(m: Machine, start: Value, stop: Value, step: Value) -> Dim:
    if isinstance(start, Dim) and isinstance(stop, Dim) and isinstance(step, Dim):
        return m.sizes.span(dim(ceildiv(stop - start, step)))
    if isinstance(start, int | float) and isinstance(stop, int | float) and isinstance(step, int | float):
        return max(0, math.ceil((stop - start) / step))
    return m.fresh("the length of `arange` depends on data", 0)


def _line(m: Machine, name: str, given: Given) -> Value:
    """`linspace`: as `lo·(1 - t) + hi·t`, with the end put behind it."""
    start, stop, num = named(given, "start stop num")
    num = 50 if num is None else num
    size: Dim = num if isinstance(num, int | Polynomial) else m.fresh("the length of `linspace` depends on data", 0)
    found = [_number(m, one) for one in (start, stop)]
    dtype = dtype_of(m, given.at(5, "dtype"), inexact(m, joined(m, found)[0]))
    if name in ("logspace", "geomspace"):
        return bind(m, "pow", (10.0, bind(m, "iota", (), (size,), dtype)), (size,), dtype)
    low, high = (lax.convert(m, array(m, one), dtype) for one in found)
    if given.at(3, "endpoint") is False:
        return _between(m, low, high, size, dtype)
    inner = _between(m, low, high, dim(size - 1), dtype)
    end = lax.expand_dims(m, high, (0,))
    return lax.concatenate(m, (inner, lax.convert(m, end, dtype)), 0)


def _between(m: Machine, low: Array, high: Array, size: Dim, dtype: str) -> Array:
    ahead = lax.div(m, iota(m, (size,), dtype), 1.0)
    rest = lax.sub(m, 1.0, ahead)
    outer = lax.broadcast_in_dim(m, low, (1,), ()), lax.broadcast_in_dim(m, high, (1,), ())
    return add(m, lax.mul(m, outer[0], rest), lax.mul(m, outer[1], ahead))


def _identity(m: Machine, name: str, given: Given) -> Value:
    rows, columns = given.at(0, "N"), given.at(1, "M") if name == "eye" else None
    (n,) = wanted_shape(m, given.keywords.get("n", rows))
    (k,) = (n,) if columns is None else wanted_shape(m, columns)
    mask = compare(m, "eq", add(m, iota(m, (n, k), "i32"), 0), iota(m, (n, k), "i32"))
    dtype = given.at(3, "dtype") if name == "eye" else given.at(1, "dtype")
    return lax.convert(m, mask, dtype_of(m, dtype, default(m, "f")))


def _triangle_mask(m: Machine, name: str, given: Given) -> Value:
    rows, columns = given.at(0, "N"), given.at(1, "M")
    (n,) = wanted_shape(m, rows)
    (k,) = (n,) if columns is None else wanted_shape(m, columns)
    mask = compare(m, "ge", iota(m, (n, k), "i32"), iota(m, (n, k), "i32"))
    return lax.convert(m, mask, dtype_of(m, given.at(3, "dtype"), default(m, "f")))


def _mesh(m: Machine, name: str, given: Given) -> Value:
    arrays = [array(m, one) for one in given.positional]
    sizes = [one.size for one in arrays]
    order = list(range(len(arrays)))
    if given.keywords.get("indexing", "xy") == "xy" and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
        order[0], order[1] = 1, 0
    if given.keywords.get("sparse") is True:
        made = [
            lax.expand_dims(m, one, [n for n in range(len(arrays)) if n != at])
            for at, one in zip(order, arrays, strict=True)
        ]
    else:
        made = [lax.broadcast_in_dim(m, one, tuple(sizes), (at,)) for at, one in zip(order, arrays, strict=True)]
    return m.store.new("list", items=list(made))


def _cast(m: Machine, name: str, given: Given) -> Value:
    """`jnp.float32(x)`."""
    value = given.positional[0] if given.positional else 0
    dtype = dtype_of(m, short(name), default(m, "f"))
    if isinstance(value, Number) or is_plain(value):
        result = m.array((), dtype, "jax")
        m.emit("jax.literal", (), result)
        return result
    return lax.convert(m, array(m, value), dtype)


def _indices(m: Machine, name: str, given: Given) -> Value:
    shape = wanted_shape(m, given.at(0, "dimensions"))
    dtype = dtype_of(m, given.at(1, "dtype"), default(m, "i"))
    return lax.concatenate(m, [lax.expand_dims(m, iota(m, shape, dtype), (0,)) for _ in shape], 0)


def _stored_indices(m: Machine, name: str, given: Given) -> Value:
    """`tril_indices` and `triu_indices`: of a size that the program names, they are constants."""
    (n,) = wanted_shape(m, given.at(0, "n"))
    k = given.at(1, "k", 0)
    if not isinstance(n, int) or not isinstance(k, int):
        size: Dim = dim(ceildiv(n * (n + 1 if k == 0 else n - 1), 2)) if k in (0, 1, -1) else m.fresh("a triangle", 0)
    else:
        below = name.startswith("tril")
        size = sum(j <= i + k if below else j >= i + k for i in range(n) for j in range(n))
    return tuple(bind(m, "nonzero", (), (size,), default(m, "i")) for _ in range(2))


def _diagonal_indices(m: Machine, name: str, given: Given) -> Value:
    (n,) = wanted_shape(m, given.at(0, "n"))
    return (iota(m, (n,), default(m, "i")),) * 2


def _copy(m: Machine, name: str, given: Given) -> Value:
    return lax.elementwise(m, "copy", array(m, given.positional[0]))


def _converted(m: Machine, name: str, given: Given) -> Value:
    """`astype(x, dtype)`."""
    x = array(m, given.at(0, "x"))
    return m.library_of(x).method(m, x, "astype", Given((given.at(1, "dtype"),)))


def _together(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_arrays`."""
    arrays = [array(m, one) for one in given.positional]
    shape = broadcast(*(one.shape for one in arrays))
    return m.store.new("list", items=[broadcast_to(m, one, shape) for one in arrays])


def _shape(m: Machine, name: str, given: Given) -> Value:
    x = given.positional[0]
    shape = x.shape if isinstance(x, Array) else () if is_plain(x) else array(m, x).shape
    match name:
        case "shape":
            return shape
        case "ndim":
            return len(shape)
        case _:
            return array(m, x).size


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), _filled),
    **dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), _filled_like),
    **dict.fromkeys(("array", "asarray"), _array), "copy": _copy, "astype": _converted, "arange": _range,
    **dict.fromkeys(("linspace", "logspace", "geomspace"), _line), "eye": _identity, "identity": _identity,
    "tri": _triangle_mask, "meshgrid": _mesh, "indices": _indices,
    **dict.fromkeys(("tril_indices", "triu_indices"), _stored_indices), "diag_indices": _diagonal_indices,
    "broadcast_arrays": _together, **dict.fromkeys(("shape", "ndim", "size"), _shape),
    **dict.fromkeys("float32 float64 float16 bfloat16 int32 int64 int8 uint8 uint32 bool_ complex64 complex128 float_"
                    " int_ int16 uint16 uint64".split(), _cast),
}  # fmt: skip
