"""Library functions that call what they are given: which argument, with what, and when. One line each.

    odeint(func, y0, t, args, Dfun) calls func(_, _, *args) Dfun(_, _, *args)
    pipe(func) returns func(self, ...)
    ODETerm(vector_field) keeps vector_field for vf

The parameters stand in their places as far as they may be given without their names. What is called is a parameter, or
a method of one: with `_` (a number, or nothing that is known), `...` (any further ones), `self` (the object whose method
it is), with a parameter of the call, `*args` (its items; a single one where it is none) or `**kwargs`. A callee without parentheses is called with any
number of numbers; one in a container is called, too. The result is what the last of them `returns`, or what is said by
`gives`: a parameter, or an object of a class. An object `keeps` what calls of it are passed on to, by whoever is given it,
and `for` methods of it, some for these and some for those; others give it again (`chains`).
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

_OPTIMIZE = """
    least_squares(fun, x0, jac) calls fun(_, *args, **kwargs) jac(_, *args, **kwargs) callback
    root(fun, x0, args, method, jac) calls fun(_, *args) jac(_, *args) callback
    root_scalar(f, args) calls f(_, *args) fprime(_, *args) fprime2(_, *args)
    fsolve(func, x0, args, fprime) calls func(_, *args) fprime(_, *args)
    newton(func, x0, fprime, args, tol, maxiter, fprime2) calls func(_, *args) fprime(_, *args) fprime2(_, *args)
    brentq(f, a, b, args) calls f(_, *args)
    brenth(f, a, b, args) calls f(_, *args)
    bisect(f, a, b, args) calls f(_, *args)
    ridder(f, a, b, args) calls f(_, *args)
    toms748(f, a, b, args) calls f(_, *args)
    bracket(func, xa, xb, args) calls func(_, *args)
    brent(func, args) calls func(_, *args)
    golden(func, args) calls func(_, *args)
    fminbound(func, x1, x2, args) calls func(_, *args)
    minimize(fun, x0, args, method, jac, hess, hessp) calls \
        fun(_, *args) jac(_, *args) hess(_, *args) hessp(_, _, *args) constraints callback
    minimize_scalar(fun, bracket, bounds, args) calls fun(_, *args)
    curve_fit(f) calls f jac
    fmin(func, x0, args) calls func(_, *args) callback
    fmin_powell(func, x0, args) calls func(_, *args) callback
    fmin_bfgs(f, x0, fprime, args) calls f(_, *args) fprime(_, *args) callback
    fmin_l_bfgs_b(func, x0, fprime, args) calls func(_, *args) fprime(_, *args) callback
    fmin_cg(f, x0, fprime, args) calls f(_, *args) fprime(_, *args) callback
    fmin_ncg(f, x0, fprime, fhess_p, fhess, args) calls \
        f(_, *args) fprime(_, *args) fhess_p(_, _, *args) fhess(_, *args) callback
    fmin_tnc(func, x0, fprime, args) calls func(_, *args) fprime(_, *args) callback
    fmin_cobyla(func, x0, cons, args) calls func(_, *args) cons callback
    fmin_slsqp(func, x0, eqcons, f_eqcons, ieqcons, f_ieqcons, bounds, fprime, fprime_eqcons, fprime_ieqcons, args) \
        calls func(_, *args) eqcons(_, *args) f_eqcons(_, *args) ieqcons(_, *args) f_ieqcons(_, *args) fprime(_, *args)
    differential_evolution(func, bounds, args) calls func(_, *args) callback
    dual_annealing(func, bounds, args) calls func(_, *args) callback
    direct(func, bounds) calls func(_, *args) callback
    shgo(func, bounds, args) calls func(_, *args) callback
    brute(func, ranges, args, Ns, full_output, finish) calls func(_, *args)
    basinhopping(func) calls func accept_test take_step callback
    leastsq(func, x0, args, Dfun) calls func(_, *args) Dfun(_, *args)
    approx_fprime(xk, f, epsilon) calls f
    check_grad(func, grad, x0) calls func grad
    fixed_point(func, x0, args) calls func(_, *args)
    newton_krylov(F) calls F callback
    broyden1(F) calls F callback
    broyden2(F) calls F callback
    anderson(F) calls F callback
    diagbroyden(F) calls F callback
    linearmixing(F) calls F callback
    excitingmixing(F) calls F callback
    NonlinearConstraint(fun, lb, ub, jac, hess) keeps fun jac hess
"""
_INTEGRATE = """
    odeint(func, y0, t, args, Dfun) calls func(_, _, *args) Dfun(_, _, *args)
    quad(func, a, b, args) calls func(_, *args)
    dblquad(func, a, b, gfun, hfun, args) calls func(_, _, *args) gfun(_) hfun(_)
    tplquad(func, a, b, gfun, hfun, qfun, rfun, args) calls func(_, _, _, *args) gfun(_) hfun(_) qfun(_, _) rfun(_, _)
    quad_vec(f) calls f(_, *args)
    cubature(f) calls f(_, *args)
    tanhsinh(f) calls f(_, *args) callback
    nsum(f) calls f(_, *args)
    qmc_quad(func) calls func
    nquad(func, ranges, args, opts) calls func ranges opts
    solve_ivp(fun, t_span, y0) calls fun(_, _, *args) jac(_, _, *args) events(_, _, *args) \
        gives scipy.integrate.OdeResult
    ode(f, jac) keeps f jac for integrate chains set_integrator set_initial_value set_f_params set_jac_params
    ode.set_solout(solout) calls solout
    complex_ode.set_solout(solout) calls solout
    complex_ode(f, jac) keeps f jac for integrate \
        chains set_integrator set_initial_value set_f_params set_jac_params
    solve_bvp(fun, bc) calls fun bc fun_jac bc_jac
    fixed_quad(func, a, b, args) calls func(_, *args)
    RK23(fun) calls fun(_, _) keeps fun for step
    RK45(fun) calls fun(_, _) keeps fun for step
    DOP853(fun) calls fun(_, _) keeps fun for step
    Radau(fun) calls fun(_, _) jac(_, _) keeps fun jac for step
    BDF(fun) calls fun(_, _) jac(_, _) keeps fun jac for step
    LSODA(fun) calls fun(_, _) keeps fun jac for step
"""
_KRYLOV = "\n".join(
    f"{name}(A, b) calls callback"
    for name in "bicg bicgstab cg cgs gcrotmk gmres lgmres minres qmr tfqmr".split()
)
_APPLYING = """
    apply_along_axis(func1d, axis, arr, ...) calls func1d(_, ...)
    fromfunction(function) calls function
    apply_over_axes(func) calls func
"""
_SOLVING = "\n".join(
    f"{name}(fn, solver, y0, args) calls fn(y0, args) solver.__call__(_)"
    " solver.init(fn, y0, args, _, _, _, _) solver.step(fn, y0, args, _, _, _)"
    " solver.terminate(fn, y0, args, _, _, _) solver.postprocess(fn, y0, _, args, _, _, _, _)"
    for name in ("root_find", "fixed_point", "minimise", "least_squares")
) + "\n" + "\n".join(
    f"{name}() keeps norm\n{name}.step(fn, y, args) calls fn(y, args)"
    for name in (
        "Newton Chord FixedPointIteration BFGS LBFGS NelderMead GradientDescent NonlinearCG OptaxMinimiser"
        " GaussNewton LevenbergMarquardt IndirectLevenbergMarquardt Dogleg"
    ).split()
)
_DIFFRAX = """
    ODETerm(vector_field) keeps vector_field for vf vf_prod vector_field
    ControlTerm(vector_field, control) keeps vector_field for vf vf_prod vector_field keeps control.evaluate for contr
    WeaklyDiagonalControlTerm(vector_field, control) \
        keeps vector_field for vf vf_prod vector_field keeps control.evaluate for contr
    MultiTerm(*terms) keeps terms for vf vf_prod
    PIDController(rtol, atol) keeps norm
    SaveAt() keeps fn subs
    SubSaveAt() keeps fn
    Event(cond_fn) keeps cond_fn
    diffeqsolve(terms, solver, t0, t1, dt0, y0, args) calls \
        terms(_, y0, args) saveat(_, y0, args) event(_, y0, args, ...) stepsize_controller.__call__(_) \
        terms.contr(t0, t1) terms.vf(t0, y0, args) terms.prod(_, _) \
        solver.order(terms) solver.init(terms, t0, t1, y0, args) solver.step(terms, t0, t1, y0, args, _, _)
""" + "\n".join(
    f"{name}.step(terms, t0, t1, y0, args) calls terms(t0, y0, args)"
    for name in (
        "Euler Heun Midpoint Ralston Bosh3 Tsit5 Dopri5 Dopri8 ImplicitEuler Kvaerno3 Kvaerno4 Kvaerno5 LeapfrogMidpoint"
        " ReversibleHeun SemiImplicitEuler ItoMilstein StratonovichMilstein EulerHeun"
    ).split()
)
_LINEAX = """
    FunctionLinearOperator(fn) calls fn(_) keeps fn for mv as_matrix
    JacobianLinearOperator(fn, x, args) calls fn(x, args) keeps fn for mv as_matrix
    linear_solve(operator, vector, solver) calls operator operator.mv(vector) \
        solver.init(operator, _) solver.compute(_, vector, _)
"""
_EQUINOX = """
    tree_serialise_leaves(path_or_file, pytree, filter_spec) calls filter_spec(_, _) is_leaf(_)
    tree_deserialise_leaves(path_or_file, like, filter_spec) calls filter_spec(_, _) is_leaf(_)
    tree_at(where, pytree, replace) calls where(pytree) replace_fn(_) is_leaf(_)
"""
_TORCH_TREES = """
    tree_map(func, tree) calls func is_leaf gives tree
    tree_map_(func, tree) calls func is_leaf gives tree
    tree_map_only(type_or_types_or_pred, func, tree) calls func is_leaf gives tree
    tree_map_with_path(func, tree) calls func(_, _) is_leaf gives tree
    tree_all(pred, tree) calls pred
    tree_any(pred, tree) calls pred
"""
_ASSERTING = """
    assertRaises(expected_exception, function, ...) calls function(...)
    assertWarns(expected_warning, function, ...) calls function(...)
    assertRaisesRegex(expected_exception, expected_regex, function, ...) calls function(...)
    assertWarnsRegex(expected_warning, expected_regex, function, ...) calls function(...)
"""
_MOCKS = "\n".join(
    f"{name}(spec, side_effect, return_value, wraps) keeps side_effect wraps"
    for name in ("Mock", "MagicMock", "AsyncMock")
)
_TORCHDIFFEQ = """
    odeint(func, y0, t) calls func(_, y0) event_fn(_, y0)
    odeint_adjoint(func, y0, t) calls func(_, y0) event_fn(_, y0)
    odeint_event(func, y0, t0) calls func(_, y0) event_fn(_, y0)
"""
_OPTIMIZERS = """
    adam(grad, x0, callback) calls grad(_, _) callback(_, _, _)
    sgd(grad, x0, callback) calls grad(_, _) callback(_, _, _)
    rmsprop(grad, x0, callback) calls grad(_, _) callback(_, _, _)
"""
_BARS = """
    tqdm(iterable) calls iterable.__len__() gives iterable
"""
_APPLIED = """
    pipe(func, ...) returns func(self, ...)
    apply(func) calls func gives pandas.Series
    map(func) calls func gives pandas.Series
    transform(func) calls func gives pandas.Series
    agg(func) calls func
    aggregate(func) calls func
    filter(func) calls func gives pandas.Series
"""
_GROUPED = tuple(f"pandas.api.typing.{kind}" for kind in "DataFrameGroupBy Rolling Expanding Resampler".split())
_FRAMES = _APPLIED + """
    groupby(by) calls by gives pandas.api.typing.DataFrameGroupBy
    rolling() gives pandas.api.typing.Rolling
    expanding() gives pandas.api.typing.Expanding
    resample() gives pandas.api.typing.Resampler
    combine(other, func) calls func
"""
_DISTRIBUTIONS = """
    TransformedDistribution(base_distribution, transforms) \
        keeps base_distribution.rsample transforms._call for rsample \
        keeps base_distribution.sample transforms._call for sample \
        keeps base_distribution.log_prob transforms._inverse transforms.log_abs_det_jacobian for log_prob
    Independent(base_distribution) keeps base_distribution.log_prob for log_prob \
        keeps base_distribution.rsample for rsample keeps base_distribution.sample for sample \
        keeps base_distribution.entropy for entropy
"""
_TRANSFORMS = """
    ComposeTransform(parts) keeps parts._call keeps parts.log_abs_det_jacobian for log_abs_det_jacobian
"""
_STREAMS = """
    BufferedReader(raw) calls raw.readable() keeps raw.readinto for read read1 peek readline readinto readlines
    BufferedWriter(raw) calls raw.writable() keeps raw.write for flush close
"""
_JSON = """
    JSONEncoder() keeps default for encode iterencode
    JSONDecoder() keeps object_hook object_pairs_hook for decode raw_decode
"""
_READING = ("read_csv", "read_parquet", "read_excel", "read_json", "concat", "merge")
# what gives a frame or series again, and calls what it is given by name: `assign(total=f)`, `sort_values("x", key=f)`
_AGAIN = (
    "copy dropna fillna drop assign sort_values sort_index reset_index set_index head tail query astype merge join"
    " sample drop_duplicates replace round clip interpolate explode reindex where(cond,other) mask(cond,other)"
    " rename(mapper)"
).split()


def _frame(path: str) -> str:
    again = [name if "(" in name else f"{name}()" for name in _AGAIN]
    calls = [" calls " + one[:-1].partition("(")[2].replace(",", " ") if one[-2] != "(" else "" for one in again]
    return _FRAMES + "\n".join(f"{one}{called} gives {path}" for one, called in zip(again, calls, strict=True))


# what a subscript of an object of a library's class gives
SUBSCRIPTED = {"pandas.DataFrame": "pandas.Series", **{path: path for path in _GROUPED}}
_BY_MODULE = {
    "scipy.optimize": _OPTIMIZE,
    "scipy.integrate": _INTEGRATE,
    "scipy.sparse.linalg": _KRYLOV,
    "numpy": _APPLYING + """
        loadtxt() calls converters
        genfromtxt() calls converters
        array2string() calls formatter
    """,
    "jax.numpy": _APPLYING,
    "jax": "linear_transpose(fun) calls fun",
    "jax.lax": "associative_scan(fn) calls fn",
    "jax.scipy.sparse.linalg": "\n".join(f"{name}(A) calls A M" for name in ("cg", "gmres", "bicgstab")),
    "jax.scipy.optimize": "minimize(fun, x0, args) calls fun(_, *args)",
    "jax.experimental.ode": "odeint(func, y0, t, ...) calls func(y0, _, ...)",
    "autograd.misc.optimizers": _OPTIMIZERS,
    "torch.autograd": "gradcheck(func, inputs) calls func\n gradgradcheck(func, inputs) calls func",
    "torchdiffeq": _TORCHDIFFEQ,
    "equinox": _EQUINOX,
    "flax.traverse_util": "path_aware_map(f, nested_dict) calls f(_, _)\n"
    "flatten_dict(xs, keep_empty_nodes, is_leaf) calls is_leaf(_, _)",
    "torch.jit": "fork(func, ...) calls func(...)",
    "torch.utils._pytree": _TORCH_TREES,
    "unittest.TestCase": _ASSERTING,
    "unittest.mock": _MOCKS,
    "json": _JSON,
    "io": _STREAMS,
    "shutil": "copytree(src, dst, symlinks, ignore, copy_function) calls copy_function ignore\n"
    "move(src, dst, copy_function) calls copy_function",
    "timeit": "Timer(stmt, setup) keeps stmt setup for timeit repeat autorange",
    "torch.distributions": _DISTRIBUTIONS + _TRANSFORMS,
    "torch.distributions.transforms": _TRANSFORMS,
    "string.Template": "substitute(mapping) calls mapping.__getitem__(_)\n"
    "safe_substitute(mapping) calls mapping.__getitem__(_)",
    "textwrap": "indent(text, prefix, predicate) calls predicate(_)",
    "threading.Condition": "wait_for(predicate) calls predicate()",
    "asyncio.Condition": "wait_for(predicate) calls predicate()",
    "torch.optim.lr_scheduler": "CyclicLR(optimizer) calls scale_fn(_) keeps scale_fn for step get_lr",
    "diffrax": _DIFFRAX,
    "optimistix": _SOLVING,
    "lineax": _LINEAX,
    **dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook"), _BARS),
    **{path: _frame(path) for path in ("pandas.DataFrame", "pandas.Series")},
    **dict.fromkeys(_GROUPED, _APPLIED),
    "pandas": "\n".join(f"{name}() gives pandas.DataFrame" for name in _READING),
}


class Call(Struct, frozen=True):
    """A call of a parameter, or of a method of one, with arguments as they are written."""

    callee: str
    method: str
    given: tuple[str, ...]


class Kept(Struct, frozen=True):
    """What an object calls that was given when it was made, and the methods of it that do so."""

    callees: tuple[Call, ...]
    methods: tuple[str, ...]


class Caller(Struct, frozen=True):
    """What a library function does with what it is given."""

    parameters: tuple[str, ...]
    calls: tuple[Call, ...]
    returns: bool
    gives: str
    keeps: tuple[Kept, ...]
    chains: tuple[str, ...]

    def place(self, name: str) -> int:
        """Where an argument stands that is given without its name; -1 where it never is."""
        return self.parameters.index(name) if name in self.parameters else -1


_CLAUSE = re.compile(r"\b(calls|returns|keeps|for|chains|gives)\b")
_CALL = re.compile(r"(\w+)(?:\.(\w+))?(?:\(([^)]*)\))?")


def _calls(text: str) -> tuple[Call, ...]:
    found = _CALL.finditer(text)
    return tuple([Call(m[1], m[2] or "", ("...",) if m[3] is None else _listed(m[3])) for m in found])


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace(" ", "").split(",")) if text else ()


def _parsed(line: str) -> Caller:
    head, *clauses = _CLAUSE.split(line)
    pairs = list(zip(clauses[::2], clauses[1::2], strict=True))
    said = dict(pairs)
    return Caller(
        _listed(head.partition("(")[2].rpartition(")")[0]),
        _calls(said.get("calls", "") + said.get("returns", "")),
        "returns" in said,
        said.get("gives", "").strip(),
        _kept(pairs),
        tuple(said.get("chains", "").split()),
    )


def _kept(clauses: list[tuple[str, str]]) -> tuple[Kept, ...]:
    """What is kept, each with the methods that stand behind it."""
    following = [*clauses[1:], ("", "")]
    return tuple([
        Kept(_calls(text), tuple(methods.split()) if behind == "for" else ())
        for (word, text), (behind, methods) in zip(clauses, following, strict=True)
        if word == "keeps"
    ])  # fmt: skip


_LINES = {
    f"{module}.{line.partition('(')[0].strip()}": line
    for module, lines in _BY_MODULE.items()
    for line in lines.splitlines()
    if line.strip()
}
PATHS = tuple(_LINES)


@cache
def caller(path: str) -> Caller:
    """What is said of a function that stands in the table."""
    return _parsed(_LINES[path])
