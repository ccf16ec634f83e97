"""Patterns of `match`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from adlint.ir.operations import Operand


@dataclass(frozen=True, slots=True)
class PatternValue:
    """Equal (or, for a singleton, identical) to a value."""

    value: Operand


@dataclass(frozen=True, slots=True)
class PatternCapture:
    """Bind `name` (None: `_`) if `pattern` holds (None: always)."""

    name: str | None
    pattern: Pattern | None


@dataclass(frozen=True, slots=True)
class PatternStar:
    """The rest of a sequence."""

    name: str | None


@dataclass(frozen=True, slots=True)
class PatternSequence:
    """A sequence of items."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class PatternMapping:
    """A mapping with these keys; `rest` is bound to the others."""

    keys: tuple[Operand, ...]
    items: tuple[Pattern, ...]
    rest: str | None


@dataclass(frozen=True, slots=True)
class PatternClass:
    """An instance of a class with these positional and named attributes."""

    cls: Operand
    positional: tuple[Pattern, ...]
    named: tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True, slots=True)
class PatternOr:
    """Any of several patterns."""

    items: tuple[Pattern, ...]


Pattern: TypeAlias = (
    PatternValue | PatternCapture | PatternStar | PatternSequence | PatternMapping | PatternClass | PatternOr
)
