"""Convolutions and Fourier transforms."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.operators import binary
from adlint.evaluate.values import External, Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.values import array, promoted
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import Shape, dim
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array


def _convolve(m: Machine, name: str, given: Given) -> Value:
    """`convolve` and `correlate` of vectors."""
    x, y = promoted(m, *(array(m, one) for one in given.positional[:2]), floating=True)
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    mode = given.at(2, "mode", "full" if name == "convolve" else "valid")
    if m.sizes.takes(x.shape[0], y.shape[0]) is False:
        x, y = y, x
    if name == "convolve":
        y = bind(m, "rev", (y,), y.shape, y.dtype, axes=(0,))
    n, k = x.shape[0], y.shape[0]
    size = {"full": dim(n + k - 1), "same": n}.get(str(mode), dim(n - k + 1))
    a, b = (lax.expand_dims(m, one, (0, 1)) for one in (x, y))
    result = bind(m, "conv_general_dilated", (a, b), (1, 1, size), x.dtype)
    return lax.squeeze(m, result, (0, 1))


_LAST = {"fft": "fft", "ifft": "ifft", "rfft": "rfft", "irfft": "irfft", "hfft": "irfft", "ihfft": "rfft"}
_SEVERAL = {f"{name}{end}": name for name in ("fft", "ifft", "rfft", "irfft") for end in ("2", "n")}


def _fourier(m: Machine, name: str, given: Given) -> Value:
    short = name.removeprefix("fft.")
    x = array(m, given.positional[0])
    if short in _LAST:
        size, over = given.at(1, "n"), given.at(2, "axis", -1)
        wanted: Shape | None = None if size is None else (size_from(m, size),)
        short, places = _LAST[short], axes(one_axis(over, len(x.shape)), len(x.shape))
    else:
        sizes, some = given.at(1, "s"), axes_from(m, given.at(2, "axes"))
        wanted = None if sizes is None else wanted_shape(m, sizes)
        places = _places(short, some, len(x.shape) if wanted is None else len(wanted), len(x.shape))
        short = _SEVERAL[short]
    result = transformed(m, short, x, wanted, places)
    over_sizes = wanted or tuple((result if short == "irfft" else x).shape[one] for one in places)
    norm = given.at(3, "norm")
    return result if norm is None else _normed(m, result, over_sizes, norm, inverse=name[4] == "i")


def _places(name: str, some: object, count: int, rank: int) -> tuple[int, ...]:
    """The axes that are transformed: the last ones, where none are named."""
    if some is None:
        some = (-2, -1) if name.endswith("2") else tuple(range(-count, 0))
    return axes(some, rank)


def _normed(m: Machine, x: Array, sizes: Shape, norm: Value, *, inverse: bool) -> Value:
    """A transform times its norm, which JAX computes as an array (`_fft_norm`)."""
    if norm == "backward":
        return x
    counts = m.call(External("jax.numpy.array"), sizes, External(f"numpy.{x.dtype}"))
    factor = m.call(External("jax.numpy.prod"), counts)
    if norm == "ortho":
        factor = m.call(External("jax.numpy.sqrt"), factor)
    return binary(m, "*", x, factor if inverse else binary(m, "/", 1, factor))


def transformed(m: Machine, name: str, x: Array, sizes: Shape | None, places: tuple[int, ...]) -> Array:
    """A Fourier transform along axes, which are moved behind all others for it; of sizes, cut and padded to them."""
    rank, count = len(x.shape), len(places)
    order = [n for n in range(rank) if n not in places] + list(places)
    moved = lax.transpose(m, x, order)
    if sizes is not None:
        moved = _sized(m, name, moved, sizes)
    if name in ("fft", "ifft", "irfft"):
        moved = lax.convert(m, moved, _complex(x.dtype))
    last = moved.shape[-1]
    if name == "rfft":
        last = dim(floordiv(last, 2) + 1)
    elif name == "irfft":
        last = sizes[-1] if sizes is not None else dim(2 * (last - 1))
    dtype = moved.dtype if name != "rfft" else _complex(moved.dtype)
    dtype = real(dtype) if name == "irfft" else dtype
    result = bind(m, "fft", (moved,), (*moved.shape[:-1], last), dtype, kind=name, count=count)
    return lax.transpose(m, result, sorted(range(rank), key=order.__getitem__))


def _complex(dtype: str) -> str:
    if kind(dtype) == "c":
        return dtype
    return "c128" if dtype in ("f64", "i64") else "c64"


def _sized(m: Machine, name: str, x: Array, sizes: Shape) -> Array:
    """Cut or padded behind to the sizes of its last axes; JAX pads even where nothing is to be added."""
    wanted = (*x.shape[: len(x.shape) - len(sizes)], *sizes)
    if name == "irfft":
        wanted = (*wanted[:-1], dim(floordiv(sizes[-1], 2) + 1))
    cut = tuple(m.sizes.smaller(a, b) for a, b in zip(wanted, x.shape, strict=True))
    return lax.pad(m, lax.slice_(m, x, cut) if cut != x.shape else x, 0, wanted, compiled=True)


def _shifted(m: Machine, name: str, given: Given) -> Value:
    """`fftshift`: every axis is rolled by a half."""
    x = array(m, given.positional[0])
    for place in axes(axes_from(m, given.at(1, "axes")), len(x.shape)):
        half = dim(floordiv(x.shape[place], 2))
        parts = (lax.slice_axis(m, x, place, half), lax.slice_axis(m, x, place, dim(x.shape[place] - half)))
        x = lax.concatenate(m, parts, place)
    return x


def _frequencies(m: Machine, name: str, given: Given) -> Value:
    n, spacing = named(given, "n d")
    size = size_from(m, n)
    count = size if name.endswith(".fftfreq") else dim(floordiv(size, 2) + 1)
    numbers = bind(m, "iota", (), (count,), default(m, "f"))
    below = array(m, spacing) if isinstance(spacing, Array) else 1.0
    return lax.div(m, numbers, below)


FUNCTIONS: dict[str, Function] = {
    "convolve": _convolve, "correlate": _convolve,
    **dict.fromkeys((f"fft.{one}" for one in (*_LAST, *_SEVERAL)), _fourier),
    **dict.fromkeys(("fft.fftshift", "fft.ifftshift"), _shifted),
    **dict.fromkeys(("fft.fftfreq", "fft.rfftfreq"), _frequencies),
}  # fmt: skip
