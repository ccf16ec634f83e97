"""Dims: integers, or polynomials where a size is symbolic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from adlint.symbolic import Polynomial, constant

Dim: TypeAlias = int | Polynomial
Shape: TypeAlias = tuple[Dim, ...]


class Mismatch(ValueError):  # noqa: N818 -- it says what the shapes are
    """Shapes that do not go together; the message says which."""


def dim(value: Dim) -> Dim:
    """A size as a plain integer, if it is one."""
    if isinstance(value, Polynomial):
        number = value.number
        return value if number is None or value.denominator != 1 else number
    return value


def replaced(shape: Shape, axis: int, *sizes: Dim) -> Shape:
    """A shape with another size in the place of one axis, or with several or none."""
    return (*shape[:axis], *sizes, *shape[axis + 1 :])


def product(shape: Iterable[Dim]) -> Dim:
    """The number of elements."""
    result: Dim = 1
    for one in shape:
        result = one * result if isinstance(one, Polynomial) else result * one
    return dim(result)


def quotient(size: Dim, divisor: Dim) -> Dim | None:
    """`size / divisor` if that goes without a rest for sure: integers, or a monomial that divides all terms."""
    if isinstance(size, int) and isinstance(divisor, int):
        return size // divisor if divisor and size % divisor == 0 else None
    top = size if isinstance(size, Polynomial) else constant(size)
    below = divisor if isinstance(divisor, Polynomial) else constant(divisor)
    if len(below.terms) != 1 or below.denominator != 1:
        return 1 if top == below else None
    ((monomial, coefficient),) = below.terms.items()
    terms = {}
    for one, factor in top.terms.items():
        rest = list(one)
        for atom in monomial:
            if atom not in rest:
                return None
            rest.remove(atom)
        if factor % coefficient:
            return None
        terms[tuple(rest)] = factor // coefficient
    return dim(Polynomial(terms, top.denominator))
