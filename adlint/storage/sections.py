"""stub"""
from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Section(Struct, frozen=True, gc=False):
    text: str
    is_must: bool


Index: TypeAlias = object
WHOLE = Section("", True)
PART = Section("", False)


def select(section: Section, parts: tuple[Index, ...] | None) -> Section:
    if parts == ("...",):
        return section
    return PART


def inner(section: Section) -> Section:
    return section if section == WHOLE else PART


def meet(a: Section, b: Section) -> Section | None:
    return b if a == WHOLE else a


def subtract(a: Section, b: Section) -> tuple[Section, ...]:
    return () if b == WHOLE else (a,)


def covers(a: Section, b: Section) -> bool | None:
    return True if a == WHOLE else None


def is_surely_all(s: Section) -> bool:
    return s.is_must


def shown(s: Section) -> str:
    return s.text
