"""NumPy and SciPy as libraries of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from adlint.evaluate.invocation.calls import flat
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Ref, Unknown, Value
from adlint.frameworks.numpy import (
    calculus,
    callbacks,
    creation,
    declared,
    distributions,
    draws,
    elements,
    filters,
    interpolation,
    joining,
    linalg,
    products,
    reductions,
    shaping,
    spectra,
    statistics,
    written,
)
from adlint.frameworks.numpy.arrays import Arrays
from adlint.frameworks.numpy.asking import TABLE as ASKING
from adlint.frameworks.numpy.elementwise import clipped, elementwise, rounded
from adlint.frameworks.numpy.making import Function, Missing
from adlint.frameworks.numpy.sparse import making as sparse
from adlint.frameworks.numpy.sparse import solving
from adlint.frameworks.numpy.sparse.matrix import MATRIX
from adlint.frameworks.numpy.sparse.methods import method
from adlint.frameworks.numpy.ufuncs import ufunc
from adlint.shapes.dtypes import short
from adlint.trace import Array

TABLE: dict[str, Function] = {
    **reductions.TABLE, **statistics.TABLE, **products.TABLE, **linalg.TABLE, **shaping.TABLE, **joining.TABLE,
    **creation.TABLE, **draws.TABLE, **calculus.TABLE, **ASKING,
    **declared.TABLE, **distributions.TABLE, **spectra.TABLE,
    **written.TABLE, **filters.TABLE, **callbacks.TABLE, **interpolation.TABLE, **sparse.TABLE, **solving.TABLE,
    "clip": clipped, "round": rounded, "around": rounded,
}  # fmt: skip
_CONSTANTS: dict[str, Value] = {
    "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "euler_gamma": 0.5772156649015329,
    "Inf": math.inf, "NaN": math.nan, "infty": math.inf, "True_": True, "False_": False,
}  # fmt: skip
_SAME = {
    "scipy.integrate.trapezoid": "trapezoid", "scipy.integrate.trapz": "trapezoid", "scipy.special.sinc": "sinc",
    "scipy.signal.convolve": "convolve", "scipy.linalg.kron": "kron", "scipy.linalg.pinvh": "scipy.linalg.pinv",
}  # fmt: skip
_GRIDS = ("mgrid", "ogrid", "r_", "c_", "s_", "index_exp")


@dataclass(frozen=True)
class NumPy(Arrays):
    """NumPy, SciPy, or another library with their functions, under the name that a program imports it by. `within` is
    what stands in front of the names of NumPy's functions there.
    """

    root: str = "numpy"
    within: str = "numpy."

    def knows(self, path: str) -> bool:
        """All of it: its text is not read."""
        return path.partition(".")[0] == self.root

    def constant(self, path: str) -> Value:
        """Pi, infinity, the class of the elements of a dtype; None of what is no constant."""
        base, _, last = path.rpartition(".")
        if last == "type" and short(base.rpartition(".")[2]) is not None:
            return External(base)
        if path.startswith("scipy.constants."):
            return _CONSTANTS.get(path.rpartition(".")[2])
        return _CONSTANTS.get(self._name(path))

    def _name(self, path: str) -> str:
        """A function by the name that the tables have."""
        return _SAME.get(path, path.removeprefix(self.within))

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function. What depends on something that is not known is said to be unknown."""
        name = self._name(path)
        found = self.found(name)
        if found is None:
            return NO_MODEL
        if (number := elements.number(m, name, given)) is not None:
            return number
        try:
            result = found(m, name, given)
        except Missing as missing:
            return m.spread(Unknown(str(missing), m.site()), flat(m, given))
        elements.remember(m, name, given, result)
        return result

    def found(self, name: str) -> Function | None:
        """The model of a function; None if there is none."""
        if name in TABLE:
            return TABLE[name]
        if ufunc(name) is not None:
            return elementwise
        head, _, last = name.rpartition(".")
        if last in reductions.METHODS and ufunc(head) is not None:
            return reductions.ufunc_method
        return creation.plain_type if short(name) is not None else None

    def has(self, path: str) -> bool:
        """Whether there is something of a name that is modelled."""
        name = self._name(path)
        return name in _CONSTANTS or self.found(name) is not None

    def indexed(self, m: Machine, path: str, index: Value) -> Value:
        """`np.mgrid[...]` and other names that are indexed."""
        name = self._name(path)
        if name not in _GRIDS:
            return External(path)
        try:
            return creation.grid(m, path, index)
        except Missing as missing:
            return m.say_unknown(str(missing))

    def bound(self, m: Machine, variable: str, array: Array) -> None:
        """A variable is bound to an array: what it held before may be lost."""
        m.emit("numpy.bind", (array,), variable=variable)

    def entered(self, m: Machine, manager: Value) -> tuple[Value, Callable[[], None] | None] | None:
        """`with np.errstate(...)`."""
        is_state = isinstance(manager, Unknown) or manager is None or not isinstance(manager, Ref)
        return (None, None) if is_state and manager == External("numpy.errstate") else None

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """A method of a generator of random numbers, or of a sparse matrix."""
        cls = m.store[base].cls if isinstance(base, Ref) else None
        if cls == External("numpy.random.Generator") and name in draws.DRAWS:
            return self.function(m, f"{self.within}random.{name}", given)
        if not isinstance(base, Ref) or not (cls in (MATRIX, solving.FACTORS) or distributions.is_frozen(cls)):
            return NO_MODEL
        asked = method if cls == MATRIX else solving.with_factors if cls == solving.FACTORS else distributions.asked
        try:
            return asked(m, base, name, given)
        except Missing as missing:
            return m.spread(Unknown(str(missing), m.site()), flat(m, given))


NUMPY = NumPy()
SCIPY = NumPy("scipy", "scipy.<none>.")
