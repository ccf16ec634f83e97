"""Predicates of one object: what `callable(x)` and `inspect.isfunction(x)` are, and what they leave of a variable."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from adlint.interpret.evidence.narrowing import TESTS, restrict
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Atom, Class, Closure, Method, Object, Partial, Value, atoms
from adlint.interpret.memory.spaces import is_any
from adlint.interpret.objects.lookup import lookup
from adlint.ir import Const

Predicate = Callable[[Frame, Atom], bool | None]


def holds(f: Frame, predicate: Predicate, value: Value) -> bool | None:
    """Whether all that a value may be is so; None if some of it may be and some not, or that is not known."""
    told = {predicate(f, atom) for atom in atoms(value)}
    return told.pop() if len(told) == 1 else None


def _is_callable(f: Frame, atom: Atom) -> bool | None:
    match atom:
        case Closure() | Method() | Class() | Partial():
            return True
        case Const() | Object(cls=None, kind="list" | "tuple" | "dict" | "set"):
            return False
        case Object(cls=Class() as cls):
            has = lookup(f, cls, "__call__") is not None
            return True if has else None if is_any(atom) else False
        case _:
            return None


def _is_class(_f: Frame, atom: Atom) -> bool | None:
    return _is_one(atom, Class)


def _is_function(_f: Frame, atom: Atom) -> bool | None:
    return _is_one(atom, Closure)


def _is_method(_f: Frame, atom: Atom) -> bool | None:
    return _is_one(atom, Method)


def _is_one(atom: Atom, kind: type) -> bool | None:
    """Whether an atom is of a kind of which no other atom is that stands for a known object."""
    return True if isinstance(atom, kind) else False if isinstance(atom, _KNOWN) else None


_KNOWN = Class | Closure | Const | Method | Object


def _is_coroutine(f: Frame, atom: Atom) -> bool | None:
    match atom:
        case Object(kind="coroutine"):
            return True
        case Object(kind="generator"):  # of an old kind of coroutine, or of an asynchronous generator
            return None
        case Object(cls=Class() as cls):
            return None if is_any(atom) or lookup(f, cls, "__await__") is not None else False
        case _:
            return False if isinstance(atom, _KNOWN) else None


def _is_coroutine_function(f: Frame, atom: Atom) -> bool | None:
    match atom:
        case Closure():
            function = f.task.function(atom.function)
            return function.is_async and not function.is_generator
        case Method(callee=Closure() as inner):
            return _is_coroutine_function(f, inner)
        case _:
            return False if isinstance(atom, Class | Const | Object) else None


PREDICATES: dict[str, Predicate] = {
    "builtins.callable": _is_callable,
    "inspect.isclass": _is_class,
    "inspect.isfunction": _is_function,
    "inspect.ismethod": _is_method,
    **dict.fromkeys(("inspect.iscoroutine", "inspect.isawaitable", "asyncio.iscoroutine"), _is_coroutine),
    **dict.fromkeys(("inspect.iscoroutinefunction", "asyncio.iscoroutinefunction"), _is_coroutine_function),
}


def _tested(predicate: Predicate, f: Frame, name: str, value: Value, _against: Value, outcome: bool) -> None:
    """What a predicate of this outcome leaves of a variable."""
    restrict(f, name, value, lambda atom: [atom] if predicate(f, atom) in (outcome, None) else [], [])


TESTS |= {path.removeprefix("builtins."): partial(_tested, one) for path, one in PREDICATES.items()}
