"""Minimizers of SciPy that are given a method of one's own."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import NUMBER, Closure, Method, Partial, Value, atoms
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.callers import by_table
from adlint.ir import Const

_NONE = Const("None", None)
_OPTIONS = ("args", "jac", "hess", "hessp", "bounds", "constraints", "callback")  # what a method is told by name


def _minimized(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`minimize(fun, x0, method=m)`: a method of one's own is given the function."""
    method = given.at(3, "method")
    own = [atom for atom in atoms(method) if isinstance(atom, Closure | Method | Partial)] if method is not None else []
    fun = given.at(0, "fun")
    if not own or fun is None:
        return by_table(f, at, path, given)
    told = dict(given.keywords)
    passed = tuple([(name, told.get(name, _NONE)) for name in _OPTIONS])
    return f.call(at, tuple(own), Arguments((fun, NUMBER), passed, None, NUMBER))


MEANINGS["scipy.optimize.minimize"] = _minimized
