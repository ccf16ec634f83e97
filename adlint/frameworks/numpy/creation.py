"""New arrays: filled, copied, ranges, grids, windows and draws."""

from __future__ import annotations

import math

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import MOST_ITEMS, items
from adlint.evaluate.values import External, Number, Range, Slice, Value, is_integer
from adlint.frameworks.arguments import dtype_from
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    dtype_of,
    give,
    integer,
    is_plain,
    known,
    number_or_array,
)
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.dims import Dim, dim, product
from adlint.shapes.dtypes import kind
from adlint.symbolic import ceildiv, floordiv
from adlint.trace import Array

_NUMBERS = {"f": "float", "i": "int", "c": "complex", "b": "bool"}


def filled(m: Machine, name: str, given: Given) -> Value:
    """`zeros`, `ones`, `empty`, `full`."""
    shape = shape_at(m, given.at(0, "shape"))
    value = number_or_array(m, given.at(1, "fill_value")) if name == "full" else 0.0
    dtype = dtype_from(m, given.at(2 if name == "full" else 1, "dtype"), dtype_of((value,)))
    return give(m, name, (value,) if isinstance(value, Array) else (), shape, dtype)


def filled_like(m: Machine, name: str, given: Given) -> Value:
    """`zeros_like` and its kin."""
    array = array_at(m, given, 0, "a")
    position = 2 if name == "full_like" else 1
    shape = given.keywords.get("shape")
    value = number_or_array(m, given.at(1, "fill_value")) if name == "full_like" else None
    dtype = dtype_from(m, given.at(position, "dtype"), array.dtype)
    wanted = array.shape if shape is None else shape_at(m, shape)
    return give(m, name, (value,) if isinstance(value, Array) else (), wanted, dtype)


def array(m: Machine, name: str, given: Given) -> Value:
    """`array`, `asarray`, `copy`: a copy, unless it is asked for one only where it is needed."""
    value = given.positional[0] if given.positional else given.at(0, "object", given.keywords.get("a"))
    found = known(m, value)
    least = given.keywords.get("ndmin", 0)
    if isinstance(least, int) and least > len(found.shape):
        found = give(
            m, "reshape", (found,), (1,) * (least - len(found.shape)) + found.shape, found.dtype, buffer=found.buffer
        )
    dtype = dtype_from(m, given.at(1, "dtype") if name != "copy" else None, found.dtype)
    copies = name in ("array", "copy") and given.keywords.get("copy", True) is not False
    # rows that follow each other are no columns that do
    copies = copies or (name == "asfortranarray" and len(found.shape) > 1)
    if dtype == found.dtype and not (copies and isinstance(value, Array)):
        return found
    return cast(m, found, dtype)


def cast(m: Machine, value: Array, dtype: str) -> Array:
    """A copy of a dtype."""
    return give(m, "copy" if dtype == value.dtype else "astype", (value,), value.shape, dtype)


def ranged(m: Machine, name: str, given: Given) -> Value:
    """`arange`."""
    ends = given.positional
    start, stop = (given.keywords.get("start", 0), given.keywords.get("stop")) if not ends else (0, ends[0])
    if len(ends) > 1 or (ends and "stop" in given.keywords):
        start, stop = ends[0], given.at(1, "stop")
    step = given.at(2, "step", 1)
    dtype = given.at(3, "dtype")
    values = (start, stop, step)
    if all(is_integer(one) for one in values):
        count = m.sizes.span(dim(ceildiv(stop - start, step)))  # type: ignore[operator, arg-type]
        return give(m, name, (), (count,), dtype_from(m, dtype, "i64"))
    length = _points(start, stop, step)
    if length is not None:
        return give(m, name, (), (length,), dtype_from(m, dtype, "f64"))
    size = m.fresh("the length of `arange` depends on data", 0)
    return give(
        m, name, [one for one in values if isinstance(one, Array)], (size,), dtype_from(m, dtype, dtype_of(values))
    )


def _points(start: Value, stop: Value, step: Value) -> int | None:
    """How many steps there are from a number to another; None if they are not known."""
    if isinstance(start, int | float) and isinstance(stop, int | float) and isinstance(step, int | float):
        return max(0, math.ceil((stop - start) / step))
    return None


def line(m: Machine, name: str, given: Given) -> Value:
    """`linspace`, `logspace`, `geomspace`."""
    count = given.at(2, "num", 50)
    size = count if is_integer(count) else m.fresh(f"the length of `{name}` depends on data", 0)
    ends = [number_or_array(m, one) for one in (given.at(0, "start"), given.at(1, "stop"))]
    arrays = [one for one in ends if isinstance(one, Array)]
    outer = arrays[0].shape if arrays else ()
    dtype = dtype_from(m, given.keywords.get("dtype"), dtype_of((*arrays, 1.0)) if arrays else "f64")
    found = give(m, name, arrays, (size, *outer), dtype)  # type: ignore[arg-type]
    if given.keywords.get("retstep") is True:
        return found, Number("float")
    return found


def identity(m: Machine, name: str, given: Given) -> Value:
    """`eye`, `identity`, `tri`."""
    rows = shape_at(m, given.at(0, "N", given.keywords.get("n")))
    other = given.at(1, "M") if name != "identity" else None
    columns = rows if other is None else shape_at(m, other)
    dtype = given.at(1 if name == "identity" else 3, "dtype")
    return give(m, name, (), (*rows, *columns), dtype_from(m, dtype, "f64"))


def window(m: Machine, name: str, given: Given) -> Value:
    """`hanning` and other windows of a length."""
    return give(m, name, (), shape_at(m, given.at(0, "M")), "f64")


def indices(m: Machine, name: str, given: Given) -> Value:
    """`indices`: the index of each element along each axis."""
    shape = shape_at(m, given.at(0, "dimensions"))
    return give(m, name, (), (len(shape), *shape), dtype_from(m, given.at(1, "dtype"), "i64"))


def triangle(m: Machine, name: str, given: Given) -> Value:
    """`triu_indices` and its kin: two arrays of places."""
    size = array_at(m, given, 0, "arr").shape[0] if name.endswith("_from") else shape_at(m, given.at(0, "n"))[0]
    offset = given.at(1, "k", 0)
    if name.startswith("diag"):
        count, offset = size, 0
    else:
        if given.at(2, "m") is not None:
            raise Missing("a triangle that is not known")
        by = integer(offset)
        inner = dim(size - by if name.startswith("triu") else size + by)
        if m.sizes.at_least(size, inner):
            count = dim(floordiv(inner * (inner + 1), 2))
        else:
            far = dim(inner - size)
            lost = dim(2 * size - 1 - inner)
            if not m.sizes.at_least(far, 0):
                raise Missing("a triangle that is not known")
            count = dim(size * size - floordiv(lost * (lost + 1), 2))
    return tuple(give(m, name, (), (count,), "i64") for _ in range(2))


def open_mesh(m: Machine, name: str, given: Given) -> Value:
    """`ix_`: vectors that index rows and columns."""
    arrays = [known(m, one) for one in given.positional]
    rank = len(arrays)
    return tuple(
        give(
            m,
            "reshape",
            (one,),
            tuple(one.shape[0] if n == number else 1 for n in range(rank)),
            one.dtype,
            buffer=one.buffer,
        )
        for number, one in enumerate(arrays)
    )


def from_function(m: Machine, name: str, given: Given) -> Value:
    """`fromfunction`: the function of arrays of indices."""
    function, shape = given.positional[0], shape_at(m, given.at(1, "shape"))
    dtype = dtype_from(m, given.keywords.get("dtype"), "f64")
    return m.call(function, *(give(m, "indices", (), shape, dtype) for _ in shape))


def grid(m: Machine, path: str, index: Value) -> Value:
    """`mgrid[0:n, 0:m]` and `ogrid`, and `r_` and `c_` of arrays."""
    name = path.rpartition(".")[2]
    several = index if isinstance(index, tuple) else (index,)
    if name in ("s_", "index_exp"):
        return index
    if name in ("r_", "c_"):
        return _row(m, name, several)
    ends = [_span(m, one) for one in several]
    shape = tuple(size for size, _ in ends)
    dtype = "f64" if any(floats for _, floats in ends) else "i64"
    if name == "ogrid":
        found = tuple(
            give(m, name, (), tuple(s if n == number else 1 for n, s in enumerate(shape)), dtype)
            for number in range(len(shape))
        )
        return found if isinstance(index, tuple) else found[0]
    if not isinstance(index, tuple):
        return give(m, name, (), shape, dtype)
    return give(m, name, (), (len(shape), *shape), dtype)


def _span(m: Machine, one: Value) -> tuple[Dim, bool]:
    """How many points a slice of a grid has, and whether they are floats."""
    if not isinstance(one, Slice):
        raise Missing("a grid that is not of slices")
    start, stop, step = one.start or 0, one.stop, 1 if one.step is None else one.step
    if isinstance(step, complex):
        return int(abs(step)), True
    if all(is_integer(end) for end in (start, stop, step)):
        return m.sizes.span(dim(ceildiv(stop - start, step))), False  # type: ignore[operator, arg-type]
    length = _points(start, stop, step)
    if length is not None:
        return length, True
    return m.fresh("how many points a grid has depends on data", 0), True


def _row(m: Machine, name: str, several: tuple[Value, ...]) -> Value:
    parts: list[Value] = []
    for one in several:
        if isinstance(one, Slice):
            size, floats = _span(m, one)
            parts.append(give(m, "arange", (), (size,), "f64" if floats else "i64"))
        elif isinstance(one, str):
            raise Missing(f"`{name}` with a text")
        else:
            array_ = known(m, one)
            parts.append(array_ if array_.shape else m.call(External("numpy.atleast_1d"), array_))
    return m.call(External("numpy.concatenate" if name == "r_" else "numpy.column_stack"), tuple(parts))


def plain_type(m: Machine, name: str, given: Given) -> Value:
    """`np.float64(x)`."""
    value = given.positional[0] if given.positional else 0
    dtype = dtype_from(m, name, "f64")
    if is_plain(value):
        return m.call(External(f"builtins.{_NUMBERS[kind(dtype)]}"), value)
    if isinstance(value, str):
        return m.call(External(f"builtins.{_NUMBERS[kind(dtype)]}"), value)
    found = known(m, value)
    return found if found.dtype == dtype else cast(m, found, dtype)


def index_tuples(m: Machine, name: str, given: Given) -> Value:
    """`ndindex`: all indices of a shape."""
    first = given.positional[0]
    shape = shape_at(m, first if isinstance(first, tuple) else given.positional)
    count = product(shape)
    if not isinstance(count, int) or count > MOST_ITEMS:
        raise Missing("all indices of an array whose shape is symbolic")
    return m.call(External("itertools.product"), *(Range(0, one, 1) for one in shape))


def numbered(m: Machine, name: str, given: Given) -> Value:
    """`ndenumerate`: all elements with their indices."""
    array_ = array_at(m, given, 0, "arr")
    held = items(m, index_tuples(m, name, Given((array_.shape,)))) or []
    library = m.libraries["numpy"]
    return m.store.new("iterator", items=[(one, library.item(m, array_, one)) for one in held])  # type: ignore[attr-defined]


def unravelled(m: Machine, name: str, given: Given) -> Value:
    """`unravel_index`: one array of indices, or one number, an axis."""
    places, shape = given.positional[0], shape_at(m, given.at(1, "shape"))
    if is_plain(places):
        return tuple(m.fresh("an index that depends on data", 0) for _ in shape)
    where = known(m, places)
    return tuple(give(m, name, (where,), where.shape, "i64") for _ in shape)


def raveled_places(m: Machine, name: str, given: Given) -> Value:
    """`ravel_multi_index`."""
    first = known(m, (items(m, given.positional[0]) or [0])[0])
    return give(m, name, (first,), first.shape, "i64")


def limits(m: Machine, name: str, given: Given) -> Value:
    """`finfo` and `iinfo`."""
    first = given.positional[0]
    dtype = first.dtype if isinstance(first, Array) else dtype_from(m, first, "f64" if name == "finfo" else "i64")
    if name == "iinfo":
        bits = {"i8": 7, "i16": 15, "i32": 31, "u8": 8, "u16": 16, "u32": 32, "u64": 64}.get(dtype, 63)
        fields: dict[Value, Value] = {"max": (1 << bits) - 1, "min": -(1 << bits) if dtype[0] == "i" else 0}
    else:
        eps, tiny, largest = _FLOATS.get(dtype, _FLOATS["f64"])
        fields = {"eps": eps, "tiny": tiny, "smallest_normal": tiny, "max": largest, "min": -largest, "resolution": eps}
    return m.store.new("instance", cls=External(f"numpy.{name}"), fields=fields)


_FLOATS = {
    "f64": (2.220446049250313e-16, 2.2250738585072014e-308, 1.7976931348623157e308),
    "f32": (1.1920928955078125e-07, 1.1754943508222875e-38, 3.4028234663852886e38),
    "f16": (0.00097656, 6.103515625e-05, 65504.0),
}

_WINDOWS = ("hanning", "hamming", "blackman", "bartlett")
TABLE: dict[str, Function] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), filled),
    **dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), filled_like),
    **dict.fromkeys(("array", "asarray", "copy", "asanyarray", "ascontiguousarray", "asfortranarray",
        "asarray_chkfinite",
                     "require"), array),
    "arange": ranged, **dict.fromkeys(("linspace", "logspace", "geomspace"), line),
    **dict.fromkeys(("eye", "identity", "tri"), identity), **dict.fromkeys(_WINDOWS, window), "kaiser": window,
    "indices": indices, "ix_": open_mesh, "fromfunction": from_function,
    **dict.fromkeys(("triu_indices", "tril_indices", "diag_indices", "triu_indices_from", "tril_indices_from",
                     "diag_indices_from"), triangle),
    "ndindex": index_tuples, "ndenumerate": numbered, "unravel_index": unravelled, "ravel_multi_index": raveled_places,
    "finfo": limits, "iinfo": limits,
}  # fmt: skip
