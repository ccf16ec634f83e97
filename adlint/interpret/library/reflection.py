"""Builtin functions that ask for attributes and types, or set them."""

from __future__ import annotations

from typing import Any

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.collections.methods import call_builtin
from adlint.interpret.collections.text import spelled, text
from adlint.interpret.evidence.narrowing import is_instance
from adlint.interpret.evidence.predicates import PREDICATES, holds
from adlint.interpret.evidence.subclassing import is_below
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.library import MEANINGS, all_called
from adlint.interpret.library.made_classes import made_class
from adlint.interpret.memory.atoms import (
    ITEM,
    RESULT,
    Atom,
    Builtin,
    Closure,
    Method,
    Text,
    Value,
    atoms,
    joined,
)  # fmt: skip
from adlint.interpret.memory.spaces import COMPUTED, Class, Module, Object, Space, is_any, is_generic
from adlint.interpret.objects import classes
from adlint.interpret.objects.adopted import adopt_under_any, by_own_name
from adlint.interpret.objects.attributes import of_module
from adlint.interpret.objects.binding import on_class
from adlint.interpret.objects.computed import fitting, unnamed
from adlint.interpret.objects.deleting import delete_attribute
from adlint.interpret.objects.derived import derived
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lacking import lacks
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.properties import CALLED
from adlint.interpret.objects.reading import read
from adlint.interpret.objects.setting import put_on_instance, set_attribute
from adlint.interpret.objects.special import NOT_IMPLEMENTED
from adlint.interpret.objects.stored import stored
from adlint.interpret.objects.tables import table_of
from adlint.interpret.views.described import External, Unknown
from adlint.ir import Const

_NONE = Const("None", None)


def _getattr(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) < 2:
        return None
    base, names = given.positional[0], spelled(given.positional[1])
    default = given.at(2)
    found: list[Value] = []
    for name in atoms(names):
        if isinstance(name, Const) and isinstance(name.value, str):
            having = [atom for atom in atoms(base) if default is None or _may_have(f, atom, name.value)]
            found += [read(f, joined(having) or base, name.value, at)] if having else []
        elif isinstance(name, Text):
            found += [read(f, atom, one, at) for atom in atoms(base) for one in fitting(f, atom, name)]
            found += [value for atom in atoms(base) if (value := _computed(f, atom)) is not None]
    if not any(isinstance(name, Const | Text) for name in atoms(f.resolved(names))):
        found += [read(f, atom, one, at) for atom in atoms(base) for one in unnamed(f, atom)]
    if default is not None and not (isinstance(names, Const) and _surely_has(f, base, str(names.value))):
        found.append(default)
    return joined(found) or ITEM


def _computed(f: Frame, atom: Atom) -> Value | None:
    """What an instance holds under a name that is not known."""
    return stored(f.task, atom.cls, COMPUTED) if isinstance(atom, Object) and atom.cls is not None else None


def _may_have(f: Frame, atom: Atom, name: str) -> bool:
    if isinstance(atom, Module):
        return of_module(f, atom, name) != External(f"{atom.name}.{name}")
    return not lacks(f, atom, name)


def _setattr(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) < 3:
        return _NONE
    base, names, value = given.positional[0], spelled(given.positional[1]), given.positional[2]
    own, others = by_own_name(names, value)
    for plain, function in own.items():
        set_attribute(f, base, plain, function, at)
    if not own and not any(isinstance(name, Const | Text) for name in atoms(names)):
        adopt_under_any(f, base, value)
    for name in atoms(names) if others is not None else ():
        assert others is not None
        if isinstance(name, Const) and isinstance(name.value, str):
            is_one = names.__class__ is not tuple
            set_attribute(f, base if is_one else _having(f, base, name.value), name.value, others, at)
        elif isinstance(name, Text):
            _set_computed(f, base, others)
    return _NONE


def _having(f: Frame, base: Value, name: str) -> Value:
    """Which of several objects, or classes of which one may be, are seen to have an attribute; all if none is: which of
    several names is set depends on the class.
    """
    found: list[Value] = []
    for atom in atoms(base):
        if isinstance(atom, Object) and atom.cls is not None:
            f.task.is_open = True  # others may set the attribute by and by
            if any(_has(f, one, name) for one in atom.cls.order if isinstance(one, Class)):
                found.append(atom)
            elif is_any(atom):
                found += [one.anyone for one in derived(f.task, atom.cls) if _has(f, one, name)]
    return joined(found) or base


def _has(f: Frame, cls: Class, name: str) -> bool:
    """Whether a class itself is seen to have an attribute, or objects of it alone."""
    is_held = f.task.get(cls.exact, name) is not None or f.task.get(cls.shared, name) is not None
    return is_held or name in cls.annotated or f.task.get(cls, name) is not None


def _set_computed(f: Frame, base: Value, value: Value) -> None:
    """`setattr(x, f"layer{i}", value)`: what is found for no other name may be that."""
    for atom in atoms(base):
        if isinstance(atom, Object) and atom.cls is not None:
            put_on_instance(f, atom, atom.cls, COMPUTED, value, certain=False)


def _delattr(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    for name in atoms(given.positional[1]) if len(given.positional) > 1 else ():
        if isinstance(name, Const) and isinstance(name.value, str):
            delete_attribute(f, given.positional[0], name.value, at)
    return _NONE


def _hasattr(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    name = given.at(1)
    if len(given.positional) != 2 or not isinstance(name, Const) or not isinstance(name.value, str):
        return RESULT
    base, asked = given.positional[0], name.value
    is_told = _surely_has(f, base, asked) or all(lacks(f, atom, asked) for atom in atoms(base))
    return told(_surely_has(f, base, asked) if is_told else None)


def _surely_has(f: Frame, base: Value, name: str) -> bool:
    """Whether all that `base` may be has the attribute."""
    for atom in atoms(base):
        if isinstance(atom, Object) and atom.cls is not None:
            own = None if is_generic(atom) else f.task.get(atom, name)
            if own is None and not _is_member(lookup(f, atom.cls, name)):
                return False
        elif isinstance(atom, Class):
            if not _is_member(lookup(f, atom, name)):
                return False
        elif not isinstance(atom, Module | Closure) or f.task.get(atom, name) is None:
            return False
    return True


def _is_member(member: Value | None) -> bool:
    return member is not None and not isinstance(member, External)


def _predicated(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    return told(holds(f, PREDICATES[path], given.positional[0]) if len(given.positional) == 1 else None)


def _issubclass(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    below, above = given.at(0), given.at(1)
    said = _asked_metaclass(f, at, "__subclasscheck__", given) or _by_hook(f, at, below, above)
    if said is not None:
        return said
    return RESULT if below is None or above is None else told(is_below(f, below, above))


def _type(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) == 3:
        return made_class(f, at, *given.positional)
    found: list[Value] = []
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Object):
            found.append(atom.cls if atom.cls is not None else External(f"builtins.{atom.kind}"))
        elif isinstance(atom, Const):
            found.append(External(f"builtins.{type(atom.value).__name__}"))
        elif isinstance(atom, Class) and atom.metaclass is not None:
            found.append(atom.metaclass)
        else:
            found.append(RESULT)
    return joined(found)


def _variables(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`globals()`, `locals()`, `vars(x)`: the variables as a dict; those of a function are copied as they are now."""
    space: Space = f.module if path == "builtins.globals" else f.space
    if given.positional:
        if not isinstance(given.positional[0], Object | Module | Class):
            return None
        space = given.positional[0]
    return table_of(f, at, space, is_copy=path == "builtins.locals" and f.function.kind not in _BODIES)


_BODIES = frozenset({"module", "class"})


def _eval(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    text = given.positional[0] if given.positional else None
    is_run = path == "builtins.exec"
    names = given.at(1, "globals")
    is_table = isinstance(names, Object) and names.kind == "dict" and names.fields is not None
    table: Any = names if is_table and len(given.values) == 2 else None
    if isinstance(text, Const) and isinstance(text.value, str) and (table is not None or not is_run or names is None):
        return f.task.machine.read_text(f, text.value, is_run, table)
    return Unknown("what a text that is run gives")


def _asked_metaclass(f: Frame, at: int, name: str, given: Arguments) -> Value | None:
    """What the metaclass of the second argument says of the first."""
    for value in given.positional[1:2]:
        for atom in atoms(value):
            if isinstance(atom, Class) and atom.metaclass is not None:
                check = lookup(f, atom.metaclass, name)
                if isinstance(check, Closure):
                    return f.call(at, Method(check, atom), Arguments(given.positional[:1]))
    return None


def _by_hook(f: Frame, at: int, below: Value | None, above: Value | None) -> Value | None:
    """What the `__subclasshook__` of an abstract class says of another."""
    for atom in atoms(above) if above is not None else ():
        hook = lookup(f, atom, "__subclasshook__") if isinstance(atom, Class) else None
        if isinstance(atom, Class) and hook is not None and hook.__class__ is not External:
            callee = joined([on_class(one, atom) for one in atoms(hook)]) or RESULT
            said = f.call(at, callee, Arguments((below or ITEM,)))
            return None if said == NOT_IMPLEMENTED else said
    return None


def _isinstance(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    said = _asked_metaclass(f, at, "__instancecheck__", given)
    if said is None and len(given.positional) == 2:
        said = _by_hook(f, at, _type(f, at, "", Arguments(given.positional[:1])), given.positional[1])
    if said is not None:
        return said
    if len(given.positional) == 2:
        return told(is_instance(f, *given.positional))
    return None


def told(verdict: bool | None) -> Value:
    """The answer as a value."""
    return RESULT if verdict is None else Const(repr(verdict), verdict)


def _object_new(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`object.__new__(cls)`, `str.__new__(cls, text)`."""
    made = [
        classes.new_instance(f, at, a) for v in given.positional[:1] for a in atoms(v) if isinstance(a, Class)
    ]
    return joined(made)


def _of_type(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`type.__new__(meta, name, bases, body)`, `type.__call__(cls, ...)`."""
    name = path.rpartition(".")[2]
    rest = given if name == "__new__" else Arguments(given.positional[1:], given.keywords, given.rest, given.extra)
    classes_of = [atom for value in given.positional[:1] for atom in atoms(value) if isinstance(atom, Class)]
    return joined([call_builtin(f, at, Builtin(one, name), rest) for one in classes_of])


def _object_set(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Object) and atom.kind == "instance":
            return call_builtin(
                f, at, Builtin(atom, path.rpartition(".")[2]), Arguments(given.positional[1:], given.keywords)
            )
    return None



def _unbound(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`dict.__setitem__(self, key, value)`."""
    rest = Arguments(given.positional[1:], given.keywords, given.rest, given.extra)
    name = path.rpartition(".")[2]
    found = [
        call_builtin(f, at, Builtin(atom, name), rest)
        for atom in (atoms(given.positional[0]) if given.positional else ())
        if isinstance(atom, Object)
    ]
    return joined(found)


_UNBOUND = [f"builtins.{kind.__name__}.{name}" for kind in (dict, list, set) for name in dir(kind)]
_UNBOUND.remove("builtins.dict.fromkeys")  # which is given no dict
MEANINGS |= dict.fromkeys(_UNBOUND, _unbound)


def _dir(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """The names of the members of an object of the program, but for those that all objects have."""
    if not given.positional:
        return of_items(f, "list", at, None, ITEM)
    found: list[Value] = []
    for atom in atoms(given.positional[0]):
        own = f.task.get(atom, "__dir__") if isinstance(atom, Module) else None
        said = call_method(f, at, atom, "__dir__") if own is None else f.call(at, own, NO_ARGUMENTS)
        if said is not None:
            found.append(of_items(f, "list", at, None, items_of(f, at, said)))
            continue
        names = sorted(fitting(f, atom, Text("", "")))
        found.append(of_items(f, "list", at, [text(name) for name in names], None) if names else ITEM)
    return joined(found)


def _members(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`inspect.getmembers(x)`: names and members of an object of the program, in order; those of a class are mostly
    looked at to be replaced by others, of which it is not known for which that is done.
    """
    pairs: list[Value] = []
    found, predicate = atoms(given.positional[0]) if given.positional else (), given.at(1, "predicate")
    if predicate is not None and all_called(predicate):
        f.call(at, predicate, Arguments((RESULT,)))
    for atom in [atom for atom in found if isinstance(atom, Object)]:
        for name in sorted(fitting(f, atom, Text("", ""))):
            pairs.append(of_items(f, "tuple", -at - 1 - len(pairs), [text(name), read(f, atom, name, at)], None))
    return of_items(f, "list", at, pairs, None) if pairs else None


_MAKERS = "object str bytes int float complex tuple list dict set frozenset".split()
MEANINGS |= {
    "builtins.dir": _dir,
    "inspect.getmembers": _members,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.delattr": _delattr,
    "builtins.hasattr": _hasattr,
    **dict.fromkeys(PREDICATES, _predicated),
    "builtins.issubclass": _issubclass,
    **dict.fromkeys(("builtins.type", "abc.ABCMeta"), _type),
    "builtins.globals": _variables,
    "builtins.locals": _variables,
    "builtins.vars": _variables,
    "builtins.isinstance": _isinstance,
    **dict.fromkeys((f"builtins.{name}.__new__" for name in _MAKERS), _object_new),
    **dict.fromkeys(("builtins.type.__new__", "builtins.type.__call__", "builtins.type.mro"), _of_type),
    "builtins.object.__setattr__": _object_set,
    "builtins.object.__getattribute__": _object_set,
    **dict.fromkeys((f"builtins.property.{name}" for name in ("__init__", *CALLED)), _object_set),
    "builtins.compile": lambda _f, _at, _path, given: given.at(0, "source"),
    "builtins.eval": _eval,
    "builtins.exec": _eval,
}
