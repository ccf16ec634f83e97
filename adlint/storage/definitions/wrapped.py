"""Functions that something wraps where a body binds them: `@njit`, `@functools.cache`, `functools.partial(go, 2)`."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.models.states import CACHES
from adlint.models.storage import wraps
from adlint.storage.definitions.fields import Made
from adlint.storage.location.places import Place
from adlint.storage.things.values import NOTHING, NUMBER, Early, Entry, Function, Library, Number, Ref, Type, Value

_PLAIN = ("numba.", "functools.", "jax.", "torch.", "equinox.")
_PARTIAL = "functools.partial"


def decorated(program: Program, made: Made, at: int) -> Value:
    """The function of the program that a decorator of a library is given, if that gives one that only calls it."""
    match made.ops.get(at):
        case ir.MakeFunction(_, function):
            known = identity(made.module, function)
            return (Function(known),) if known in program.functions else NOTHING
        case ir.Call(_, callee, (int(inner),), ()) if _is_plain(_decorator(made, callee)):
            return decorated(program, made, inner)
        case _:
            return NOTHING


def is_kept(made: Made, function: str) -> bool:
    """Whether what a function that a body makes gives is kept, and given again for equal arguments."""
    for op in made.ops.values():
        match op:
            case ir.Call(_, callee, (int(inner),), ()) if _decorator(made, callee) in CACHES:
                held = made.ops.get(inner)
                if isinstance(held, ir.MakeFunction) and identity(made.module, held.function) == function:
                    return True
            case _:
                pass
    return False


def early(made: Made, name: str, at: int, variable: Callable[[str, str], Value]) -> Value:
    """A function with arguments given early that a module binds to a name, where they stand from then on, but for what
    a `variable` of the module holds.
    """
    op = made.ops.get(at)
    if not isinstance(op, ir.Call) or made.path(op.callee) != _PARTIAL:
        return NOTHING
    passed = [one for one in op.arguments if not isinstance(one, ir.Starred)]
    if len(passed) < len(op.arguments) or not passed or any(key is None for key, _ in op.keywords):
        return NOTHING
    function = _function(made, passed[0])
    held = Place(name, (), "global", made.module)

    def given(step: str, operand: ir.Operand) -> Value:
        loaded = made.ops.get(operand) if isinstance(operand, int) else None
        operand = loaded.name if isinstance(loaded, ir.Load) else operand
        if isinstance(operand, ir.Const | str):
            return (Number(operand),) if isinstance(operand, ir.Const) else variable(made.module, operand)
        kind = made.kind(operand)
        standing = NUMBER if kind == "number" else (Ref(Entry(held.at(step), kind)),)
        return _function(made, operand) or standing

    positional = [given(f".args[{number}]", one) for number, one in enumerate(passed[1:])]
    keywords = [(key, given(f".keywords[{key!r}]", one)) for key, one in op.keywords if key]
    return (Early(function, tuple(positional), tuple(keywords)),) if function else NOTHING


def _function(made: Made, operand: ir.Operand) -> Value:
    path = made.path(operand)
    if ":" in path:
        return (Type(path),) if made.program.functions[path].kind == "class" else (Function(path),)
    return (Library(path),) if path else decorated(made.program, made, operand) if isinstance(operand, int) else NOTHING


def _decorator(made: Made, operand: ir.Operand) -> str:
    """The path of a decorator, which may be made by a call: `@njit`, `@njit(fastmath=True)`."""
    op = made.ops.get(operand) if isinstance(operand, int) else None
    return made.path(op.callee if isinstance(op, ir.Call) else operand)


def _is_plain(path: str) -> bool:
    """Whether calling what a decorator gives runs the function as it stands."""
    return path.startswith(_PLAIN) and path != _PARTIAL and wraps(path)
