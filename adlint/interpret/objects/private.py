"""Private names: in a class, `__name` means `_Class__name` (Python's reference, 6.2.1)."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.memory.spaces import Class


def is_private(name: str) -> bool:
    """Whether a name means another where it stands in a class."""
    return name.startswith("__") and not name.endswith("__")


def meant(f: Frame, name: str) -> str:
    """The name of an attribute as it is meant where it stands."""
    if not is_private(name):
        return name
    outer: str | None = f.identity
    while outer is not None:
        if f.world.body(outer).kind == "class":
            return of_class(outer, name)
        outer = f.world.program.enclosing(outer)
    return name


def of_class(cls: str, name: str) -> str:
    """A private name in the body of the class of that identity."""
    plain = cls.partition(":")[2].rpartition(".")[2].partition("#")[0].lstrip("_")
    return f"_{plain}{name}" if plain else name


def hide(f: Frame, cls: Class) -> None:
    """Let what a class has just defined under private names be found as it is meant."""
    assert cls.fields is not None
    for name in [key for key in cls.fields if isinstance(key, str) and is_private(key)]:
        f.task.journal.write(cls.fields, of_class(cls.name, name), cls.fields[name])
        f.task.journal.write(cls.fields, name, None)
