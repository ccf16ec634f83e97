"""`functools.total_ordering`: comparisons that are made of one that a class has, and of `__eq__`."""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import ARITHMETIC, Builtin, Class, Partial, Value
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External
from adlint.ir import Const

# the comparison that the others are made of, the first that there is; for each of these whether it asks `__eq__`, too
_ROOTS = {
    "__lt__": {"__gt__": True, "__le__": True, "__ge__": False},
    "__le__": {"__ge__": True, "__lt__": True, "__gt__": False},
    "__gt__": {"__lt__": True, "__ge__": True, "__le__": False},
    "__ge__": {"__le__": True, "__gt__": True, "__lt__": False},
}


# bases that have all comparisons
_COMPLETE = frozenset({"typing.NamedTuple", *[f"builtins.{kind.__name__}" for kind in (tuple, list, str, int, float)]})


def _total_ordering(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    cls = given.at(0)
    if not isinstance(cls, Class):
        return cls
    if not _COMPLETE.isdisjoint(one.path for one in cls.order if isinstance(one, External)):
        return cls
    own = [name for name in _ROOTS if not isinstance(lookup(f, cls, name), External | None)]
    for name, equal in _ROOTS[own[0]].items() if own else ():
        if name not in own:
            early = (_named(own[0]), _named("__eq__" if equal else ""))
            f.task.put(cls, name, Partial(Builtin(early[0], "*ordered"), early, ()))
    return cls


def _named(method: str) -> Const:
    return Const(repr(method), method)


def _ordered(f: Frame, at: int, given: Arguments) -> Value:
    """`self > other`, of `self < other` and `self == other`."""
    methods, (receiver, *others) = given.positional[:2], given.positional[2:]
    for method in methods:
        if isinstance(method, Const) and method.value:
            call_method(f, at, receiver, str(method.value), *others)
    return ARITHMETIC


MEANINGS["functools.total_ordering"] = _total_ordering
FUNCTIONS["*ordered"] = _ordered
