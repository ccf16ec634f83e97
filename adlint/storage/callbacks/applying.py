"""`Function.apply` of PyTorch: what runs `forward` of a class that tells its own derivative."""

from __future__ import annotations

from adlint.interpret.objects.receivers import APPLIED
from adlint.storage.definitions.members import member
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_function
from adlint.storage.invocation.graph import reached
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.making import make
from adlint.storage.things.memory import touch
from adlint.storage.things.values import Atom, Bound, Function, Library, Ref, Tuple, Type, Unknown, Value

_CONTEXT = "torch.autograd.function.FunctionCtx"
_RUNS = ("forward", "setup_context")


def applies(run: Run, cls: str, name: str) -> Value:
    """What `cls.name` is if that is `apply` of such a class of the program; nothing if it is not."""
    paths = [path for base in run.orders.get(cls, ()) if (path := f"{base}.{name}") in APPLIED]
    return tuple([Bound(Library(path), (Type(cls),)) for path in paths[:1]])


def applied_in(f: Frame, path: str) -> Value:
    """The same of a call of `path` in a function, of all classes whose `forward` its calls reach."""
    owners = [f.run.program.enclosing(one) for one in reached(f)] if path in APPLIED else []
    classes = tuple([Type(one) for one in dict.fromkeys(owners) if one and applies(f.run, one, "apply")])
    return (Bound(Library(path), classes),) if classes else ()


def apply_class(f: Frame, state: State, at: int, cls: Atom, given: Given) -> Value:
    """The result of `forward`: it is passed a context, unless `setup_context` is defined, which then is."""
    forward, later = [member(f.run, cls.name, one) if isinstance(cls, Type) else None for one in _RUNS]
    if forward is None:
        reason = "the class whose `apply` is called has no `forward`"
        touch(f.run, state, given.values, reason)
        return (Unknown(reason), *given.refs)
    context: Value = (Ref(make(f, state, at, _CONTEXT)),)
    passed = given if later is not None else given.behind(context)
    result = call_function(f, state, at, Function(forward.function), passed)
    if later is not None:
        inputs: Value = (Tuple(given.positional),)
        call_function(f, state, at, Function(later.function), Given((context, inputs, result), (), given.spread))
    return result
