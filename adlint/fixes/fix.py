"""The fix of a finding: one way for each kind of repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from adlint.finding import Applicability, Fix
from adlint.fixes import arguments, comments, drawing, leaving, managing, unwrapping, wrapping
from adlint.fixes.change import Change, edits
from adlint.lower.parse import parse

if TYPE_CHECKING:
    from adlint.finding import Finding, Repair
    from adlint.source import Source

_WAYS: dict[str, Callable[[str, Repair], Change | None]] = {
    "manage": managing.managed,
    "finally": managing.released,
    "lock": managing.locked,
    "wait": leaving.waited,
    "generator": drawing.local_generator,
    "seed": drawing.seeded,
    "detach": arguments.detached,
    "release-graph": arguments.graph_released,
    "not-in-place": arguments.not_in_place,
    "unused-ignore": comments.without_ignore,
    "other-directive": comments.other_directive,
    "joint": wrapping.joint,
    "split": unwrapping.split,
}


def fix(finding: Finding, source: Source) -> Fix | None:
    """What removes a finding from its text; None if that cannot be written, would not parse, or is in a notebook."""
    if finding.repair is None or finding.cell is not None:
        return None
    try:
        made = _WAYS[finding.repair.kind](source.text, finding.repair)
    except RecursionError:  # a text that is nested so deeply is left to people
        return None
    if made is None or made.text == source.text or not _is_python(made.text):
        return None
    applicability = Applicability.SAFE if made.is_safe else Applicability.UNSAFE
    return Fix(made.title, applicability, edits(source.path, source.text, made.text))


def _is_python(text: str) -> bool:
    return not parse(text)[1]
