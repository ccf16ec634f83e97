"""Polynomials, interpolation, Fourier transforms, and functions that SciPy writes in terms of NumPy's."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Value
from adlint.frameworks.arguments import axes_from
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    composed,
    dtype_of,
    give,
    integer,
    known,
    number_or_array,
)
from adlint.frameworks.numpy.reductions import keeps, reduce
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import dim
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array


def polynomial(m: Machine, name: str, given: Given) -> Value:
    """`polyval`, by Horner's rule: `y = y * x + p`."""
    coefficients, point = given.at(0, "p"), number_or_array(m, given.at(1, "x"))
    held = items(m, coefficients)
    if held is None:
        raise Missing("a polynomial of a degree that is not known")
    values = [number_or_array(m, one) for one in held]

    def body() -> Value:
        start: Value = give(m, "zeros_like", (), point.shape, point.dtype) if isinstance(point, Array) else 0.0
        for one in values:
            start = apply(m, "add", (apply(m, "multiply", (start, point)), one))
        return start

    arrays = tuple(one for one in (coefficients, point) if isinstance(one, Array))
    return composed(m, "polyval", arrays, body)


def fitted(m: Machine, name: str, given: Given) -> Value:
    """`polyfit`: as many coefficients as the degree says, and one more."""
    degree = integer(given.at(2, "deg"))
    arrays = [array_at(m, given, 0, "x"), array_at(m, given, 1, "y")]
    return give(m, name, arrays, (dim(degree + 1), *arrays[1].shape[1:]), "f64")


def roots(m: Machine, name: str, given: Given) -> Value:
    """`roots`: as many as the degree, unless leading coefficients are 0."""
    array = array_at(m, given, 0, "p")
    return give(m, name, (array,), (dim(array.shape[0] - 1),), "c128")


def powers(m: Machine, name: str, given: Given) -> Value:
    """`vander`: powers in columns, by repeated products."""
    array, count = array_at(m, given, 0, "x"), given.at(1, "N")
    size = array.shape[0] if count is None else integer(count)

    def body() -> Value:
        result = give(m, "empty", (), (array.shape[0], size), array.dtype)
        flat = give(m, "getitem", (array,), (array.shape[0], dim(size - 1)), array.dtype, buffer=array.buffer)
        give(m, "setitem", (result, flat), result.shape, result.dtype, buffer=result.buffer)
        give(m, "multiply.accumulate", (flat,), flat.shape, flat.dtype, buffer=result.buffer, axis=1)
        return result

    return composed(m, "vander", (array,), body)


def interpolated(m: Machine, name: str, given: Given) -> Value:
    """`interp`."""
    values = [number_or_array(m, one) for one in given.positional[:3]]
    shape = values[0].shape if isinstance(values[0], Array) else ()
    return give(m, name, values, shape, "c128" if kind(dtype_of(values[2:3])) == "c" else "f64")


def transform(m: Machine, name: str, given: Given) -> Value:
    """Fourier transforms along one axis or several."""
    short = name.rpartition(".")[2]
    array = array_at(m, given, 0, "a", "x")
    rank = len(array.shape)
    several = short.endswith(("2", "n"))
    count = given.at(1, "s" if several else "n")
    if several:
        chosen = axes_from(m, given.at(2, "axes", (-2, -1) if short.endswith("2") else None))
        over = axes(chosen, rank)
    else:
        over = (one_axis(given.at(2, "axis", -1), rank),)
    sizes = [array.shape[one] for one in over] if count is None else list(shape_at(m, count))
    shape = list(array.shape)
    for place, size in zip(over, sizes, strict=True):
        shape[place] = size
    last = over[-1]
    if short.startswith(("rfft", "ihfft")):
        shape[last] = dim(floordiv(shape[last], 2) + 1)
    elif short.startswith(("irfft", "hfft")) and count is None:
        shape[last] = dim(2 * (array.shape[last] - 1))
    narrow = array.dtype in ("f32", "c64", "f16")
    dtype = "c64" if narrow else "c128"
    result = real(dtype) if short.startswith(("irfft", "hfft")) else dtype
    return give(m, name, (array,), tuple(shape), result, axes=over)


def frequencies(m: Machine, name: str, given: Given) -> Value:
    """`fftfreq` and `rfftfreq`."""
    size = shape_at(m, given.at(0, "n"))[0]
    if name.endswith("rfftfreq"):
        size = dim(floordiv(size, 2) + 1)
    step = given.at(1, "d")
    return give(m, name, (step,) if isinstance(step, Array) else (), (size,), "f64")


def shifted(m: Machine, name: str, given: Given) -> Value:
    """`fftshift` and its inverse: a copy with elements at other places."""
    array = array_at(m, given, 0, "x")
    return give(m, name, (array,), array.shape, array.dtype)


def along_axes(m: Machine, name: str, given: Given) -> Value:
    """`nanmean` and its kin: one float for all elements along some axes."""
    array = array_at(m, given, 0, "a")
    over = axes(axes_from(m, given.at(1, "axis")), len(array.shape))
    shape = tuple(1 if n in over else s for n, s in enumerate(array.shape) if n not in over or keeps(given))
    return give(m, name, (array,), shape, array.dtype if kind(array.dtype) in "fc" else "f64", axes=over)


def log_sum(m: Machine, name: str, given: Given) -> Value:
    """`logsumexp`: the logarithm of a sum of exponentials of what is left below the largest."""
    array = array_at(m, given, 0, "a")
    axis = axes_from(m, given.at(1, "axis"))
    if given.at(2, "b") is not None or given.at(4, "return_sign", False) is not False:
        raise Missing("`logsumexp` with factors or signs")

    def body() -> Value:
        distance = apply(m, "subtract", (array, reduce(m, "maximum", array, axis, keeps=True)))
        exponential = apply(m, "exp", (distance,))
        assert isinstance(exponential, Array)
        total = reduce(m, "add", exponential, axis, keeps=keeps(given))
        largest = give(m, "reshape", (reduce(m, "maximum", array, axis),), total.shape, total.dtype)
        return apply(m, "add", (apply(m, "log", (total,)), largest))

    return composed(m, name, (array,), body)


def soft_max(m: Machine, name: str, given: Given) -> Value:
    """`softmax` and `log_softmax`, as SciPy computes them."""
    array = array_at(m, given, 0, "x")
    axis = axes_from(m, given.at(1, "axis"))

    def body() -> Value:
        largest = reduce(m, "maximum", array, axis, keeps=True)
        distance = apply(m, "subtract", (array, largest))
        exponential = apply(m, "exp", (distance,))
        assert isinstance(exponential, Array)
        total = reduce(m, "add", exponential, axis, keeps=True)
        if name.endswith("log_softmax"):
            return apply(m, "subtract", (distance, apply(m, "log", (total,))))
        return apply(m, "divide", (exponential, total))

    return composed(m, name, (array,), body)


def angle(m: Machine, name: str, given: Given) -> Value:
    """`angle`: the arc tangent of the imaginary over the real part."""
    array = array_at(m, given, 0, "z")

    def body() -> Value:
        if kind(array.dtype) != "c":
            return apply(m, "arctan2", (0.0, array))
        parts = (
            give(m, one, (array,), array.shape, real(array.dtype), buffer=array.buffer) for one in ("imag", "real")
        )
        return apply(m, "arctan2", tuple(parts))

    return composed(m, "angle", (array,), body)


def sinc(m: Machine, name: str, given: Given) -> Value:
    """`sinc`: `sin(y) / y` of `y = pi * x`, with something small where x is 0."""
    array = number_or_array(m, given.at(0, "x"))

    def body() -> Value:
        scaled = apply(m, "multiply", (array, 3.141592653589793))
        if isinstance(scaled, Array):
            scaled = give(m, "where", (scaled, scaled, 1e-20), scaled.shape, scaled.dtype)
        return apply(m, "divide", (apply(m, "sin", (scaled,)), scaled))

    return composed(m, "sinc", (array,), body)


def applied_along(m: Machine, name: str, given: Given) -> Value:
    """`apply_along_axis`: the function of each line, one after another."""
    function, axis, array = given.positional[0], given.positional[1], known(m, given.positional[2])
    place = one_axis(axis, len(array.shape))
    if len(array.shape) != 2 or not isinstance(array.shape[1 - place], int):
        raise Missing("a function applied along an axis")
    library = m.libraries["numpy"]
    lines = array if place == 1 else m.call(External("numpy.transpose"), array)
    held = [m.call(function, library.item(m, lines, n)) for n in range(array.shape[1 - place])]  # type: ignore[attr-defined, arg-type]
    stacked = known(m, tuple(held))
    return stacked if place == 1 or len(stacked.shape) < 2 else m.call(External("numpy.transpose"), stacked)


def vectorized(m: Machine, name: str, given: Given) -> Value:
    """`vectorize`: the function of elements, which goes for arrays as it stands."""
    return Partial(External("numpy.<vectorized>"), given.positional[:1], ())


def by_elements(m: Machine, name: str, given: Given) -> Value:
    """A call of what `vectorize` made."""
    function, *several = given.positional
    return m.call(function, *(number_or_array(m, one) for one in several), **given.keywords)


_TRANSFORMS = "fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn hfft ihfft".split()
TABLE: dict[str, Function] = {
    "polyval": polynomial, "polyfit": fitted, "roots": roots, "vander": powers, "interp": interpolated,
    **{f"{root}fft.{one}": transform for root in ("", "scipy.") for one in _TRANSFORMS},
    **{f"scipy.fft.{one}": shifted for one in ("dct", "idct", "dst", "idst")},
    **{f"{root}fft.{one}": frequencies for root in ("", "scipy.") for one in ("fftfreq", "rfftfreq")},
    **{f"{root}fft.{one}": shifted for root in ("", "scipy.") for one in ("fftshift", "ifftshift")},
    "scipy.special.logsumexp": log_sum, **dict.fromkeys("nanmean nanvar nanstd nanmedian".split(), along_axes),
    "scipy.special.softmax": soft_max, "scipy.special.log_softmax": soft_max,
    "vectorize": vectorized, "<vectorized>": by_elements,
    "angle": angle, "sinc": sinc, "apply_along_axis": applied_along,
}  # fmt: skip
