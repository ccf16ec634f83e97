"""Draws of random numbers, by functions and by generators."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value, is_integer
from adlint.frameworks.arguments import dtype_from, shape_from
from adlint.frameworks.numpy.making import Function, give, known
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.dims import Shape
from adlint.trace import Array


def draw(m: Machine, name: str, given: Given) -> Value:
    """Draws: the shape is in `size`, or in that of the parameters."""
    short = name.rpartition(".")[2]
    if short in ("default_rng", "RandomState", "Generator"):
        return m.store.new("instance", cls=External("numpy.random.Generator"))
    if short in ("seed", "set_state", "shuffle"):
        return None
    if short in ("rand", "randn"):
        return give(m, f"random.{short}", (), shape_from(m, given.positional) or (), "f64")
    if short in ("permutation", "permuted", "choice"):
        return _picked(m, short, given)
    position = _SIZE.get(short, 2)
    size = given.at(position, "size")
    parameters = [one for one in given.positional[:position] if isinstance(one, Array)]
    dtype = "i64" if short in _INTEGERS else "f64"
    if short in ("random", "standard_normal", "standard_exponential"):
        dtype = dtype_from(m, given.at(1, "dtype"), "f64")
    if size is None:
        shape: Shape = parameters[0].shape if parameters and short not in _VECTORS else ()
    else:
        shape = shape_at(m, size)
    if short in _VECTORS:
        shape = (*shape, known(m, given.positional[_VECTORS[short]]).shape[0])
    return give(m, f"random.{short}", parameters, shape, dtype)


_SIZE = {
    "random": 0, "random_sample": 0, "ranf": 0, "standard_normal": 0, "standard_exponential": 0, "standard_cauchy": 0,
    "poisson": 1, "exponential": 1, "standard_gamma": 1, "standard_t": 1, "chisquare": 1, "rayleigh": 1,
    "dirichlet": 1, "geometric": 1, "multinomial": 2, "triangular": 3, "hypergeometric": 3, "bytes": 0,
    "power": 1, "pareto": 1, "weibull": 1, "logseries": 1, "zipf": 1,
}  # fmt: skip
_INTEGERS = ("integers", "randint", "poisson", "binomial", "geometric", "multinomial", "hypergeometric",
    "random_integers", "zipf",
             "negative_binomial", "logseries")  # fmt: skip
_VECTORS = {"multivariate_normal": 0, "dirichlet": 0, "multinomial": 1}


def _picked(m: Machine, name: str, given: Given) -> Value:
    """`permutation` and `choice`, of numbers below one or of the items of an array."""
    first = given.positional[0]
    size = given.at(1, "size") if name == "choice" else None
    if is_integer(first):
        shape = ((first,) if name != "choice" else ()) if size is None else shape_at(m, size)
        return give(m, f"random.{name}", (), shape, "i64")  # type: ignore[arg-type]
    array_ = known(m, first)
    outer = (
        (array_.shape if name != "choice" else array_.shape[1:])
        if size is None
        else (*shape_at(m, size), *array_.shape[1:])
    )
    return give(m, f"random.{name}", (array_,), outer, array_.dtype)



DRAWS = frozenset(
    "rand randn random random_sample ranf normal uniform standard_normal standard_exponential standard_gamma standard_t"
    " standard_cauchy integers randint poisson exponential gamma beta binomial chisquare laplace lognormal logistic"
    " gumbel multivariate_normal dirichlet multinomial choice permutation permuted shuffle seed default_rng RandomState"
    " Generator triangular rayleigh weibull pareto power vonmises wald f noncentral_chisquare geometric zipf"
    " negative_binomial hypergeometric logseries set_state random_integers".split()
)
TABLE: dict[str, Function] = {f"random.{part}{one}": draw for one in DRAWS for part in ("", "Generator.",
    "RandomState.")}
