"""The variables of modules, functions, objects and classes as dicts."""

from __future__ import annotations

from adlint.interpret.evidence.narrowing import has_part
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Wrapped, atoms
from adlint.interpret.memory.spaces import Class, Object, Space


def table_of(f: Frame, at: int, space: Space, *, is_copy: bool = False) -> Object:
    """A space as a dict; what is written into that is a part of the space, but for a copy, and where a descriptor
    of the class goes before it.
    """
    made = f.make("dict", at)
    own = space.fields
    if own is None or is_copy or (isinstance(space, Object) and space.cls is not None and _describes(f, space.cls)):
        own = {k: v for k in f.task.keys(space) if (v := f.task.get(space, k)) is not None}
    made.fields = own
    return made


def _describes(f: Frame, cls: Class) -> bool:
    """Whether a class has a descriptor among its parts that goes before an object's own attribute."""
    values = [f.task.get(one, key) for one in cls.order if isinstance(one, Class) for key in f.task.keys(one)]
    found = [atom for value in values if value is not None for atom in atoms(value)]
    return any(
        (isinstance(a, Wrapped) and a.kind in ("property", "cached"))
        or (isinstance(a, Object) and a.cls is not None and has_part(a.cls, "__set__"))
        for a in found
    )
