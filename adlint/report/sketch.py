"""A memory curve in characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from adlint.bytesize import human

_WIDTH, _HEIGHT = 72, 10
Points = Sequence[tuple[int, int]]


def sketch(dots: Points, marks: Points) -> Iterator[str]:
    """Lines with two curves of points (operations executed, bytes), over the same axes."""
    end = max(dots[-1][0], marks[-1][0], 1)
    top = max(height for points in (dots, marks) for _, height in points) or 1
    under, over = _columns(dots, end), _columns(marks, end)
    for row in range(_HEIGHT, 0, -1):
        level = top * (row - 0.5) / _HEIGHT
        label = human(top) if row == _HEIGHT else ""
        cells = "".join(
            "#" if high >= level else "." if low >= level else " " for low, high in zip(under, over, strict=True)
        )
        yield f"  {label:>10} |{cells.rstrip()}".rstrip()
    yield f"  {'0 B':>10} +{'-' * _WIDTH}"


def _columns(points: Points, end: int) -> list[int]:
    """The largest height in each column."""
    found = [0] * _WIDTH
    for (left, low), (right, high) in pairwise(points):
        first, last = left * _WIDTH // end, min(right * _WIDTH // end, _WIDTH - 1)
        for column in range(min(first, _WIDTH - 1), last + 1):
            edges = (max(left, column * end / _WIDTH), min(right, (column + 1) * end / _WIDTH))
            span = max(right - left, 1)
            heights = [low + (high - low) * (edge - left) / span for edge in edges]
            found[column] = max(found[column], *(int(one) for one in heights), *((high,) if left == right else ()))
    return found
