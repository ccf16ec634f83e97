"""What surely has no attribute of some name: `hasattr` is false, and `getattr` gives its default.

Functions of other modules are given attributes where they are decorated, which was seen before these look at them.
"""

from __future__ import annotations

from types import FunctionType

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ELSEWHERE, Atom, Class, Closure, External, Method, Object, atoms
from adlint.interpret.memory.spaces import Space, is_generic
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.stored import stored
from adlint.interpret.world import CALLED
from adlint.ir import Const

HANDED = "*handed"  # of a function: that a library was given it, which may have set anything
_KINDS = {"list": list, "tuple": tuple, "dict": dict, "set": set}
_ANSWERING = ("__getattr__", "__getattribute__")


def hand(f: Frame, given: Arguments) -> None:
    """Functions are given to something unknown, which may set attributes of theirs, and calls those that are made again
    and again, of which the program itself may call a few.
    """
    for value in given.positional:
        for atom in atoms(value):
            if atom.__class__ is Closure and atom.fields is not None and HANDED not in atom.fields:
                f.task.journal.write(atom.fields, HANDED, ELSEWHERE)  # no call gives anything else for it
                if atom.outer is not None:
                    f.task.add(f.world.function(atom.function), CALLED, ELSEWHERE)


def lacks(f: Frame, atom: Atom, name: str) -> bool:
    """Whether an atom surely has no such attribute: what was made by this task alone is known in full."""
    match atom:
        case Const():
            return not hasattr(atom.value, name)
        case Method(callee, _):
            return name not in ("__self__", "__func__") and lacks(f, callee, name)
        case Closure():
            return not (atom.fields is not None and f.task.pending) and _is_bare(f, atom, name)
        case Class():
            return _is_ours(f, atom) and atom.metaclass is None and not hasattr(type, name) and _has_none(f, atom, name)
        case Object(cls=None):
            kind = _KINDS.get(atom.kind)
            return kind is not None and not hasattr(kind, name)
        case Object(cls=Class() as cls):
            if is_generic(atom) or not _is_ours(f, atom) or f.task.get(atom, name) is not None:
                return False
            answers = any(lookup(f, cls, one) is not None for one in _ANSWERING)
            return not answers and not hasattr(object, name) and _has_none(f, cls, name)
        case _:
            return False


def _is_ours(f: Frame, space: Space) -> bool:
    """Whether all that was set in a space is known: it was made here, and no call was put off."""
    return space.fields is not None and not f.task.pending


def _is_bare(f: Frame, closure: Closure, name: str) -> bool:
    is_known = f.task.get(closure, name) is not None or f.task.get(closure, HANDED) is not None
    return not is_known and not hasattr(FunctionType, name)


def _has_none(f: Frame, cls: Class, name: str) -> bool:
    """Whether neither the class nor an object of it is seen to have the attribute, nor a base of a library may."""
    is_plain = not name.startswith("__") or not any(base.__class__ is External for base in cls.order)
    return is_plain and lookup(f, cls, name) is None and stored(f.task, cls, name) is None
