"""Fields of records that say more than a default: what makes it, what a value is converted by, and what checks it."""

from __future__ import annotations

from adlint.interpret.collections.iteration import items_of
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, RESULT, Alias, Builtin, Value, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.views.described import External
from adlint.ir import Const

ATTRS = "__attrs_attrs__"  # of classes that attrs sets up
FIELDS = "__dataclass_fields__"  # of dataclasses
_MODULE = External("equinox.Module")
_ROLES = {"dataclasses.KW_ONLY": "KW_ONLY", "typing.ClassVar": "ClassVar", "dataclasses.InitVar": "InitVar"}


def _said(f: Frame, cls: Class, name: str, *keys: str) -> Value | None:
    """What a field of a class says under any of these names."""
    member = lookup(f, cls, name)
    holders = [atom.receiver for atom in atoms(member) if isinstance(atom, Builtin)] if member is not None else []
    found = [f.task.get(one, key) for one in holders if isinstance(one, Object) for key in keys]
    return joined([value for value in found if value is not None])


def positional(f: Frame, cls: Class) -> list[str]:
    """The fields of a record that arguments without names are for, in order."""
    found: dict[str, None] = {}
    ours = [one for one in reversed(cls.order) if isinstance(one, Class)]
    if not any(one.roles or one.factories for one in ours):
        return list(dict.fromkeys([name for one in ours for name in one.annotated]))
    for one in ours:
        is_named = False
        for name in one.annotated:
            role = one.roles.get(name)
            if role == "KW_ONLY":
                is_named = True
            elif is_named or role == "ClassVar" or _is_named_only(f, one, name):
                found.pop(name, None)
            else:
                found[name] = None
    return list(found)


def _is_named_only(f: Frame, cls: Class, name: str) -> bool:
    if name not in cls.factories:
        return False
    made, named = _said(f, cls, name, "init"), _said(f, cls, name, "kw_only")
    return (made is not None and truth_of(made) is False) or (named is not None and truth_of(named) is True)


def roles(cls: Class) -> dict[str, str]:
    """The annotated names of a class that are no plain fields of its objects, with what they are declared to be."""
    found = ((name, _role(annotation)) for name, (_, annotation) in cls.declared.items())
    return {name: role for name, role in found if role}


def _role(annotation: Value) -> str:
    """`KW_ONLY`, `ClassVar` or `InitVar`, in a text or not; "" of all else."""
    match annotation:
        case External(path) | Alias(path):
            return _ROLES.get(path, "")
        case Const(_, str(text)):
            return next((role for role in _ROLES.values() if role in text), "")
        case _:
            return ""


def init_only(cls: Class) -> list[str]:
    """The fields that are only passed on to `__post_init__`."""
    ours = [one for one in reversed(cls.order) if isinstance(one, Class)]
    return list(dict.fromkeys(name for one in ours for name, role in one.roles.items() if role == "InitVar"))


def default(f: Frame, at: int, made: Object, name: str) -> Value | None:
    """What a field of a new object is where nothing is given; what makes it may ask for the object."""
    assert made.cls is not None
    factory = _said(f, made.cls, name, "factory")
    takes = (made,) if factory is not None and _said(f, made.cls, name, "self") is not None else ()
    return _said(f, made.cls, name, "default") if factory is None else f.call(at, factory, Arguments(takes))


def converted(f: Frame, at: int, cls: Class, name: str, value: Value) -> Value:
    """What a field is made of a value that is given."""
    converter = _said(f, cls, name, "converter")
    return value if converter is None else f.call(at, converter, Arguments((value,)))


def check(f: Frame, at: int, made: Object, cls: Class, name: str) -> None:
    """Call what checks a field of a new object: one function, or several."""
    validator = _said(f, cls, name, "validator")
    for atom in atoms(validator) if validator is not None else ():
        callee = items_of(f, at, atom) if isinstance(atom, Object) and atom.kind in ("list", "tuple") else atom
        f.call(at, callee, Arguments((made, RESULT, f.task.get(made, name) or ITEM)))


def finish(f: Frame, at: int, made: Object) -> None:
    """What Equinox does behind `__init__`: fields are converted that a constructor of the program set, and every class
    checks the object.
    """
    cls = made.cls
    if cls is None or _MODULE not in cls.order:
        return
    ours = [one for one in cls.order if isinstance(one, Class)]
    if lookup(f, cls, "__init__").__class__ is not External:
        for name in dict.fromkeys(str(key) for one in ours for key in one.factories):
            value = f.task.get(made, name)
            if value is not None:
                put_on_instance(f, made, cls, name, converted(f, at, cls, name, value), certain=True)
    for one in ours:
        checker = f.task.get(one, "__check_init__")
        if checker is not None:
            f.call(at, checker, Arguments((made,)))
