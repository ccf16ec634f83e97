"""Reductions and scans, and the methods of ufuncs."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value, is_integer
from adlint.frameworks.arguments import axes_from, dtype_from
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import Function, array_at, give, is_plain, known, number_or_array
from adlint.frameworks.numpy.ufuncs import result_dtype, ufunc
from adlint.shapes.broadcasting import axes, one_axis, reduced
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import WIDTH
from adlint.trace import Array

UFUNC = {
    "sum": "add", "prod": "multiply", "max": "maximum", "amax": "maximum", "min": "minimum", "amin": "minimum",
    "nansum": "add", "nanprod": "multiply", "nanmax": "maximum", "nanmin": "minimum",
}  # fmt: skip
METHODS = ("reduce", "accumulate", "reduceat", "outer", "at")


def reduction(m: Machine, name: str, given: Given) -> Value:
    """`sum`, `prod`, `max`, `min` over axes."""
    array = array_at(m, given, 0, "a")
    adds = UFUNC[name] in ("add", "multiply")
    axis = axes_from(m, given.at(1, "axis"))
    mask = given.keywords.get("where", True)
    if mask is not True:
        return _masked(m, name, array, known(m, mask), axis)
    dtype = dtype_from(m, given.at(2, "dtype") if adds else None, accumulated(UFUNC[name], array.dtype))
    out = given.at(3 if adds else 2, "out")
    return reduce(m, UFUNC[name], array, axis, keeps=keeps(given, 4 if adds else 3), dtype=dtype, out=out)


def _masked(m: Machine, name: str, array: Array, mask: Array, axis: object) -> Array:
    """A reduction of elements under a mask: how many sums there are depends on data."""
    over = axes(axis, len(array.shape))
    shape = reduced(array.shape, over)
    most = dim(product(array.shape) - product(shape))
    count = m.fresh("how many elements a mask takes depends on data", 0, most)
    dtype = accumulated(UFUNC[name], array.dtype)
    return give(m, f"{UFUNC[name]}.reduce", (array, mask), shape, dtype, axes=over, keeps=False, count=count)


def reduce(
    m: Machine,
    function: str,
    array: Array,
    axis: object,
    *,
    keeps: bool = False,
    dtype: str | None = None,
    out: Value = None,
) -> Array:
    """A reduction of an array over axes by a ufunc."""
    over = axes(axis, len(array.shape))
    shape = reduced(array.shape, over, keeps=keeps)
    found = dtype or accumulated(function, array.dtype)
    if isinstance(out, Array):
        give(m, f"{function}.reduce", (array,), out.shape, out.dtype, buffer=out.buffer, axes=over, keeps=keeps)
        return out
    return give(m, f"{function}.reduce", (array,), shape, found, axes=over, keeps=keeps)


def accumulated(function: str, dtype: str) -> str:
    """The dtype in which a ufunc accumulates: sums and products of small integers are of the platform's own."""
    if function in ("add", "multiply") and (dtype == "bool" or (dtype[0] in "iu" and WIDTH[dtype] < 8)):
        return "u64" if dtype[0] == "u" else "i64"
    return result_dtype(function, dtype)


def keeps(given: Given, position: int = 99) -> bool:
    """Whether reduced axes stay as ones."""
    return given.at(position, "keepdims") is True


def logical(m: Machine, name: str, given: Given) -> Value:
    """`any` and `all`: not differentiable."""
    array = array_at(m, given, 0, "a")
    over = axes(axes_from(m, given.at(1, "axis")), len(array.shape))
    return give(m, name, (array,), reduced(array.shape, over, keeps=keeps(given, 3)), "bool")


def counted(m: Machine, name: str, given: Given) -> Value:
    """`argmax`, `count_nonzero` and what else gives integers."""
    array = array_at(m, given, 0, "a")
    over = axes(axes_from(m, given.at(1, "axis")), len(array.shape))
    return give(m, name, (array,), reduced(array.shape, over, keeps=keeps(given)), "i64")


def scan(m: Machine, name: str, given: Given) -> Value:
    """`cumsum` and `cumprod`."""
    array = array_at(m, given, 0, "a")
    function = "multiply" if "prod" in name else "add"
    dtype = dtype_from(m, given.at(2, "dtype"), accumulated(function, array.dtype))
    return _accumulate(m, function, array, axes_from(m, given.at(1, "axis")), dtype, given.at(3, "out"))


def cumulative(m: Machine, name: str, given: Given) -> Value:
    """`cumulative_sum` and `cumulative_prod`, of the array API."""
    array = array_at(m, given, 0, "x")
    if given.keywords.get("include_initial") is True:
        return m.say_unknown(f"`{name}` with the initial value", (array,))
    function = "multiply" if "prod" in name else "add"
    axis = given.keywords.get("axis", 0 if len(array.shape) == 1 else None)
    return _accumulate(m, function, array, axis, accumulated(function, array.dtype), None)


def _accumulate(m: Machine, function: str, array: Array, axis: object, dtype: str, out: Value) -> Array:
    shape: Shape = (product(array.shape),) if axis is None else array.shape
    place = None if axis is None else one_axis(axis, len(array.shape))
    if isinstance(out, Array):
        give(m, f"{function}.accumulate", (array,), shape, out.dtype, buffer=out.buffer, axis=place)
        return out
    return give(m, f"{function}.accumulate", (array,), shape, dtype, axis=place)


def ufunc_method(m: Machine, name: str, given: Given) -> Value:
    """`np.add.reduce` and the like."""
    function, _, method = name.rpartition(".")
    match method:
        case "reduce":
            array = array_at(m, given, 0, "array")
            axis = axes_from(m, given.at(1, "axis", 0))
            found = result_dtype(function, array.dtype) if ufunc(function).result == "bool" else None  # type: ignore[union-attr]
            dtype = dtype_from(m, given.at(2, "dtype"), found or accumulated(function, array.dtype))
            return reduce(m, function, array, axis, keeps=keeps(given, 4), dtype=dtype, out=given.at(3, "out"))
        case "accumulate":
            array = array_at(m, given, 0, "array")
            dtype = dtype_from(m, given.at(2, "dtype"), accumulated(function, array.dtype))
            return _accumulate(m, function, array, given.at(1, "axis", 0), dtype, given.at(3, "out"))
        case "outer":
            a, b = (known(m, one) for one in given.positional[:2])
            return outer_product(m, function, a, b)
        case "at":
            return _at(m, name, given)
        case _:
            return m.say_unknown(f"no model of `{name}`", given.positional)


def outer_product(m: Machine, function: str, a: Array, b: Array) -> Value:
    """A ufunc of all pairs of elements."""
    spread = give(m, "reshape", (a,), (*a.shape, *(1,) * len(b.shape)), a.dtype, buffer=a.buffer)
    return apply(m, function, (spread, b))


def _at(m: Machine, name: str, given: Given) -> Value:
    """`np.add.at`: one statement for each index, and no other element."""
    target, index = given.positional[:2]
    values = tuple(number_or_array(m, one) for one in given.positional[2:])
    if not isinstance(target, Array):
        return m.say_unknown(f"`{name}` on something that is not known", given.positional)
    taken = m.libraries["numpy"].item_shape(m, target, index)  # type: ignore[attr-defined]
    indices = tuple(one for one in (index if isinstance(index, tuple) else (index,)) if isinstance(one, Array))
    give(m, name, (target, *values, *indices), target.shape, target.dtype, buffer=target.buffer, count=product(taken),
         values=len(values))  # fmt: skip
    return None


def extent(m: Machine, array: Array, axis: object) -> Dim:
    """How many elements a reduction over axes adds up."""
    return product(array.shape[one] for one in axes(axis, len(array.shape)))


def searched(m: Machine, name: str, given: Given) -> Value:
    """`argsort`, `argpartition`: places, as many as elements."""
    array = array_at(m, given, 0, "a")
    axis = given.at(2 if name == "argpartition" else 1, "axis", -1)
    shape = (product(array.shape),) if axis is None else array.shape
    return give(m, name, (array,), shape, "i64")


def inserted(m: Machine, name: str, given: Given) -> Value:
    """`searchsorted`, `digitize`: one place for each value."""
    value = given.at(1, "v") if name == "searchsorted" else given.at(0, "x")
    if is_plain(value):
        return m.fresh("where a value is found depends on data", 0)
    array = known(m, value)
    return give(m, name, (array,), array.shape, "i64")


def binned(m: Machine, name: str, given: Given) -> Value:
    """`bincount`: sums of weights by bin; how many bins there are depends on data unless `minlength` says it."""
    array = array_at(m, given, 0, "x")
    weights, least = given.at(1, "weights"), given.at(2, "minlength", 0)
    size = m.fresh("how many bins there are depends on data", least if is_integer(least) else 0)  # type: ignore[arg-type]
    if weights is None:
        return give(m, name, (array,), (size,), "i64")
    return give(m, name, (array, known(m, weights)), (size,), "f64")


def histogram(m: Machine, name: str, given: Given) -> Value:
    """`histogram`: counts, or sums of weights; and the edges of bins."""
    array, bins = array_at(m, given, 0, "a"), given.at(1, "bins", 10)
    weights = given.keywords.get("weights")
    if isinstance(bins, str):
        return m.say_unknown("a histogram with as many bins as data ask for", (array,))
    edges = None if is_integer(bins) else known(m, bins)
    count: Dim = dim(edges.shape[0] - 1) if edges is not None else bins  # type: ignore[assignment]
    dense = given.keywords.get("density") is True
    operands = (array,) if weights is None else (array, known(m, weights))
    counts = give(m, "histogram", operands, (count,), "f64" if weights is not None or dense else "i64")
    if edges is None:
        edges = give(m, "histogram_bin_edges", (array,), (dim(count + 1),), "f64")
    return counts, edges


def unique(m: Machine, name: str, given: Given) -> Value:
    """`unique`: how many there are depends on data."""
    array = array_at(m, given, 0, "ar")
    size = m.fresh("how many different elements there are depends on data", 0, product(array.shape))
    found: list[Value] = [give(m, "unique", (array,), (size,), array.dtype)]
    for position, option in enumerate(("return_index", "return_inverse", "return_counts"), 1):
        if given.at(position, option) is True:
            shape = array.shape if option == "return_inverse" else (size,)
            found.append(give(m, "unique", (array,), shape, "i64"))
    return found[0] if len(found) == 1 else tuple(found)


def places(m: Machine, name: str, given: Given) -> Value:
    """`nonzero`, `flatnonzero`, `argwhere`: how many there are depends on data."""
    array = array_at(m, given, 0, "a")
    size = m.fresh("how many elements are true depends on data", 0, product(array.shape))
    if name == "argwhere":
        return give(m, name, (array,), (size, len(array.shape)), "i64")
    if name == "flatnonzero":
        return give(m, name, (array,), (size,), "i64")
    return tuple(give(m, name, (array,), (size,), "i64") for _ in array.shape)


def tested(m: Machine, name: str, given: Given) -> Value:
    """`allclose`, `array_equal` and the like: one truth that depends on data."""
    arrays = [one for value in given.positional[:2] if isinstance(one := number_or_array(m, value), Array)]
    return give(m, name, arrays, (), "bool")


def members(m: Machine, name: str, given: Given) -> Value:
    """`isin`: one truth for each element."""
    array = array_at(m, given, 0, "element")
    return give(m, name, (array,), array.shape, "bool")


TABLE: dict[str, Function] = {
    **dict.fromkeys(UFUNC, reduction), **dict.fromkeys(("any", "all"), logical),
    **dict.fromkeys(("argmax", "argmin", "count_nonzero", "nanargmax", "nanargmin"), counted),
    **dict.fromkeys(("cumsum", "cumprod", "nancumsum", "nancumprod"), scan),
    **dict.fromkeys(("cumulative_sum", "cumulative_prod"), cumulative),
    **dict.fromkeys(("argsort", "argpartition"), searched), **dict.fromkeys(("searchsorted", "digitize"), inserted),
    "bincount": binned, "histogram": histogram, "unique": unique,
    **dict.fromkeys(("nonzero", "flatnonzero", "argwhere"), places),
    **dict.fromkeys(("allclose", "array_equal", "array_equiv"), tested),
    **dict.fromkeys(("isin", "in1d"), members),
}  # fmt: skip
