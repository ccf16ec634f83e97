"""Tensors from nothing: of zeros, of numbers, at random, or like others."""

from __future__ import annotations

import math

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value, is_integer
from adlint.frameworks.arguments import size_from
from adlint.frameworks.torch.dtypes import dtype_of, known
from adlint.frameworks.torch.layout import kept
from adlint.frameworks.torch.making import (
    Parameter,
    as_tensor,
    default_dtype,
    emit,
    filled,
    from_sequence,
    is_plain,
    made,
    mark_passive,
    number_dtype,
    set_gradient,
    shape_named,
    tensor,
)
from adlint.shapes.dims import Shape, dim
from adlint.symbolic import ceildiv
from adlint.trace import Array


def _finished(m: Machine, array: Array, given: Given) -> Array:
    """The tensor with what `requires_grad` says."""
    if given.keywords.get("requires_grad") is True:
        set_gradient(m, array, needed=True)
    return array


def _shape(m: Machine, given: Given, start: int = 0) -> Shape:
    rest = given.positional[start:]
    wanted = rest if len(rest) > 1 and is_integer(rest[0]) else given.at(start, "size", given.keywords.get("shape"))
    return () if wanted is None else shape_named(m, wanted)


def shaped(m: Machine, name: str, given: Given) -> Value:
    """`zeros`, `ones`, `empty`, `full`, `rand`, `randn`, `randint`, `normal`."""
    default = default_dtype(m)
    if name == "full":
        value = given.at(1, "fill_value")
        default = number_dtype(m, value) if is_plain(value) else default
        shape = shape_named(m, given.at(0, "size"))
    elif name == "randint":
        default = "i64"
        sizes = [one for one in given.positional if isinstance(one, tuple) or not is_plain(one)]
        shape = shape_named(m, sizes[0] if sizes else given.at(2, "size"))
    elif name in ("normal", "bernoulli", "poisson") and isinstance(given.at(0, "mean"), Array):
        return _drawn(m, name, as_tensor(m, given.positional[0]))
    elif name == "normal":
        shape = shape_named(m, given.at(2, "size"))
    else:
        shape = _shape(m, given)
    return _finished(m, filled(m, shape, dtype_of(m, given.keywords.get("dtype"), default)), given)


def _drawn(m: Machine, name: str, like: Array) -> Array:
    """Drawn by rates or means: recorded, with derivatives of 0."""
    result = made(m, like.shape, like.dtype)
    emit(m, "normal.Tensor_float" if name == "normal" else name, (like,), result)
    return result


def alike(m: Machine, name: str, given: Given) -> Value:
    """`zeros_like` and its kin: shape and layout of another."""
    array = tensor(m, given, 0, "input")
    default = "i64" if name == "randint_like" and array.dtype == "bool" else array.dtype
    result = made(m, array.shape, dtype_of(m, given.keywords.get("dtype"), default), kept(m.sizes, array))
    emit(m, "empty", (), result, like=array)
    return _finished(m, result, given)


def new(m: Machine, name: str, given: Given) -> Value:
    """`x.new_zeros` and its kin: the dtype of another."""
    array = tensor(m, given, 0, "input")
    dtype = dtype_of(m, given.keywords.get("dtype"), array.dtype)
    if name == "new_tensor":
        value = given.at(1, "data")
        return _finished(m, filled(m, (), dtype) if is_plain(value) else from_sequence(m, value, dtype), given)
    shape = shape_named(m, given.at(1, "size")) if name == "new_full" else _shape(m, given, 1)
    return _finished(m, filled(m, shape, dtype), given)


def constant(m: Machine, name: str, given: Given) -> Value:
    """`tensor` and `as_tensor`: a copy of numbers; `as_tensor` leaves tensors as they are."""
    value = given.at(0, "data")
    wanted = given.at(1, "dtype") if name != "from_numpy" else None
    if isinstance(value, Array):
        dtype = dtype_of(m, wanted, value.dtype)
        if value.framework == "torch" and name != "tensor" and dtype == value.dtype:
            return value
        return _finished(m, filled(m, value.shape, dtype), given)
    if is_plain(value):
        return _finished(m, filled(m, (), dtype_of(m, wanted, number_dtype(m, value))), given)
    return _finished(m, from_sequence(m, value, dtype_of(m, wanted, "") or None), given)


def typed(m: Machine, name: str, given: Given) -> Value:
    """`Tensor`, `LongTensor` and their kin: of this shape, or of these numbers."""
    dtype = default_dtype(m) if name == "Tensor" else known(name) or default_dtype(m)
    first = given.at(0, "data", ())
    if isinstance(first, Array):
        return first
    if not given.positional or is_integer(first):
        return filled(m, shape_named(m, given.positional) if given.positional else (0,), dtype)
    return from_sequence(m, first, dtype)


def sequence(m: Machine, name: str, given: Given) -> Value:
    """`arange`."""
    ends = [one for one in given.positional if is_plain(one)]
    start = given.keywords.get("start", 0 if len(ends) < 2 else ends[0])
    stop = given.keywords.get("end", ends[0] if len(ends) == 1 else ends[1] if len(ends) > 1 else 0)
    step = given.keywords.get("step", ends[2] if len(ends) > 2 else 1)
    numbers = (start, stop, step)
    if all(is_integer(one) for one in numbers):
        size = m.sizes.span(dim(ceildiv(dim(stop - start), step)))  # type: ignore[operator, arg-type]
        default = "i64"
    elif isinstance(start, int | float) and isinstance(stop, int | float) and isinstance(step, int | float):
        size, default = max(0, math.ceil((stop - start) / step)), default_dtype(m)
    else:
        size, default = m.fresh("the length of `arange` depends on data", 0), default_dtype(m)
    return _finished(m, filled(m, (size,), dtype_of(m, given.keywords.get("dtype"), default)), given)


def line(m: Machine, name: str, given: Given) -> Value:
    """`linspace` and `logspace`."""
    size = size_from(m, given.at(2, "steps"))
    return _finished(m, filled(m, (size,), dtype_of(m, given.keywords.get("dtype"), default_dtype(m))), given)


def identity(m: Machine, name: str, given: Given) -> Value:
    """`eye`."""
    rows = size_from(m, given.at(0, "n"))
    columns = size_from(m, given.at(1, "m", rows))
    return _finished(m, filled(m, (rows, columns), dtype_of(m, given.keywords.get("dtype"), default_dtype(m))), given)


def window(m: Machine, name: str, given: Given) -> Value:
    """`hann_window` and its kin, `randperm`, `fft.fftfreq`."""
    size = size_from(m, given.at(0, "window_length", given.keywords.get("n")))
    if name.startswith("fft.rfft"):
        size = dim(size // 2 + 1) if isinstance(size, int) else m.fresh("a half", 0)
    dtype = "i64" if name == "randperm" else default_dtype(m)
    dtype = dtype_of(m, given.keywords.get("dtype"), dtype)
    if name.endswith("_window") and given.at(1, "periodic", True) is not False and size != 1:
        whole = filled(m, (dim(size + 1),), dtype)  # one that is symmetric, its last element cut off
        cut = m.array((size,), dtype, "torch", whole.buffer)
        mark_passive(m, cut)
        return cut
    return filled(m, (size,), dtype)


def triangle_indices(m: Machine, name: str, given: Given) -> Value:
    """`triu_indices`, `tril_indices`: pairs of places."""
    rows, columns, offset = (given.at(n, k, 0) for n, k in enumerate(("row", "col", "offset")))
    if not all(isinstance(one, int) for one in (rows, columns, offset)):
        return filled(m, (2, m.fresh("how many places a triangle has", 0)), "i64")
    count = sum(
        (c - r >= offset if name.startswith("triu") else c - r <= offset)  # type: ignore[operator]
        for r in range(rows)  # type: ignore[arg-type]
        for c in range(columns)  # type: ignore[arg-type]
    )
    return filled(m, (2, count), "i64")


def one_hot(m: Machine, name: str, given: Given) -> Value:
    """`one_hot`."""
    array, classes = tensor(m, given, 0, "input"), given.at(1, "num_classes", -1)
    size = m.fresh("how many classes there are depends on data", 1) if classes == -1 else size_from(m, classes)
    return filled(m, (*array.shape, size), "i64")


def multinomial(m: Machine, name: str, given: Given) -> Value:
    """`multinomial`: places at random."""
    array = tensor(m, given, 0, "input")
    return filled(m, (*array.shape[:-1], size_from(m, given.at(1, "num_samples"))), "i64")


def parameter(m: Machine, name: str, given: Given) -> Value:
    """`torch.nn.Parameter`: a leaf in the memory of a tensor."""
    value = given.at(0, "data")
    array = filled(m, (0,), default_dtype(m)) if value is None else as_tensor(m, value)
    m.numbers += 1
    made_ = Parameter(m.numbers, array.shape, array.dtype, "torch", array.buffer, False, array.strides)
    needed = given.at(1, "requires_grad", True) is not False
    m.emit("torch.Parameter", (array,), made_, needed=needed)
    if not needed:
        mark_passive(m, made_)
    return made_


def limits(m: Machine, name: str, given: Given) -> Value:
    """`finfo` and `iinfo`: the limits of a dtype."""
    dtype = dtype_of(m, given.at(0, "dtype"), default_dtype(m))
    eps, largest, least = {
        "f64": (2.0**-52, 1.7976931348623157e308, 2.0**-1022), "f16": (2.0**-10, 65504.0, 2.0**-14),
        "bf16": (2.0**-7, 3.3895313892515355e38, 2.0**-126),
    }.get(dtype, (2.0**-23, 3.4028234663852886e38, 2.0**-126))  # fmt: skip
    fields: dict[Value, Value] = {"eps": eps, "max": largest, "min": -largest, "tiny": least, "smallest_normal": least}
    if dtype[0] in "iu":
        bits = int(dtype[1:])
        fields = {"max": 2 ** (bits - 1) - 1, "min": -(2 ** (bits - 1)), "bits": bits}
    return m.store.new("instance", cls=External("torch.finfo"), fields=fields)
