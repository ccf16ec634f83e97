"""Draws from hidden states, made from a generator of the function's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adlint.fixes.change import Change
from adlint.fixes.tree import aliases, code, dotted, fresh, line, small, tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adlint.finding import Repair

# methods of a generator by what functions of `numpy.random` they are like
_SAME = frozenset(
    "normal uniform choice shuffle permutation beta binomial chisquare dirichlet exponential f gamma geometric gumbel"
    " hypergeometric laplace logistic lognormal logseries multinomial multivariate_normal negative_binomial"
    " noncentral_chisquare noncentral_f pareto poisson power rayleigh standard_cauchy standard_exponential"
    " standard_gamma standard_normal standard_t triangular vonmises wald weibull zipf bytes".split()
)
_OTHER = {"random": "random", "random_sample": "random", "ranf": "random", "sample": "random", "randint": "integers"}
_SHAPED = {"rand": "random", "randn": "standard_normal"}  # these take a shape as so many arguments
_PYTHON = frozenset(
    "random uniform gauss normalvariate randint randrange choice choices sample shuffle betavariate expovariate"
    " gammavariate lognormvariate paretovariate triangular vonmisesvariate weibullvariate getrandbits".split()
)
_SEED = "0"


def seeded(text: str, repair: Repair) -> Change | None:
    """The generator that is made at a place, made from a fixed seed."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    call = way[-1] if way else None
    if read is None or not isinstance(call, cst.Call) or call.args:
        return None
    changed = call.with_changes(args=[cst.Arg(cst.Integer(_SEED))])
    title = f"Make the generator from the seed {_SEED}: choose another, or pass one"
    return Change(read.replaced(call, changed), title)


def local_generator(text: str, repair: Repair) -> Change | None:
    """The draw at a place made from a generator that the function begins with, of the library `options`."""
    read = tree(text)
    way = read.way(repair.span, cst.Call) if read else ()
    around = next((one for one in reversed(way) if isinstance(one, cst.FunctionDef | cst.Lambda)), None)
    call = way[-1] if way else None
    if read is None or not isinstance(around, cst.FunctionDef) or not isinstance(call, cst.Call):
        return None
    (library,) = repair.options
    path = dotted(call.func, aliases(read.module))
    maker = _maker(path, call) if library in ("random", "numpy.random") else None
    if maker is None or not isinstance(around.body, cst.IndentedBlock):
        return None
    made = _made(around, maker)
    name = made or fresh(around, "rng")
    draw = _draw(path, call, name)
    if draw is None:
        return None
    body = around.body.deep_replace(call, draw)
    assert isinstance(body, cst.IndentedBlock)
    if made is None:
        first = len(body.body) and isinstance(_docstring(body.body), cst.Expr)
        new = line(f"{name} = {maker}\n")
        body = body.with_changes(body=[*body.body[:first], new, *body.body[first:]])
    title = f"Draw from a generator of its own, `{name} = {maker}`: choose a seed, or pass one"
    return Change(read.replaced(around.body, body), title)


def _maker(path: str, call: cst.Call) -> str | None:
    """How a generator is made, by the names that the draw is written with."""
    module, _, _ = path.rpartition(".")
    written = code(call.func).rpartition(".")[0]
    match module:
        case "numpy.random" if written:
            return f"{written}.default_rng({_SEED})"
        case "random" if written:
            return f"{written}.Random({_SEED})"
        case _:
            return None


def _made(function: cst.FunctionDef, maker: str) -> str | None:
    """The variable that the function's block begins with a generator in, if it does."""
    for one in function.body.body[:2]:
        match small(one) if isinstance(one, cst.BaseStatement) else None:
            case cst.Assign([cst.AssignTarget(cst.Name(name))], value) if code(value) == maker:
                return name
    return None


def _draw(path: str, call: cst.Call, name: str) -> cst.Call | None:
    module, _, function = path.rpartition(".")
    args: Sequence[cst.Arg] = call.args
    if module == "random":
        method = function if function in _PYTHON else None
    elif function in _SHAPED:
        method = _SHAPED[function]
        if any(one.star or one.keyword for one in args):
            return None
        shape = ", ".join(code(one.value) for one in args)
        args = [cst.Arg(cst.parse_expression(f"({shape},)" if len(args) == 1 else f"({shape})"))] if args else ()
    else:
        method = function if function in _SAME else _OTHER.get(function)
    if method is None:
        return None
    return call.with_changes(func=cst.Attribute(cst.Name(name), cst.Name(method)), args=args)


def _docstring(body: Sequence[cst.BaseStatement]) -> cst.Expr | None:
    first = small(body[0])
    is_text = isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString | cst.ConcatenatedString)
    return first if is_text and isinstance(first, cst.Expr) else None
