"""What decorators put in the place of functions: `def counted(function): def inner(*a): ...; return inner`."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.interpret.program import identity
from adlint.storage.definitions.fields import Made
from adlint.storage.definitions.names import Names
from adlint.storage.frame import Frame
from adlint.storage.invocation.graph import calls_of, reached
from adlint.storage.run import Run
from adlint.storage.things.values import Library

_ITSELF = "itself"  # what a decorator gives that gives back what it is given
# the decorator of a library that chooses between methods, by what else is registered
_CHOOSING = "functools.singledispatchmethod"
_OF_PROPERTIES = frozenset({"setter", "deleter", "getter"})
_UPDATING = "functools.update_wrapper"  # what gives its first argument, with the name of the second


def in_place_of(f: Frame, function: str) -> tuple[str, ...]:
    """The functions of the program of which one runs where a decorated one is called: it itself where decorators leave
    it, or what they put in its place calls it; nothing if that is not known.
    """
    known = runs(f.run, function)
    if known:
        return (function,) if f.run.recursive.get(known) else (known,)
    if _wraps(f, f.identity, function):
        return (function,)
    return tuple([one for one in dict.fromkeys(reached(f)) if _wraps(f, one, function)])


def runs(run: Run, function: str) -> str:
    """The function that runs where one is called that its decorators may have replaced; "" if it is not told."""
    known = run.running.get(function)
    if known is None:
        owner = run.program.enclosing(function) or identity(function.partition(":")[0], "")
        known = run.running[function] = _runs(run.names, owner, function)
    return known


def _wraps(f: Frame, wrapper: str, function: str) -> bool:
    """Whether one function stands in the place of another, as far as the call graph shows: it calls that, and stands in
    another function, or is run where an object is called, or asked for by a class.
    """
    around = f.run.program.functions.get(f.run.program.enclosing(wrapper) or "")
    is_inner = around is not None and (around.kind == "function" or wrapper.endswith((".__call__", ".__get__")))
    return is_inner and wrapper != function and function in calls_of(f.run, wrapper)


def _runs(names: Names, owner: str, function: str) -> str:
    """The same of a function that the body `owner` makes and decorates."""
    made = Made(names.program, names.path, owner)
    found = function
    for decorator in _decorators(made, function):
        given = _gives(names, made, decorator)
        if not given:
            return ""
        found = found if given == _ITSELF else given
    return found


def _decorators(made: Made, function: str) -> Iterator[ir.Operand]:
    """What decorates a function, the innermost first."""
    held = next((at for at, op in made.ops.items() if _makes(op, function, made.module)), None)
    for op in made.ops.values():
        match op:
            case ir.Call(at, callee, (int(inner),), ()) if inner == held:
                yield callee
                held = at
            case _:
                pass


def _makes(op: ir.Op, function: str, module: str) -> bool:
    return isinstance(op, ir.MakeFunction) and identity(module, op.function) == function


def _gives(names: Names, made: Made, decorator: ir.Operand) -> str:
    """The function that a decorator gives; `_ITSELF` if it leaves what it is given, "" if it is not told."""
    op = made.ops.get(decorator) if isinstance(decorator, int) else None
    callee = op.callee if isinstance(op, ir.Call) else decorator
    method = made.ops.get(callee) if isinstance(callee, int) else None
    if isinstance(method, ir.GetAttribute) and (
        method.name in _OF_PROPERTIES or (method.name == "register" and _is_function(made, method.base))
    ):
        return _ITSELF  # of a property, or of a function that chooses between several
    paths = [made.path(callee)]
    if not paths[0] and isinstance(callee, str):  # `try: from numba import njit`, and a function of the program else
        paths = [_bound_to(names, made.module, one) for one in names.bindings(made.module).get(callee, ())]
    given = {_by(names, path, is_called=isinstance(op, ir.Call)) for path in paths}
    return given.pop() if len(given) == 1 else ""


def _bound_to(names: Names, module: str, op: ir.Op | None) -> str:
    """The path of what an import gives, or of a function that is made; "" of anything else."""
    match op:
        case ir.Import():
            found = names.imported(module, op)
            return found[0].path if len(found) == 1 and isinstance(found[0], Library) else ""
        case ir.MakeFunction(_, function):
            return identity(module, function)
        case _:
            return ""


def _by(names: Names, path: str, *, is_called: bool) -> str:
    """The same by the path of a decorator, or of what makes one where it `is_called`: `@retry(3)`."""
    if path and ":" not in path:
        return "" if path == _CHOOSING else _ITSELF
    found = _returned(names, path)
    return _returned(names, found) if is_called and found != _ITSELF else found


def _is_function(made: Made, operand: ir.Operand) -> bool:
    """Whether a body makes a function by that name."""
    name = f"{made.body.name}.{operand}" if made.body.name else operand
    known = made.program.functions.get(identity(made.module, name)) if isinstance(name, str) else None
    return known is not None and known.kind == "function"


def _returned(names: Names, function: str) -> str:
    """The function that all returns of a function give, which it makes; `_ITSELF` if it gives its first argument."""
    body = names.program.functions.get(function)
    if body is None or body.kind == "class" or body.is_generator:
        return ""
    made = Made(names.program, names.path, function)
    given = {_meant(names, made, op.value) for op in body.operations if isinstance(op, ir.Return)}
    if _ITSELF in given:  # a decorator that may be called first, too: then it gives one
        given = {_returned(names, one) if one not in ("", _ITSELF) else one for one in given}
    return given.pop() if len(given) == 1 else ""


def _meant(names: Names, made: Made, operand: ir.Item) -> str:
    """The function that an operand stands for, which the function makes, or `_ITSELF`."""
    if isinstance(operand, str):
        stores = [op.value for op in made.ops.values() if isinstance(op, ir.Store) and op.name == operand]
        if len(stores) == 1:
            return _meant(names, made, stores[0])
        return _ITSELF if not stores and (operand,) == made.body.positional[:1] else ""
    match made.ops.get(operand) if isinstance(operand, int) else None:
        case ir.GetItem(_, str(base)) if any(one.kind == "*" and one.name == base for one in made.body.parameters):
            return _ITSELF
        case ir.MakeFunction(_, function):
            return identity(made.module, function)
        case ir.Call(_, callee, (first, *_)) if made.path(callee) == _UPDATING:
            return _meant(names, made, first)
        case ir.Call(_, callee, (int(inner),), ()):
            given = _gives(names, made, callee)
            return _meant(names, made, inner) if given == _ITSELF else given
        case _:
            return ""
