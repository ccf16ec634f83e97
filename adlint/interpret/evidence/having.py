"""Which of the objects that a variable may be have an attribute: where it was read, the variable is one of them."""

from __future__ import annotations

from adlint.interpret.collections.containers import content
from adlint.interpret.evidence.narrowing import TESTS, restrict
from adlint.interpret.frame import Frame
from adlint.interpret.imports.binding import binds
from adlint.interpret.memory.atoms import Atom, Class, Closure, External, Method, Module, Object, Partial, Value, atoms
from adlint.interpret.memory.spaces import REST, is_any, is_generic
from adlint.interpret.objects.callables import is_generated
from adlint.interpret.objects.derived import derived
from adlint.interpret.objects.lacking import lacks
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.stored import stored
from adlint.interpret.world import PLAIN
from adlint.ir import Const

_ANSWERING = ("__getattr__", "__getattribute__")


def narrow_to_owners(f: Frame, variable: str, base: Value, name: str) -> Value:
    """What a variable is after `variable.name` was read; `base` is what it was, with what callers pass."""
    if name.startswith("__") or not _is_mixed(base):
        return base
    said = {atom: has(f, atom, name) for atom in atoms(base)}
    if True not in said.values() or False not in said.values():
        return base
    f.task.is_open = True  # others may set the attribute by and by
    restrict(f, variable, f.fields[variable], lambda atom: [] if said.get(atom) is False else [atom], [])
    return f.given(variable)


def _tested(f: Frame, variable: str, value: Value, against: Value, outcome: bool) -> None:
    """What `hasattr(variable, against)` of this outcome leaves of a variable."""
    if not isinstance(against, Const) or not isinstance(against.value, str) or against.value.startswith("__"):
        return
    name = against.value
    base = atoms(f.resolved(value))
    said = {atom: has(f, atom, name) for atom in base}
    if outcome not in said.values() or (not outcome) not in said.values():
        return
    f.task.is_open = True
    if not outcome:  # objects of a class where only some have it stay
        said = {a: None if isinstance(a, Object) and not _is_member(f, a, name) else known for a, known in said.items()}
    restrict(f, variable, value, lambda atom: [] if said.get(atom) is (not outcome) else [atom], [])


def _is_member(f: Frame, atom: Object, name: str) -> bool:
    """Whether the object, or every object of the class, surely has the attribute."""
    if atom.cls is None or lookup(f, atom.cls, name) is not None:
        return atom.cls is not None
    return not is_generic(atom) and f.task.get(atom, name) is not None


def _fetched(f: Frame, variable: str, value: Value, against: Value, outcome: bool) -> None:
    """What is left of a variable where `getattr(variable, against, default)` is true, or false as the default is: it is
    not, where all that the variable may be are functions and literals that have no such attribute.
    """
    found = atoms(value)
    if not outcome or not isinstance(against, Const):
        return
    if all(isinstance(a, Const | Closure | Method) and has(f, a, str(against.value)) is False for a in found):
        f.dead = True
    else:
        _tested(f, variable, value, against, outcome)


TESTS |= {"hasattr": _tested, "getattr": _fetched, "getattr or None": _fetched}


def _is_mixed(base: Value) -> bool:
    """Whether there may be objects of several classes."""
    if base.__class__ is not tuple:
        return False
    known: Class | str | None = None
    for atom in base:
        if atom.__class__ is Object:
            kind = atom.cls or atom.kind
            if known is not None and kind is not known:
                return True
            known = kind
    return False


def _is_ours(member: Value | None) -> bool:
    return member is not None and member.__class__ is not External


def meant(f: Frame, base: tuple[Atom, ...], name: str) -> list[Atom]:
    """What of a value may be asked for an attribute."""
    others = _answering(f, base, name) if f.task.is_method("__getattr__") else ()
    return [atom for atom in base if atom not in others and not _lacks(f, atom, name)]


def _lacks(f: Frame, atom: Atom, name: str) -> bool:
    """Whether None, a module of the program, or a container of Python's own has no such attribute."""
    if atom.__class__ is Object:
        return atom.kind in _OF_PYTHON and name not in PLAIN and entry_of(f, atom, name) is None
    if atom.__class__ is Const:
        return atom.value is None and not hasattr(None, name)
    return atom.__class__ is Module and not _may_have(f, atom, name)


def _may_have(f: Frame, module: Module, name: str) -> bool:
    """Whether a module may have something of that name."""
    if name[:2] == "__" or any(f.task.get(module, one) is not None for one in (name, "__getattr__", REST)):
        return True
    return binds(f, module.name, name) or f.task.below(module, name) is not None


def entry_of(f: Frame, atom: Object, name: str) -> Value | None:
    """The entry of a dict that is asked for as an attribute, as a dict of modules allows, or a part of a group."""
    return content(f, atom).get(name) if atom.kind in _NAMED and name not in PLAIN else None


_NAMED = frozenset({"dict", "ExceptionGroup"})


_OF_PYTHON = frozenset({"list", "tuple", "dict", "set"})


def _answering(f: Frame, base: tuple[Atom, ...], name: str) -> list[Atom]:
    """The objects of which at most a `__getattr__` knows the attribute, where others have it: those are meant."""
    objects = [atom for atom in base if isinstance(atom, Object) and atom.cls is not None]
    found = [atom for atom in objects if not _is_seen_with(f, atom, name)]
    if not found or len(found) == len(objects):
        return []
    f.task.is_open = True  # they may get it by and by
    return [atom for atom in found if atom.cls is not None and lookup(f, atom.cls, "__getattr__") is not None]


def _is_seen_with(f: Frame, atom: Object, name: str) -> bool:
    """Whether an object, or one of its class, is seen to have the attribute itself."""
    assert atom.cls is not None
    if lookup(f, atom.cls, name) is not None or f.task.get(atom, name) is not None:
        return True
    return stored(f.task, atom.cls, name, below=atom is atom.cls.anyone) is not None


def _has_function(f: Frame, function: Atom, name: str) -> bool | None:
    """Whether a function is seen to be given an attribute; None if something unknown may have set it."""
    if isinstance(function, Closure) and f.task.get(function, name) is not None:
        return True
    return False if lacks(f, function, name) else None


def has(f: Frame, atom: Atom, name: str) -> bool | None:
    """Whether an atom has an attribute: some object of its class is seen to, or it answers for any. None if it may."""
    if isinstance(atom, Const):
        return None if hasattr(atom.value, name) else False
    if isinstance(atom, Method | Closure):
        return _has_function(f, atom.callee if isinstance(atom, Method) else atom, name)
    if isinstance(atom, Partial) and is_generated(atom):
        return None if hasattr(has, name) else False
    if not isinstance(atom, Object):
        return None
    cls = atom.cls
    if cls is None or atom.kind != "instance":
        return None if name in PLAIN else False
    if not is_generic(atom) and f.task.get(atom, name) is not None:
        return True
    member = lookup(f, cls, name)
    if member is not None:
        return None if member.__class__ is External else True
    if any(isinstance(one, Class) and name in one.annotated for one in cls.order):
        return True
    if stored(f.task, cls, name, below=is_any(atom)) is not None:
        return True
    if is_any(atom) and any(_is_ours(lookup(f, one, name)) for one in derived(f.task, cls)):
        return True
    answers = [lookup(f, cls, one) for one in _ANSWERING]
    return any(one is not None and one.__class__ is not External for one in answers)
