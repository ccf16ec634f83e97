"""Boxes: products of triplets, one for each axis of an array."""

from __future__ import annotations

from functools import reduce
from typing import TypeAlias

from adlint.sections import triplets
from adlint.sections.triplets import Triplet
from adlint.symbolic import Bounds, Polynomial, constant

Box: TypeAlias = tuple[Triplet, ...]  # () is the one element of an array without axes


def elements(box: Box, bounds: Bounds) -> Polynomial:
    """How many elements there are in a box."""
    return reduce(Polynomial.__mul__, (triplets.count(triplet, bounds) for triplet in box), constant(1))


def is_empty(box: Box, bounds: Bounds) -> bool | None:
    """Whether there is no element: True, False, or None where that is not known."""
    axes = [triplets.is_empty(triplet, bounds) for triplet in box]
    return True if True in axes else (None if None in axes else False)


def is_surely_empty(box: Box, bounds: Bounds) -> bool:
    """Whether it is known that there is no element."""
    return any(triplets.is_surely_empty(triplet, bounds) for triplet in box)


def contains(a: Box, b: Box, bounds: Bounds) -> bool:
    """Whether all elements of b are surely in a."""
    return all(triplets.contains(x, y, bounds) for x, y in zip(a, b, strict=True)) or is_surely_empty(b, bounds)


def leaves(a: Box, b: Box, bounds: Bounds) -> bool:
    """Whether b surely has an element that is not in a."""
    return is_empty(b, bounds) is False and any(
        triplets.leaves(x, y, bounds) for x, y in zip(a, b, strict=True)
    )


def meet(a: Box, b: Box, bounds: Bounds) -> tuple[Box | None, bool]:
    """(the common elements, whether they are exactly these): None if there surely is none, else at least all."""
    common, exact = [], True
    for x, y in zip(a, b, strict=True):
        triplet, is_exact = triplets.meet(x, y, bounds)
        if triplet is None or triplets.is_surely_empty(triplet, bounds):
            return None, True
        common.append(triplet)
        exact = exact and is_exact
    return tuple(common), exact


def join(a: Box, b: Box, bounds: Bounds) -> Box | None:
    """Exactly the elements of both, where one contains the other, or they differ in one axis and touch there."""
    if contains(a, b, bounds):
        return a
    if contains(b, a, bounds):
        return b
    different = [axis for axis, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(different) != 1:
        return None
    (axis,) = different
    joined = triplets.join(a[axis], b[axis], bounds)
    return None if joined is None else (*a[:axis], joined, *a[axis + 1 :])


def hull(a: Box, b: Box, bounds: Bounds) -> Box:
    """A box that has the elements of both, and perhaps others."""
    return tuple(triplets.hull(x, y, bounds) for x, y in zip(a, b, strict=True))


def outside(a: Box, b: Box, bounds: Bounds) -> list[Box] | None:
    """Exactly the elements of a that are not in b, axis by axis; None where that is not so easily said."""
    if contains(b, a, bounds):
        return []
    if meet(a, b, bounds)[0] is None:
        return [a]
    parts: list[Box] = []
    left = a
    for axis, (x, y) in enumerate(zip(a, b, strict=True)):
        if triplets.contains(y, x, bounds):
            continue
        around = triplets.parts_outside(x, y, bounds)
        common, exact = triplets.meet(x, y, bounds)
        if around is None or common is None or not exact:
            return None
        parts += [(*left[:axis], part, *left[axis + 1 :]) for part in around]
        left = (*left[:axis], common, *left[axis + 1 :])
    return parts
