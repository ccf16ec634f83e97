"""Filters of images and signals, and other functions of SciPy that give an array like one that they are given."""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    dtype_of,
    give,
    integer,
    is_plain,
    known,
)
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.broadcasting import one_axis
from adlint.shapes.dims import Dim, Shape, dim, product
from adlint.shapes.dtypes import kind
from adlint.symbolic import floordiv
from adlint.trace import Array


def floating(dtype: str) -> str:
    """The dtype of a result that is computed in floats."""
    return dtype if kind(dtype) in "fc" else "f64"


def operands(m: Machine, given: Given, count: int) -> tuple[Array | None, ...]:
    """The arrays among the first arguments; lists of numbers are passive."""
    return tuple(one if isinstance(one, Array) else None for one in given.positional[:count])


def filtered(m: Machine, name: str, given: Given) -> Value:
    """Filters of `scipy.ndimage`: of the shape and dtype of the image, unless something else is asked for."""
    if "output" in given.keywords or given.keywords.get("axes") is not None:
        raise Missing(f"`{name}` into an output, or along some axes alone")
    image = array_at(m, given, 0, "input")
    short = name.rpartition(".")[2]
    weights = (array_at(m, given, 1, "weights"),) if short in _WEIGHTED else ()
    dtype = "bool" if short.startswith("binary_") else "f64" if short in _DOUBLE else image.dtype
    return give(m, name, (image, *weights), image.shape, dtype)


def resampled(m: Machine, name: str, given: Given) -> Value:
    """`zoom` by whole numbers, and rotation within the same frame."""
    image = array_at(m, given, 0, "input")
    if name.endswith("rotate"):
        if given.at(3, "reshape", True) is not False:
            raise Missing("the size of an image that is rotated")
        return give(m, name, (image,), image.shape, image.dtype)
    factor = given.at(1, "zoom")
    several = items(m, factor) or [factor] * len(image.shape)
    factors = [int(one) for one in several if isinstance(one, int) or (isinstance(one, float) and one.is_integer())]
    if len(factors) != len(image.shape):
        raise Missing("the size of an image that is zoomed")
    shape = tuple(dim(size * one) for size, one in zip(image.shape, factors, strict=True))
    return give(m, name, (image,), shape, image.dtype)


def at_coordinates(m: Machine, name: str, given: Given) -> Value:
    """`map_coordinates`: the image at some points, whose coordinates are rows."""
    image, points = array_at(m, given, 0, "input"), array_at(m, given, 1, "coordinates")
    return give(m, name, (image, points), points.shape[1:], image.dtype)


def convolved(m: Machine, name: str, given: Given) -> Value:
    """`fftconvolve`, `convolve2d` and their kin: along every axis as `numpy.convolve` along one."""
    a, b = array_at(m, given, 0, "in1"), array_at(m, given, 1, "in2")
    mode = given.at(2, "mode", "full")
    match mode:
        case "full":
            shape: Shape = tuple(dim(x + y - 1) for x, y in zip(a.shape, b.shape, strict=True))
        case "same":
            shape = a.shape
        case "valid":
            shape = tuple(m.sizes.span(dim(x - y + 1)) for x, y in zip(a.shape, b.shape, strict=True))
        case _:
            raise Missing("a convolution in a mode that is not known")
    return give(m, name, (a, b), shape, floating(dtype_of((a, b))), mode=str(mode))


def like(m: Machine, name: str, given: Given) -> Value:
    """What gives an array of floats of the shape of one of its arguments."""
    place = _LIKE[name.removeprefix("scipy.")]
    if len(given.positional) <= place:
        raise Missing(f"`{name}` of arguments by name")
    array = known(m, given.positional[place])
    dtype = floating(array.dtype)
    if name.endswith("hilbert"):
        dtype = "c64" if dtype == "f32" else "c128"
    return give(m, name, operands(m, given, place + 1), array.shape, dtype)


def windowed(m: Machine, name: str, given: Given) -> Value:
    """Windows, by their length."""
    return give(m, name, (), (integer(given.at(1, "Nx") if name.endswith("get_window") else given.at(0, "M")),), "f64")


def of_new_length(m: Machine, name: str, given: Given) -> Value:
    """`resample`: another number of samples along an axis."""
    array, count = array_at(m, given, 0, "x"), given.at(1, "num")
    if not isinstance(count, int):
        raise Missing("a number of samples")
    place = one_axis(given.at(3, "axis", 0), len(array.shape))
    shape = tuple(count if n == place else size for n, size in enumerate(array.shape))
    return give(m, name, (array,), shape, floating(array.dtype))


def integral(m: Machine, name: str, given: Given) -> Value:
    """`simpson` and `romb`: a weighted sum along an axis."""
    array = array_at(m, given, 0, "y")
    points = given.at(1, "x") if name.endswith("simpson") else None
    place = one_axis(given.keywords.get("axis", -1), len(array.shape))
    shape = tuple(size for n, size in enumerate(array.shape) if n != place)
    return give(m, name, (array, points if isinstance(points, Array) else None), shape, floating(array.dtype))


def distances(m: Machine, name: str, given: Given) -> Value:
    """`pdist`: of all pairs of rows."""
    array = array_at(m, given, 0, "X")
    count: Dim = dim(floordiv(array.shape[0] * (array.shape[0] - 1), 2))
    return give(m, name, (array,), (count,), "f64")


def distance(m: Machine, name: str, given: Given) -> Value:
    """The distance of two vectors."""
    a, b = array_at(m, given, 0, "u"), array_at(m, given, 1, "v")
    return give(m, name, (a, b), (), floating(dtype_of((a, b))))


def measured(m: Machine, name: str, given: Given) -> Value:
    """`scipy.ndimage.sum` and `mean` of all of an image."""
    if len(given.positional) > 1 or given.keywords:
        raise Missing("a measure of labelled parts of an image")
    image = array_at(m, given, 0, "input")
    return give(m, name, (image,), (), floating(image.dtype), count=product(image.shape))


def nodes(m: Machine, name: str, given: Given) -> Value:
    """Nodes and weights of a quadrature."""
    size = integer(given.at(0, "n", given.keywords.get("deg")))
    return tuple(give(m, name, (), (size,), "f64") for _ in range(2))


def windows(m: Machine, name: str, given: Given) -> Value:
    """`sliding_window_view`: a view with the windows in axes of its own."""
    array, window = array_at(m, given, 0, "x"), shape_at(m, given.at(1, "window_shape"))
    if given.at(2, "axis") is not None or len(window) != len(array.shape):
        raise Missing("windows along some axes")
    outer = (m.sizes.span(dim(size - width + 1)) for size, width in zip(array.shape, window, strict=True))
    return give(m, name, (array,), (*outer, *window), array.dtype, buffer=array.buffer)


def strided(m: Machine, name: str, given: Given) -> Value:
    """`as_strided`: a view of another shape."""
    array, shape = array_at(m, given, 0, "x"), given.at(1, "shape")
    return give(m, name, (array,), shape_at(m, shape), array.dtype, buffer=array.buffer)


def squared(m: Machine, name: str, given: Given) -> Value:
    """`squareform`: the distances of pairs as a matrix, or those of a matrix behind each other."""
    array = array_at(m, given, 0, "X")
    if len(array.shape) == 2:
        count = array.shape[0]
        shape: Shape = (dim(floordiv(count * (count - 1), 2)),)
    elif isinstance(array.shape[0], int):
        count = (1 + isqrt(1 + 8 * array.shape[0])) // 2
        shape = (count, count)
    else:
        raise Missing("of how many points distances are")
    return give(m, name, (array,), shape, array.dtype)


def fast_length(m: Machine, name: str, given: Given) -> Value:
    """`next_fast_len`: the next length that has small factors alone."""
    size, is_real = given.at(0, "target"), given.at(1, "real", False)
    if not isinstance(size, int) or not isinstance(is_real, bool):
        raise Missing("a length that is not known")
    while _left(size, (2, 3, 5) if is_real else (2, 3, 5, 7, 11)) > 1:
        size += 1
    return size


def _left(size: int, factors: tuple[int, ...]) -> int:
    for one in factors:
        while size > 1 and size % one == 0:
            size //= one
    return size


def piecewise(m: Machine, name: str, given: Given) -> Value:
    """`piecewise`: functions of the elements under one mask after another, or numbers in their places."""
    array, masks, functions = array_at(m, given, 0, "x"), items(m, given.at(1, "condlist")), items(m, given.at(2, "f"))
    if masks is None or functions is None:
        raise Missing("pieces that are not known")
    if len(functions) > len(masks):
        raise Missing("a piece where no condition holds")
    found = give(m, "zeros_like", (), array.shape, array.dtype)
    library = m.library_of(found)
    for mask, function in zip(masks, functions, strict=True):
        if is_plain(function) or isinstance(function, Array):
            library.set_item(m, found, mask, function)
        else:
            library.set_item(m, found, mask, m.call(function, library.item(m, array, mask)))
    return found


def _under(prefix: str, names: str) -> Iterable[str]:
    return (f"{prefix}.{one}" for one in names.split())


_WEIGHTED = frozenset("convolve correlate convolve1d correlate1d".split())
_DOUBLE = frozenset("spline_filter spline_filter1d distance_transform_edt".split())
_LIKE = {
    **dict.fromkeys(_under("signal", "detrend savgol_filter hilbert medfilt wiener"), 0),
    "signal.lfilter": 2, "signal.filtfilt": 2, "signal.sosfilt": 1, "signal.sosfiltfilt": 1,
    **dict.fromkeys(_under("fft", "dctn idctn dstn idstn"), 0), "stats.zscore": 0,
}  # fmt: skip
TABLE: dict[str, Function] = {
    **dict.fromkeys(_under("scipy.ndimage", "gaussian_filter gaussian_filter1d uniform_filter uniform_filter1d"
        " median_filter maximum_filter minimum_filter maximum_filter1d minimum_filter1d convolve correlate convolve1d"
        " correlate1d sobel laplace gaussian_laplace gaussian_gradient_magnitude prewitt shift grey_erosion"
        " grey_dilation rank_filter percentile_filter affine_transform spline_filter spline_filter1d"
        " distance_transform_edt binary_erosion binary_dilation binary_opening binary_closing binary_fill_holes"),
        filtered),
    **dict.fromkeys(_under("scipy.ndimage", "zoom rotate"), resampled),
    **dict.fromkeys(_under("scipy.ndimage", "sum mean"), measured), "scipy.ndimage.map_coordinates": at_coordinates,
    **dict.fromkeys(_under("scipy.signal", "convolve2d correlate2d fftconvolve oaconvolve correlate"), convolved),
    **dict.fromkeys((f"scipy.{one}" for one in _LIKE), like),
    **dict.fromkeys(_under("scipy.signal.windows", "hann hamming blackman bartlett boxcar cosine triang parzen bohman"
        " nuttall flattop gaussian tukey kaiser blackmanharris"), windowed), "scipy.signal.get_window": windowed,
    "scipy.signal.resample": of_new_length,
    **dict.fromkeys(_under("scipy.integrate", "simpson romb"), integral),
    **dict.fromkeys(_under("polynomial", "legendre.leggauss hermite.hermgauss chebyshev.chebgauss laguerre.laggauss"),
        nodes),
    **dict.fromkeys(_under("scipy.special", "roots_legendre roots_hermite roots_laguerre roots_chebyt"), nodes),
    "lib.stride_tricks.sliding_window_view": windows, "piecewise": piecewise,
    "scipy.spatial.distance.pdist": distances, "scipy.spatial.distance.squareform": squared,
    "lib.stride_tricks.as_strided": strided, "scipy.fft.next_fast_len": fast_length,
    **dict.fromkeys(_under("scipy.spatial.distance", "euclidean sqeuclidean cosine cityblock chebyshev"), distance),
}  # fmt: skip
