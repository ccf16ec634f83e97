"""`jax.scipy.special`, `jax.scipy.stats` and `jax.ops`."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value, is_integer
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.elementwise import chosen, floating, truths
from adlint.frameworks.jax.numpy.indexing import places_of
from adlint.frameworks.jax.numpy.reductions import extreme, select_finite, summed
from adlint.frameworks.jax.primitives import add, bind, compare, div, elementwise, mul, neg, sub
from adlint.frameworks.jax.values import array, promoted, unknown
from adlint.shapes.broadcasting import axes

_ONE = {"expit": "logistic", "erf": "erf", "erfc": "erfc", "erfinv": "erf_inv", "gammaln": "lgamma",
        "digamma": "digamma", "psi": "digamma"}  # fmt: skip


def _one(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, _ONE[name.removeprefix("scipy.special.")], floating(m, given.positional[0]))


def _logit(m: Machine, name: str, given: Given) -> Value:
    x = floating(m, given.positional[0])
    return bind(m, "logit", (x,), x.shape, x.dtype)


def _log_of_sum(m: Machine, name: str, given: Given) -> Value:
    """The largest element is held constant; the sum is taken for positive by its absolute value."""
    x, axis, weights, keeps = named(given, "a axis b keepdims")
    mask = given.keywords.get("where")
    x, over, w = floating(m, x), axes_from(m, axis), None
    if mask is not None:
        x = chosen(m, truths(m, mask), x, 0)
    if weights is not None:
        a, w = promoted(m, x, array(m, weights), floating=True)
        x = chosen(m, compare(m, "ne", w, 0), a, float("-inf"))
    shown = x if mask is None else chosen(m, truths(m, mask), x, float("-inf"))
    safe = select_finite(m, extreme(m, "reduce_max", lax.real_part(m, shown), over, keeps, float("-inf")))
    wide = safe if keeps is True else lax.expand_dims(m, safe, axes(over, len(x.shape)))
    powers = elementwise(m, "exp", sub(m, x, lax.convert(m, wide, x.dtype)))
    powers = powers if w is None else mul(m, powers, w)
    kept = powers if mask is None else chosen(m, truths(m, mask), powers, array(m, 0.0))
    total = summed(m, kept, over, keeps=keeps)
    sign = elementwise(m, "sign", total)
    total = total if lax.is_complex(total) else elementwise(m, "abs", total)
    result = add(m, elementwise(m, "log", total), lax.convert(m, safe, total.dtype))
    if given.keywords.get("return_sign") is True:
        return result, sign
    return result if w is None else chosen(m, compare(m, "lt", sign, 0), array(m, float("nan")), result)


def _segments(m: Machine, name: str, given: Given) -> Value:
    """`segment_sum` and its kin: a scatter."""
    data, ids, count = named(given, "data segment_ids num_segments")
    x, places = array(m, data), array(m, ids)
    if not is_integer(count):
        raise unknown(m, "the number of segments depends on data", x)
    into = bind(m, "broadcast_in_dim", (0,), (size_from(m, count), *x.shape[1:]), x.dtype, axes=())
    where = places_of(m, places)
    primitive = {"sum": "scatter_add", "max": "scatter_max", "min": "scatter_min", "prod": "scatter_mul"}[name[12:]]
    return bind(m, primitive, (into, where, x), into.shape, x.dtype, unique=False)


def _log_density(m: Machine, name: str, given: Given) -> Value:
    """`norm.logpdf`."""
    x, mean, scale = named(given, "x loc scale")
    values = promoted(
        m, x, array(m, 0 if mean is None else mean), array(m, 1 if scale is None else scale), floating=True
    )
    squared_scale = elementwise(m, "square", values[2])
    normaliser = elementwise(m, "log", mul(m, 6.28, squared_scale))
    squared = elementwise(m, "square", sub(m, values[0], values[1]))
    found = div(m, neg(m, add(m, normaliser, div(m, squared, squared_scale))), 2.0)
    return elementwise(m, "exp", found) if name.endswith(".pdf") else found


FUNCTIONS: dict[str, Function] = {
    **{f"scipy.special.{one}": _one for one in _ONE}, "scipy.special.logit": _logit,
    **dict.fromkeys(("scipy.special.logsumexp", "nn.logsumexp"), _log_of_sum),
    **{f"ops.segment_{one}": _segments for one in ("sum", "max", "min", "prod")},
    "scipy.stats.norm.logpdf": _log_density, "scipy.stats.norm.pdf": _log_density,
}  # fmt: skip
