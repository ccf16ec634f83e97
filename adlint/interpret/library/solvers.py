"""Minimizers and integrators of SciPy that are given a method of one's own."""

from __future__ import annotations

from adlint.interpret.collections.iteration import called_often, repeated
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.callers import by_table
from adlint.interpret.memory.atoms import NUMBER, Closure, Method, Partial, Value, atoms
from adlint.interpret.memory.spaces import Class
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.receivers import MOVES, STARTS, STEPS
from adlint.interpret.objects.setting import set_attribute
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


def _integrated(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`solve_ivp(fun, span, y0, method=Solver)`: a class of one's own is told the function, and taken step by step."""
    method, fun = given.at(3, "method"), given.at(0, "fun")
    own = [atom for atom in atoms(method) if isinstance(atom, Class)] if method is not None else []
    if not own or fun is None:
        return by_table(f, at, path, given)
    told = tuple([pair for pair in given.keywords if pair[0] not in _ASIDE])
    for cls in own:
        made = f.call(at, cls, Arguments((fun, NUMBER, NUMBER, NUMBER), told))
        repeated(f, lambda made=made: call_method(f, at, made, "_step_impl") or NUMBER)  # type: ignore[misc]
    return by_table(f, at, path, Arguments((), tuple([pair for pair in given.keywords if pair[0] == "events"])))


_ASIDE = frozenset({"method", "events", "args", "t_eval", "dense_output", "y0", "t_span", "fun"})


def _started(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`super().__init__(fun, t0, y0)` of a solver: it keeps the function, and but for the base of all calls it."""
    made, fun = given.at(0), given.at(1, "fun")
    if made is None or fun is None:
        return None
    set_attribute(f, made, "fun", fun, at)
    if "OdeSolver" not in path:
        f.call(at, fun, Arguments((NUMBER, NUMBER)))
    return _NONE


def _stepped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`solver.step()`."""
    made = given.at(0)
    return None if made is None else call_method(f, at, made, "_step_impl")


def _moved(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`super()._step_impl()` calls the function that the solver keeps."""
    made = given.at(0)
    if made is None:
        return None
    return called_often(f, at, attribute(f, made, "fun", at), Arguments((NUMBER, NUMBER)))


MEANINGS["scipy.optimize.minimize"] = _minimized
MEANINGS["scipy.integrate.solve_ivp"] = _integrated
MEANINGS.update(dict.fromkeys(STARTS, _started))
MEANINGS.update(dict.fromkeys(MOVES, _moved))
MEANINGS.update(dict.fromkeys(STEPS, _stepped))
