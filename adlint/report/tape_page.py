"""`adlint tape` as a page: what is kept, by model and by line, and what is assumed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from adlint.report.html import bar, listed, page, table
from adlint.report.tape import alternative_text, kept_text, place_text, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adlint.tape.answer import Answer, OfModel


def tape_page(found: Sequence[Answer]) -> str:
    """The page: one part for each answer."""
    return page(f"The tape of {found[0].target}", (part for one in found for part in tape_part(one)))


def tape_part(found: Answer) -> Iterator[str]:
    """What is kept of a call."""
    yield f"<h2>{escape(found.target)}</h2>\n<p><code>{escape(found.call)}</code></p>"
    models = (found.chosen, *found.others)
    yield table(("model", "tape", "arguments beside it", "derivative variables"), map(_model, models))
    yield "<h3>Without a tape</h3>"
    yield table(("way", "costs"), ((one.name, alternative_text(one)) for one in found.alternatives))
    if found.chosen.lines:
        yield f"<h3>By line ({escape(found.chosen.model)})</h3>"
        yield table(("line", "bytes", "", "what is kept"), _lines(found.chosen))
    yield from listed("Assumed", found.assumptions)
    unknown = [
        f"{place_text(one.path, one.line, one.cell)}{one.symbol and f'{one.symbol}: '}{one.reason}"
        for one in found.chosen.unknown
    ]
    yield from listed("Not known", unknown)


def _model(one: OfModel) -> tuple[str, ...]:
    if one.refused is not None:
        return one.model, one.refused, "", ""
    return one.model, size_text(one.size), size_text(one.arguments), size_text(one.shadows)


def _lines(found: OfModel) -> Iterator[tuple[str, ...]]:
    largest = max((one.size.bytes or 0 for one in found.lines), default=0)
    for one in sorted(found.lines, key=lambda one: -(one.size.bytes or 0)):
        place = place_text(one.path, one.line, one.cell).rstrip(": ")
        share = bar(one.size.bytes / largest) if largest and one.size.bytes else ""
        yield place, size_text(one.size), share, kept_text(one)
