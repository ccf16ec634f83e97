"""`with`: what entering a manager gives, and leaving it."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import held, sequence
from adlint.interpret.flow.pausing import go_on
from adlint.interpret.flow.suspending import resumed, waited_for
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS
from adlint.interpret.memory.atoms import RESULT, Atom, Unknown, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.outside import set_outside
from adlint.interpret.objects.receivers import STACKS
from adlint.interpret.views.described import External, Instance

_NONE = ir.Const("None", None)
BY_HAND = frozenset({"__enter__", "__aenter__", "__exit__", "__aexit__"})
MANAGERS = frozenset({"generator", "closing", "nullcontext", "redirection"})
REDIRECTED = "*stream"  # the part of a manager that says what it redirects
PENDING = "*pending"  # the part of a stack that holds what is called where it is left


def enter(f: Frame, manager: Value, op: ir.With) -> Value:
    """What `with manager as` gives."""
    name = "__aenter__" if op.is_async else "__enter__"
    entered = joined([_entered(f, atom, name, op.at) for atom in atoms(manager)]) or manager
    go_on(f, manager, to_end=False)
    return entered


def _entered(f: Frame, atom: Atom, name: str, at: int) -> Value:
    match atom:
        case Object(kind="generator" | "closing" | "nullcontext"):
            resumed(f, atom)
            return held(f, atom) or atom
        case Object(kind="redirection"):
            stream = f.task.get(atom, 0) or RESULT
            _redirect(f, atom, stream)
            return stream
        case Object(kind="instance") if atom.cls is not None:
            stored = f.task.get(atom, "*manager") if lookup(f, atom.cls, name) is None else None
            if stored is not None:
                return stored
            given = call_method(f, at, atom, name)
            return atom if given is None else awaited(f, given)
        case _:
            return atom


def _redirect(f: Frame, manager: Object, stream: Value | None) -> None:
    """Let a stream of the system be another one, or itself again."""
    of = f.task.get(manager, REDIRECTED)
    if isinstance(of, External):
        set_outside(f.task, of.path, of if stream is None else stream, certain=True)


def awaited(f: Frame, value: Value) -> Value:
    """What awaiting gives, where a coroutine stands."""
    found: list[Value] = []
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind == "coroutine":
            waited_for(f, atom)
            found.append(held(f, atom) or atom)
        else:
            found.append(atom)
    return joined(found) or value


def leave(f: Frame, manager: Value, op: ir.With, raised: Value = _NONE) -> Value:
    """Leave the manager, if need be with what was raised: what its `__exit__` gives says whether it swallows."""
    go_on(f, manager, to_end=True)
    return _left(f, op.at, manager, "__aexit__" if op.is_async else "__exit__", raised)


def _left(f: Frame, at: int, manager: Value, name: str, raised: Value = _NONE) -> Value:
    found: list[Value] = []
    for atom in atoms(manager):
        if isinstance(atom, Object) and atom.kind == "generator":
            resumed(f, atom)
        if isinstance(atom, Object) and is_stack(atom) and _is_librarys(f, atom, name):
            close_stack(f, at, atom)
        if isinstance(atom, Object) and atom.kind == "closing":
            f.call(at, attribute(f, held(f, atom) or RESULT, "close", at), NO_ARGUMENTS)
        if isinstance(atom, Object) and atom.kind == "redirection":
            _redirect(f, atom, None)
        said = call_method(f, at, atom, name, raised, raised, raised)
        found.append(RESULT if said is None else awaited(f, said))
    return joined(found) or RESULT


def is_stack(atom: Object) -> bool:
    """Whether an object is a stack of managers."""
    return atom.cls is not None and any(isinstance(one, External) and one.path in STACKS for one in atom.cls.order)


def _is_librarys(f: Frame, stack: Object, name: str) -> bool:
    """Whether a method of a stack is the library's own, and not of a class derived from it."""
    assert stack.cls is not None
    return (lookup(f, stack.cls, name) or RESULT).__class__ in (External, Unknown)


def close_stack(f: Frame, at: int, stack: Object) -> None:
    """Call what was told to a stack, the last first."""
    pending = f.task.get(stack, PENDING)
    for told in atoms(pending) if pending is not None else ():
        if isinstance(told, Object):
            known = sequence(f, told)
            for one in reversed(known) if known is not None else [held(f, told) or RESULT]:
                awaited(f, f.call(at, one, NO_ARGUMENTS))
    f.task.put(stack, PENDING, None)


def enter_now(f: Frame, at: int, manager: Value, *, is_async: bool = False) -> Value:
    """What entering a manager outside of a `with` gives."""
    name = "__aenter__" if is_async else "__enter__"
    return joined([_entered(f, atom, name, at) for atom in atoms(manager)]) or manager


def leave_now(f: Frame, at: int, manager: Value, raised: Value = _NONE, *, is_async: bool = False) -> None:
    """Leave it again, if need be with what was raised."""
    _left(f, at, manager, "__aexit__" if is_async else "__exit__", raised)


def by_hand(f: Frame, at: int, manager: Object, name: str) -> Value:
    """What a method of a manager of Python's own gives that is called by its name, and not by `with`."""
    is_async = name.startswith("__a")
    if name.endswith("enter__"):
        entered = enter_now(f, at, manager, is_async=is_async)
        go_on(f, manager, to_end=False)
        return entered
    go_on(f, manager, to_end=True)
    leave_now(f, at, manager, is_async=is_async)
    return _NONE


def swallows(manager: Value) -> bool:
    """Whether leaving this manager may swallow the exception that ended its body."""
    for atom in atoms(manager):
        match atom:
            case External(path) | Instance(path):
                if path.rpartition(".")[2] in ("suppress", "raises", "ExitStack", "assertRaises"):
                    return True
            case Object(kind="instance" | "generator"):
                return True
            case _:
                continue
    return False
