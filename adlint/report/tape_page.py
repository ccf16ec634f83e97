"""`adlint tape` as one page that needs nothing else: what is kept, by model and by line, and what is assumed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from adlint.report.tape import alternative_text, kept_text, place_text, size_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adlint.tape.answer import Answer, Line, OfModel

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.3rem }
h2 { font-size: 1.05rem; margin-top: 1.8rem }
code, td.size { font-family: ui-monospace, monospace }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
tr + tr td { border-top: 1px solid #e4e4e4 }
.bar { background: #cfe0f5; height: .5rem; border-radius: 2px }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd }
  tr + tr td { border-color: #333 }
  .bar { background: #35557d }
}
""".strip()


def tape_page(found: Sequence[Answer]) -> str:
    """The page: one part for each answer."""
    title = f"The tape of {found[0].target}"
    parts = "\n".join(part for one in found for part in _answer(one))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{parts}\n</body>\n</html>\n"
    )


def _answer(found: Answer) -> Iterator[str]:
    yield f"<h1>{escape(found.target)}</h1>\n<p><code>{escape(found.call)}</code></p>"
    models = (found.chosen, *found.others)
    yield _table(("model", "tape", "arguments beside it", "derivative variables"), map(_model, models))
    yield "<h2>Without a tape</h2>"
    yield _table(("way", "costs"), ((one.name, alternative_text(one)) for one in found.alternatives))
    if found.chosen.lines:
        yield f"<h2>By line ({escape(found.chosen.model)})</h2>"
        yield _table(("line", "bytes", "", "what is kept"), _lines(found.chosen), bars=True)
    unknown = [
        f"{place_text(one.path, one.line, one.cell)}{one.symbol and f'{one.symbol}: '}{one.reason}"
        for one in found.chosen.unknown
    ]
    for head, several in (("Assumed", found.assumptions), ("Not known", unknown)):
        if several:
            items = "".join(f"<li>{escape(one)}</li>" for one in several)
            yield f"<h2>{head}</h2>\n<ul>{items}</ul>"


def _model(one: OfModel) -> tuple[str, ...]:
    if one.refused is not None:
        return one.model, one.refused, "", ""
    return one.model, size_text(one.size), size_text(one.arguments), size_text(one.shadows)


def _lines(found: OfModel) -> Iterator[tuple[str, ...]]:
    largest = max((one.size.bytes or 0 for one in found.lines), default=0)
    for one in sorted(found.lines, key=lambda one: -(one.size.bytes or 0)):
        place = place_text(one.path, one.line, one.cell).rstrip(": ")
        yield place, size_text(one.size), _width(one, largest), kept_text(one)


def _width(line: Line, largest: int) -> str:
    return f"{100 * line.size.bytes / largest:.0f}" if largest and line.size.bytes else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, bars: bool = False) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "\n".join(f"<tr>{''.join(_cells(row, bars=bars))}</tr>" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"


def _cells(row: Sequence[str], *, bars: bool) -> Iterator[str]:
    for number, one in enumerate(row):
        if bars and number == 2:
            yield f'<td style="width: 8rem">{one and f"""<div class="bar" style="width: {one}%"></div>"""}</td>'
        else:
            yield f'<td class="size">{escape(one)}</td>' if number == 1 else f"<td>{escape(one)}</td>"
