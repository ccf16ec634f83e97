"""Shapes under which the same elements are seen."""

from __future__ import annotations

from adlint.shapes.broadcasting import same, text
from adlint.shapes.dims import Mismatch, Shape, dim, product, quotient
from adlint.symbolic import floordiv


def completed(shape: Shape, wanted: Shape) -> Shape:
    """The shape that `reshape` gives, -1 being what is left. Mismatch if the sizes differ for sure. Where it depends on
    symbols whether a size can be divided, it is taken to be: the program would not run otherwise.
    """
    size = product(shape)
    if -1 not in wanted:
        if same(size, product(wanted)) is False:
            raise Mismatch(f"an array of {size} elements cannot be reshaped to {text(wanted)}")
        return wanted
    rest = product(one for one in wanted if one != -1)
    left = quotient(size, rest)
    if left is None:
        if isinstance(size, int) and isinstance(rest, int):
            raise Mismatch(f"an array of {size} elements cannot be reshaped to {text(wanted)}")
        left = dim(floordiv(size, rest))
    return tuple(left if one == -1 else one for one in wanted)
