"""Solves with three diagonals (`lax.linalg.tridiagonal_solve`)."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, added, rule
from adlint.frameworks.jax.primitives import Emitter, bind, mul
from adlint.shapes.dims import dim
from adlint.trace import Array, Op, Operand
from adlint.trace.walking import arrays


@rule("tridiagonal_solve")
def _solved(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """A solve with the same diagonals, of what remains of the tangents of all."""
    *diagonals, _ = op.operands
    ans, right = op.results[0], tangents[3]
    if any(one is not None for one in tangents[:3]):
        given = [lax.zeros(m, x) if g is None else g for x, g in zip(arrays(diagonals), tangents, strict=False)]
        change = lax.neg(m, _product(m, given, ans))
        right = change if right is None else added(m, right, change)
    return (lax.again(m, op, (*diagonals, right), ans),)


def _product(m: Emitter, diagonals: Sequence[Operand], x: Array) -> Array:
    """A matrix of three diagonals times `x`."""
    low, middle, high = arrays(diagonals)
    rank, rest = len(x.shape), dim(x.shape[-2] - 1)
    y = mul(m, lax.reshape(m, middle, (*middle.shape, 1)), x)
    for one in (low, high):
        place = bind(m, "broadcast_in_dim", (1,), (1,), "i32", axes=())
        wide = lax.expand_dims(m, lax.slice_axis(m, one, rank - 2, rest), (rank - 1,))
        part = mul(m, wide, lax.slice_axis(m, x, rank - 2, rest))
        y = bind(m, "scatter_add", (y, place, part), x.shape, x.dtype, unique=True, window=tuple(range(rank)))
    return y
