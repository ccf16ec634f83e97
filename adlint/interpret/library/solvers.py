"""Solvers: functions that call what they are given with numbers, at once."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import NUMBER, Class, Closure, Method, Partial, Value, atoms
from adlint.interpret.containers import content, sequence
from adlint.interpret.described import Instance
from adlint.interpret.frame import Frame
from adlint.interpret.iteration import items_of
from adlint.interpret.library import MEANINGS, Meaning, all_called
from adlint.interpret.spaces import Object
from adlint.ir import Const


def called_with(*names: str) -> Meaning:
    """A function that calls the argument of each of these names with numbers. The first, and those that say at
    which position, may be given without the name.
    """
    places = [(int(at), name) if at else (-1, name) for at, _, name in (n.rpartition(":") for n in names)]
    places[0] = (0, places[0][1])
    known = frozenset(name for _, name in places)

    def call(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        for position, name in places:
            callee = given.at(position, name)
            for atom in atoms(callee) if callee is not None else ():
                if isinstance(atom, Closure | Method | Partial | Object | Class):
                    f.call(at, atom, Arguments((), (), NUMBER))
        for name, value in given.keywords:
            if name not in known and all_called(value):
                f.call(at, value, Arguments((), (), NUMBER))
        return None

    return call


_NONE = Const("None", None)
_OPTIONS = ("args", "jac", "hess", "hessp", "bounds", "constraints", "callback")  # what a method is told by name


def _minimized(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`minimize(fun, x0, constraints=[{"fun": g}])`; a method of one's own is given the function."""
    method = given.at(3, "method")
    own = [atom for atom in atoms(method) if isinstance(atom, Closure | Method | Partial)] if method is not None else []
    if own and (fun := given.at(0, "fun")) is not None:
        told = dict(given.keywords)
        passed = tuple([(name, told.get(name, _NONE)) for name in _OPTIONS])
        return f.call(at, tuple(own), Arguments((fun, NUMBER), passed, None, NUMBER))
    constraints = given.at(-1, "constraints")
    for one in atoms(constraints) if constraints is not None else ():
        tables = [one] if isinstance(one, Object) and one.kind == "dict" else list(atoms(items_of(f, at, one)))
        for table in tables:
            known = content(f, table) if isinstance(table, Object) and table.kind == "dict" else {}
            for name in ("fun", "jac"):
                callee = known.get(name)
                if callee is not None:
                    f.call(at, callee, Arguments((), (), NUMBER))
    return called_with("fun", "4:jac", "5:hess", "hessp", "callback")(f, at, path, given)


def _events(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`solve_ivp(fun, span, y0, events=[...], args=(...))`."""
    fun, events = given.at(0, "fun"), given.at(-1, "events")
    args = given.at(-1, "args")
    more = tuple(sequence(f, args) or ()) if args is not None else ()
    for callee in (
        fun,
        given.at(-1, "jac"),
        items_of(f, at, events) if isinstance(events, Object) else events,
    ):
        if callee is not None:
            f.call(at, callee, Arguments((NUMBER, NUMBER, *more)))
    return Instance("scipy.integrate.OdeResult")


def _ranged(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`nquad(func, ranges, args, opts)`, where ranges may be functions of the variables outside, and options, too."""
    for several in (given.at(1, "ranges"), given.at(3, "opts")):
        item = None if several is None else items_of(f, at, several)
        for atom in atoms(item) if item is not None else ():
            if all_called(atom):
                f.call(at, atom, Arguments((), (), NUMBER))
    return called_with("func")(f, at, path, given)


def _integrator(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`ode(f, jac)`."""
    called_with("f", "1:jac")(f, at, path, given)
    return _ODE


_SOLVERS: dict[str, dict[str, tuple[str, ...]]] = {
    "scipy.optimize": {
        "least_squares": ("fun", "2:jac"),
        "root": ("fun", "4:jac"), "fsolve": ("func", "3:fprime"), "brentq": ("f",), "bisect": ("f",),
        "newton": ("func", "2:fprime"), "minimize_scalar": ("fun",), "root_scalar": ("f", "fprime"),
        "curve_fit": ("f", "jac"), "fmin": ("func",), "fmin_bfgs": ("f", "2:fprime"),
        "fmin_l_bfgs_b": ("func", "2:fprime"), "fmin_cg": ("f", "2:fprime"),
        "differential_evolution": ("func", "callback"),
        "basinhopping": ("func", "accept_test", "take_step", "callback"),
        "leastsq": ("func", "3:Dfun"), "check_grad": ("func",), "dual_annealing": ("func",),
        "brute": ("func",), "fixed_point": ("func",), "ridder": ("f",), "toms748": ("f",),
        "newton_krylov": ("F",), "shgo": ("func",),
    },
    "scipy.integrate": {
        "solve_ivp": ("fun", "jac", "events"), "odeint": ("func", "4:Dfun"), "quad": ("func",),
        "dblquad": ("func", "3:gfun", "4:hfun"), "tplquad": ("func",), "quad_vec": ("f",),
        "solve_bvp": ("fun", "1:bc"), "fixed_quad": ("func",), "romberg": ("function",),
        "RK45": ("fun",), "LSODA": ("fun",), "BDF": ("fun",),
    },
    **{
        module: {"apply_along_axis": ("func1d",), "fromfunction": ("function",), "apply_over_axes": ("func",)}
        for module in ("numpy", "jax.numpy")
    },
    "jax.scipy.sparse.linalg": dict.fromkeys(("cg", "gmres", "bicgstab"), ("A", "M")),
    "jax.experimental.ode": {"odeint": ("func",)},
    "jax.scipy.optimize": {"minimize": ("fun",)},
    "diffrax": {"ODETerm": ("vector_field",)},
}  # fmt: skip

_ODE = Instance("scipy.integrate.ode")
_SET = ("integrator", "initial_value", "f_params", "jac_params")
_NEW: dict[str, Meaning] = {
    **{
        f"{module}.{name}": called_with(*names)
        for module, known in _SOLVERS.items()
        for name, names in known.items()
    },
    "scipy.optimize.minimize": _minimized,
    "scipy.integrate.solve_ivp": _events,
    "scipy.integrate.nquad": _ranged,
    **dict.fromkeys(("scipy.integrate.ode", "scipy.integrate.complex_ode"), _integrator),
    **dict.fromkeys([f"scipy.integrate.ode.set_{name}" for name in _SET], lambda *_: _ODE),
    "scipy.integrate.ode.set_solout": called_with("solout"),
}
MEANINGS.update(_NEW)
