"""What the adjoint of an operation of NumPy needs: operands and results, in the formulas of the textbooks.

Giles, "An extended collection of matrix derivative results for forward and reverse mode algorithmic differentiation"
(2008), for matrices; Griewank and Walther, "Evaluating Derivatives" (2008), table 3.2, for elementary functions.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from adlint.frameworks.numpy import declared
from adlint.frameworks.numpy.ufuncs import UFUNCS
from adlint.tape.reverse.swept import Need
from adlint.tape.systems.work import MOVES
from adlint.tape.values.flow import Step
from adlint.trace import Array, Operand, Repeated

_TRANSFORMS = (
    "fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn hfft ihfft fftshift ifftshift dct idct dst"
    " idst"
)
_LINEAR_FILTERS = (
    "gaussian_filter gaussian_filter1d uniform_filter uniform_filter1d sobel laplace gaussian_laplace prewitt shift"
    " affine_transform spline_filter spline_filter1d zoom rotate sum mean"
)
_PICKING_FILTERS = (
    "median_filter maximum_filter minimum_filter maximum_filter1d minimum_filter1d rank_filter percentile_filter"
    " grey_erosion grey_dilation"
)
_WEIGHTED_FILTERS = "convolve correlate convolve1d correlate1d"
_SPARSE_SOLVERS = "spsolve spsolve_triangular cg bicg bicgstab cgs gmres lgmres minres qmr"
_CONVOLVING = "convolve2d correlate2d fftconvolve oaconvolve correlate"
_CURVES = (
    "interp1d CubicSpline PchipInterpolator Akima1DInterpolator make_interp_spline UnivariateSpline griddata"
    " RegularGridInterpolator RBFInterpolator InterpolatedUnivariateSpline CubicHermiteSpline LinearNDInterpolator"
    " CloughTocher2DInterpolator BSpline"
)
# for each active argument what its adjoint needs: `a`, `b`, `c` are operands, `r` is the result, or the first
# of several, `s` the second; where one or another does, the one that is kept anyhow is taken
_NEEDS: dict[str, tuple[str, ...]] = {
    **declared.NEEDS,
    **dict.fromkeys("add subtract negative positive conjugate rad2deg deg2rad degrees radians".split(), ("", "")),
    "multiply": ("b", "a"), "divide": ("b", "br|ab"), "power": ("ab", "ar"), "float_power": ("ab", "ar"),
    "remainder": ("", "ab"), "fmod": ("", "ab"),
    **dict.fromkeys("maximum minimum fmax fmin".split(), ("ab", "ab")), "arctan2": ("ab", "ab"), "hypot": ("ar", "br"),
    **dict.fromkeys("logaddexp logaddexp2".split(), ("ar|ab", "br|ab")), "copysign": ("ab", ""),
    **dict.fromkeys("exp exp2".split(), ("r",)), "expm1": ("r|a",),
    **dict.fromkeys("sqrt cbrt tan tanh reciprocal scipy.special.expit".split(), ("r|a",)),
    **dict.fromkeys("log log2 log10 log1p sin cos arcsin arccos arctan sinh cosh arcsinh arccosh arctanh square"
        " absolute"
                    " fabs scipy.special.erf scipy.special.erfc scipy.special.gammaln scipy.special.digamma"
                    " scipy.special.logit scipy.special.j0 scipy.special.i0".split(), ("a",)),
    **dict.fromkeys("sign floor ceil trunc rint round heaviside floor_divide spacing nextafter modf".split(), ("", "")),
    "divmod": ("", "ab"), "ldexp": ("b", ""),
    "clip": ("abc", "ab", "ac"),
    **dict.fromkeys("dot matmul inner vdot tensordot vecdot matvec convolve correlate".split(), ("b", "a")),
    **dict.fromkeys("add.reduce add.accumulate subtract.at add.at".split(), ("", "")),
    **dict.fromkeys("multiply.reduce multiply.accumulate".split(), ("ar",)), "multiply.at": ("ab", "ab"),
    **dict.fromkeys("maximum.reduce minimum.reduce".split(), ("ar",)),
    "linalg.solve": ("ar", "a"), "linalg.inv": ("r",), "linalg.det": ("ar",), "linalg.slogdet": ("a",),
    "linalg.cholesky": ("r",), "scipy.linalg.solve": ("ar", "a"), "scipy.linalg.inv": ("r",),
    **dict.fromkeys("scipy.linalg.cho_solve scipy.linalg.lu_solve scipy.linalg.solve_banded".split(), ("ar", "a")),
    "scipy.linalg.cho_factor": ("r",), "scipy.linalg.det": ("ar",), "scipy.linalg.expm": ("a",), "linalg.pinv": ("ar",),
    "interp": ("abc", "abc", "ab"), "quantile": ("ar",), "percentile": ("ar",), "bincount": ("", "a"),
    "histogram": ("", "a"), "scipy.spatial.distance.cdist": ("abr", "abr"),
    **dict.fromkeys((f"{root}fft.{one}" for root in ("", "scipy.") for one in _TRANSFORMS.split()), ("",)),
    "scipy.linalg.solve_triangular": ("ar", "a"), "scipy.linalg.cholesky": ("r",), "linalg.norm": ("ar",),
    **dict.fromkeys((f"scipy.ndimage.{one}" for one in _LINEAR_FILTERS.split()), ("",)),
    **dict.fromkeys((f"scipy.ndimage.{one}" for one in _WEIGHTED_FILTERS.split()), ("b", "a")),
    **dict.fromkeys((f"scipy.ndimage.{one}" for one in _PICKING_FILTERS.split()), ("a",)),
    "scipy.ndimage.gaussian_gradient_magnitude": ("ar",), "scipy.ndimage.map_coordinates": ("b", "ab"),
    **dict.fromkeys((f"scipy.signal.{one}" for one in _CONVOLVING.split()), ("b", "a")),
    **dict.fromkeys((f"scipy.signal.{one}" for one in "detrend savgol_filter hilbert resample".split()), ("",)),
    "scipy.signal.lfilter": ("bc", "br", "ab"),
    **dict.fromkeys(("scipy.signal.sosfilt", "scipy.signal.sosfiltfilt"), ("ab", "a")),
    "scipy.signal.freqz": ("b", "abs"), **dict.fromkeys(("scipy.signal.freqz_sos", "scipy.signal.sosfreqz"), ("a",)),
    **dict.fromkeys((f"scipy.signal.{one}" for one in "periodogram welch spectrogram".split()), ("a",)),
    **dict.fromkeys((f"scipy.signal.{one}" for one in "stft resample_poly decimate".split()), ("",)),
    "scipy.signal.csd": ("b", "a"), "scipy.signal.coherence": ("ab", "ab"), "scipy.signal.upfirdn": ("b", "a"),
    "scipy.signal.medfilt": ("a",),
    "scipy.stats.zscore": ("ar",), "scipy.spatial.distance.pdist": ("ar",), "scipy.integrate.simpson": ("b", "ab"),
    **dict.fromkeys(("scipy.spatial.distance.euclidean", "scipy.spatial.distance.cosine"), ("abr", "abr")),
    **dict.fromkeys((f"scipy.interpolate.{one}" for one in _CURVES.split()), ("abc", "ac", "abc")),
    "scipy.interpolate.RectBivariateSpline": ("bc", "abc", "abc"), "scipy.stats.gaussian_kde": ("abr", "abr"),
    "scipy.linalg.solveh_banded": ("ar", "a"), "scipy.sparse.linalg.lsqr": ("abr", "a"),
    "scipy.sparse.linalg.lsmr": ("abr", "a"), "scipy.spatial.distance.squareform": ("",),
    **dict.fromkeys("nanmean nanmedian nanvar nanstd".split(), ("ar",)), "nanmean": ("a",),
    **dict.fromkeys(("scipy.sparse.matmul", "scipy.sparse.multiply", "scipy.sparse.product"), ("b", "a")),
    **dict.fromkeys(("scipy.sparse.toarray", "scipy.sparse.sum", "scipy.sparse.data"), ("", "")),
    **dict.fromkeys((f"scipy.sparse.linalg.{one}" for one in _SPARSE_SOLVERS.split()), ("ar", "a")),
    "linalg.lstsq": ("abr", "a"), "scipy.linalg.lstsq": ("abr", "a"), "scipy.linalg.pinv": ("ar",),
    "scipy.linalg.sqrtm": ("r",), **dict.fromkeys((f"scipy.linalg.{one}" for one in "logm cosm sinm".split()), ("a",)),
    **dict.fromkeys("maximum.accumulate minimum.accumulate".split(), ("ar",)), "histogram_bin_edges": ("ar",),
    "linspace": ("", ""), "random.normal": ("", "abr"), "polyfit": ("abr", "a"), "tanm": ("a",),
    "scipy.special.xlogy": ("b", "ab"), "scipy.special.xlog1py": ("b", "ab"), "scipy.integrate.romb": ("",),
    **dict.fromkeys((f"scipy.fft.{one}" for one in ("dctn", "idctn", "dstn", "idstn")), ("",)),
    "scipy.signal.wiener": ("a",), "scipy.signal.filtfilt": ("abc", "abc", "ab"),
    "scipy.stats.norm.mean": ("", ""), "scipy.stats.norm.std": ("", ""), "scipy.stats.norm.var": ("", "b"),
    "scipy.stats.norm.entropy": ("", "b"),
    "mean": ("",), "var": ("a",), "std": ("ar",), "logsumexp": ("ar",), "scipy.special.logsumexp": ("ar",),
}  # fmt: skip
# derivatives of a function that goes element by element are functions of what it is given
_ALL = "abcdef"
# factorisations, whose adjoints are in terms of their factors
_FACTORED = frozenset("linalg.qr linalg.svd linalg.eigh linalg.eig scipy.linalg.qr scipy.linalg.svd scipy.linalg.eigh"
                      " scipy.linalg.lu scipy.linalg.lu_factor linalg.eigvalsh linalg.eigvals linalg.svdvals"
                      " scipy.linalg.eigvalsh scipy.linalg.eigvals"
                      " scipy.linalg.svdvals scipy.linalg.schur linalg.cond scipy.linalg.eig".split())  # fmt: skip
# moves whose adjoint needs places, or which element was taken
_PLACED = {"getitem": "bcdef", "setitem": "cdef", "take": "b", "take_along_axis": "b", "compress": "b", "extract": "b"}
_SORTED = frozenset("sort partition".split())


def is_whole(name: str) -> bool:
    """Whether a function that NumPy writes in terms of others has an adjoint of its own."""
    return name.removeprefix("numpy.") in _NEEDS


def needed(step: Step, active: Sequence[bool], kept: Container[int]) -> list[Need] | None:
    """The values that the adjoint of a step needs; None if that is not known."""
    stated = stated_of(step)
    if stated is not None:
        return stated
    name = step.name.removeprefix("numpy.")
    values = dict(zip("abcdef", map(read_of, step.operands, step.reads), strict=False))
    made = zip("rst", step.writes, step.results, strict=False)
    values |= {letter: Need(value, array) for letter, value, array in made}
    if name == "where":
        return _of("a", values)
    if name == "select":
        return [one for one in map(read_of, step.operands, step.reads) if one is not None]
    if name in _PLACED:
        return _of(_PLACED[name], values)
    if name in _FACTORED:
        return list(map(Need, step.writes, step.results)) if len(step.writes) > 1 else _of("a", values)
    if name in _SORTED:
        return _of("a", values)
    if name == "einsum":
        others = (letter for n, letter in enumerate("abcdef") if any((*active[:n], *active[n + 1 :])))
        return _of("".join(others), values)
    if name in MOVES or name == "bind":
        return []
    by_element = is_elementwise(name) or name.startswith("scipy.stats.")
    rule = _NEEDS.get(name, (_ALL,) * len(active) if by_element else None)
    if rule is None or len(step.reads) > 6:
        return None
    found: dict[Need, None] = {}
    for flag, several in zip(active, rule, strict=False):
        if flag:
            found.update(dict.fromkeys(_cheapest(several, values, kept)))
    return list(found)


def stated_of(step: Step) -> list[Need] | None:
    """The values that users say are saved; None if they say nothing of the function."""
    saved = None if step.op is None else step.op.attribute("saved")
    if not isinstance(saved, tuple):
        return None
    made = zip(step.writes, step.results, strict=True)
    found = [
        *map(read_of, step.operands, step.reads),
        *(None if value is None else Need(value, array) for value, array in made),
    ]
    return [one for place in saved if (one := found[place]) is not None]


def read_of(operand: Operand, value: int | None) -> Need | None:
    """What is read of an operand; None of a number."""
    array = operand.array if isinstance(operand, Repeated) else operand
    return Need(value, array) if value is not None and isinstance(array, Array) else None


def _cheapest(several: str, values: dict[str, Need | None], kept: Container[int]) -> list[Need]:
    """Of several sets of values the one of which most is kept anyhow; the first, if that tells nothing."""
    sets = [_of(one, values) for one in several.split("|")]
    return min(sets, key=lambda one: sum(need.value not in kept for need in one))


def _of(letters: str, values: dict[str, Need | None]) -> list[Need]:
    return [one for letter in letters if (one := values.get(letter)) is not None]


def is_elementwise(name: str) -> bool:
    """Whether a step can be done again for little: it goes element by element."""
    short = name.removeprefix("numpy.")
    return short in UFUNCS or short.startswith("scipy.special.") or short == "where"


def by_name(name: str) -> tuple[str, ...]:
    """For each operand of a function of NumPy what its adjoint needs: operands by letters, `r` for the result."""
    return tuple(one.partition("|")[0] for one in _NEEDS.get(name, ()))
