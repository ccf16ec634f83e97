"""The object model: what setting `base.name` does.

Python's data model, 3.3.2 (customising attribute access) and the descriptor guide.
"""

from __future__ import annotations

from adlint.interpret.evidence.declared import as_declared
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import Class, Closure, Method, Object, Value, Wrapped, atoms
from adlint.interpret.memory.spaces import Key, Module, is_any, is_generic, site_of
from adlint.interpret.objects.adopted import adopt
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.outside import set_outside
from adlint.interpret.objects.stored import store
from adlint.interpret.views.described import External
from adlint.ir import Const


def set_attribute(f: Frame, base: Value, name: str, value: Value, at: int) -> None:
    """Store what others may read."""
    certain = base.__class__ is not tuple
    for atom in atoms(base):
        match atom:
            case Object(kind="instance", cls=Class() as cls):
                _set_on_instance(f, atom, cls, name, value, at, certain=certain)
            case Class() | Module() | Closure():
                (f.task.put if certain else f.task.add)(atom, name, value)
                if atom.__class__ is Class:
                    adopt(f.task, atom, value)
            case External(path):
                set_outside(f.task, f"{path}.{name}", value, certain=certain)
            case Method(Closure() as closure):
                f.task.add(closure, name, value)
            case _:
                pass


def _set_on_instance(
    f: Frame, atom: Object, cls: Class, name: str, value: Value, at: int, *, certain: bool
) -> None:
    member = lookup(f, cls, name)
    for one in atoms(member) if member is not None else ():
        if isinstance(one, Wrapped) and one.kind == "property":
            if one.setter is not None:
                f.call(at, one.setter, Arguments((atom, value)))
            return
        if isinstance(one, Object) and one.cls is not None and one.kind == "instance":
            setter = lookup(f, one.cls, "__set__")
            if isinstance(setter, Closure):
                f.call(at, Method(setter, one), Arguments((atom, value)))
                return
    setter = lookup(f, cls, "__setattr__")
    if isinstance(setter, Closure) and f.function.name.rpartition(".")[2] != "__setattr__":
        f.call(at, Method(setter, atom), Arguments((Const(repr(name), name), value)))
        return
    if name == "__class__":
        _take_over(f, atom, cls, value, certain=certain)
    put_on_instance(f, atom, cls, name, value, certain=certain)


def _take_over(f: Frame, atom: Object, cls: Class, value: Value, *, certain: bool) -> None:
    """Let an instance have the methods of the class that it is made one of, before those of its own."""
    for other in [one for one in atoms(value) if isinstance(one, Class) and one is not cls]:
        owners = [one for one in other.order if isinstance(one, Class)]
        for name in dict.fromkeys(name for owner in owners for name in f.task.keys(owner)):
            member = lookup(f, other, name) if isinstance(name, str) else None
            if isinstance(member, Closure):
                put_on_instance(f, atom, cls, name, Method(member, atom), certain=certain and value is other)


def put_on_instance(f: Frame, atom: Object, cls: Class, name: Key, value: Value, *, certain: bool) -> None:
    """Set an attribute of an instance itself, and add to what instances of its class may have."""
    value = as_declared(f.task, cls, name, value)
    store(f.task, cls.shared if is_any(atom) else cls.exact, name, value)
    if is_generic(atom):
        return
    site = site_of(atom)
    if site is not None:
        f.task.add(site, name, value)
    if site is not atom:
        (f.task.put if certain else f.task.add)(atom, name, value)
