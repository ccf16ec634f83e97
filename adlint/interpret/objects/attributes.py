"""The object model: what `base.name` is.

Python's data model, 3.3.2 (customising attribute access).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from adlint.interpret.evidence.having import entry_of, meant
from adlint.interpret.evidence.structural import fitting
from adlint.interpret.evidence.types import OTHER, member_named
from adlint.interpret.frame import Frame
from adlint.interpret.imports.binding import binds
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import (
    NOT_YET,
    UNTOLD,
    Alias,
    Atom,
    Builtin,
    Class,
    Closure,
    External,
    Handle,
    Instance,
    Method,
    Object,
    Parameter,
    Partial,
    Super,
    Text,
    Unknown,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)  # fmt: skip
from adlint.interpret.memory.spaces import COMPUTED, REST, Module, is_generic
from adlint.interpret.objects.abstract import concrete
from adlint.interpret.objects.adopted import under_any
from adlint.interpret.objects.binding import bind, on_class
from adlint.interpret.objects.callables import ATTRIBUTE, of_callable, plain_name, plain_text
from adlint.interpret.objects.declarations import or_declared
from adlint.interpret.objects.derived import derived, overriding
from adlint.interpret.objects.field_atoms import of_field
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.outside import of_object, outside, part
from adlint.interpret.objects.receivers import ITEMS, RECEIVED, has_items
from adlint.interpret.objects.stored import stored
from adlint.interpret.objects.tables import table_of
from adlint.interpret.views.described import NAME
from adlint.ir import Const

LENGTH = 8  # dots in the path of a library object; past it nothing is known
DEPTH = 4  # attributes behind a parameter; past it the value is unknown


def attribute(f: Frame, base: Value, name: str, at: int) -> Value:
    """What `base.name` may be; reading a property of the program is a call."""
    if base.__class__ is not tuple:
        return attribute_of(f, base, name, at)  # type: ignore[arg-type]
    found: list[Value] = []
    is_partly_known = any(atom.__class__ in UNTOLD for atom in base)
    for atom in meant(f, base, name):
        value = attribute_of(f, atom, name, at, certain=False)
        if is_partly_known and atom.__class__ is Object and atom.cls is not None and atom is not atom.cls.anyone:
            value = or_overridden(f, atom.cls, name, at, value) or value  # who passes one may pass another
        found.append(value)
    return joined(found) or ATTRIBUTE


_CONTAINERS = ("builtins.", "collections.", "typing.NamedTuple._")


def attribute_of(f: Frame, atom: Atom, name: str, at: int, *, certain: bool = True) -> Value:
    """What the attribute of one atom may be; `certain` if it is surely that atom that is asked."""
    if name == "__dict__" and isinstance(atom, Object | Module | Class | Closure):
        return table_of(f, at, atom)
    if atom.__class__ is not Object:
        found = _ATTRIBUTES.get(atom.__class__)
        return ATTRIBUTE if found is None else found(f, atom, name, at)
    if atom.kind == "instance":
        own = _of_instance(f, atom, name, at, certain)
        return own if own.__class__ not in _MAYBE_UNTOLD else or_declared(f, atom.cls, name, own)  # type: ignore[arg-type]
    return entry_of(f, atom, name) or Builtin(atom, name)


_MAYBE_UNTOLD = frozenset({Unknown, Parameter, Const, tuple})


def _of_parameter(_f: Frame, atom: Parameter, name: str, _at: int) -> Value:
    return Parameter(atom.name, (*atom.path, name)) if len(atom.path) < DEPTH else ATTRIBUTE


@lru_cache(maxsize=1 << 14)
def _member(path: str, name: str, site: str = "") -> Value:
    return External(f"{path}.{name}", site) if path.count(".") < LENGTH and path[-1:] not in ("", OTHER) else ATTRIBUTE


def of_library(f: Frame, atom: External, name: str, _at: int = -1) -> Value:
    """An attribute of something of a library, or what the program has set in its place."""
    return outside(f.task, _member(atom.path, name))


def of_module(f: Frame, module: Module, name: str, _at: int = -1) -> Value:
    """A name of a module of the program: what is bound there, or a module below it."""
    found = f.task.get(module, name)
    if found is not None:
        return found
    if name == "__name__":
        return plain_text(module.name)
    below = f.task.below(module, name)
    if below is not None:
        return below
    getter = f.task.get(module, "__getattr__")
    if getter is not None and any(isinstance(atom, Closure) for atom in atoms(getter)):
        return f.call(-1, getter, Arguments((Const(repr(name), name),)))
    computed = f.task.get(module, REST)
    if computed is not None:
        return member_named(computed, name)
    if binds(f, module.name, name):
        f.task.is_open = True
        return NOT_YET
    return External(f"{module.name}.{name}")


def _of_instance(f: Frame, atom: Object, name: str, at: int, certain: bool) -> Value:
    cls = atom.cls
    assert cls is not None
    is_any = atom is cls.generic or atom is cls.anyone
    own = None if is_any else f.task.get(atom, name)
    if own is not None:
        return own if "__getattr__" not in f.world.methods else _fetched(f, atom, cls, name, own, at)
    member = concrete(name, lookup(f, cls, name))
    if name == "__class__":
        return cls
    is_settled = not is_any and atom.fields is not None and not f.task.pending
    held = None if is_settled else stored(f.task, cls, name, below=atom is cls.anyone)
    if certain and member.__class__ is Wrapped and member.kind == "cached":
        found: Value | None = _once(f, atom, member, name, cls, at)
    else:
        found = None if member is None else bind(f, member, atom, cls, at)
    if atom is cls.anyone and (member is None or member.__class__ is not External):
        found = or_overridden(f, cls, name, at, found)
    if member is None and name in ITEMS and has_items(cls.order):
        found = Builtin(atom, name)
    if member.__class__ is External and member.path.startswith(_CONTAINERS):
        found = Builtin(atom, name)
    if found is not None and (held is None or member.__class__ is External):
        return held or found
    if held is not None:
        held = held if "__getattr__" not in f.world.methods else _fetched(f, atom, cls, name, held, at)
        return held if found is None else join(found, held)
    fallback = lookup(f, cls, "__getattr__")
    if fallback is not None and not isinstance(fallback, External):
        return f.call(at, bind(f, fallback, atom, cls, at), Arguments((Const(repr(name), name),)))
    if is_any:
        below = overrides(f, cls, name, at)
        if below is not None:
            return below
    held = stored(f.task, cls, name)
    if held is not None:
        return held
    f.task.is_open = True
    own = under_any(f, cls, name)
    if own is not None:
        return bind(f, own, atom, cls, at)
    computed = stored(f.task, cls, COMPUTED)
    if computed is not None:
        return join(ATTRIBUTE, computed)
    return ATTRIBUTE


def _fetched(f: Frame, atom: Object, cls: Class, name: str, own: Value, at: int) -> Value:
    """What an object holds; modules and parameters in a module of PyTorch are asked of its `__getattr__`."""
    fallback = lookup(f, cls, "__getattr__")
    if fallback is None or fallback.__class__ is External:
        return own
    if _MODULE in cls.order and any(map(_is_registered, atoms(own))):
        f.call(at, bind(f, fallback, atom, cls, at), Arguments((Const(repr(name), name),)))
    return own


def _is_registered(atom: Atom) -> bool:
    if isinstance(atom, Object):
        return _MODULE in atom.cls.order if atom.cls is not None else atom.kind == "sequential"
    return isinstance(atom, Instance) and atom.of.startswith("torch.nn.")


_MODULE = External("torch.nn.Module")


def _once(f: Frame, atom: Object, member: Wrapped, name: str, cls: Class, at: int) -> Value:
    """What a cached property is: called once, as far as it is sure that it was; only for the task that made the object,
    for others may ask it before.
    """
    task, kept = f.task, ("cached", name)
    if atom.fields is None or is_generic(atom) or task.pending:
        return bind(f, member, atom, cls, at)
    known = atom.fields.setdefault(kept, _UNASKED)  # in other branches, too, nobody has asked
    if _UNASKED not in atoms(known):
        return known
    found = bind(f, member, atom, cls, at)
    earlier = [one for one in atoms(known) if one != _UNASKED]
    found = joined([found, *earlier]) or found
    task.put(atom, kept, found)
    return found


_UNASKED = External("*unasked")  # is kept of a cached property where it may not have been called


def or_overridden(f: Frame, cls: Class, name: str, at: int, found: Value | None) -> Value | None:
    """An attribute, and what it is where derived classes have one of their own."""
    several = [] if found is None else [found]
    for owner, below in overriding(f.task, cls, name):
        member = concrete(name, f.task.get(owner, name))
        if member is not None:
            several.append(bind(f, member, below.anyone, below, at))
    return joined(several)


def overrides(f: Frame, cls: Class, name: str, at: int) -> Value | None:
    """What subclasses alone have, of their own or from other bases; of a protocol, what fits it."""
    found: list[Value | None] = []
    known: dict[Value, None] = {}
    for below in [*derived(f.task, cls), *(fitting(f.task, cls) if cls.is_protocol else ())]:
        member = concrete(name, lookup(f, below, name))
        if member is None or member.__class__ is External:
            found.append(stored(f.task, below, name))
        elif member not in known:
            known[member] = None
            found.append(bind(f, member, below.anyone, below, at))
    return joined([value for value in found if value is not None])


def _of_class(f: Frame, cls: Class, name: str, at: int) -> Value:
    meta = cls.metaclass
    above = None if meta is None else lookup(f, meta, name)
    if meta is not None and isinstance(above, Wrapped) and above.kind == "property":  # before what the class has itself
        return bind(f, above, cls, meta, at)
    found = lookup(f, cls, name)
    if found is not None:
        if found.__class__ is Closure or (found.__class__ is External and found.path not in RECEIVED):
            return found
        return joined([_class_member(f, atom, cls, at) for atom in atoms(found)]) or ATTRIBUTE
    if meta is not None and above is not None and (above.__class__ is not External or name != "mro"):
        return bind(f, above, cls, meta, at)
    if name in ("__name__", "__qualname__"):
        return plain_name(cls.name)
    if name == "__mro__":
        return in_order(f, cls, "tuple", at)
    if name == "__bases__":
        return _in_container(f, _bases(cls), "tuple", at)
    if name == "__annotations__":
        return _annotated(f, cls, at)
    if name == "register" and _ABSTRACT in cls.order:
        return Builtin(cls, name)
    if name.startswith("__") or name == "mro":
        return Builtin(cls, name)
    if meta is not None and isinstance(fallback := lookup(f, meta, "__getattr__"), Closure):
        return f.call(at, Method(fallback, cls), Arguments((Const(repr(name), name),)))
    below = [_of_class(f, one, name, at) for one in derived(f.task, cls) if f.task.get(one, name) is not None]
    # whoever asks for what it has not means one that has
    return joined(below) or under_any(f, cls, name) or ATTRIBUTE


_ABSTRACT = External("abc.ABC")


def in_order(f: Frame, cls: Class, kind: str, at: int) -> Object:
    """A class and its bases in the order of lookup, in a container."""
    return _in_container(f, dict.fromkeys((*cls.order, _OBJECT)), kind, at)


def _bases(cls: Class) -> list[Class | External]:
    """The bases that a class names, but for those that another of them is derived from."""
    above = cls.order[1:]
    further = {base for one in above if isinstance(one, Class) for base in one.order[1:]}
    return [base for base in above if base not in further] or [_OBJECT]


def _in_container(f: Frame, classes: Iterable[Class | External], kind: str, at: int) -> Object:
    made = f.make(kind, at)
    made.fields = dict(enumerate(classes))
    return made


_OBJECT = External("builtins.object")


def _annotated(f: Frame, cls: Class, at: int) -> Object:
    """The types of the names that a class annotates, of which nothing is known here."""
    made = f.make("dict", at)
    made.fields = dict.fromkeys(cls.annotated, ATTRIBUTE)
    return made


def _class_member(f: Frame, atom: Atom, cls: Class, at: int) -> Value:
    if isinstance(atom, Object) and atom.kind == "instance" and atom.cls is not None:
        getter = lookup(f, atom.cls, "__get__")
        if isinstance(getter, Closure):
            return f.call(at, Method(getter, atom), Arguments((Const("None", None), cls)))
    return on_class(atom, cls)


def _of_super(f: Frame, atom: Super, name: str, at: int) -> Value:
    found: Value | None = None
    for receiver in atoms(atom.receiver):
        if isinstance(receiver, Class):
            member = lookup(f, receiver, name, after=atom.cls)
            value = None if member is None else joined([on_class(one, receiver) for one in atoms(member)])
            if value is None and receiver.metaclass is not None and atom.cls in receiver.metaclass.order:
                member = lookup(f, receiver.metaclass, name, after=atom.cls)
                value = None if member is None else bind(f, member, receiver, receiver.metaclass, at)
        elif isinstance(receiver, Object) and receiver.cls is not None:
            member = lookup(f, receiver.cls, name, after=atom.cls)
            value = None if member is None else bind(f, member, receiver, receiver.cls, at)
            for below in derived(f.task, receiver.cls) if receiver is receiver.cls.anyone else ():
                if below.is_single:
                    continue  # the same comes next
                other = lookup(f, below, name, after=atom.cls)  # with several bases another may come next
                if other is not None and other != member:
                    more = bind(f, other, below.anyone, below, at)
                    value = more if value is None else join(value, more)
        else:
            continue
        if value is None:
            value = Builtin(receiver, f"object.{name}")
        found = value if found is None else join(found, value)
    return found or ATTRIBUTE


def _of_handle(f: Frame, handle: Handle, name: str) -> Value:
    """An attribute of a resource; the name of a temporary file is what it is removed by."""
    if handle.kind == "temporary" and name == "name":
        return Handle(handle.of, NAME, handle.site)
    return outside(f.task, _member(handle.of, name))


_ATTRIBUTES: dict[type, Callable[[Frame, Any, str, int], Value]] = {
    Alias: lambda _f, atom, name, _at: _member(atom.of, name),
    Builtin: lambda _f, atom, name, _at: of_field(atom, name) or ATTRIBUTE,
    Class: _of_class,
    External: of_library,
    Module: of_module,
    Parameter: _of_parameter,
    Super: _of_super,
    **dict.fromkeys((Closure, Method, Partial, Wrapped), of_callable),
    **dict.fromkeys((Const, Text), lambda _f, atom, name, _at: Builtin(atom, name)),
    Handle: lambda f, atom, name, _at: _of_handle(f, atom, name),
    Instance: lambda f, atom, name, _at: (
        part(atom.of, name) or of_object(f.task, atom, _member(atom.of, name, atom.site))
    ),
}
