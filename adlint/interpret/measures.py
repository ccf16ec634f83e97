"""What the body of a function is like, as far as its evaluation depends on it: seen in one walk, once."""

from __future__ import annotations

from msgspec import Struct

from adlint import ir


class Measures(Struct, frozen=True, gc=False):
    """The number of operations, and whether one returns from inside a block."""

    size: int
    leaves_early: bool


def measures(function: ir.Function) -> Measures:
    """The measures of a function."""
    known = function.__dict__.get("measures")
    if known is None:
        known = function.__dict__["measures"] = _measured(function)
    return known


def size_of(function: ir.Function) -> int:
    """The number of operations of a function."""
    return measures(function).size


def _measured(function: ir.Function) -> Measures:
    size, returns = 0, False
    todo = [function.body]
    while todo:
        block = todo.pop()
        size += len(block)
        for op in block:
            kind = op.__class__
            if kind in _HOLDING:
                todo += ir.blocks(op)
            elif kind is ir.Return and block is not function.body:
                returns = True
    return Measures(size, returns)


_HOLDING = frozenset({ir.If, ir.While, ir.For, ir.With, ir.Try, ir.Match})
