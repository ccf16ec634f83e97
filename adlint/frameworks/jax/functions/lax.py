"""`jax.lax`: primitives as they are called, and the few functions around them."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Range, Ref, Value
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import absolute
from adlint.frameworks.jax.numpy.indexing import normal_start, sorted_
from adlint.frameworks.jax.numpy.making import filled, wanted_shape
from adlint.frameworks.jax.numpy.reductions import place
from adlint.frameworks.jax.primitives import bind, convert, dot_general, elementwise, integer_pow, reduce_
from adlint.frameworks.jax.promotion import canonical
from adlint.frameworks.jax.trees import mapped
from adlint.frameworks.jax.values import array, dtype_of, operand, promoted, unknown
from adlint.shapes.broadcasting import one_axis
from adlint.shapes.dims import dim
from adlint.shapes.dtypes import real
from adlint.shapes.indexing import Cut, indexed
from adlint.shapes.reshaping import completed
from adlint.symbolic import ceildiv
from adlint.trace import Array, Operand

_ONE = ("neg exp exp2 log log1p expm1 sin cos tan tanh sinh cosh asin acos atan asinh acosh atanh sqrt rsqrt cbrt"
        " logistic floor ceil sign square erf erfc erf_inv lgamma digamma bessel_i0e bessel_i1e conj"
        " stop_gradient").split()  # fmt: skip
_TWO = {"add": "add", "sub": "sub", "mul": "mul", "div": "div", "max": "max", "min": "min", "pow": "pow", "rem": "rem",
        **{one: one for one in ("atan2", "igamma", "igammac", "igamma_grad_a", "polygamma", "zeta", "nextafter")},
        "bitwise_and": "and", "bitwise_or": "or", "bitwise_xor": "xor"}  # fmt: skip
_COMPARED = ("eq", "ne", "lt", "le", "gt", "ge")


def _one(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, name.removeprefix("lax."), array(m, given.positional[0]))


def _two(m: Machine, name: str, given: Given) -> Value:
    """Both of one dtype: a number is of that of the other."""
    x, y = promoted(m, *given.positional[:2])
    return elementwise(m, _TWO[name.removeprefix("lax.")], x, y)


def _incomplete_beta(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, "regularized_incomplete_beta", *promoted(m, *given.positional[:3]))


def _compare(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2])
    return primitives.compare(m, name.removeprefix("lax."), x, y)


def _abs(m: Machine, name: str, given: Given) -> Value:
    return absolute(m, array(m, given.positional[0]))


def _part(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return elementwise(m, name.removeprefix("lax."), x, dtype=real(x.dtype))


def _complex(m: Machine, name: str, given: Given) -> Value:
    x, y = promoted(m, *given.positional[:2], floating=True)
    return elementwise(m, "complex", x, y, dtype="c128" if primitives.first_array(x, y).dtype == "f64" else "c64")


def _to_integer(m: Machine, name: str, given: Given) -> Value:
    x, y = array(m, given.positional[0]), given.at(1, "y")
    return integer_pow(m, x, y) if isinstance(y, int) else elementwise(m, "pow", x, operand(m, y))


def _stopped(m: Machine, name: str, given: Given) -> Value:
    """`stop_gradient`, of all arrays of a tree."""

    def stop(one: Value) -> Value:
        x = array(m, one)
        return x if x.dtype == "key" else elementwise(m, "stop_gradient", x)

    return mapped(m, stop, given.positional[0])


def _select(m: Machine, name: str, given: Given) -> Value:
    which, *cases = given.positional
    several = [array(m, one) for one in cases]
    if name == "lax.select":
        several.reverse()
    return primitives.select_n(m, array(m, which), *several)


def _clamp(m: Machine, name: str, given: Given) -> Value:
    low, x, high = (given.positional[n] for n in range(3))
    x = array(m, x)
    ends = [convert(m, operand(m, one), x.dtype) for one in (low, high)]
    return bind(m, "clamp", (ends[0], x, ends[1]), x.shape, x.dtype, weak=x.weak)


def _cast(m: Machine, name: str, given: Given) -> Value:
    x, dtype = array(m, given.positional[0]), given.at(1, "new_dtype")
    found = dtype_of(m, dtype, x.dtype)
    if name.endswith("bitcast_convert_type"):
        return bind(m, "bitcast_convert_type", (x,), x.shape, found)
    return convert(m, x, found)


def _filled(m: Machine, name: str, given: Given) -> Value:
    if name == "lax.full_like":
        like, value = array(m, given.positional[0]), given.at(1, "fill_value")
        return primitives.full(m, like.shape, operand(m, value), dtype_of(m, given.at(2, "dtype"), like.dtype))
    shape, value, dtype = named(given, "shape fill_value dtype")
    x = array(m, value)
    return filled(m, wanted_shape(m, shape), value, dtype_of(m, dtype, x.dtype))


def _iota(m: Machine, name: str, given: Given) -> Value:
    dtype, shape = given.positional[:2]
    return primitives.iota(m, wanted_shape(m, shape), dtype_of(m, dtype, "i32"))


def _broadcast(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    if name == "lax.broadcast":
        shape = (*wanted_shape(m, given.positional[1]), *x.shape)
        return primitives.broadcast_in_dim(m, x, shape, range(len(shape) - len(x.shape), len(shape)))
    shape, axes = wanted_shape(m, given.at(1, "shape")), _integers(m, given.at(2, "broadcast_dimensions"))
    return primitives.broadcast_in_dim(m, x, shape, axes)


def _integers(m: Machine, value: Value) -> list[int]:
    held = items(m, value) if isinstance(value, tuple | Ref | Range) else [value]
    if held is None or not all(isinstance(one, int) for one in held):
        raise unknown(m, "axes are not known", value)
    return [one for one in held if isinstance(one, int)]


def _reshape(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return primitives.reshape(m, x, completed(x.shape, wanted_shape(m, given.at(1, "new_sizes"))))


def _expand(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    axes = _integers(m, given.at(1, "dimensions"))
    return primitives.expand_dims(m, x, [one % (len(x.shape) + len(axes)) for one in axes])


def _squeeze(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return primitives.squeeze(m, x, [one % len(x.shape) for one in _integers(m, given.at(1, "dimensions"))])


def _transpose(m: Machine, name: str, given: Given) -> Value:
    return primitives.transpose(m, array(m, given.positional[0]), _integers(m, given.at(1, "permutation")))


def _rev(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    return bind(m, "rev", (x,), x.shape, x.dtype, axes=tuple(_integers(m, given.at(1, "dimensions"))))


def _joined(m: Machine, name: str, given: Given) -> Value:
    held = items(m, given.positional[0]) or []
    return primitives.concatenate(m, [array(m, one) for one in held], _axis(given.at(1, "dimension")))


def _axis(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _slice(m: Machine, name: str, given: Given) -> Value:
    x, starts, ends, strides = named(given, "operand start_indices limit_indices strides")
    x = array(m, x)
    low, high = ([size_from(m, one) for one in items(m, ends_) or []] for ends_ in (starts, ends))
    steps = [1] * len(low) if strides is None else _integers(m, strides)
    shape = tuple(dim(ceildiv(b - a, c)) for a, b, c in zip(low, high, steps, strict=True))
    return primitives.slice_(m, x, shape)


def _slice_in(m: Machine, name: str, given: Given) -> Value:
    x, start, stop, stride, axis = named(given, "operand start_index limit_index stride axis")
    x = array(m, x)
    place = one_axis(0 if axis is None else axis, len(x.shape))
    size = x.shape[place]
    low, high = (None if one is None else size_from(m, one) for one in (start, stop))
    cut = Cut(low, high, stride if isinstance(stride, int) else 1)
    (count,) = indexed((size,), (cut,), m.sizes).shape
    return primitives.slice_axis(m, x, place, count)


def _dynamic(m: Machine, name: str, given: Given) -> Value:
    """`dynamic_slice` and its kin."""
    x = array(m, given.positional[0])
    rank = len(x.shape)
    if name == "lax.dynamic_slice":
        starts, sizes = _starts(m, given.at(1, "start_indices")), wanted_shape(m, given.at(2, "slice_sizes"))
        return bind(m, "dynamic_slice", (x, *starts), sizes, x.dtype, weak=x.weak)
    if name == "lax.dynamic_slice_in_dim":
        start, size, axis = given.at(1, "start_index"), size_from(m, given.at(2, "slice_size")), given.at(3, "axis", 0)
    else:
        start, size, axis = given.at(1, "index"), 1, given.at(2, "axis", 0)
    place = one_axis(axis, rank)
    starts = _at(m, x, start, place)
    shape = (*x.shape[:place], size, *x.shape[place + 1 :])
    result = bind(m, "dynamic_slice", (x, *starts), shape, x.dtype, weak=x.weak)
    if name == "lax.dynamic_index_in_dim" and given.at(3, "keepdims", True) is False:
        return primitives.squeeze(m, result, (place,))
    return result


def _starts(m: Machine, value: Value) -> list[Operand]:
    """Starts that are given one by one: those that are computed are counted from the front."""
    held = items(m, value) if isinstance(value, tuple | Ref | Array) else None
    if held is None:
        raise unknown(m, "the starts of a slice are not known", value)
    return [normal_start(m, one, False) if isinstance(one, Array) else operand(m, one) for one in held]


def _at(m: Machine, x: Array, start: Value, place: int) -> list[Operand]:
    computed = normal_start(m, start, False) if isinstance(start, Array) else operand(m, start)
    return [computed if n == place else 0 for n in range(len(x.shape))]


def _updated(m: Machine, name: str, given: Given) -> Value:
    x, y = array(m, given.positional[0]), array(m, given.positional[1])
    y = convert(m, y, x.dtype)
    if name == "lax.dynamic_update_slice":
        starts = _starts(m, given.at(2, "start_indices"))
    else:
        place = one_axis(given.at(3, "axis", 0), len(x.shape))
        starts = _at(m, x, given.at(2, "start_index"), place)
        if name.endswith("index_in_dim") and len(y.shape) < len(x.shape):
            y = primitives.expand_dims(m, y, (place,))
    return bind(m, "dynamic_update_slice", (x, y, *starts), x.shape, x.dtype, weak=x.weak)


def _pad(m: Machine, name: str, given: Given) -> Value:
    x, value, config = named(given, "operand padding_value padding_config")
    x = array(m, x)
    rows = [items(m, one) or [] for one in items(m, config) or []]
    sizes = [[size_from(m, one) for one in row] for row in rows]
    shape = tuple(dim(size + a + b + c * (size - 1)) for size, (a, b, c) in zip(x.shape, sizes, strict=True))
    return primitives.pad(m, x, operand(m, value), shape)


def _reduced(m: Machine, name: str, given: Given) -> Value:
    x, axes = array(m, given.positional[0]), _integers(m, given.at(1, "axes"))
    return reduce_(m, name.removeprefix("lax."), x, [one % len(x.shape) for one in axes])


def _placed(m: Machine, name: str, given: Given) -> Value:
    x, axis, dtype = array(m, given.positional[0]), given.at(1, "axis"), given.at(2, "index_dtype")
    return convert(m, place(m, name.removeprefix("lax."), x, axis), dtype_of(m, dtype, canonical(m, "i64")))


def _cumulative(m: Machine, name: str, given: Given) -> Value:
    x = array(m, given.positional[0])
    axis = one_axis(given.at(1, "axis", 0), len(x.shape))
    return bind(m, name.removeprefix("lax."), (x,), x.shape, x.dtype, weak=x.weak, axis=axis)


def _dot(m: Machine, name: str, given: Given) -> Value:
    x, y = (array(m, one) for one in given.positional[:2])
    dtype = dtype_of(m, given.keywords.get("preferred_element_type"), x.dtype)
    if name == "lax.batch_matmul":
        return primitives.matmul(m, x, y)
    if name == "lax.dot":
        return dot_general(m, x, y, ((len(x.shape) - 1,), (max(len(y.shape) - 2, 0),)), dtype=dtype)
    numbers = given.at(2, "dimension_numbers")
    contracted, batched = (items(m, one) or [] for one in items(m, numbers) or [])
    pairs = [tuple(_integers(m, one)) for one in (*contracted, *batched)]
    return dot_general(m, x, y, (pairs[0], pairs[1]), (pairs[2], pairs[3]), dtype)


def _sort(m: Machine, name: str, given: Given) -> Value:
    value, axis = given.positional[0], given.at(1, "dimension", -1)
    if name == "lax.top_k":
        return _largest(m, array(m, value), given.at(1, "k"))
    if name == "lax.sort_key_val":
        return _sorted_together(m, given.positional[:2], given.at(2, "dimension", -1))
    if isinstance(value, Array):
        return sorted_(m, value, axis)
    held = items(m, value)
    if held is None:
        raise unknown(m, "it is not known which arrays are sorted together", value)
    return _sorted_together(m, held, axis)


def _sorted_together(m: Machine, several: Sequence[Value], axis: Value) -> Value:
    """Arrays in the order of the first of them."""
    operands = tuple(array(m, one) for one in several)
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in operands)
    m.emit("lax.sort", operands, *results, axis=one_axis(axis, len(operands[0].shape)))
    return results


def _largest(m: Machine, x: Array, k: Value) -> Value:
    shape = (*x.shape[:-1], size_from(m, k))
    results = (m.array(shape, x.dtype, "jax"), m.array(shape, "i32", "jax"))
    m.emit("lax.top_k", (x,), *results)
    return results


def _first(m: Machine, name: str, given: Given) -> Value:
    return given.positional[0]


def _split(m: Machine, name: str, given: Given) -> Value:
    """`lax.split(x, sizes, axis)`."""
    x, sizes, axis = named(given, "operand sizes axis")
    x, place = array(m, x), 0 if axis is None else one_axis(axis, len(array(m, x).shape))
    parts = items(m, sizes)
    if parts is None:
        raise unknown(m, "the sizes of a split are not known", x)
    shapes = [(*x.shape[:place], size_from(m, one), *x.shape[place + 1 :]) for one in parts]
    results = tuple(m.array(shape, x.dtype, "jax", weak=x.weak) for shape in shapes)
    m.emit("lax.split", (x,), *results, axis=place)
    return m.store.new("list", items=list(results))


FUNCTIONS: dict[str, Function] = {
    "lax.split": _split,
    "lax.betainc": _incomplete_beta, **{f"lax.{one}": _one for one in _ONE}, **{f"lax.{one}": _two for one in _TWO},
    **{f"lax.{one}": _compare for one in _COMPARED}, "lax.abs": _abs, "lax.real": _part, "lax.imag": _part,
    "lax.complex": _complex, "lax.integer_pow": _to_integer, "lax.stop_gradient": _stopped, "lax.select": _select,
    "lax.select_n": _select, "lax.clamp": _clamp, "lax.convert_element_type": _cast,
    "lax.bitcast_convert_type": _cast, "lax.full": _filled, "lax.full_like": _filled, "lax.iota": _iota,
    "lax.broadcasted_iota": _iota, "lax.broadcast": _broadcast, "lax.broadcast_in_dim": _broadcast,
    "lax.reshape": _reshape, "lax.expand_dims": _expand, "lax.squeeze": _squeeze, "lax.transpose": _transpose,
    "lax.rev": _rev, "lax.concatenate": _joined, "lax.slice": _slice, "lax.slice_in_dim": _slice_in,
    **dict.fromkeys(("lax.dynamic_slice", "lax.dynamic_slice_in_dim", "lax.dynamic_index_in_dim"), _dynamic),
    **dict.fromkeys(("lax.dynamic_update_slice", "lax.dynamic_update_slice_in_dim", "lax.dynamic_update_index_in_dim"),
                    _updated),
    "lax.pad": _pad, **{f"lax.{one}": _reduced for one in ("reduce_sum", "reduce_max", "reduce_min", "reduce_prod",
                                                           "reduce_and", "reduce_or")},
    "lax.argmax": _placed, "lax.argmin": _placed,
    **{f"lax.{one}": _cumulative for one in ("cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp")},
    "lax.dot": _dot, "lax.dot_general": _dot, "lax.batch_matmul": _dot, "lax.sort": _sort, "lax.sort_key_val": _sort,
    "lax.top_k": _sort,
    **dict.fromkeys(("block_until_ready", "device_get", "lax.optimization_barrier"), _first),
}  # fmt: skip
