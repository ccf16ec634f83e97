"""Texts that are made of others, as names of files are: which of them are surely the same."""

from __future__ import annotations

from adlint.models.paths import SAME_FILE
from adlint.storage.frame import Frame
from adlint.storage.location.places import ANY
from adlint.storage.run import Run
from adlint.storage.things.values import Atom, Entry, Made, Number, Ref, Tuple, Unknown, Value

_DEPTH = 4  # how deep a text is told as what it is made of


def composed(f: Frame, at: int, how: str, parts: tuple[Value, ...]) -> Value:
    """The text that is made of parts: the same wherever it is made of the same ones in the same way. Of parts that are
    not told it is the one that this operation makes, on this way of calls.
    """
    parts = tuple([file_of(f.run, part) for part in parts])
    if all(is_told(part) and _depth(part) < _DEPTH for part in parts) and not any(map(_may_be_several, parts)):
        return (Number(of=(how, parts)),)
    way = ", ".join([f"{function}:{operation}" for function, operation in (*f.run.here[:-1], (f.identity, at))])
    return (Number(of=(way, ())),)


def file_of(run: Run, name: Value) -> Value:
    """The name by which a file is told apart: one that only says otherwise where another one leads is that one, and a
    path that is an object is what it was made of.
    """
    match name:
        case (Number(None, None, (how, (inner, *_))),) if how in SAME_FILE:
            return file_of(run, inner)
        case (Ref(thing, None),) if thing in run.named:
            return file_of(run, run.named[thing])
        case (_, _, *_):
            texts = tuple([atom for atom in name if isinstance(atom, Number) and atom.of is not None])
            return file_of(run, texts) if len(texts) == 1 else name  # `p + ".txt"` of an array would be another one
        case _:
            return name


def is_by_chance(run: Run, value: Value) -> bool:
    """Whether a value is the name of a temporary file or a thread, or made of one, as far as is known."""
    return not any(isinstance(atom, Unknown) for atom in value) and any(_is_by_chance(run, atom) for atom in value)


def _is_by_chance(run: Run, atom: Atom) -> bool:
    match atom:
        case Ref(Made() as thing):
            return (Ref(thing),) in run.created
        case Tuple(items):
            return any(is_by_chance(run, item) for item in items)
        case Number(None, None, (_, parts)):
            return any(is_by_chance(run, part) for part in parts)
        case _:
            return False


def is_text(value: Value) -> bool:
    """Whether a value is surely a text: a literal, or one that is made of others."""
    return bool(value) and all(
        isinstance(atom, Number)
        and (atom.of is not None or (atom.known is not None and isinstance(atom.known.value, str)))
        for atom in value
    )


def is_told(value: Value) -> bool:
    """Whether equal values are taken to be the same: things, literals, and texts that are made of others."""
    return bool(value) and all(
        isinstance(atom, Ref) or (isinstance(atom, Number) and (atom.known is not None or atom.of is not None))
        for atom in value
    )


def is_made_up(value: Value) -> bool:
    """Whether a value is a text that is made of others, or none that is told: it may be any other one, too."""
    return not is_told(value) or any(isinstance(atom, Number) and atom.of is not None for atom in value)


def _may_be_several(value: Value) -> bool:
    """Whether it is one of several, or of the items of something: equal ones need not be the same."""
    match value:
        case (Ref(Entry(place)),):
            return ANY in place.steps
        case _:
            return len(value) != 1


def _depth(value: Value) -> int:
    inner = [part for atom in value if isinstance(atom, Number) and atom.of is not None for part in atom.of[1]]
    return 1 + max(map(_depth, inner), default=0) if inner else 0
