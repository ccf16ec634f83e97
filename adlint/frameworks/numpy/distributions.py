"""Distributions of `scipy.stats`: densities and what belongs to them, element by element, frozen or not."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Ref, Value
from adlint.frameworks.numpy import declared
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import Function, Missing, dtype_of, give, known, number_or_array, shape_of
from adlint.frameworks.numpy.shaping import shape_at
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dims import Shape

# the parameters that come before those of all
_SHAPED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("norm expon uniform cauchy laplace logistic rayleigh maxwell gumbel_r gumbel_l halfnorm halfcauchy"
        " halflogistic levy moyal hypsecant arcsine semicircular anglit cosine gibrat landau levy_l wald".split(), ()),
    "t": ("df",), "chi2": ("df",), "chi": ("df",), "gamma": ("a",), "invgamma": ("a",), "erlang": ("a",),
    "beta": ("a", "b"), "betaprime": ("a", "b"), "lognorm": ("s",), "weibull_min": ("c",), "weibull_max": ("c",),
    "pareto": ("b",), "f": ("dfn", "dfd"), "vonmises": ("kappa",), "truncnorm": ("a", "b"), "skewnorm": ("a",),
    "triang": ("c",), "genextreme": ("c",), "genpareto": ("c",), "exponnorm": ("K",), "gennorm": ("beta",),
    "loggamma": ("c",), "nakagami": ("nu",), "powerlaw": ("a",), "rice": ("b",), "loguniform": ("a", "b"),
    "fisk": ("c",), "burr": ("c", "d"), "johnsonsu": ("a", "b"), "invgauss": ("mu",), "nct": ("df", "nc"),
    **dict.fromkeys("bradford dweibull fatiguelife foldcauchy foldnorm genhalflogistic genlogistic gompertz invweibull"
        " loglaplace lomax powernorm rdist wrapcauchy".split(), ("c",)),
    **dict.fromkeys("alpha dgamma kappa3 skewcauchy".split(), ("a",)), "argus": ("chi",), "pearson3": ("skew",),
    **dict.fromkeys("burr12 trapezoid".split(), ("c", "d")), "crystalball": ("beta", "m"), "tukeylambda": ("lam",),
    **dict.fromkeys("exponpow truncexpon".split(), ("b",)), **dict.fromkeys("exponweib gengamma".split(), ("a", "c")),
    **dict.fromkeys("jf_skew_t johnsonsb norminvgauss reciprocal".split(), ("a", "b")), "genexpon": ("a", "b", "c"),
    **dict.fromkeys("laplace_asymmetric vonmises_line".split(), ("kappa",)), "halfgennorm": ("beta",),
    "genhyperbolic": ("p", "a", "b"), "geninvgauss": ("p", "b"), "kappa4": ("h", "k"), "mielke": ("k", "s"),
    "ncf": ("dfn", "dfd", "nc"), "ncx2": ("df", "nc"), "powerlognorm": ("c", "s"), "recipinvgauss": ("mu",),
    "rel_breitwigner": ("rho",), "truncpareto": ("b", "c"), "truncweibull_min": ("c", "a", "b"),
}  # fmt: skip
_DISCRETE: dict[str, tuple[str, ...]] = {
    "poisson": ("mu",), "bernoulli": ("p",), "binom": ("n", "p"), "nbinom": ("n", "p"), "geom": ("p",),
    **dict.fromkeys("betabinom betanbinom".split(), ("n", "a", "b")), "boltzmann": ("lambda_", "N"), "logser": ("p",),
    **dict.fromkeys("dlaplace zipf".split(), ("a",)), "hypergeom": ("M", "n", "N"), "nhypergeom": ("M", "n", "r"),
    "planck": ("lambda_",), "randint": ("low", "high"), "skellam": ("mu1", "mu2"), "yulesimon": ("alpha",),
    "zipfian": ("a", "n"),
}  # fmt: skip
_OF_POINTS = "pdf logpdf pmf logpmf cdf logcdf sf logsf ppf isf".split()
_OF_ALL = "mean var std median entropy".split()
_FROZEN = "scipy.stats.<frozen>."


_JOINT: dict[str, tuple[str, ...]] = {
    "multivariate_normal": ("mean", "cov"), "multivariate_t": ("loc", "shape", "df"), "dirichlet": ("alpha",),
}


def _parameters(name: str) -> tuple[str, ...]:
    if name in _JOINT:
        return _JOINT[name]
    return (*_DISCRETE[name], "loc") if name in _DISCRETE else (*_SHAPED[name], "loc", "scale")


def distributed(m: Machine, name: str, given: Given) -> Value:
    """A function of points and parameters."""
    _, _, distribution, short = name.split(".")
    several = ("x",) if short in _OF_POINTS else ()
    first = next((given.keywords[one] for one in ("q", "k") if one in given.keywords), None)
    names = (*several, *_parameters(distribution))
    values = [given.at(n, one, first if n == 0 and several else None) for n, one in enumerate(names)]
    arrays = [number_or_array(m, one) for one in values if one is not None]
    return give(m, name, arrays, broadcast(*map(shape_of, arrays)), floating(dtype_of(arrays)))


def drawn(m: Machine, name: str, given: Given) -> Value:
    """`rvs`: draws, of the shape that is asked for or that parameters have."""
    _, _, distribution, _ = name.split(".")
    names = _parameters(distribution)
    arrays = [number_or_array(m, one) for n, key in enumerate(names) if (one := given.at(n, key)) is not None]
    size = given.at(len(names), "size")
    shape: Shape = broadcast(*map(shape_of, arrays)) if size in (None, 1) else shape_at(m, size)
    return give(m, name, arrays, shape, "i64" if distribution in _DISCRETE else "f64")


def frozen(m: Machine, name: str, given: Given) -> Value:
    """A distribution with its parameters, to be asked later."""
    parameters = _parameters(name.rpartition(".")[2])
    held = ((one, given.at(n, one)) for n, one in enumerate(parameters))
    fields: dict[Value, Value] = {one: value for one, value in held if value is not None}
    return m.store.new("instance", cls=External(_FROZEN + name.rpartition(".")[2]), fields=fields)


def is_frozen(cls: Value) -> bool:
    """Whether something is of the class of frozen distributions."""
    return isinstance(cls, External) and cls.path.startswith(_FROZEN)


def asked(m: Machine, base: Ref, name: str, given: Given) -> Value:
    """A method of a frozen distribution. Missing if there is no model of it."""
    cls = m.store[base].cls
    assert isinstance(cls, External)
    path = f"scipy.stats.{cls.path.removeprefix(_FROZEN)}.{name}"
    function = TABLE.get(path) or declared.TABLE.get(path)
    if function is None:
        raise Missing(f"no model of `{path}`")
    held = {str(key): value for key, value in m.store[base].fields.items()}
    if name == "rvs":
        size = given.at(0, "size")
        return function(m, path, Given((), held | ({} if size is None else {"size": size})))
    return function(m, path, Given(given.positional, {**given.keywords, **held}))


def jointly_distributed(m: Machine, name: str, given: Given) -> Value:
    """Densities of `scipy.stats.multivariate_normal`: the last axis has the coordinates."""
    names = ("x", "mean", "cov")
    arrays = [known(m, one) for n, key in enumerate(names) if (one := given.at(n, key)) is not None]
    return give(m, name, arrays, arrays[0].shape[:-1], "f64")


def jointly_of_shares(m: Machine, name: str, given: Given) -> Value:
    """Densities of `scipy.stats.dirichlet`: the first axis has the shares."""
    arrays = [known(m, given.at(n, key)) for n, key in enumerate(("x", "alpha"))]
    return give(m, name, arrays, arrays[0].shape[1:], "f64")



def _under(prefix: str, names: Iterable[str]) -> Iterable[str]:
    return (f"{prefix}.{one}" for one in names)


TABLE: dict[str, Function] = {
    **{
        path: distributed
        for one in (*_SHAPED, *_DISCRETE)
        for path in _under(f"scipy.stats.{one}", (*_OF_POINTS, *_OF_ALL))
    },
    **{f"scipy.stats.{one}.rvs": drawn for one in (*_SHAPED, *_DISCRETE)},
    **{f"scipy.stats.{one}": frozen for one in (*_SHAPED, *_DISCRETE, *_JOINT)},
    **dict.fromkeys(_under("scipy.stats.dirichlet", ("pdf", "logpdf")), jointly_of_shares),
    **dict.fromkeys(_under("scipy.stats.multivariate_normal", ("pdf", "logpdf")), jointly_distributed),
}  # fmt: skip
