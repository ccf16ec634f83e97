"""Attributes of functions, bound methods, partial functions and properties."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Atom, Builtin, Closure, Method, Partial, Unknown, Value, Wrapped
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.receivers import FIELDWISE
from adlint.interpret.world import STAGED
from adlint.ir import Const

ATTRIBUTE = Unknown("an attribute of an unknown object")
_NONE = Const("None", None)
_STAGES = frozenset({"lower", "trace", "eval_shape"})  # methods of what JAX compiles that trace it


def of_callable(f: Frame, atom: Atom, name: str, at: int) -> Value:
    """What the attribute of a function, or of what was made of one, is."""
    match atom:
        case (Method(Closure() as inner) | (Closure() as inner)) if name in _STAGES and f.task.get(inner, STAGED):
            return Partial(Builtin(atom, "*lowered"), (atom,), ())
        case Method(callee, receiver) if name in ("__func__", "__self__"):
            return callee if name == "__func__" else receiver
        case Method(callee) if isinstance(callee, Closure):
            return of_callable(f, callee, name, at)
        case Wrapped("property") if name in ("setter", "getter", "deleter"):
            return Builtin(atom, name)
        case Wrapped("property") if name in ("fget", "fset", "fdel"):
            return {"fget": atom.callee, "fset": atom.setter, "fdel": atom.deleter}[name] or _NONE
        case Wrapped(_, callee) if name == "__func__":
            return callee
        case Wrapped(_, Object(kind="dispatch" | "dispatchmethod") as dispatcher):
            return Builtin(dispatcher, name)
        case Partial(callee) if name == "func":
            return callee
        case Partial(_, early, keywords) if name in ("args", "keywords"):
            return _given_early(f, at, early, keywords, name)
        case Closure():
            found = f.task.get(atom, name)
            if found is not None:
                return found
            if name in ("__name__", "__qualname__"):
                return plain_name(atom.function)
            return atom if name in ("__wrapped__", "__call__") else Builtin(atom, name)
        case _:
            return ATTRIBUTE


def _given_early(
    f: Frame, at: int, early: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...], name: str
) -> Object:
    """The arguments of a partial function that are given early, by position or by name."""
    if name == "args":
        return of_items(f, "tuple", at, list(early), None)
    made = f.make("dict", at)
    for key, value in keywords:
        f.task.put(made, key, value)
    return made


def is_generated(atom: Partial) -> bool:
    """Whether it stands for a method that a decorator of records makes, which is a function without attributes."""
    return isinstance(atom.callee, Builtin) and atom.callee.name == FIELDWISE


def plain_name(identity: str) -> Const:
    """The name of a function or class by itself, as a text."""
    return plain_text(identity.partition("#")[0].rpartition(".")[2].rpartition(":")[2])


def plain_text(name: str) -> Const:
    """A name as a text."""
    return Const(repr(name), name)
