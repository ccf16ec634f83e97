"""Fourier transforms."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.torch.axes import axes
from adlint.frameworks.torch.cutting import cut
from adlint.frameworks.torch.elementwise import cast
from adlint.frameworks.torch.layout import dense, order, strides_of
from adlint.frameworks.torch.making import NotKnown, emit, made, tensor
from adlint.frameworks.torch.views import copied
from adlint.shapes.dims import Dim, Shape, dim, replaced
from adlint.shapes.dtypes import kind, real
from adlint.symbolic import floordiv
from adlint.trace import Array

# transforms along one axis have one axis and one size, others several
_OVER_ONE = frozenset("fft ifft rfft irfft hfft ihfft".split())
TRANSFORMS = _OVER_ONE | frozenset("fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn".split())


def shifted(m: Machine, name: str, given: Given) -> Value:
    """`fftshift` and `ifftshift`."""
    array = tensor(m, given, 0, "input")
    return copied(m, "roll", array, array.shape)


def transform(m: Machine, name: str, given: Given) -> Value:
    """Fourier transforms: of real input to a half of complex output, and back."""
    name = name.removeprefix("fft.")
    array = tensor(m, given, 0, "input")
    over = _axes(m, name, given, len(array.shape))
    sizes = _sizes(m, name, given)
    is_real = name.startswith(("rfft", "ihfft"))
    to_real = name.startswith(("irfft", "hfft"))
    shape, last = array.shape, over[-1]
    for axis, size in zip(over, sizes, strict=False):
        if not (to_real and axis == last):
            array = _resized(m, array, axis, size)
        shape = replaced(shape, axis, size)
    if is_real:
        shape = replaced(shape, last, dim(floordiv(shape[last], 2) + 1))
    elif to_real and not sizes:
        shape = replaced(shape, last, dim(2 * (shape[last] - 1)))
    if is_real or (name in ("fft", "ifft") and kind(array.dtype) == "f"):
        operation, dtype = "_fft_r2c", _complex(array.dtype)
    else:
        array = cast(m, array, _complex(array.dtype))
        operation, dtype = ("_fft_c2r", real(array.dtype)) if to_real else ("_fft_c2c", array.dtype)
    result = made(m, shape, dtype, _strides(m, operation, array, over, shape))
    emit(m, operation, (array,), result)
    return result


def _strides(m: Machine, operation: str, array: Array, over: tuple[int, ...], shape: Shape) -> Shape | None:
    """How a result lies in memory: axes that are transformed inside, the halved one innermost, all others by the steps
    of the operand (`_exec_fft` of ATen with MKL).
    """
    by_steps = order(m.sizes, array.shape, (strides_of(array),))
    inner = [axis for axis in by_steps if axis in over]
    if operation != "_fft_c2c":
        inner = [*(axis for axis in inner if axis != over[-1]), over[-1]]
    return dense(shape, [*(axis for axis in by_steps if axis not in over), *inner])


def _axes(m: Machine, name: str, given: Given, rank: int) -> tuple[int, ...]:
    default: Value = -1 if name in _OVER_ONE else (-2, -1) if name.endswith("2") else None
    return axes(axes_from(m, given.at(2, "dim", default)), rank)


def _sizes(m: Machine, name: str, given: Given) -> list[Dim]:
    """The sizes that the axes are cut off or filled up to; none if they stay as they are."""
    wanted = given.at(1, "n" if name in _OVER_ONE else "s")
    if wanted is None:
        return []
    held = [wanted] if name in _OVER_ONE else items(m, wanted)
    if held is None:
        raise NotKnown("the sizes of a transform are not known")
    return [size_from(m, one) for one in held]


def _complex(dtype: str) -> str:
    return {"f64": "c128", "c128": "c128"}.get(dtype, "c64")


def _resized(m: Machine, array: Array, axis: int, size: Dim) -> Array:
    """A tensor cut off, or filled up with zeros, along an axis."""
    if array.shape[axis] == size:
        return array
    if m.sizes.at_least(array.shape[axis], size):
        return cut(m, array, axis, size)
    return copied(m, "constant_pad_nd", array, replaced(array.shape, axis, size))
