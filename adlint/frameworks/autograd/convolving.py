"""`autograd.scipy.signal.convolve`: along some axes, while others are summed, or stay (`autograd/scipy/signal.py`)."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import Missing, array_at, dtype_of, give
from adlint.shapes.dims import Dim, dim

CONVOLVED = "convolved"


def convolve(m: Machine, name: str, given: Given) -> Value:
    """Axes that are neither convolved nor summed come first, of both arrays; behind them those of the convolution."""
    a, b = array_at(m, given, 0, "A"), array_at(m, given, 1, "B")
    mode, wanted = given.at(4, "mode", "full"), given.at(2, "axes")
    along = _pair(m, wanted) if wanted is not None else (tuple(range(len(a.shape))),) * 2
    summed = _pair(m, given.at(3, "dot_axes", ((), ())))
    if mode not in ("full", "same", "valid"):
        raise Missing("a convolution in a mode that is not known")
    shape: list[Dim] = []
    for array, convolved, dots in zip((a, b), along, summed, strict=True):
        shape += [size for place, size in enumerate(array.shape) if place not in (*convolved, *dots)]
    shape += [_size(m, a.shape[x], b.shape[y], mode) for x, y in zip(*along, strict=True)]
    name = f"{name}.same" if mode == "same" else name
    return give(m, name, (a, b), tuple(shape), floating(dtype_of((a, b))))


def _pair(m: Machine, axes: Value) -> tuple[Sequence[int], Sequence[int]]:
    both = [items(m, one) for one in items(m, axes) or ()]
    found = [tuple(place for place in one if isinstance(place, int)) for one in both if one is not None]
    if len(found) != 2 or any(len(one) != len(known or ()) for one, known in zip(found, both, strict=True)):
        raise Missing("axes of a convolution that are not known")
    return found[0], found[1]


def _size(m: Machine, a: Dim, b: Dim, mode: Value) -> Dim:
    match mode:
        case "full":
            return dim(a + b - 1)
        case "same":
            return a
        case _:
            return dim(m.sizes.larger(dim(a - b), dim(b - a)) + 1)
