"""The variables of modules, functions, objects and classes as dicts."""

from __future__ import annotations

from adlint.interpret.evidence.narrowing import has_part
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ITEM, Value, Wrapped, atoms
from adlint.interpret.memory.spaces import REST, Class, Key, Object, Space, is_generic
from adlint.interpret.objects.stored import stored


def table_of(f: Frame, at: int, space: Space, *, is_copy: bool = False) -> Object:
    """A space as a dict; what is written into that is a part of the space, but for a copy, and where a descriptor
    of the class goes before it. What stands for any object may hold more.
    """
    made = f.make("dict", at)
    own = space.fields
    if own is None or is_copy or (isinstance(space, Object) and space.cls is not None and _describes(f, space.cls)):
        own = {k: v for k in f.task.keys(space) if (v := f.task.get(space, k)) is not None}
    if isinstance(space, Object) and space.cls is not None and is_generic(space):
        own = {**own, **_kept(f, space.cls), REST: ITEM}
    made.fields = own
    return made


def _kept(f: Frame, cls: Class) -> dict[Key, Value]:
    """What the objects of a class are seen to hold; others may hold more."""
    spaces = [cls.exact, *[one.shared for one in cls.order if isinstance(one, Class)]]
    names = dict.fromkeys(name for space in spaces for name in f.task.keys(space))
    return {name: value for name in names if (value := stored(f.task, cls, name)) is not None}


def _describes(f: Frame, cls: Class) -> bool:
    """Whether a class has a descriptor among its parts that goes before an object's own attribute."""
    values = [f.task.get(one, key) for one in cls.order if isinstance(one, Class) for key in f.task.keys(one)]
    found = [atom for value in values if value is not None for atom in atoms(value)]
    return any(
        (isinstance(a, Wrapped) and a.kind in ("property", "cached"))
        or (isinstance(a, Object) and a.cls is not None and has_part(a.cls, "__set__"))
        for a in found
    )
