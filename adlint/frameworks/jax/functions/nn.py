"""`jax.nn`, and its initialisers."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Value
from adlint.frameworks.arguments import axes_from, size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.functions.random import drawn
from adlint.frameworks.jax.numpy.elementwise import chosen, floating, log_of_sum, truths
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.numpy.reductions import extreme, mean_of, summed
from adlint.frameworks.jax.primitives import add, compare, div, elementwise, integer_pow, mul, neg, sub
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.values import argument, array, dtype_of, is_plain, promoted
from adlint.shapes.broadcasting import axes
from adlint.shapes.dims import dim
from adlint.symbolic import floordiv
from adlint.trace import Array


def _x(m: Machine, given: Given) -> Array:
    return array(m, given.positional[0])


def _rectified(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, name.removeprefix("nn."), _x(m, given))


def _sigmoid(m: Machine, name: str, given: Given) -> Value:
    return elementwise(m, "logistic", floating(m, given.positional[0]))


def _softplus(m: Machine, x: Array) -> Array:
    return log_of_sum(m, x, 0.0)


def _plus(m: Machine, name: str, given: Given) -> Value:
    x = floating(m, given.positional[0])
    return neg(m, _softplus(m, neg(m, x))) if name == "nn.log_sigmoid" else _softplus(m, x)


def _silu(m: Machine, name: str, given: Given) -> Value:
    x = _x(m, given)
    return mul(m, x, elementwise(m, "logistic", x))


def _mish(m: Machine, name: str, given: Given) -> Value:
    x = _x(m, given)
    return mul(m, x, elementwise(m, "tanh", _softplus(m, x)))


def _gelu(m: Machine, name: str, given: Given) -> Value:
    x = floating(m, given.positional[0])
    if given.at(1, "approximate", True) is False:
        return mul(m, mul(m, 0.5, x), elementwise(m, "erfc", mul(m, neg(m, x), 0.7)))
    inner = mul(m, 0.8, add(m, x, mul(m, 0.04, integer_pow(m, x, 3))))
    return mul(m, x, mul(m, 0.5, add(m, 1.0, elementwise(m, "tanh", inner))))


def _parameter(m: Machine, given: Given, name: str, default_: float) -> Value:
    if not given.has(1, name):
        return default_
    value = given.at(1, name)
    return argument(m, value) if is_plain(value) else array(m, value)


def _elu(m: Machine, name: str, given: Given) -> Value:
    """Compiled by itself: `alpha` is an array in it if it is given."""
    x, alpha = _x(m, given), _parameter(m, given, "alpha", 1.0)
    alpha = argument(m, 1.67) if name == "nn.selu" else alpha
    above = compare(m, "gt", x, 0)
    safe = chosen(m, compare(m, "gt", x, 0), 0.0, x)
    scaled = mul(m, *promoted(m, alpha, elementwise(m, "expm1", safe)))
    found = chosen(m, above, x, scaled)
    return mul(m, 1.05, found) if name == "nn.selu" else found


def _celu(m: Machine, name: str, given: Given) -> Value:
    x, alpha = _x(m, given), _parameter(m, given, "alpha", 1.0)
    below = div(m, *promoted(m, elementwise(m, "min", x, 0.0), alpha))
    return add(m, elementwise(m, "max", x, 0.0), mul(m, *promoted(m, alpha, elementwise(m, "expm1", below))))


def _leaky(m: Machine, name: str, given: Given) -> Value:
    x, slope = _x(m, given), _parameter(m, given, "negative_slope", 0.01)
    return chosen(m, compare(m, "ge", x, 0), x, mul(m, *promoted(m, slope, x)))


def _soft_sign(m: Machine, name: str, given: Given) -> Value:
    x = _x(m, given)
    return div(m, x, add(m, elementwise(m, "abs", x), 1))


def _hard(m: Machine, name: str, given: Given) -> Value:
    x = _x(m, given)
    if name == "nn.hard_tanh":
        return chosen(m, compare(m, "gt", x, 1), 1, chosen(m, compare(m, "lt", x, -1), -1, x))
    gate = div(m, elementwise(m, "relu6", add(m, x, 3.0)), 6.0)
    return gate if name == "nn.hard_sigmoid" else mul(m, x, gate)


def _glu(m: Machine, name: str, given: Given) -> Value:
    x = _x(m, given)
    (place,) = axes(given.at(1, "axis", -1), len(x.shape))
    half = dim(floordiv(x.shape[place], 2))
    shape = (*x.shape[:place], half, *x.shape[place + 1 :])
    results = tuple(m.array(shape, x.dtype, "jax") for _ in range(2))
    m.emit("lax.split", (x,), *results, axis=place)
    return mul(m, results[0], elementwise(m, "logistic", results[1]))


def _softmax(m: Machine, name: str, given: Given) -> Value:
    """`softmax`: its largest element is held constant, unless `custom_jvp` is on."""
    x, axis, mask = named(given, "x axis where")
    x, over = array(m, x), axes_from(m, -1 if axis is None and not given.has(1, "axis") else axis)
    kept = x if mask is None else chosen(m, truths(m, mask), x, float("-inf"))
    largest = extreme(m, "reduce_max", kept, over, True, float("-inf"))
    shifted = sub(m, *promoted(m, kept, elementwise(m, "stop_gradient", largest)))
    powers = elementwise(m, "exp", shifted)
    if name == "nn.log_softmax":
        return sub(m, shifted, elementwise(m, "log", summed(m, powers, over, keeps=True)))
    masked = powers if mask is None else chosen(m, truths(m, mask), powers, array(m, 0.0))
    result = div(m, *promoted(m, powers, summed(m, masked, over, keeps=True)))
    return result if mask is None else chosen(m, truths(m, mask), result, 0)


def _one_hot(m: Machine, name: str, given: Given) -> Value:
    x, classes = array(m, given.positional[0]), size_from(m, given.at(1, "num_classes"))
    axis = given.keywords.get("axis", -1)
    (place,) = axes(axis, len(x.shape) + 1)
    wide = lax.expand_dims(m, x, (place,))
    shape = tuple(classes if n == place else 1 for n in range(len(x.shape) + 1))
    mask = compare(m, "eq", wide, lax.iota(m, shape, x.dtype))
    return lax.convert(m, mask, dtype_of(m, given.keywords.get("dtype"), default(m, "f")))


def _standardised(m: Machine, name: str, given: Given) -> Value:
    """Compiled by itself: `epsilon` is an array in it if it is given."""
    x, axis, mean, variance, epsilon = named(given, "x axis mean variance epsilon")
    x, over = array(m, x), axes_from(m, -1 if axis is None else axis)
    middle = mean_of(m, x, over, True) if mean is None else array(m, mean)
    if variance is None:
        found = sub(m, mean_of(m, elementwise(m, "square", x), over, True), elementwise(m, "square", middle))
        variance = elementwise(m, "max", *promoted(m, array(m, 0), found))
    small: Value = 1e-5 if epsilon is None else array(m, epsilon)
    scale = elementwise(m, "rsqrt", add(m, *promoted(m, array(m, variance), small)))
    return mul(m, sub(m, x, middle), scale)


def _initialiser(m: Machine, name: str, given: Given) -> Value:
    """A function of a key, a shape and a dtype."""
    return Partial(External("jax.nn.initializers.<initialise>"), (), ())


def _initialised(m: Machine, name: str, given: Given) -> Value:
    key, shape, dtype = named(given, "key shape dtype")
    return drawn(m, array(m, key), wanted_shape(m, shape), dtype_of(m, dtype, default(m, "f")))


_INITIALISERS = (
    "glorot_normal glorot_uniform he_normal he_uniform lecun_normal lecun_uniform normal uniform orthogonal"
    " xavier_normal xavier_uniform kaiming_normal kaiming_uniform truncated_normal variance_scaling constant"
    " zeros_init ones_init delta_orthogonal"
).split()

FUNCTIONS: dict[str, Function] = {
    "nn.relu": _rectified, "nn.relu6": _rectified, "nn.sigmoid": _sigmoid, "nn.softplus": _plus,
    "nn.log_sigmoid": _plus, "nn.silu": _silu, "nn.swish": _silu, "nn.mish": _mish, "nn.gelu": _gelu, "nn.elu": _elu,
    "nn.selu": _elu, "nn.celu": _celu, "nn.leaky_relu": _leaky, "nn.soft_sign": _soft_sign,
    **{f"nn.{one}": _hard for one in ("hard_tanh", "hard_sigmoid", "hard_silu", "hard_swish")}, "nn.glu": _glu,
    "nn.softmax": _softmax, "nn.log_softmax": _softmax, "nn.one_hot": _one_hot, "nn.standardize": _standardised,
    **{f"nn.initializers.{one}": _initialiser for one in _INITIALISERS},
    "nn.initializers.<initialise>": _initialised, "nn.initializers.zeros": _initialised,
    "nn.initializers.ones": _initialised,
}  # fmt: skip
