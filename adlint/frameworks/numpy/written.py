"""Functions that NumPy and SciPy write in Python, in their steps: polynomials, means, moments, integrals.

Sources: numpy/polynomial/{polynomial,chebyshev,legendre,hermite,laguerre}.py, numpy/lib/_polynomial_impl.py,
scipy/integrate/_quadrature.py, scipy/special/_logsumexp.py, scipy/stats/{_stats_py,_entropy}.py.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.making import Function, Missing

_MODULE = "numpy.<written>"
_TEXT = """
import numpy as np
from scipy import special

def polynomial_polyval(x, c):
    total = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        total = c[-i] + total * x
    return total

class poly1d:
    def __init__(self, c_or_r, r=False, variable=None):
        self.coeffs = np.poly(c_or_r) if r else np.atleast_1d(c_or_r)
        self.c = self.coef = self.coefficients = self.coeffs
        self.order = self.o = len(self.coeffs) - 1
    def __call__(self, val):
        return np.polyval(self.coeffs, val)
    def __getitem__(self, power):
        return self.coeffs[self.order - power]
    def __add__(self, other):
        return poly1d(np.polyadd(self.coeffs, other.coeffs if isinstance(other, poly1d) else other))
    def __sub__(self, other):
        return poly1d(np.polysub(self.coeffs, other.coeffs if isinstance(other, poly1d) else other))
    def __mul__(self, other):
        if isinstance(other, poly1d):
            return poly1d(np.polymul(self.coeffs, other.coeffs))
        return poly1d(self.coeffs * other)
    def __rmul__(self, other):
        return poly1d(self.coeffs * other)
    def __neg__(self):
        return poly1d(-self.coeffs)
    def deriv(self, m=1):
        return poly1d(np.polyder(self.coeffs, m))
    def integ(self, m=1):
        return poly1d(np.polyint(self.coeffs, m))

class Polynomial:
    def __init__(self, coef):
        self.coef = np.atleast_1d(coef)
    def __call__(self, arg):
        return np.polynomial.polynomial.polyval(0.0 + 1.0 * arg, self.coef)
    def __add__(self, other):
        return Polynomial(np.polynomial.polynomial.polyadd(self.coef, getattr(other, "coef", other)))
    def __mul__(self, other):
        return Polynomial(np.convolve(self.coef, np.atleast_1d(getattr(other, "coef", other))))
    def __rmul__(self, other):
        return Polynomial(self.coef * other)
    def degree(self):
        return len(self.coef) - 1
    def deriv(self, m=1):
        found = self.coef
        for _ in range(m):
            found = found * 1.0
            found = found[1:] * np.arange(1, len(found))
        return Polynomial(found)
    def integ(self, m=1):
        found = self.coef
        for _ in range(m):
            found = found * 1.0
            rest = found[1:] / np.arange(2, len(found) + 1)
            whole = np.concatenate(([found[0] * 0, found[0]], rest))
            whole[0] += 0 - np.polynomial.polynomial.polyval(0, whole)
            found = whole
        return Polynomial(found)

def polynomial_chebval(x, c):
    if len(c) == 1:
        return c[0] + 0 * x
    if len(c) == 2:
        return c[0] + c[1] * x
    twice, below, above = 2 * x, c[-2], c[-1]
    for i in range(3, len(c) + 1):
        below, above = c[-i] - above, below + above * twice
    return below + above * x

def polynomial_legval(x, c):
    if len(c) == 1:
        return c[0] + 0 * x
    if len(c) == 2:
        return c[0] + c[1] * x
    degree, below, above = len(c), c[-2], c[-1]
    for i in range(3, len(c) + 1):
        degree = degree - 1
        below, above = c[-i] - above * ((degree - 1) / degree), below + above * x * ((2 * degree - 1) / degree)
    return below + above * x

def polynomial_hermval(x, c):
    twice = x * 2
    if len(c) == 1:
        return c[0] + 0 * twice
    if len(c) == 2:
        return c[0] + c[1] * twice
    degree, below, above = len(c), c[-2], c[-1]
    for i in range(3, len(c) + 1):
        degree = degree - 1
        below, above = c[-i] - above * (2 * (degree - 1)), below + above * twice
    return below + above * twice

def polynomial_lagval(x, c):
    if len(c) == 1:
        return c[0] + 0 * x
    if len(c) == 2:
        return c[0] + c[1] * (1 - x)
    degree, below, above = len(c), c[-2], c[-1]
    for i in range(3, len(c) + 1):
        degree = degree - 1
        below, above = c[-i] - (above * (degree - 1)) / degree, below + (above * ((2 * degree - 1) - x)) / degree
    return below + above * (1 - x)

def polyadd(a1, a2):
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    gap = len(a2) - len(a1)
    if gap == 0:
        return a1 + a2
    if gap > 0:
        return np.concatenate((np.zeros(gap), a1)) + a2
    return a1 + np.concatenate((np.zeros(-gap), a2))

def polysub(a1, a2):
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    gap = len(a2) - len(a1)
    if gap == 0:
        return a1 - a2
    if gap > 0:
        return np.concatenate((np.zeros(gap), a1)) - a2
    return a1 - np.concatenate((np.zeros(-gap), a2))

def polymul(a1, a2):
    return np.convolve(a1, a2)

def polyder(p, m=1):
    for _ in range(m):
        p = np.asarray(p)
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return p

def polyint(p, m=1):
    for _ in range(m):
        p = np.asarray(p)
        p = np.concatenate((p / np.arange(len(p), 0, -1), [0.0]))
    return p

def cumulative_trapezoid(y, x=None, dx=1.0, axis=-1, initial=None):
    y = np.moveaxis(y, axis, -1)
    if x is None:
        steps = dx
    elif x.ndim == 1:
        steps = np.diff(x)
    else:
        steps = np.diff(np.moveaxis(x, axis, -1))
    found = np.cumsum(steps * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)
    if initial is not None:
        found = np.concatenate((np.full(found.shape[:-1] + (1,), initial), found), axis=-1)
    return np.moveaxis(found, -1, axis)

def fixed_quad(func, a, b, args=(), n=5):
    places, weights = np.polynomial.legendre.leggauss(n)
    y = (b - a) * (places + 1) / 2.0 + a
    return (b - a) / 2.0 * np.sum(weights * func(y, *args), axis=-1), None

def gmean(a, axis=0):
    return np.exp(np.mean(np.log(a), axis=axis))

def hmean(a, axis=0):
    a = np.asarray(a)
    count = a.size if axis is None else a.shape[axis]
    return count / np.sum(1.0 / a, axis=axis)

def moment(a, order=1, axis=0, *, center=None):
    a = np.asarray(a)
    if order == 1 and center is None:
        return 0.0 * np.mean(a, axis=axis)
    distance = a - (np.mean(a, axis=axis, keepdims=True) if center is None else center)
    return np.mean(distance ** order, axis=axis)

def skew(a, axis=0):
    distance = a - np.mean(a, axis=axis, keepdims=True)
    second = np.mean(distance ** 2, axis=axis)
    return np.mean(distance ** 3, axis=axis) / second ** 1.5

def kurtosis(a, axis=0, fisher=True):
    distance = a - np.mean(a, axis=axis, keepdims=True)
    second = np.mean(distance ** 2, axis=axis)
    found = np.mean(distance ** 4, axis=axis) / second ** 2.0
    return found - 3 if fisher else found

def sem(a, axis=0, ddof=1):
    a = np.asarray(a)
    count = a.size if axis is None else a.shape[axis]
    return np.std(a, axis=axis, ddof=ddof) / np.sqrt(count)

def entropy(pk, qk=None, base=None, axis=0):
    pk = pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        total = np.sum(special.entr(pk), axis=axis)
    else:
        qk = qk / np.sum(qk, axis=axis, keepdims=True)
        total = np.sum(special.rel_entr(pk, qk), axis=axis)
    return total if base is None else total / np.log(base)

def zmap(scores, compare, axis=0, ddof=0):
    return (scores - compare.mean(axis=axis, keepdims=True)) / compare.std(axis=axis, ddof=ddof, keepdims=True)

def rosen(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0, axis=0)

def unwrap(p, discont=None, axis=-1, *, period=6.283185307179586):
    half = period / 2
    gaps = np.diff(p, axis=axis)
    wrapped = np.mod(gaps + half, period) - half
    jumps = np.where(np.abs(gaps) < half, 0, wrapped - gaps)
    places = [slice(None)] * p.ndim
    places[axis] = slice(1, None)
    found = np.array(p, copy=True)
    found[tuple(places)] = p[tuple(places)] + np.cumsum(jumps, axis=axis)
    return found


"""

_POLYNOMIALS = {"polynomial": "polyval", "chebyshev": "chebval", "legendre": "legval", "hermite": "hermval",
                "laguerre": "lagval"}  # fmt: skip
_WRITTEN = {
    **{f"polynomial.{module}.{one}": f"polynomial_{one}" for module, one in _POLYNOMIALS.items()},
    **{one: one for one in "polyadd polysub polymul polyder polyint unwrap".split()},
    "poly1d": "poly1d", "polynomial.Polynomial": "Polynomial", "polynomial.polynomial.Polynomial": "Polynomial",
    **{f"scipy.integrate.{one}": one for one in ("cumulative_trapezoid", "fixed_quad")},
    "scipy.integrate.cumtrapz": "cumulative_trapezoid", "scipy.optimize.rosen": "rosen",
    **{f"scipy.stats.{one}": one for one in "gmean hmean moment skew kurtosis sem entropy zmap".split()},
}  # fmt: skip


def called(m: Machine, name: str, given: Given) -> Value:
    """A call of a function that is written out. Missing if it is asked for something else than is written."""
    function = of_text(m, _MODULE, _TEXT)[_WRITTEN[name]]
    known = {one.name for one in m.functions[f"{_MODULE}:{_WRITTEN[name]}"].parameters}
    if not set(given.keywords) <= known:
        raise Missing(f"`{name}` with arguments that its model does not know")
    return m.tables.call(m, function, given)


TABLE: dict[str, Function] = dict.fromkeys(_WRITTEN, called)
