"""A flow that was gone through backward: which steps the reverse sweep runs, and what it needs for each of them."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim
from adlint.tape.values.flow import Either, Step, Turns
from adlint.trace import Array


class Need(Struct, frozen=True, gc=False):
    """A value that the reverse of a step reads, and the array through which it does: all of the value, or a view. Where
    a statement stores what it computes in an array (`h[:] = f(x)`), that array may stand for what was `computed`.
    """

    value: int
    array: Array | None = None
    computed: int | None = None


class Reversed(Struct, frozen=True, eq=False, gc=False):
    """A step, with what its reverse needs: nothing if the reverse sweep leaves it out."""

    step: Step
    needs: tuple[Need, ...]


class Segment(Struct, frozen=True, eq=False, gc=False):
    """The turns from lo to hi - 1 of a loop, which are reversed alike."""

    lo: Dim
    hi: Dim
    body: Swept


class Rounds(Struct, frozen=True, eq=False, gc=False):
    """A loop, its turns in the order in which they run."""

    turns: Turns
    segments: tuple[Segment, ...]


class Ways(Struct, frozen=True, eq=False, gc=False):
    """Branches of which one runs."""

    either: Either
    branches: tuple[Swept, ...]


Swept: TypeAlias = tuple["Reversed | Rounds | Ways", ...]
