"""Why more is said than is observed: what the analysis did where it noted a path, by the kind of step and of knowledge.

Notes are heard while a program is analysed; of several of one path, the one of the largest part counts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple
from unittest import mock

from adlint import ir
from adlint.storage.seen import Seen, Step
from adlint.storage.things.values import Ref


class Note(NamedTuple):
    """Something that was noted: on which side, of which place, how much of it, and why."""

    side: str
    place: str
    weight: int
    cause: str


@contextmanager
def heard() -> Iterator[list[Note]]:
    """The notes of what is analysed meanwhile."""
    notes: list[Note] = []
    note = Seen.note

    def noted(self: Seen, side: str, path: Any, chain: tuple[Step, ...]) -> None:
        frame = sys._getframe(1)
        weight, cause = _cause(frame, path[1])
        notes.append(Note("use" if side == "used" else "out", path[0].text, weight, cause))
        note(self, side, path, chain)

    with mock.patch.object(Seen, "note", noted):
        yield notes


def cause_of(notes: list[Note], side: str, text: str) -> str:
    """Why a path is named."""
    found = [one for one in notes if one.side == side and re.match(re.escape(one.place) + r"(?![\w])", text)]
    return max(found, key=lambda one: (len(one.place), one.weight)).cause if found else "nothing was noted"


def _cause(frame: FrameType, region: Any) -> tuple[int, str]:
    """How large a part is, and why it is noted."""
    frames = list(_frames(frame))
    names = [one.f_code.co_name for one in frames]
    op = next((one.f_locals["op"] for one in frames if one.f_code.co_name == "block"), None)
    if "touch" in names:
        return 4, "a callee that is not known"
    if region is None and frames[0].f_locals.get("region") is not None:
        return 3, "a view that a piece finds, by its own name"
    if "of_container" in names:
        name = next(one.f_locals["name"] for one in frames if one.f_code.co_name == "of_container")
        return 3, f"`.{name}` of a container"
    where = next((one for one in ("_end", "iterated", "stays") if one in names), "")
    ref = next((one.f_locals["ref"] for one in frames if isinstance(one.f_locals.get("ref"), Ref)), None)
    view = ref.view if ref is not None else None
    if view is not None and not view.exact:
        return 2, f"{'a view in another shape' if view.shuffled else 'an index that is not known'}{_by(op)}"
    if where:
        said = {"_end": "what is left at the end", "iterated": "items that a loop goes through"}
        return 1, said.get(where, "a number that may stay where it is")
    return 1, f"{'all of it' if region is None else 'a known part'}{_by(op)}"


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames from the note outwards to the operation that is evaluated."""
    while frame is not None:
        yield frame
        if frame.f_code.co_name in ("block", "storage", "_end"):
            return
        frame = frame.f_back


def _by(op: ir.Op | None) -> str:
    return f", at {type(op).__name__}" if op is not None else ""
