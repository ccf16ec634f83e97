"""Texts that are made of others, as names of files are: which of them are surely the same."""

from __future__ import annotations

from adlint import ir
from adlint.models.paths import JOINED, SAME_FILE, WRITTEN
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
            made = tuple([atom for atom in name if run.created.get((atom,), False)])
            if len(made) == 1 and len(name) == 2 and Number() in name:
                return made  # what a library's function gives may be a number, for all that is known of others
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


def is_temporary(run: Run, name: Value) -> bool:
    """Whether a file is a temporary one that the piece has made, or surely lies in such a folder."""
    match file_of(run, name):
        case (Ref(Made() as thing, None),):
            return run.created.get((Ref(thing),), False)
        case (Number(None, None, (how, (first, *others))),) if how in JOINED:
            return is_temporary(run, first) and all(_leads_down(one, is_joined=how in WRITTEN) for one in others)
        case _:
            return False


def _leads_down(part: Value, *, is_joined: bool) -> bool:
    """Whether what is written behind the name of a folder is surely one of what lies in it."""
    match part:
        case (Number(ir.Const(_, str(text))),):
            return ".." not in text and (is_joined or not text.startswith(("/", "\\")))
        case (Number(None, None, (how, parts)),):
            return how in WRITTEN and all(_leads_down(one, is_joined=is_joined) for one in parts)
        case (Number(known),):
            return known is None or not isinstance(known.value, str)
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
