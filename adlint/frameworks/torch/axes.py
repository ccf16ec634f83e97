"""Axes as PyTorch counts them: a tensor without dimensions has an axis 0, too, which changes nothing."""

from __future__ import annotations

from adlint.shapes import broadcasting


def one_axis(axis: object, rank: int) -> int:
    """An axis counted from the front. Mismatch if there is none."""
    return broadcasting.one_axis(axis, max(rank, 1))


def axes(axis: object, rank: int) -> tuple[int, ...]:
    """The axes that an argument names: all of them for None. Mismatch if there is no such axis."""
    return tuple(range(rank)) if axis is None else broadcasting.axes(axis, max(rank, 1))
