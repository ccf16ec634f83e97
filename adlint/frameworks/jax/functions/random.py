"""`jax.random`: draws depend on a key, and on nothing that is differentiated but what they are scaled by."""

from __future__ import annotations

from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.numpy.making import wanted_shape
from adlint.frameworks.jax.primitives import add, bind, compare, elementwise, mul, sub
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.values import array, broadcast_to, dtype_of, promoted
from adlint.shapes.broadcasting import axes, broadcast, reduced
from adlint.shapes.dims import Shape
from adlint.trace import Array


def _key(m: Machine, name: str, given: Given) -> Value:
    """Two integers of 32 bits, or an array of the dtype of keys."""
    seed = array(m, given.positional[0]) if given.positional else array(m, 0)
    if name == "random.key":
        return bind(m, "random", (seed,), (), "key")
    return bind(m, "random", (seed,), (2,), "u32")


def _split(m: Machine, name: str, given: Given) -> Value:
    key, num = array(m, given.positional[0]), given.at(1, "num", 2)
    if name == "random.fold_in":
        data = given.at(1, "data")
        return bind(m, "random", (key, data) if isinstance(data, Array) else (key,), key.shape, key.dtype)
    shape = wanted_shape(m, num)
    return bind(m, "random", (key,), (*shape, *key.shape), key.dtype)


def drawn(m: Machine, key: Array, shape: Shape, dtype: str) -> Array:
    """Draws of a shape."""
    return bind(m, "random", (key,), shape, dtype)


def _plain(m: Machine, name: str, given: Given) -> Value:
    if name == "random.truncated_normal":
        key, _low, _high, shape, dtype = named(given, "key lower upper shape dtype")
    else:
        key, shape, dtype = named(given, "key shape dtype")
    found = () if shape is None else wanted_shape(m, shape)
    return drawn(m, array(m, key), found, dtype_of(m, dtype, default(m, "f")))


def _uniform(m: Machine, name: str, given: Given) -> Value:
    """Between two ends, which may be differentiated."""
    key, shape, dtype, low, high = named(given, "key shape dtype minval maxval")
    found = () if shape is None else wanted_shape(m, shape)
    kind = dtype_of(m, dtype, default(m, "f"))
    draws = drawn(m, array(m, key), found, kind)
    if not isinstance(low, Array) and not isinstance(high, Array):
        return draws
    a, b = (lax.convert(m, array(m, one), kind) for one in (0.0 if low is None else low, 1.0 if high is None else high))
    scaled = add(m, mul(m, draws, sub(m, b, a)), a)
    return elementwise(m, "max", a, scaled)


def _integers(m: Machine, name: str, given: Given) -> Value:
    key, shape, _low, _high, dtype = named(given, "key shape minval maxval dtype")
    return drawn(m, array(m, key), wanted_shape(m, shape), dtype_of(m, dtype, default(m, "i")))


def _bernoulli(m: Machine, name: str, given: Given) -> Value:
    key, p, shape = named(given, "key p shape")
    chance = array(m, 0.5 if p is None else p)
    found = chance.shape if shape is None else wanted_shape(m, shape)
    draws = drawn(m, array(m, key), found, default(m, "f"))
    return compare(m, "lt", *promoted(m, draws, chance))


def _categorical(m: Machine, name: str, given: Given) -> Value:
    key, logits, axis, shape = named(given, "key logits axis shape")
    x = array(m, logits)
    rest = reduced(x.shape, axes(-1 if axis is None else axis, len(x.shape)))
    return bind(m, "random", (array(m, key), x), rest if shape is None else wanted_shape(m, shape), default(m, "i"))


def _choice(m: Machine, name: str, given: Given) -> Value:
    key, values, shape = named(given, "key a shape")
    if name == "random.permutation":
        found = (values,) if isinstance(values, int) else array(m, values).shape
        if isinstance(values, Array):
            order = bind(m, "random", (array(m, key),), (values.shape[0], 1), "i32")
            return bind(m, "gather", (values, order), values.shape, values.dtype)
        return bind(m, "random", (array(m, key),), found, default(m, "i"))
    size = () if shape is None else wanted_shape(m, shape)
    if isinstance(values, int):
        return bind(m, "random", (array(m, key),), size, default(m, "i"))
    x = array(m, values)
    places = bind(m, "random", (array(m, key),), (*size, 1), "i32")
    return bind(m, "gather", (x, places), (*size, *x.shape[1:]), x.dtype)


def _gamma(m: Machine, name: str, given: Given) -> Value:
    """`gamma` and `loggamma`, which are differentiated through implicitly."""
    key, shape_parameter, shape, dtype = named(given, "key a shape dtype")
    x = array(m, shape_parameter)
    kind = dtype_of(m, dtype, default(m, "f"))
    x = broadcast_to(m, lax.convert(m, x, kind), x.shape if shape is None else wanted_shape(m, shape))
    return bind(m, "random_gamma", (array(m, key), x), x.shape, kind)


def _shaped(m: Machine, name: str, given: Given) -> Value:
    """Draws of parameters that are no arrays; those of others are read from their source, down to draws of gamma."""
    values = [one for one in given.values[1:] if isinstance(one, Array) and one.is_inexact]
    shape = given.keywords.get("shape")
    if values:
        return NO_MODEL
    found = () if shape is None else wanted_shape(m, shape)
    return drawn(m, array(m, given.positional[0]), found, default(m, "f"))


def _several(m: Machine, name: str, given: Given) -> Value:
    """`multivariate_normal`: the mean, and the factor of the covariance times a draw."""
    from adlint.frameworks.jax.functions.linalg import FUNCTIONS  # noqa: PLC0415  (they need each other)

    key, mean, covariance, shape = named(given, "key mean cov shape")
    mu, factor = (
        array(m, mean),
        array(m, FUNCTIONS["numpy.linalg.cholesky"](m, "numpy.linalg.cholesky", Given((covariance,)))),
    )
    outer = broadcast(mu.shape[:-1], factor.shape[:-2]) if shape is None else wanted_shape(m, shape)
    draws = drawn(m, array(m, key), (*outer, mu.shape[-1]), mu.dtype)
    product = lax.dot_general(m, factor, draws, ((1,), (len(outer),)))
    moved = lax.transpose(m, product, (*range(1, len(product.shape)), 0))
    return add(m, *promoted(m, mu, moved))


def _counted(m: Machine, name: str, given: Given) -> Value:
    """`poisson`: integers, whatever the rate is."""
    key, rate, shape, dtype = named(given, "key lam shape dtype")
    x = array(m, rate)
    found = x.shape if shape is None else wanted_shape(m, shape)
    return bind(m, "random", (array(m, key), x), found, dtype_of(m, dtype, default(m, "i")))


def _checked(m: Machine, name: str, given: Given) -> Value:
    """`_check_prng_key(name, key)`: the key, and whether it is wrapped."""
    return given.at(1, "key"), False


def _placed(m: Machine, name: str, given: Given) -> Value:
    """`random_insert_pvary(name, key, *parameters)`: as they are, on one device."""
    return given.positional[1], given.positional[2:]


_PLAIN = "normal exponential laplace logistic gumbel cauchy rademacher truncated_normal ball orthogonal bits".split()

FUNCTIONS: dict[str, Function] = {
    "random.PRNGKey": _key, "random.key": _key, "random.split": _split, "random.fold_in": _split,
    **{f"random.{one}": _plain for one in _PLAIN}, "random.uniform": _uniform, "random.randint": _integers,
    "random.bernoulli": _bernoulli, "random.categorical": _categorical, "random.choice": _choice,
    "random.permutation": _choice, "random.multivariate_normal": _several,
    **{f"random.{one}": _shaped for one in ("beta", "dirichlet", "t", "chisquare")},
    "random.gamma": _gamma, "random.loggamma": _gamma, "random.poisson": _counted,
    "random._split": _split, "random._check_prng_key": _checked, "random.random_insert_pvary": _placed,
    "random.canonicalize_sharding_for_samplers": lambda m, name, given: None,
    "dtypes.safe_to_cast": lambda m, name, given: True,
}  # fmt: skip
