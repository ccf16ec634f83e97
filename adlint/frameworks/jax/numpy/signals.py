"""Convolutions and Fourier transforms."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.values import array, promoted
from adlint.shapes.broadcasting import axes, one_axis
from adlint.shapes.dims import Dim, Shape, dim
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array


def _convolve(m: Machine, name: str, given: Given) -> Value:
    """`convolve` and `correlate` of vectors."""
    x, y = promoted(m, *(array(m, one) for one in given.positional[:2]), floating=True)
    assert isinstance(x, Array)
    assert isinstance(y, Array)
    mode = given.at(2, "mode", "full" if name == "convolve" else "valid")
    if m.sizes.at_least(y.shape[0], dim(x.shape[0] + 1)):
        x, y = y, x
    if name == "convolve":
        y = bind(m, "rev", (y,), y.shape, y.dtype, axes=(0,))
    n, k = x.shape[0], y.shape[0]
    size = {"full": dim(n + k - 1), "same": n}.get(str(mode), dim(n - k + 1))
    a, b = (lax.expand_dims(m, one, (0, 1)) for one in (x, y))
    result = bind(m, "conv_general_dilated", (a, b), (1, 1, size), x.dtype)
    return lax.squeeze(m, lax.slice_(m, result, (1, 1, size)), (0, 1))


_LAST = {"fft": "fft", "ifft": "ifft", "rfft": "rfft", "irfft": "irfft", "hfft": "irfft", "ihfft": "rfft"}
_SEVERAL = {f"{name}{end}": name for name in ("fft", "ifft", "rfft", "irfft") for end in ("2", "n")}


def _fourier(m: Machine, name: str, given: Given) -> Value:
    short = name.removeprefix("fft.")
    x = array(m, given.positional[0])
    if short in _LAST:
        size, axis = given.at(1, "n"), given.at(2, "axis", -1)
        wanted = None if size is None else (size_from(m, size),)
        return transformed(m, _LAST[short], x, wanted, (one_axis(axis, len(x.shape)),))
    sizes, over = given.at(1, "s"), axes_from(m, given.at(2, "axes"))
    if over is None:
        over = (-2, -1) if short.endswith("2") else None
    places = axes(over, len(x.shape))
    return transformed(m, _SEVERAL[short], x, None if sizes is None else wanted_shape(m, sizes), places)


def transformed(m: Machine, name: str, x: Array, sizes: Shape | None, places: tuple[int, ...]) -> Array:
    """A Fourier transform along axes, which are moved behind all others for it."""
    if name in ("fft", "ifft", "irfft"):
        x = lax.convert(m, x, _complex(x.dtype))
    if sizes is not None:
        x = _sized(m, name, x, sizes, places)
    rank, count = len(x.shape), len(places)
    order = [n for n in range(rank) if n not in places] + list(places)
    moved = lax.transpose(m, x, order)
    last = moved.shape[-1]
    if name == "rfft":
        last = dim(floordiv(last, 2) + 1)
    elif name == "irfft":
        last = sizes[-1] if sizes is not None else dim(2 * (last - 1))
    dtype = _complex(x.dtype) if name == "rfft" else real(x.dtype) if name == "irfft" else x.dtype
    result = bind(m, "fft", (moved,), (*moved.shape[:-1], last), dtype, kind=name, count=count)
    return lax.transpose(m, result, sorted(range(rank), key=order.__getitem__))


def _complex(dtype: str) -> str:
    if kind(dtype) == "c":
        return dtype
    return "c128" if dtype in ("f64", "i64") else "c64"


def _sized(m: Machine, name: str, x: Array, sizes: Shape, places: tuple[int, ...]) -> Array:
    wanted: list[Dim] = list(x.shape)
    for size, place in zip(sizes, places, strict=True):
        wanted[place] = size
    if name == "irfft":
        wanted[places[-1]] = dim(floordiv(sizes[-1], 2) + 1)
    if tuple(wanted) == x.shape:
        return x
    cut = tuple(m.sizes.smaller(a, b) for a, b in zip(wanted, x.shape, strict=True))
    return lax.pad(m, lax.slice_(m, x, cut) if cut != x.shape else x, 0, tuple(wanted))


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
