"""How large the body of a function is, where that decides whether a call of it is evaluated where it stands."""

from __future__ import annotations

from adlint import ir


def size_of(function: ir.Function) -> int:
    """The number of operations of a function."""
    known: int | None = function.__dict__.get("size")
    if known is None:
        known = function.__dict__["size"] = ir.size(function.body)
    return known
