"""Functions of SciPy that call back: integrators, solvers, minimisers. How often they call is not known."""

from __future__ import annotations

from adlint.evaluate.flow.loops import repeat
from adlint.evaluate.machine import FALLS, Flow, Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Number, Ref, Value
from adlint.frameworks.numpy.making import Function, Missing, array_at, give, known
from adlint.shapes.dims import Dim, Shape
from adlint.symbolic import Polynomial
from adlint.trace import Array, Op, within


def called(m: Machine, name: str, function: Value, given: tuple[Value, ...], more: Value) -> tuple[Array, ...]:
    """The function is called, at least once. What it works on beside what the solver gives it, as variables from around
    it, goes into the result, in a way that is not followed.
    """
    extra = tuple(items(m, more) or ()) if isinstance(more, tuple | Ref) else () if more is None else (more,)
    before, first = len(m.trace), m.numbers

    def once(_: Polynomial | int) -> Flow:
        m.call(function, *given, *extra)
        return FALLS

    times = m.fresh(f"how often `{name}` calls a function depends on data", 1)
    repeat(m, m.stack[-1], times, once)
    operands = (one for node in within(tuple(m.trace[before:])) if isinstance(node, Op) for one in node.operands)
    own = {one.number for one in given if isinstance(one, Array)}
    around = (one for one in operands if isinstance(one, Array) and one.number <= first and one.number not in own)
    return tuple({one.number: one for one in (*arrays_in(m, *extra), *around)}.values())


def function_at(given: Given) -> Value:
    """The function that is called back. Missing if there is none."""
    names = (one for one in ("fun", "func", "f") if one in given.keywords)
    found = given.at(0, next(names, "fun"))
    if found is None:
        raise Missing("which function is called back")
    return found


def arrays_in(m: Machine, *values: Value) -> tuple[Array, ...]:
    """The arrays among values, and in tuples and lists of them."""
    found: list[Array] = []
    for one in values:
        held = items(m, one) if isinstance(one, tuple | Ref) else [one]
        found += [part for part in held or () if isinstance(part, Array)]
    return tuple(found)


def result(m: Machine, **fields: Value) -> Value:
    """An object with what a solver gives."""
    made = m.store.new("instance", cls=External("scipy.optimize.OptimizeResult"))
    held: dict[Value, Value] = {"success": Number("bool"), "status": m.fresh("a status"), "message": ""}
    held.update(fields.items())
    m.store.mine(made).fields = held
    return made


def _scalar(m: Machine) -> Array:
    return m.array((), "f64", "numpy")


def minimised(m: Machine, name: str, given: Given) -> Value:
    """`minimize`, `root`, `least_squares`: from a start to a point like it."""
    function, start = function_at(given), array_at(m, given, 1, "x0")
    shape: Shape = start.shape or (1,)
    point = m.array(shape, "f64", "numpy")
    more = given.at(2, "args") if not name.endswith("least_squares") else given.keywords.get("args")
    others = called(m, name, function, (point,), more)
    found = give(m, name, (start, *others), shape, "f64")
    count: Dim = m.fresh(f"how many steps `{name}` takes depends on data", 0)
    if name.endswith("root"):
        return result(m, x=found, fun=give(m, name, (found, *others), shape, "f64"), nfev=count)
    return result(m, x=found, fun=give(m, name, (found, *others), (), "f64"), nit=count, nfev=count)


def solved(m: Machine, name: str, given: Given) -> Value:
    """`fixed_point`, `fsolve`, `newton`: an array like the start."""
    function, start = function_at(given), array_at(m, given, 1, "x0")
    at = {"fixed_point": 2, "fsolve": 2, "newton": 3}[name.rpartition(".")[2]]
    more = given.at(at, "args")
    shape = (1,) if name.endswith("fsolve") and not start.shape else start.shape
    others = called(m, name, function, (m.array(shape, "f64", "numpy"),), more)
    return give(m, name, (start, *others), shape, "f64")


def bracketed(m: Machine, name: str, given: Given) -> Value:
    """`brentq` and other searches between two ends: a number."""
    more = given.at(3, "args")
    others = called(m, name, function_at(given), (_scalar(m),), more)
    return give(m, name, (*arrays_in(m, given.at(1, "a"), given.at(2, "b")), *others), (), "f64")


def quadrature(m: Machine, name: str, given: Given) -> Value:
    """`quad`: the integral of a function of a number, and an estimate of its error."""
    more = given.at(3, "args")
    others = called(m, name, function_at(given), (_scalar(m),), more)
    ends = arrays_in(m, given.at(1, "a"), given.at(2, "b"))
    return give(m, name, (*ends, *others), (), "f64"), Number("float")


def integrated(m: Machine, name: str, given: Given) -> Value:
    """`odeint(func, y0, t)`: the states at given times, in rows."""
    state, times = array_at(m, given, 1, "y0"), array_at(m, given, 2, "t")
    more, shape = given.at(3, "args"), state.shape or (1,)
    pair: tuple[Value, ...] = (m.array(shape, "f64", "numpy"), _scalar(m))
    order = pair[::-1] if given.keywords.get("tfirst") is True else pair
    others = called(m, name, function_at(given), order, more)
    return give(m, name, (state, times, *others), (times.shape[0], *shape), "f64")


def initial_value_problem(m: Machine, name: str, given: Given) -> Value:
    """`solve_ivp(fun, t_span, y0)`: states in columns, at given times or at as many as it takes."""
    state, at, more = array_at(m, given, 2, "y0"), given.at(4, "t_eval"), given.keywords.get("args")
    if given.keywords.get("events") is not None or given.keywords.get("dense_output") is True:
        raise Missing("`solve_ivp` with events or dense output")
    others = called(m, name, function_at(given), (_scalar(m), m.array(state.shape, "f64", "numpy")), more)
    steps: Dim = (
        m.fresh("how many steps `solve_ivp` takes depends on data", 2) if at is None else known(m, at).shape[0]
    )
    dtype = state.dtype if state.dtype == "c128" else "f64"
    states = give(m, name, (state, *others), (state.shape[0], steps), dtype)
    calls = m.fresh("how often `solve_ivp` calls the function depends on data", 1)
    return result(m, t=give(m, name, (), (steps,), "f64"), y=states, nfev=calls)


TABLE: dict[str, Function] = {
    **dict.fromkeys(("scipy.optimize.minimize", "scipy.optimize.root", "scipy.optimize.least_squares"), minimised),
    **dict.fromkeys(("scipy.optimize.fixed_point", "scipy.optimize.fsolve", "scipy.optimize.newton"), solved),
    **dict.fromkeys((f"scipy.optimize.{one}" for one in "brentq brenth bisect ridder toms748".split()), bracketed),
    "scipy.integrate.quad": quadrature, "scipy.integrate.odeint": integrated,
    "scipy.integrate.solve_ivp": initial_value_problem,
}  # fmt: skip
