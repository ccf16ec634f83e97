"""Patterns of `match`."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from adlint.ir.operations import Operand


class PatternValue(Struct, frozen=True, gc=False):
    """Equal (or, for a singleton, identical) to a value."""

    value: Operand


class PatternCapture(Struct, frozen=True, gc=False):
    """Bind `name` (None: `_`) if `pattern` holds (None: always)."""

    name: str | None
    pattern: Pattern | None


class PatternStar(Struct, frozen=True, gc=False):
    """The rest of a sequence."""

    name: str | None


class PatternSequence(Struct, frozen=True, gc=False):
    """A sequence of items."""

    items: tuple[Pattern, ...]


class PatternMapping(Struct, frozen=True, gc=False):
    """A mapping with these keys; `rest` is bound to the others."""

    keys: tuple[Operand, ...]
    items: tuple[Pattern, ...]
    rest: str | None


class PatternClass(Struct, frozen=True, gc=False):
    """An instance of a class with these positional and named attributes."""

    cls: Operand
    positional: tuple[Pattern, ...]
    named: tuple[tuple[str, Pattern], ...]


class PatternOr(Struct, frozen=True, gc=False):
    """Any of several patterns."""

    items: tuple[Pattern, ...]


Pattern: TypeAlias = (
    PatternValue | PatternCapture | PatternStar | PatternSequence | PatternMapping | PatternClass | PatternOr
)


def captured(pattern: Pattern) -> list[str]:
    """The variables that a pattern binds."""
    match pattern:
        case PatternCapture(name, inner):
            return [*([name] if name is not None else []), *(captured(inner) if inner is not None else [])]
        case PatternStar(name):
            return [name] if name is not None else []
        case PatternMapping(_, items, rest):
            return [*(name for item in items for name in captured(item)), *([rest] if rest is not None else [])]
        case PatternSequence(items) | PatternOr(items):
            return [name for item in items for name in captured(item)]
        case PatternClass(_, positional, named):
            return [name for item in (*positional, *(p for _, p in named)) for name in captured(item)]
        case PatternValue():
            return []


def rests(pattern: Pattern) -> list[str]:
    """The variables that a pattern binds to lists, of what is left of sequences."""
    match pattern:
        case PatternStar(name):
            return [name] if name is not None else []
        case PatternCapture(_, inner):
            return rests(inner) if inner is not None else []
        case PatternMapping(_, items) | PatternSequence(items) | PatternOr(items):
            return [name for item in items for name in rests(item)]
        case PatternClass(_, positional, named):
            return [name for item in (*positional, *(p for _, p in named)) for name in rests(item)]
        case PatternValue():
            return []
