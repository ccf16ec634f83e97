"""Primitives that move elements, reduce and contract."""

from __future__ import annotations

from collections.abc import Callable

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, by_operand, rule, zero
from adlint.frameworks.jax.primitives import Emitter, add, elementwise, mul
from adlint.frameworks.jax.recording import Recording
from adlint.shapes.dims import Dim, dim
from adlint.trace import Array, Op, Operand, Repeated

zero(*"argmax argmin reduce_and reduce_or reduce_xor".split())


@rule(
    *"broadcast_in_dim reshape squeeze transpose slice rev reduce_sum cumsum tile concatenate pad split fft"
    " reduce_window_sum".split()
)
def _linear(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """The same of the tangents; those that are zero are filled in, that of the number around a padded array, too."""
    like = lax.first_array(*op.operands) if any(isinstance(x, Array) for x in op.operands) else op.results[0]
    given = tuple(_instantiated(m, x, g, like) for x, g in zip(op.operands, tangents, strict=True))
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in op.results)
    m.emit(op.name, given, *results, **dict(op.attributes))
    return results


def _instantiated(m: Emitter, x: Operand, g: Operand, like: Array) -> Operand:
    if g is not None:
        return g
    if isinstance(x, Repeated):
        zero = lax.zeros(m, x.array)
        return Repeated(zero, x.times)
    return lax.zeros(m, x) if isinstance(x, Array) else lax.bind(m, "broadcast_in_dim", (0.0,), (), like.dtype, axes=())


@rule("dot_general", "conv_general_dilated")
def _bilinear(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    (x, y), (g, h), result = op.operands, tangents, op.results[0]
    pairs = [pair for pair, tangent in (((g, y), g), ((x, h), h)) if tangent is not None]
    parts = [lax.again(m, op, pair, result) for pair in pairs]
    return (parts[0] if len(parts) == 1 else elementwise(m, "add_any", *parts),)


@rule("reduce_max", "reduce_min")
def _extreme(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, (g,), ans = op.operands[0], tangents, op.results[0]
    axes = op.attribute("axes")
    assert isinstance(x, Array)
    assert isinstance(axes, tuple)
    kept = lax.reshape(m, ans, tuple(1 if n in axes else size for n, size in enumerate(x.shape)))
    places = lax.convert(m, lax.compare(m, "eq", x, kept), ans.dtype)
    assert isinstance(places, Array)
    count = lax.reduce_(m, "reduce_sum", places, axes)
    return (lax.div(m, lax.reduce_(m, "reduce_sum", mul(m, g, places), axes), count),)


@rule("reduce_window_max", "reduce_window_min")
def _window_extreme(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    x, (g,), ans = op.operands[0], tangents, op.results[0]
    return (lax.bind(m, "select_and_gather_add", (g, x), ans.shape, ans.dtype),)


@rule("reduce_prod")
def _product(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """As JAX has it: the product of halves of the array, and so on, is differentiated."""
    x, axes = op.operands[0], op.attribute("axes")
    assert isinstance(x, Array)
    assert isinstance(axes, tuple)
    count = lax.size_along(x, axes)
    if not isinstance(count, int):
        raise NotImplementedError("the derivative of a product over a symbolic number of elements")

    def tree(inner: Emitter) -> Array:
        rest = tuple(size for n, size in enumerate(x.shape) if n not in axes)
        return _halved(inner, lax.reshape(inner, x, (count, *rest)), count, rest)

    return (_through(m, tree, x, tangents[0]),)


def _halved(m: Emitter, x: Array, count: int, rest: tuple[Dim, ...]) -> Array:
    while count > 1:
        first, count_rest = (count + 1) // 2, count // 2
        left, right = lax.slice_axis(m, x, 0, first), lax.slice_axis(m, x, 0, count_rest)
        if first != count_rest:
            right = lax.pad(m, right, 1.0, left.shape)
        x, count = mul(m, left, right), first
    return lax.squeeze(m, x, (0,))


@rule("cumprod", "cummax", "cummin", "cumlogsumexp")
def _cumulative(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """As JAX has it: a parallel prefix scan is differentiated."""
    x, axis, name = op.operands[0], op.attribute("axis"), op.name.removeprefix("lax.cum")
    assert isinstance(x, Array)
    assert isinstance(axis, int)
    if not isinstance(x.shape[axis], int):
        raise NotImplementedError(f"the derivative of `{op.name}` along an axis of symbolic size")
    combine = _COMBINED[name]
    return (_through(m, lambda inner: prefixes(inner, combine, x, axis), x, tangents[0]),)


def _two(name: str) -> Callable[[Emitter, Array, Array], Array]:
    return lambda m, x, y: elementwise(m, name, x, y)


def _log_of_sum(m: Emitter, x: Array, y: Array) -> Array:
    return lax.bind(m, "logaddexp", (x, y), x.shape, x.dtype)


_COMBINED = {"prod": _two("mul"), "max": _two("max"), "min": _two("min"), "logsumexp": _log_of_sum}


def prefixes(m: Emitter, combine: Callable[[Emitter, Array, Array], Array], x: Array, axis: int) -> Array:
    """What `associative_scan` makes of one array."""
    count = x.shape[axis]
    assert isinstance(count, int)
    if count < 2:
        return x
    half = count // 2
    pairs = combine(m, lax.slice_axis(m, x, axis, half), lax.slice_axis(m, x, axis, half))
    odd = prefixes(m, combine, pairs, axis)
    rest = (count - 1) // 2
    before = odd if count % 2 else lax.slice_axis(m, odd, axis, rest)
    later = combine(m, before, lax.slice_axis(m, x, axis, rest))
    even = lax.concatenate(m, (lax.slice_axis(m, x, axis, 1), later), axis)
    return _interleaved(m, even, odd, axis)


def _interleaved(m: Emitter, a: Array, b: Array, axis: int) -> Array:
    size = dim(a.shape[axis] + b.shape[axis])
    shape = (*a.shape[:axis], size, *a.shape[axis + 1 :])
    return add(m, lax.pad(m, a, 0.0, shape), lax.pad(m, b, 0.0, shape))


def _through(m: Differentiating, make: Callable[[Emitter], Array], x: Array, tangent: Operand) -> Operand:
    recording = Recording(m)
    result = make(recording)
    return m.differentiated(tuple(recording.trace), x, tangent, result)


by_operand("tie", None, lambda m, g, ans, x, y: g)
