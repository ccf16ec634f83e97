"""Subscripts: which section of an array an index means."""

from __future__ import annotations

from msgspec import Struct

from adlint.storage.sections import Index, Section, select
from adlint.storage.values import NONE, Slice, Value


class Subscript(Struct, frozen=True, gc=False):
    """The parts of an index, one for each axis; None if they are not told apart."""

    parts: tuple[Index, ...] | None

    def inside(self, section: Section) -> Section:
        """The section of the array that it means in a section of it."""
        return select(section, self.parts)


def is_slicing(index: Value) -> bool:
    """Whether an index surely is a slice."""
    return len(index) == 1 and isinstance(index[0], Slice)


def subscript(index: Value) -> Subscript:
    """The parts of an index."""
    first = index[0] if len(index) == 1 else None
    if isinstance(first, Slice) and all(bound == NONE for bound in first.bounds):
        return Subscript(("...",))
    return Subscript(None)


ITEM = Subscript(None)  # any one along the first axis
