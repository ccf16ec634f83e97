"""Paths that are objects: names of files that are made of others."""

from __future__ import annotations

from adlint.models.objects import PATH
from adlint.storage.frame import Frame
from adlint.storage.location.texts import composed
from adlint.storage.state import State
from adlint.storage.things.kinds import library_of, of_library
from adlint.storage.things.making import make
from adlint.storage.things.memory import kind_of
from adlint.storage.things.values import NUMBER, Ref, Value


def path_of(f: Frame, state: State, at: int, how: str, parts: tuple[Value, ...]) -> Value:
    """The path that is made of parts: of one, it is that; of several, what they are together."""
    made = make(f, state, at, of_library(PATH))
    name = parts[0] if how == PATH and len(parts) == 1 else composed(f, at, how, parts)
    f.run.named[made] = name if f.run.named.get(made, name) == name else NUMBER
    return (Ref(made),)


def is_path(value: Value) -> bool:
    """Whether a value is surely a path."""
    return bool(value) and all(isinstance(atom, Ref) and library_of(kind_of(atom.thing)) == PATH for atom in value)
