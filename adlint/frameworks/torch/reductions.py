"""Reductions, scans, sorting, and softmax."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Named, Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.torch.axes import axes, one_axis
from adlint.frameworks.torch.dtypes import dtype_of
from adlint.frameworks.torch.elementwise import cast, one, run, two
from adlint.frameworks.torch.layout import kept
from adlint.frameworks.torch.making import as_tensor, default_dtype, emit, made, tensor
from adlint.frameworks.torch.views import expanded
from adlint.shapes.broadcasting import broadcast, reduced
from adlint.shapes.dims import replaced
from adlint.shapes.dtypes import kind, real
from adlint.trace import Array

SUMS = {
    "sum": "sum.dim_IntList",
    "mean": "mean.dim",
    "nansum": "nansum",
    "amax": "amax",
    "amin": "amin",
    "logsumexp": "logsumexp",
    "special_logsumexp": "logsumexp",
    "all": "all.dims",
    "any": "any.dims",
    "count_nonzero": "count_nonzero",
}


def over(m: Machine, given: Given, array: Array, position: int = 1) -> tuple[int, ...]:
    """The axes of a reduction."""
    wanted = axes_from(m, given.at(position, "dim", given.keywords.get("axis")))
    return axes(None if wanted == () else wanted, len(array.shape)) if array.shape else ()


def keeps(given: Given, position: int = 2) -> bool:
    """Whether reduced axes stay, with size 1."""
    return given.at(position, "keepdim", given.keywords.get("keepdims")) is True


def total(m: Machine, name: str, given: Given) -> Value:
    """`sum`, `mean` and others that give one tensor."""
    array = tensor(m, given, 0, "input")
    is_whole = not given.has(1, "dim") and "axis" not in given.keywords
    where = over(m, given, array)
    dtype = array.dtype
    if name in ("all", "any"):
        dtype = "bool"
    elif name == "count_nonzero" or (name in ("sum", "nansum") and kind(dtype) in "bi"):
        dtype = "i64"
    elif name == "logsumexp" and kind(dtype) in "bi":
        dtype = default_dtype(m)
    wanted = dtype_of(m, given.keywords.get("dtype"), dtype)
    if wanted != dtype and name in ("sum", "mean"):
        array, dtype = cast(m, array, wanted), wanted
    overload = name if is_whole and name in ("sum", "mean") else SUMS[name]
    return collapsed(m, overload, array, where, keeps=keeps(given), dtype=dtype)


def collapsed(
    m: Machine, name: str, array: Array, where: tuple[int, ...], *, keeps: bool = False, dtype: str | None = None
) -> Array:
    """A reduction over axes."""
    result = made(m, reduced(array.shape, where, keeps=keeps), dtype or array.dtype)
    emit(m, name, (array,), result)
    return result


def product_of(m: Machine, name: str, given: Given) -> Value:
    """`prod`."""
    array = tensor(m, given, 0, "input")
    dtype = "i64" if kind(array.dtype) in "bi" else array.dtype
    if not given.has(1, "dim"):
        return collapsed(m, "prod", array, over(m, Given(), array), dtype=dtype)
    return collapsed(m, "prod.dim_int", array, over(m, given, array), keeps=keeps(given), dtype=dtype)


def extreme(m: Machine, name: str, given: Given) -> Value:
    """`max`, `min`, `median` and their kin: of all, of two tensors, or along an axis with the places."""
    array = tensor(m, given, 0, "input")
    other = given.at(1, "other")
    if isinstance(other, Array):
        return two(m, "maximum" if name == "max" else "minimum", array, other)
    position = 2 if name == "kthvalue" else 1
    if (
        not given.has(position, "dim")
        and "axis" not in given.keywords
        and name in ("max", "min", "median", "nanmedian")
    ):
        return collapsed(m, name, array, tuple(range(len(array.shape))))
    axis = given.at(position, "dim", given.keywords.get("axis", -1))
    where = (one_axis(axis, len(array.shape)),) if array.shape else ()
    if name.startswith("cum"):
        results = [made(m, array.shape, dtype) for dtype in (array.dtype, "i64")]
        emit(m, name, (array,), *results)
        return Named(("values", "indices"), tuple(results))
    shape = reduced(array.shape, where, keeps=keeps(given, position + 1))
    results = [made(m, shape, dtype) for dtype in (array.dtype, "i64")]
    emit(m, name if name in ("mode", "kthvalue") else f"{name}.dim", (array,), *results)
    return Named(("values", "indices"), tuple(results))


def both(m: Machine, name: str, given: Given) -> Value:
    """`aminmax`: the smallest and the largest."""
    array = tensor(m, given, 0, "input")
    where = over(m, Given((array,), {"dim": given.keywords.get("dim")}), array)
    shape = reduced(array.shape, where, keeps=given.keywords.get("keepdim") is True)
    results = tuple(made(m, shape, array.dtype) for _ in range(2))
    emit(m, "aminmax", (array,), *results)
    return Named(("min", "max"), results)


def sought(m: Machine, name: str, given: Given) -> Value:
    """`bucketize` and `searchsorted`: integers."""
    values = given.at(0 if name == "bucketize" else 1, "input")
    array = as_tensor(m, values)
    result = made(m, array.shape, "i64")
    emit(m, name, (array,), result)
    return result


def place(m: Machine, name: str, given: Given) -> Value:
    """`argmax`, `argmin`, `argsort`: integers."""
    array = tensor(m, given, 0, "input")
    if name == "argsort":
        values, places = (made(m, array.shape, dtype, kept(m.sizes, array)) for dtype in (array.dtype, "i64"))
        emit(m, "sort", (array,), values, places)
        return places
    shape = reduced(array.shape, over(m, given, array), keeps=keeps(given))
    result = made(m, shape, "i64")
    emit(m, name, (array,), result)
    return result


def ordered(m: Machine, name: str, given: Given) -> Value:
    """`sort` and `topk`: values and places."""
    array = tensor(m, given, 0, "input")
    shape, strides = array.shape, kept(m.sizes, array)
    if name == "topk":
        axis = one_axis(given.at(2, "dim", -1), len(shape))
        shape, strides = replaced(shape, axis, size_from(m, given.at(1, "k"))), None
    results = [made(m, shape, dtype, strides) for dtype in (array.dtype, "i64")]
    emit(m, name, (array,), *results)
    return results[0] if name == "msort" else Named(("values", "indices"), tuple(results))


def deviation(m: Machine, name: str, given: Given) -> Value:
    """`var`, `std`, `var_mean`, `std_mean`."""
    array = tensor(m, given, 0, "input")
    named = given.at(1, "dim", given.keywords.get("axis"))
    where = over(m, Given() if isinstance(named, bool) else given, array)
    shape = reduced(array.shape, where, keeps=keeps(given, 3))
    results = [made(m, shape, real(array.dtype)) for _ in range(2 if name.endswith("mean") else 1)]
    emit(m, f"{name}.correction", (array,), *results)
    return results[0] if len(results) == 1 else tuple(results)


def scan(m: Machine, name: str, given: Given) -> Value:
    """`cumsum`, `cumprod`, `logcumsumexp`."""
    array = tensor(m, given, 0, "input")
    dtype = "i64" if kind(array.dtype) in "bi" else array.dtype
    result = made(m, array.shape, dtype)
    emit(m, name, (array,), result)
    return result


def softmax(m: Machine, name: str, given: Given) -> Value:
    """`softmax` and `log_softmax`, of another dtype perhaps."""
    array = tensor(m, given, 0, "input")
    wanted = given.keywords.get("dtype", given.at(2, "dtype"))
    array = cast(m, array, dtype_of(m, wanted, array.dtype))
    return normalised(m, name, array)


def normalised(m: Machine, name: str, array: Array) -> Array:
    """`_softmax` or `_log_softmax`, which work on contiguous memory."""
    result = made(m, array.shape, array.dtype)
    emit(m, f"_{name.removeprefix('special_')}", (array,), result)
    return result


def norm(m: Machine, name: str, given: Given) -> Value:
    """`norm` and `linalg.vector_norm`: p-norms of vectors."""
    array = tensor(m, given, 0, "input")
    vector = name == "linalg.vector_norm"
    power = given.at(1, "ord" if "linalg" in name else "p", None)
    axis = axes_from(m, given.at(2, "dim", (-2, -1) if name.endswith("matrix_norm") else None))
    if not vector and (
        (isinstance(power, str) and power not in ("fro", "inf")) or _of_matrices(name, power, axis, array)
    ):
        return _matrix_norm(m, array, power, axis, keeps=keeps(given, 3))
    where = axes(None if axis == () else axis, len(array.shape))
    return collapsed(m, "linalg_vector_norm", array, where, keeps=keeps(given, 3), dtype=real(array.dtype))


def _of_matrices(name: str, power: Value, axis: object, array: Array) -> bool:
    rank = len(array.shape) if axis is None else len(axis) if isinstance(axis, tuple) else 1
    return name.startswith("linalg") and power not in (None, "fro") and rank == 2


def _matrix_norm(m: Machine, array: Array, power: Value, axis: object, *, keeps: bool) -> Value:
    where = axes((-2, -1) if axis is None else axis, len(array.shape))
    if power in ("nuc", 2, -2) and where == tuple(range(len(array.shape)))[-2:]:
        shape = array.shape
        least = m.sizes.smaller(shape[-2], shape[-1])
        parts = ((*shape[:-1], least), (*shape[:-2], least), (*shape[:-2], least, shape[-1]))
        factors = [made(m, part, array.dtype) for part in parts]
        emit(m, "_linalg_svd", (array,), *factors)
        last = (len(shape) - 2,)
        return collapsed(m, "sum.dim_IntList" if power == "nuc" else "amax", factors[1], last, keeps=keeps)
    rows = collapsed(m, "sum.dim_IntList", one(m, "abs", array), (where[0],), keeps=keeps)
    return collapsed(m, "amax", rows, (where[1] if keeps else where[1] - 1,), keeps=keeps)


def trace(m: Machine, name: str, given: Given) -> Value:
    """The sum of the diagonal."""
    array = tensor(m, given, 0, "input")
    return collapsed(m, "trace", array, (0, 1))


def distance(m: Machine, name: str, given: Given) -> Value:
    """`cdist`: distances of all pairs of rows."""
    a, b = tensor(m, given, 0, "x1"), tensor(m, given, 1, "x2")
    outer = broadcast(a.shape[:-2], b.shape[:-2])
    result = made(m, (*outer, a.shape[-2], b.shape[-2]), a.dtype)
    emit(m, "_cdist_forward", (a, b), result)
    return result


def cosine(m: Machine, name: str, given: Given) -> Value:
    """`cosine_similarity`, in the steps that ATen takes."""
    a, b = tensor(m, given, 0, "x1"), tensor(m, given, 1, "x2")
    shape = broadcast(a.shape, b.shape)
    axis = (one_axis(given.at(2, "dim", 1), len(shape)),)
    factors = []
    for array in (expanded(m, a, shape), expanded(m, b, shape)):
        size = collapsed(m, "linalg_vector_norm", array, axis, keeps=True)
        factors.append(two(m, "div", array, run(m, "clamp_min", (size,), size.dtype)))
    return collapsed(m, "sum.dim_IntList", two(m, "mul", *factors), axis)
