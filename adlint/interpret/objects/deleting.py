"""What deleting an attribute or a variable does."""

from __future__ import annotations

from adlint.interpret.collections.text import text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.memory.atoms import Atom, Closure, Method, Value, Wrapped, atoms
from adlint.interpret.memory.spaces import Class, Module, Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup

GONE = "*gone"  # the part of an object that holds what is called when it is gone


def delete_variable(f: Frame, value: Value, at: int) -> None:
    """`del name`: an object that no other value stood beside is taken to be gone, for `__del__` to be called, and what
    was to be called then.
    """
    if not isinstance(value, Object) or value.kind != "instance":
        return
    call_method(f, at, value, "__del__")
    last = f.task.get(value, GONE)
    if last is not None:
        f.call(at, last, NO_ARGUMENTS)


def delete_attribute(f: Frame, base: Value, name: str, at: int) -> None:
    """`del base.name`: a property's deleter, a descriptor's `__delete__`, or the class's `__delattr__` is called."""
    for atom in atoms(base):
        if isinstance(atom, Object) and atom.kind == "instance" and atom.cls is not None:
            done = call_method(f, at, atom, "__delattr__", text(name)) is not None
            if not done and not _described(f, atom, atom.cls, name, at):
                _remove(f, atom, name)
        elif isinstance(atom, Class | Module):
            _remove(f, atom, name)


def _remove(f: Frame, atom: Object | Class | Module, name: str) -> None:
    if atom.fields is not None:
        f.task.put(atom, name, None)


def _described(f: Frame, receiver: Object, cls: Class, name: str, at: int) -> bool:
    """Whether a part of the class says how the attribute is deleted."""
    member = lookup(f, cls, name)
    found = [_deleter(f, one) for one in atoms(member)] if member is not None else []
    callees = [callee for callee in found if callee is not None]
    for callee in callees:
        f.call(at, callee, Arguments((receiver,)))
    return bool(callees)


def _deleter(f: Frame, member: Atom) -> Value | None:
    if isinstance(member, Wrapped):
        return member.deleter
    if isinstance(member, Object) and member.kind == "instance" and member.cls is not None:
        deleter = lookup(f, member.cls, "__delete__")
        return Method(deleter, member) if isinstance(deleter, Closure) else None
    return None
