"""`adlint report`: one page with the findings, and with the tape and the plan of each call that is differentiated."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.report.html import listed, page, table
from adlint.report.plan_page import plan_part
from adlint.report.summary import count
from adlint.report.tape_page import tape_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adlint.answers.plan.planned import Planned
    from adlint.finding import Finding
    from adlint.tape.answer import Answer


class Told(Struct, frozen=True):
    """A call that is differentiated: its tape, and its plan or why there is none."""

    tape: Answer
    plan: Planned | None
    problem: str = ""


def report_page(title: str, files: int, findings: Sequence[Finding], told: Sequence[Told], notes: Sequence[str]) -> str:
    """The page."""
    return page(title, _parts(title, files, findings, told, notes))


def _parts(
    title: str, files: int, findings: Sequence[Finding], told: Sequence[Told], notes: Sequence[str]
) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>"
    counts = (count(files, "file"), count(len(findings), "finding"), count(len(told), "differentiated call"))
    yield f"<p>{', '.join(counts)}.</p>"
    for one in told:
        yield '<section class="call">'
        yield from tape_part(one.tape)
        if one.plan is not None:
            yield from plan_part(one.plan)
        elif one.problem:
            yield from listed("No plan", (one.problem,))
        yield "</section>"
    if findings:
        yield "<h2>Findings</h2>"
        yield table(("place", "rule", "message"), map(_finding, findings))
    yield from listed("Notes", notes)


def _finding(found: Finding) -> tuple[str, ...]:
    line = found.range.start.line
    place = f"{found.path}:{line}" if found.cell is None else f"{found.path}:cell {found.cell}:{line}"
    return place, f"{found.code} {found.name}", found.message
