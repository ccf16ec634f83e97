"""Looking an attribute up in a class and its bases.

Python's data model, 3.3.2.1: the first in the order of lookup that has it counts.
"""

from __future__ import annotations

import builtins
from functools import lru_cache

from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Class, External, Value
from adlint.interpret.objects.receivers import RECEIVED
from adlint.interpret.task import Task
from adlint.models.members import MEMBERS


def lookup(f: Frame, cls: Class, name: str, after: Class | None = None) -> Value | None:
    """The attribute of a class, looked up along its bases (those behind `after`, for `super`)."""
    task = f.task
    if after is not None:
        order = cls.order
        return _found(task, order[order.index(after) + 1 :] if after in order else (), name)
    if task.forms:
        return _found(task, cls.order, name)
    kept, key = task.looked_up, (cls, name)  # as `ask` does, without a call: it is asked for most
    known = kept.get(key, kept)
    if known is kept:
        known = kept[key] = _found(task, cls.order, name)
    return known  # type: ignore[no-any-return]


def _found(task: Task, order: tuple[Class | External, ...], name: str) -> Value | None:
    """The attribute that the first of some classes to have it has."""
    overlay, reads, is_warm = task.overlay, task.reads, task.is_warm
    for owner in order:
        if owner.__class__ is Class:
            if owner.fields is not None or is_warm or owner in overlay:
                found = task.get(owner, name)
            else:  # what `get` does, without a call for each base
                cell = owner.cells.get(name) or owner.cell(name)
                reads[cell] = None
                found = cell.value
            if found is not None:
                return found
        elif _is_inherited(owner.path, name):  # type: ignore[union-attr]
            return External(f"{owner.path}.{name}")  # type: ignore[union-attr]
    return None


# classes of libraries that only mark others, and what objects have from them
_BARE = frozenset({"abc.ABC", *(f"{m}.{n}" for m in ("typing", "typing_extensions") for n in ("Generic", "Protocol"))})
_MARKS = frozenset({"_abc_impl", "_is_protocol", "_is_runtime_protocol"})


@lru_cache(maxsize=1 << 12)
def _is_inherited(path: str, name: str) -> bool:
    """Whether a library's class is taken to have the attribute: builtin ones are known."""
    if path.startswith("builtins."):
        return hasattr(getattr(builtins, path[9:], None), name) and not name.startswith("__")
    if path in _BARE:
        return name in _MARKS
    if path == "typing.NamedTuple":
        return name in ("_replace", "_asdict", "_make", "_fields", "index", "count")
    known = MEMBERS.get(path)
    if known is not None and not name.startswith("__"):
        return name in known
    return not (name.startswith("__") and name.endswith("__")) or f"{path}.{name}" in RECEIVED
