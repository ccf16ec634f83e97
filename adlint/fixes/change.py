"""A change of a text: the whole of it afterwards, and the edits that make it."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate

from msgspec import Struct

from adlint.finding import Edit, Position, Range
from adlint.source import NEWLINE, with_ends


class Change(Struct, frozen=True):
    """The text after a change, what that is called, and whether the program surely does what it did."""

    text: str
    title: str
    is_safe: bool = False


def edits(path: str, before: str, after: str) -> tuple[Edit, ...]:
    """What makes one text another, line by line, without what the lines have in common at their ends."""
    old, new = with_ends(before), with_ends(after)
    starts = [0, *accumulate(map(len, old))]
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and last - first == end - start:
            pairs = [(first + n, first + n + 1, new[start + n]) for n in range(end - start)]
        else:
            pairs = [] if kind == "equal" else [(first, last, "".join(new[start:end]))]
        found += [_trimmed(before, starts[a], starts[b], text) for a, b, text in pairs]
    places = Places(before)
    return tuple(Edit(path, Range(places.position(a), places.position(b)), text) for a, b, text in found)


class Places:
    """Where in a text lines and columns (1-based) are."""

    def __init__(self, text: str) -> None:
        """Positions are those of `text`."""
        self._starts = [0, *(end.end() for end in NEWLINE.finditer(text))]

    def index(self, position: Position) -> int:
        """How many characters come before a position."""
        return self._starts[position.line - 1] + position.column - 1

    def position(self, index: int) -> Position:
        """The position before which so many characters come."""
        number = next(n for n in range(len(self._starts), 0, -1) if self._starts[n - 1] <= index)
        return Position(number, index - self._starts[number - 1] + 1)


def _trimmed(before: str, start: int, end: int, text: str) -> tuple[int, int, str]:
    """An edit of one line without the characters that it would write again; other edits as they are."""
    old, new = with_ends(before[start:end]), with_ends(text)
    if len(old) != len(new) or len(old) > 2 or old[1:] != new[1:]:
        return start, end, text
    a, b = old[0].rstrip("\r\n"), new[0].rstrip("\r\n")
    if old[0][len(a) :] != new[0][len(b) :]:
        return start, end, text
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    return start + head, start + len(a) - tail, b[head : len(b) - tail]


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
