"""What is known of an argument before anything is called."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Spread(Struct, frozen=True):
    """Any number of axes, under one name ("" if they have none)."""

    name: str = ""


Axis: TypeAlias = "str | Spread"  # a size as an expression ("" if it has no name), or any number of them


class Shaped(Struct, frozen=True):
    """An array; `dtype` is short, "" for that of floats in the program's library."""

    axes: tuple[Axis, ...] = (Spread(),)
    dtype: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the number of axes is known."""
        return not any(isinstance(one, Spread) for one in self.axes)


class Plain(Struct, frozen=True):
    """A number of Python: `int`, `float`, `complex`; or `bool` or `str`, of which nothing follows."""

    kind: str


class Several(Struct, frozen=True):
    """A tuple of arguments."""

    parts: tuple[Kind, ...]


class Instance(Struct, frozen=True):
    """An object of a class, by the name that the module has for it."""

    name: str


class Unclear(Struct, frozen=True):
    """Something of which nothing is known."""


Kind: TypeAlias = Shaped | Plain | Several | Instance | Unclear


class Known(Struct, frozen=True):
    """What is known of a parameter, and how: `evidence` reads as `its shape is unpacked`, at a line, "" if there is
    none; `is_declared` says that an annotation has it, whose names for sizes stay.
    """

    kind: Kind
    evidence: str = ""
    line: int = 0
    is_declared: bool = False
