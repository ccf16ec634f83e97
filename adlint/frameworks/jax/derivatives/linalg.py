"""Factorisations and solves, as `jax.lax.linalg` differentiates them."""

from __future__ import annotations

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, added, rule
from adlint.frameworks.jax.primitives import (
    Emitter,
    add,
    bind,
    div,
    elementwise,
    expand_dims,
    integer_pow,
    matmul,
    mul,
    neg,
    real_part,
    sub,
    swap_last,
    triangle,
    triangular_solve,
)
from adlint.shapes.dims import dim
from adlint.trace import Array, Op, Operand


def _unit(m: Emitter, like: Array) -> Array:
    """The unit matrix of the last axis."""
    size = like.shape[-1]
    mask = lax.compare(m, "eq", lax.iota(m, (size, size), "i32"), lax.iota(m, (size, size), "i32"))
    return lax.convert(m, mask, like.dtype)


def _adjoint(m: Emitter, x: Array) -> Array:
    swapped = swap_last(m, x)
    return elementwise(m, "conj", swapped) if lax.is_complex(x) else swapped


def _one(tangents: Tangents) -> Array:
    g = tangents[0]
    assert isinstance(g, Array)
    return g


@rule("cholesky")
def _cholesky(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The factor that is given is the lower triangle of what LAPACK makes."""
    lower = triangle(m, op.results[0])
    half = triangular_solve(m, lower, _one(tangents))
    inner = triangular_solve(m, lower, half, left=True)
    weights: Operand = add(m, 1.0, _unit(m, inner))
    weights = expand_dims(m, weights, range(len(inner.shape) - 2))
    return (matmul(m, lower, div(m, triangle(m, inner), weights)),)


@rule("triangular_solve")
def _triangular(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    a, b = op.operands
    ans, left = op.results[0], bool(op.attribute("left"))
    assert isinstance(a, Array)
    assert isinstance(b, Array)
    parts: list[Operand] = []
    if isinstance(tangents[0], Array):
        g = neg(m, triangle(m, tangents[0]))
        rows, columns = b.shape[-2:]
        # which product comes first depends on sizes: the matrix is taken for the larger one
        is_wide = m.sizes.takes(rows, dim(columns + 1)) if left else m.sizes.takes(columns, dim(rows + 1))

        def solved(x: Array) -> Array:
            return triangular_solve(m, a, x, left=left)

        if left:
            parts.append(solved(matmul(m, g, ans)) if is_wide else matmul(m, solved(g), ans))
        else:
            parts.append(solved(matmul(m, ans, g)) if is_wide else matmul(m, ans, solved(g)))
    if isinstance(tangents[1], Array):
        parts.append(triangular_solve(m, a, tangents[1], left=left))
    return (parts[0] if len(parts) == 1 else added(m, *parts),)


@rule("lu")
def _lu(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    factors, _, order = op.results
    g, rank = _one(tangents), len(factors.shape)
    rows, columns = factors.shape[-2:]
    if rows != columns:
        raise NotImplementedError("the derivative of `lu` of a matrix that is not square")
    lower = add(m, lax.pad(m, triangle(m, factors), 0.0, factors.shape), _unit(m, factors))
    upper = add(m, lax.pad(m, triangle(m, factors), 0.0, factors.shape), lax.full(m, (rows, rows), 0.0, factors.dtype))
    places = lax.broadcast_in_dim(m, order, (*order.shape, 1), range(rank - 1))
    moved = bind(m, "gather", (g, places), g.shape, g.dtype)
    inner = triangular_solve(m, upper, triangular_solve(m, lower, moved, left=True))
    return (add(m, matmul(m, lower, triangle(m, inner)), matmul(m, triangle(m, inner), upper)), None, None)


@rule("eigh")
def _eigh(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    vectors, values = op.results
    a = op.operands[0]
    assert isinstance(a, Array)
    unit, rank = _unit(m, vectors), len(vectors.shape)
    wide = lax.convert(m, values, vectors.dtype)
    assert isinstance(wide, Array)
    gaps = sub(m, add(m, unit, expand_dims(m, wide, (rank - 2,))), expand_dims(m, wide, (rank - 1,)))
    inverse = sub(m, integer_pow(m, gaps, -1), unit)
    turned = matmul(m, matmul(m, _adjoint(m, vectors), _one(tangents)), vectors)
    return matmul(m, vectors, mul(m, inverse, turned)), diagonal(m, real_part(m, turned))


def diagonal(m: Emitter, x: Array) -> Array:
    """The diagonals of square matrices: a gather."""
    size = x.shape[-1]
    places = bind(m, "iota", (), (size, 2), "i32")
    return bind(m, "gather", (x, places), x.shape[:-1], x.dtype)


@rule("qr")
def _qr(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    q, r = op.results[:2]
    g = _one(tangents)
    if q.shape[-1] != g.shape[-1]:
        raise NotImplementedError("the derivative of `qr` of a matrix with more columns than rows, or with all of q")
    scaled = triangular_solve(m, r, g)
    inner = matmul(m, _adjoint(m, q), scaled)
    lower = triangle(m, inner)
    skew = sub(m, lower, _adjoint(m, lower))
    skew = add(
        m,
        skew,
        mul(m, expand_dims(m, _unit(m, inner), range(len(inner.shape) - 2)), sub(m, inner, real_part(m, inner))),
    )
    return add(m, matmul(m, q, sub(m, skew, inner)), scaled), matmul(m, sub(m, inner, skew), r)


@rule("svd")
def _svd(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    values = op.results[0]
    a, g = op.operands[0], _one(tangents)
    assert isinstance(a, Array)
    if len(op.results) == 1:
        least, rank = values.shape[-1], len(a.shape)
        u = bind(m, "svd_u", (a,), (*a.shape[:-1], least), a.dtype)
        vt = bind(m, "svd_vt", (a,), (*a.shape[:-2], least, a.shape[-1]), a.dtype)
    else:
        u, vt = op.results[1:]
        rank = len(a.shape)
        if u.shape[-1] != vt.shape[-2]:
            raise NotImplementedError("the derivative of `svd` with all of its vectors")
    ut, v = _adjoint(m, u), _adjoint(m, vt)
    row = expand_dims(m, values, (rank - 2,))
    assert isinstance(row, Array)
    inner = matmul(m, matmul(m, ut, g), v)
    of_values = diagonal(m, real_part(m, inner))
    if len(op.results) == 1:
        return (of_values,)
    column = swap_last(m, row)
    gaps = mul(m, add(m, row, column), sub(m, row, column))
    unit = expand_dims(m, _unit(m, gaps), range(len(gaps.shape) - 2))
    inverse = sub(m, div(m, 1.0, add(m, gaps, unit)), unit)
    left, right = mul(m, row, inner), mul(m, column, inner)
    nothing = lax.convert(m, lax.compare(m, "eq", values, 0.0), values.dtype)
    scale = sub(m, div(m, 1.0, add(m, values, nothing)), nothing)
    half = bind(m, "convert_element_type", (0.5,), (), inner.dtype)
    on_diagonal = mul(m, mul(m, half, sub(m, inner, _adjoint(m, inner))), _scaled_unit(m, scale, inner))
    of_u = matmul(m, u, add(m, mul(m, inverse, add(m, left, _adjoint(m, left))), on_diagonal))
    of_v = matmul(m, v, mul(m, inverse, add(m, right, _adjoint(m, right))))
    rows, columns = a.shape[-2:]
    if m.sizes.takes(rows, dim(columns + 1)):
        out = matmul(m, g, v)
        of_u = add(m, of_u, div(m, sub(m, out, matmul(m, u, matmul(m, ut, out))), row))
    if m.sizes.at_least(columns, dim(rows + 1)):
        out = matmul(m, _adjoint(m, g), u)
        of_v = add(m, of_v, div(m, sub(m, out, matmul(m, v, matmul(m, vt, out))), row))
    return of_values, of_u, _adjoint(m, of_v)


def _scaled_unit(m: Emitter, scale: Array, like: Array) -> Array:
    """A matrix with these numbers on its diagonal."""
    return bind(
        m,
        "scatter",
        (lax.zeros(m, like), bind(m, "iota", (), (like.shape[-1], 2), "i32"), scale),
        like.shape,
        like.dtype,
    )
