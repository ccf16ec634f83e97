"""Functions of JAX that bring a derivative of their own (`custom_jvp`, `custom_linear_solve`)."""

from __future__ import annotations

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, added, by_operand, rule
from adlint.frameworks.jax.primitives import (
    Emitter,
    add,
    bind,
    compare,
    div,
    elementwise,
    integer_pow,
    mul,
    reduce_,
    select_n,
    sub,
)
from adlint.shapes.dims import dim
from adlint.trace import Array, Op, Operand


@rule("relu", "relu6")
def _rectified(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, (g,) = op.operands[0], tangents
    assert isinstance(g, Array)
    mask = compare(m, "gt", x, 0)
    if op.name == "lax.relu6":
        mask = elementwise(m, "and", mask, compare(m, "lt", x, 6))
    return (select_n(m, mask, lax.full(m, g.shape, 0.0, g.dtype), g),)


@rule("logaddexp")
def _log_of_sum(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Zero tangents are filled in, and what is added for them is kept."""
    result = op.results[0]
    parts: list[Operand] = []
    for x, g in zip(op.operands, tangents, strict=True):
        filled = g if g is not None else lax.zeros(m, x if isinstance(x, Array) else _scalar(m, result))
        share = elementwise(m, "exp", sub(m, _finite(m, x), _finite(m, result)))
        parts.append(mul(m, filled, share))
    return (add(m, *parts),)


def _scalar(m: Emitter, like: Array) -> Array:
    return bind(m, "broadcast_in_dim", (0.0,), (), like.dtype, axes=())


def _finite(m: Emitter, x: Operand) -> Operand:
    """`x` without infinities."""
    if not isinstance(x, Array):
        return x
    return select_n(m, compare(m, "eq", x, float("inf")), x, lax.zeros(m, x))


@rule("softmax")
def _softmax(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    y, (g,), axes = op.results[0], tangents, op.attribute("axes")
    assert isinstance(axes, tuple)
    total = lax.expand_dims(m, reduce_(m, "reduce_sum", mul(m, y, g), axes), axes)
    return (mul(m, y, sub(m, g, total)),)


@rule("linear_solve")
def _solved(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The factors are constants to it: the tangent is a solve with them again."""
    a, factors, order, _ = op.operands
    result = op.results[0]
    right: list[Operand] = [] if tangents[3] is None else [tangents[3]]
    if isinstance(tangents[0], Array):
        right.append(lax.neg(m, _applied(m, tangents[0], result)))
    total = right[0] if len(right) == 1 else added(m, *right)
    return (lax.again(m, op, (a, factors, order, total), result),)


def _applied(m: Emitter, a: Array, x: Array) -> Array:
    """A matrix times the solution: one vector, or rows that are one each."""
    rank = len(a.shape)
    outer = tuple(range(rank - 2))
    if len(x.shape) == rank - 1:
        return lax.dot_general(m, a, x, ((rank - 1,), (rank - 2,)), (outer, outer))
    if len(x.shape) == rank == 2:
        return lax.transpose(m, lax.dot_general(m, a, x, ((1,), (1,))), (1, 0))
    return bind(m, "matvec", (a, x), x.shape, x.dtype)


by_operand(
    "xlogy",
    lambda m, g, ans, x, y: mul(m, g, elementwise(m, "log", y)),
    lambda m, g, ans, x, y: div(m, mul(m, g, x), y),
)
by_operand("name", lambda m, g, ans, x: g)
by_operand("sinc_maclaurin", lambda m, g, ans, x: mul(m, elementwise(m, "sinc_maclaurin", x), g))
by_operand(
    "bessel_i0e",
    lambda m, g, ans, x: mul(m, g, sub(m, elementwise(m, "bessel_i1e", x), mul(m, elementwise(m, "sign", x), ans))),
)


@rule("bessel_i1e")
def _bessel(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Near zero, where x divides, it is 1/2."""
    x, (g,), y = op.operands[0], tangents, op.results[0]
    far = compare(m, "gt", elementwise(m, "abs", x), 0.0)
    safe = select_n(m, far, lax.full(m, y.shape, 0.0, y.dtype), x)
    below = add(m, elementwise(m, "sign", safe), integer_pow(m, safe, -1))
    slope = sub(m, elementwise(m, "bessel_i0e", safe), mul(m, y, below))
    return (mul(m, g, select_n(m, far, lax.full(m, y.shape, 0.5, y.dtype), slope)),)


by_operand("logit", lambda m, g, ans, x: div(m, g, mul(m, x, sub(m, 1.0, x))))


@rule("slogdet")
def _log_determinant(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """tr(A⁻¹ Ȧ), the inverse applied by a solve."""
    a, g = op.operands[0], tangents[0]
    assert isinstance(a, Array)
    assert isinstance(g, Array)
    factors = bind(m, "lu_factors", (a,), a.shape, a.dtype)
    order = bind(m, "lu_order", (a,), a.shape[:-1], "i32")
    inner = bind(m, "linear_solve", (a, factors, order, g), g.shape, g.dtype)
    mask = compare(m, "eq", lax.iota(m, a.shape[-2:], "i32"), lax.iota(m, a.shape[-2:], "i32"))
    rank = len(a.shape)
    chosen = select_n(m, mask, lax.zeros(m, inner), inner)
    return None, reduce_(m, "reduce_sum", chosen, (rank - 2, rank - 1))


@rule("small_slogdet")
def _small_log_determinant(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Written out for matrices of one or two rows."""
    a, g = op.operands[0], tangents[0]
    assert isinstance(a, Array)
    assert isinstance(g, Array)

    def at(x: Array, i: int, j: int) -> Array:
        return bind(m, "slice", (x,), x.shape[:-2], x.dtype, at=(i, j))

    if a.shape[-1] == 1:
        return None, div(m, at(g, 0, 0), at(a, 0, 0))
    x = {(i, j): at(a, i, j) for i in range(2) for j in range(2)}
    determinant = sub(m, mul(m, x[0, 0], x[1, 1]), mul(m, x[0, 1], x[1, 0]))
    signed = [mul(m, at(g, i, j), x[1 - i, 1 - j]) for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))]
    total = add(m, sub(m, sub(m, signed[0], signed[1]), signed[2]), signed[3])
    return None, div(m, total, determinant)


@rule("determinant")
def _determinant(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The trace of the cofactors times the tangent: solves with changed factors, singular matrices masked."""
    a, g, result = op.operands[0], tangents[0], op.results[0]
    assert isinstance(a, Array)
    assert isinstance(g, Array)
    outer, size = a.shape[:-2], a.shape[-1]
    factors = bind(m, "lu_factors", (a,), a.shape, a.dtype)
    last = bind(m, "partial_determinant", (a,), (*outer, 1, 1), a.dtype)
    singular = bind(m, "singular", (a,), a.shape, "bool")
    order = bind(m, "lu_order", (a,), (*a.shape[:-1], 1 + len(outer)), "i32")
    x: Array = select_n(m, singular, lax.zeros(m, g), g)
    x = bind(m, "gather", (x, order), g.shape, g.dtype)
    x = lax.triangular_solve(m, factors, x, left=True)
    scaled = mul(m, lax.slice_(m, x, (*outer, dim(size - 1), size)), last)
    x = lax.concatenate(m, (scaled, lax.slice_(m, x, (*outer, 1, size))), len(outer))
    x = lax.triangular_solve(m, factors, x, left=True)
    x = select_n(m, singular, lax.zeros(m, g), x)
    mask = compare(m, "eq", lax.iota(m, a.shape[-2:], "i32"), lax.iota(m, a.shape[-2:], "i32"))
    wide = lax.broadcast_in_dim(m, mask, a.shape, (len(outer), len(outer) + 1))
    inner = select_n(m, wide, lax.zeros(m, x), x)
    return (bind(m, "reduce_sum", (inner,), result.shape, result.dtype, axes=(len(outer), len(outer) + 1)),)
