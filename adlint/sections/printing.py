"""Sections as access paths: `A[1:-1]`."""

from __future__ import annotations

from adlint.sections.section import Section
from adlint.sections.triplets import Triplet, unclipped
from adlint.symbolic import Polynomial, constant, expression, surely_at_least


def paths(name: str, of: Section, *, from_last: bool = False) -> tuple[str, ...]:
    """The access paths of a section of the array `name`, one for each box; none if it is empty. The axes of the section
    are the first ones of the array, or (`from_last`) the last ones, the last one first.
    """
    return tuple(_path(name, box, of.extents or (), from_last=from_last) for box in of.boxes)


def _path(name: str, box: tuple[Triplet, ...], extents: tuple[Polynomial, ...], *, from_last: bool) -> str:
    axes = [_axis(triplet, extent) for triplet, extent in zip(box, extents, strict=True)]
    while axes and axes[-1] == ":":
        axes.pop()
    written = ["...", *reversed(axes)] if from_last else axes
    return f"{name}[{', '.join(written)}]" if axes else name


def _axis(triplet: Triplet, extent: Polynomial) -> str:
    if (triplet.hi - triplet.lo).number == 1:
        return _place(triplet.lo, extent)
    lo = "" if triplet.lo == constant(0) else _place(triplet.lo, extent)
    hi = "" if triplet.hi == extent else _place(unclipped(triplet.hi, "min", extent), extent)
    return f"{lo}:{hi}" if triplet.step == 1 else f"{lo}:{hi}:{triplet.step}"


def _place(index: Polynomial, extent: Polynomial) -> str:
    """An index, counted from the end where that is a number, or where otherwise it might be less than 0."""
    from_end = index - extent
    if from_end.number is None:
        counts_back = not surely_at_least(index, 0) and surely_at_least(-1, from_end)
    else:
        counts_back = index.number is None and from_end.number < 0
    return expression(from_end if counts_back else index)
