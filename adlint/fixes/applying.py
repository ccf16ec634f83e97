"""Fixes of one text, put into it together as far as they do not meet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from adlint.fixes.change import Places

if TYPE_CHECKING:
    from adlint.finding import Edit, Fix, Position


def applied(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """The text after those of the fixes, from the first place on, that begin behind the end of the one before; and
    these. What is left is for another round, once the new text is analysed.
    """
    chosen: list[Fix] = []
    for one in sorted((one for one in fixes if one.edits), key=_hull):
        if not chosen or _hull(chosen[-1])[1] < _hull(one)[0]:
            chosen.append(one)
    return edited(text, (edit for one in chosen for edit in one.edits)), tuple(chosen)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not meet, all of which speak of it as it is."""
    places = Places(text)
    for edit in sorted(edits, key=lambda one: one.range, reverse=True):
        start, end = places.index(edit.range.start), places.index(edit.range.end)
        text = text[:start] + edit.text + text[end:]
    return text


def _hull(fix: Fix) -> tuple[Position, Position]:
    return min(one.range.start for one in fix.edits), max(one.range.end for one in fix.edits)
