"""Elementwise primitives."""

from __future__ import annotations

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Partial, Tangents, by_operand, rule, zero
from adlint.frameworks.jax.primitives import (
    Emitter,
    add,
    bind,
    compare,
    div,
    elementwise,
    integer_pow,
    mul,
    neg,
    select_n,
    sub,
)
from adlint.shapes.dtypes import kind
from adlint.trace import Array, Op, Operand

zero(
    *"sign floor ceil round is_finite not and or xor eq ne ge gt le lt eq_to le_to lt_to shift_left"
    " shift_right_arithmetic shift_right_logical population_count clz nextafter stop_gradient bitcast_convert_type"
    " mulhi random random_bits iota".split()
)


def _times(name: str) -> Partial:
    """`g · name(x)`."""
    return lambda m, g, ans, x: mul(m, g, elementwise(m, name, x))


def _over_root(m: Emitter, x: Operand, *, below: bool, of_one: bool) -> Array:
    squared = elementwise(m, "square", x)
    inner = add(m, squared, 1.0) if not below else sub(m, 1.0, squared) if of_one else sub(m, squared, 1.0)
    return elementwise(m, "rsqrt", inner)


by_operand("exp", lambda m, g, ans, x: mul(m, g, ans))
by_operand("exp2", lambda m, g, ans, x: mul(m, _one(m, "log", 2.0, ans), mul(m, g, ans)))
by_operand("log", lambda m, g, ans, x: div(m, g, x))
by_operand("expm1", lambda m, g, ans, x: mul(m, g, add(m, ans, 1.0)))
by_operand("log1p", lambda m, g, ans, x: div(m, g, add(m, x, 1.0)))
by_operand("tanh", lambda m, g, ans, x: mul(m, add(m, g, mul(m, g, ans)), sub(m, 1.0, ans)))
by_operand("logistic", lambda m, g, ans, x: mul(m, g, mul(m, ans, sub(m, 1.0, ans))))
by_operand("sin", _times("cos"))
by_operand("cos", lambda m, g, ans, x: neg(m, mul(m, g, elementwise(m, "sin", x))))
by_operand("tan", lambda m, g, ans, x: mul(m, g, add(m, 1.0, elementwise(m, "square", ans))))
by_operand("asin", lambda m, g, ans, x: mul(m, g, _over_root(m, x, below=True, of_one=True)))
by_operand("acos", lambda m, g, ans, x: mul(m, g, neg(m, _over_root(m, x, below=True, of_one=True))))
by_operand("atan", lambda m, g, ans, x: div(m, g, add(m, 1.0, elementwise(m, "square", x))))
by_operand("sinh", _times("cosh"))
by_operand("cosh", _times("sinh"))
by_operand("asinh", lambda m, g, ans, x: mul(m, g, _over_root(m, x, below=False, of_one=False)))
by_operand("acosh", lambda m, g, ans, x: mul(m, g, _over_root(m, x, below=True, of_one=False)))
by_operand("atanh", lambda m, g, ans, x: mul(m, div(m, 1.0, add(m, 1.0, x)), div(m, g, sub(m, 1.0, x))))
by_operand("sqrt", lambda m, g, ans, x: mul(m, g, div(m, 0.5, ans)))
by_operand("rsqrt", lambda m, g, ans, x: mul(m, g, mul(m, -0.5, div(m, ans, x))))
by_operand("cbrt", lambda m, g, ans, x: mul(m, g, mul(m, 0.3, integer_pow(m, ans, -2))))
by_operand("square", lambda m, g, ans, x: mul(m, g, mul(m, 2.0, x)))
by_operand("erf", lambda m, g, ans, x: mul(m, 1.1, mul(m, g, _bell(m, x))))
by_operand("erfc", lambda m, g, ans, x: mul(m, -1.1, mul(m, g, _bell(m, x))))
by_operand("erf_inv", lambda m, g, ans, x: mul(m, 0.9, mul(m, g, elementwise(m, "exp", elementwise(m, "square", ans)))))
by_operand("lgamma", _times("digamma"))
by_operand("random_gamma", None, lambda m, g, ans, key, x: mul(m, g, elementwise(m, "random_gamma_grad", ans, x)))
by_operand("digamma", lambda m, g, ans, x: mul(m, g, elementwise(m, "polygamma", 1.0, x)))
by_operand("polygamma", None, lambda m, g, ans, n, x: mul(m, g, elementwise(m, "polygamma", add(m, n, 1.0), x)))
by_operand(
    "igamma",
    lambda m, g, ans, a, x: mul(m, g, elementwise(m, "igamma_grad_a", a, x)),
    lambda m, g, ans, a, x: mul(m, g, _gamma_density(m, a, x)),
)
by_operand(
    "igammac",
    lambda m, g, ans, a, x: neg(m, mul(m, g, elementwise(m, "igamma_grad_a", a, x))),
    lambda m, g, ans, a, x: neg(m, mul(m, g, _gamma_density(m, a, x))),
)
by_operand("regularized_incomplete_beta", None, None, lambda m, g, ans, a, b, x: mul(m, _beta_density(m, ans), g))
by_operand(
    "atan2",
    lambda m, g, ans, x, y: mul(m, g, div(m, y, _norm(m, x, y, ans))),
    lambda m, g, ans, x, y: mul(m, g, div(m, _one(m, "neg", x, ans), _norm(m, x, y, ans))),
)
by_operand("mul", lambda m, g, ans, x, y: mul(m, g, y), lambda m, g, ans, x, y: mul(m, x, g))
by_operand(
    "div",
    lambda m, g, ans, x, y: div(m, g, y),
    lambda m, g, ans, x, y: mul(m, mul(m, neg(m, g), x), integer_pow(m, y, -2)),
)
by_operand(
    "max",
    lambda m, g, ans, x, y: mul(m, g, _balanced(m, x, ans, y)),
    lambda m, g, ans, x, y: mul(m, g, _balanced(m, y, ans, x)),
)
by_operand(
    "min",
    lambda m, g, ans, x, y: mul(m, g, _balanced(m, x, ans, y)),
    lambda m, g, ans, x, y: mul(m, g, _balanced(m, y, ans, x)),
)
by_operand(
    "rem",
    lambda m, g, ans, x, y: _widened(m, g, ans),
    lambda m, g, ans, x, y: mul(
        m, neg(m, g), mul(m, _ratio(m, "sign", x, y), elementwise(m, "floor", _ratio(m, "abs", x, y)))
    ),
)
by_operand(
    "clamp",
    lambda m, g, ans, lo, x, hi: _where(m, compare(m, "gt", lo, x), g, lo),
    lambda m, g, ans, lo, x, hi: _where(
        m, elementwise(m, "and", compare(m, "gt", x, lo), compare(m, "lt", x, hi)), g, x
    ),
    lambda m, g, ans, lo, x, hi: _where(m, compare(m, "lt", hi, x), g, hi),
)


def _gamma_density(m: Emitter, a: Operand, x: Operand) -> Array:
    return elementwise(m, "exp", sub(m, mul(m, sub(m, a, 1.0), elementwise(m, "log", x)), a))


def _beta_density(m: Emitter, ans: Array) -> Array:
    return elementwise(m, "exp", ans)


def _bell(m: Emitter, x: Operand) -> Array:
    return elementwise(m, "exp", neg(m, elementwise(m, "square", x)))


def _norm(m: Emitter, x: Operand, y: Operand, ans: Array) -> Array:
    return add(m, _one(m, "square", x, ans), _one(m, "square", y, ans))


def _one(m: Emitter, name: str, x: Operand, ans: Array) -> Array:
    """A function of an operand; that of a number of the program is computed, too: an array without dimensions."""
    return elementwise(m, name, x) if isinstance(x, Array) else bind(m, name, (x,), (), ans.dtype)


def _balanced(m: Emitter, x: Operand, z: Array, y: Operand) -> Array:
    """1 where x is z and y is not, a half where both are."""
    top, below = _chosen(m, compare(m, "eq", x, z), z), _chosen(m, compare(m, "eq", y, z), z)
    return div(m, top, below)


def _chosen(m: Emitter, mask: Array, like: Array) -> Array:
    """One of two numbers, element by element."""
    return lax.bind(m, "select_n", (mask, 1.0, 2.0), like.shape, like.dtype)


def _ratio(m: Emitter, name: str, x: Operand, y: Operand) -> Array:
    return elementwise(m, name, div(m, x, y))


def _where(m: Emitter, mask: Array, g: Operand, like: Operand) -> Operand:
    assert isinstance(g, Array)
    return select_n(m, mask, lax.zeros(m, g), g)


def _widened(m: Emitter, g: Operand, like: Array) -> Operand:
    """A tangent in the shape of the result."""
    if not isinstance(g, Array) or g.shape == like.shape:
        return g
    return lax.bind(m, "broadcast_in_dim", (g,), like.shape, g.dtype)


@rule("add", "sub")
def _sum(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, y = tangents
    if y is None:
        return (_widened(m, x, op.results[0]),)
    if x is None:
        return (_widened(m, neg(m, y) if op.name == "lax.sub" else y, op.results[0]),)
    return (elementwise(m, op.name.removeprefix("lax."), x, y),)


@rule("neg", "real", "imag", "conj", "copy", "reduce_precision", "add_any", "optimization_barrier")
def _linear(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The same of the tangents."""
    result = op.results[0]
    given = [_instantiated(m, x, g) for x, g in zip(op.operands, tangents, strict=True)]
    return (lax.bind(m, op.name.removeprefix("lax."), given, result.shape, result.dtype),)


@rule("psum")
def _collected(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    result = op.results[0]
    return (lax.bind(m, "psum", tangents, result.shape, result.dtype, axis_name=op.attribute("axis_name")),)


@rule("complex")
def _complex(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    return _linear(m, op, tangents)


def _instantiated(m: Emitter, x: Operand, g: Operand) -> Operand:
    return lax.zeros(m, x) if g is None and isinstance(x, Array) else g


@rule("convert_element_type")
def _converted(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    source, result = op.operands[0], op.results[0]
    if not (isinstance(source, Array) and source.is_inexact and result.is_inexact):
        return (None,)
    return (lax.bind(m, "convert_element_type", tangents, result.shape, result.dtype, weak=result.weak),)


@rule("integer_pow")
def _to_integer(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, (g,), y = op.operands[0], tangents, op.attribute("y")
    assert isinstance(y, int)
    match y:
        case 0:
            return (None,)
        case 1:
            return (g,)
        case 2:
            return (mul(m, g, mul(m, 2.0, x)),)
        case _:
            return (mul(m, g, mul(m, float(y), integer_pow(m, x, y - 1))),)


@rule("pow")
def _power(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, y = op.operands
    g, h = tangents
    ans, parts = op.results[0], []
    if g is not None:
        parts.append(mul(m, g, _power_slope(m, x, y, ans)))
    if h is not None:
        parts.append(mul(m, h, mul(m, _logarithm(m, x, ans), ans)))
    return (parts[0] if len(parts) == 1 else elementwise(m, "add_any", *parts),)


def _logarithm(m: Emitter, x: Operand, ans: Array) -> Array:
    """The logarithm of a base, of 1 where that is 0."""
    base = select_n(m, compare(m, "eq", x, 0.0), x, x) if isinstance(x, Array) else x
    return _one(m, "log", base, ans)


def _power_slope(m: Emitter, x: Operand, y: Operand, ans: Array) -> Array:
    exponent = lax.convert(m, y, ans.dtype) if isinstance(y, Array) else y
    below = (
        elementwise(m, "pow", x, sub(m, exponent, 1.0))
        if isinstance(exponent, Array)
        else elementwise(m, "pow", x, 0.0)
    )
    slope = mul(m, exponent, below)
    if isinstance(y, Array) and kind(y.dtype) == "i":
        wide = compare(m, "eq", _widened(m, exponent, ans), 0.0)
        return select_n(m, wide, slope, lax.zeros(m, ans))
    return slope


@rule("abs")
def _absolute(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, (g,), ans = op.operands[0], tangents, op.results[0]
    if lax.is_complex(x):
        assert isinstance(x, Array)
        below = lax.convert(m, ans, x.dtype)
        below = (
            select_n(m, compare(m, "eq", below, 0.0), below, lax.full(m, x.shape, 1.0, x.dtype)) if x.shape else below
        )
        slope = div(m, elementwise(m, "conj", x), below)
        return (lax.real_part(m, mul(m, g, slope)),)
    return (select_n(m, compare(m, "ge", x, 0.0), neg(m, g), g),)


@rule("select_n")
def _select(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    given = [g for g in tangents[1:] if isinstance(g, Array)]
    if not given:
        return (None,)
    nothing = lax.zeros(m, given[0]) if len(given) < len(op.operands) - 1 else None
    return (select_n(m, op.operands[0], *(nothing if g is None else g for g in tangents[1:])),)


@rule("device_put")
def _put(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Zero tangents are filled in."""
    filled = [lax.zeros(m, x) if t is None else t for x, t in zip(op.results, tangents, strict=True)]
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in op.results)
    m.emit(op.name, tuple(filled), *results)
    return results
