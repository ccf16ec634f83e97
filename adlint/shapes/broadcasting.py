"""Broadcasting, reductions, and products of matrices, as NumPy defines them and all others follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from adlint.shapes.dims import Dim, Mismatch, Shape
from adlint.symbolic import equal

_TAKEN: ContextVar[dict[tuple[Dim, Dim], None]] = ContextVar("dims that are taken for equal")


@contextmanager
def noting() -> Iterator[Mapping[tuple[Dim, Dim], None]]:
    """Notes the dims that have to be equal, or 1, for shapes to go together, and of which that depends on symbols."""
    taken: dict[tuple[Dim, Dim], None] = {}
    token = _TAKEN.set(taken)
    try:
        yield taken
    finally:
        _TAKEN.reset(token)


def same(a: Dim, b: Dim) -> bool | None:
    """Whether two dims are equal, as they have to be; None if that depends on symbols, which is noted."""
    found = a == b if isinstance(a, int) and isinstance(b, int) else equal(a, b)
    if found is None:
        _TAKEN.get({}).setdefault((a, b))
    return found


def broadcast(*shapes: Shape) -> Shape:
    """The shape of what an elementwise operation gives. Mismatch if two dims differ for sure; of two that may be equal
    or not the first counts.
    """
    rank = max(map(len, shapes), default=0)
    result: list[Dim] = []
    for axis in range(rank):
        found: Dim = 1
        for shape in shapes:
            position = axis - rank + len(shape)
            if position < 0 or shape[position] == 1:
                continue
            if found == 1:
                found = shape[position]
            elif same(found, shape[position]) is False:
                raise Mismatch(f"shapes {' and '.join(map(text, shapes))} do not go together")
            elif isinstance(shape[position], int):
                found = shape[position]
        result.append(found)
    return tuple(result)


def axes(axis: object, rank: int) -> tuple[int, ...]:
    """The axes that an `axis` argument names: all of them for None. Mismatch if there is no such axis."""
    if axis is None:
        return tuple(range(rank))
    several = axis if isinstance(axis, tuple | list) else (axis,)
    return tuple(one_axis(one, rank) for one in several)


def one_axis(axis: object, rank: int) -> int:
    """An axis counted from the front."""
    if isinstance(axis, bool) or not isinstance(axis, int) or not -rank <= axis < rank:
        raise Mismatch(f"there is no axis {axis} in {rank} dimensions")
    return axis % rank


def reduced(shape: Shape, over: Sequence[int], *, keeps: bool = False) -> Shape:
    """The shape without some axes, which are 1 if it `keeps` them."""
    return tuple(1 if axis in over else size for axis, size in enumerate(shape) if keeps or axis not in over)


def matrix_product(a: Shape, b: Shape) -> Shape:
    """The shape of `a @ b`. Mismatch if the inner dims differ."""
    if not a or not b:
        raise Mismatch("a product of matrices needs at least one dimension on both sides")
    inner = b[-2] if len(b) > 1 else b[0]
    if same(a[-1], inner) is False:
        raise Mismatch(f"shapes {text(a)} and {text(b)} do not go together in a product of matrices")
    outer = broadcast(a[:-2], b[:-2])
    return (*outer, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


def text(shape: Shape) -> str:
    """`(n, 3)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
