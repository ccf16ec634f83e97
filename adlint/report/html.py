"""Pages that need nothing else: the frame, the style and the tables of HTML that adlint writes.

No network is needed or allowed (the policy in the page says so); colours follow the system, or the editor around it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape

_STYLE = """
:root { --fore: var(--vscode-editor-foreground, #222); --back: var(--vscode-editor-background, #fff);
  --line: var(--vscode-panel-border, #ddd); --bar: var(--vscode-editor-selectionBackground, #cfe0f5);
  --first: #9a9a9a; --second: var(--vscode-charts-blue, #1f6fc4); --third: var(--vscode-charts-orange, #c4621f) }
@media (prefers-color-scheme: dark) { :root { --fore: var(--vscode-editor-foreground, #ddd);
  --back: var(--vscode-editor-background, #181818);
  --line: var(--vscode-panel-border, #333); --bar: var(--vscode-editor-selectionBackground, #35557d);
  --second: var(--vscode-charts-blue, #6db1ff); --third: var(--vscode-charts-orange, #ffa263) } }
body { font: var(--vscode-font-size, 15px)/1.5 var(--vscode-font-family, system-ui), sans-serif;
  max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: var(--fore); background: var(--back) }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2.2rem } h3 { font-size: 1rem; margin-top: 1.6rem }
code { font-family: var(--vscode-editor-font-family, ui-monospace), monospace; color: inherit; background: none }
td.picture { width: 8rem } td.size { white-space: nowrap }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
@media (max-width: 36rem) { td.picture, th:empty { display: none } td, th { padding-right: .5rem } }
tr + tr td { border-top: 1px solid var(--line) }
.bar { background: var(--bar); height: .5rem; border-radius: 2px }
svg { width: 100%; max-width: 36rem; display: block }
figure { margin: 1rem 0 }
svg .axis, svg .turn { fill: none; stroke: var(--line) } svg .turn { stroke-dasharray: 4 4 }
svg .label { font-size: 12px; fill: var(--fore) }
svg polyline { fill: none; stroke-width: 2; stroke: var(--first) }
svg polyline.plan { stroke: var(--second) } svg polyline.today { stroke: var(--third) }
svg .point { fill: var(--first); cursor: pointer } svg .point.chosen { fill: var(--second) }
.key { display: inline-block; width: 1.2rem; height: .2rem; vertical-align: middle; background: var(--first) }
.key.plan { background: var(--second) } .key.today { background: var(--third) }
""".strip()

CHOICE = '<figure class="choice">'  # holds points of which one is chosen, and their text
_SCRIPT = """
for (const figure of document.querySelectorAll("figure.choice")) {
  const points = [...figure.querySelectorAll(".point")], text = figure.querySelector("figcaption");
  const choose = at => {
    points.forEach((one, n) => one.classList.toggle("chosen", n === at));
    text.textContent = points[at].dataset.text;
    points[at].focus();
  };
  points.forEach((one, n) => {
    one.addEventListener("click", () => choose(n));
    one.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step && points[n + step]) { event.preventDefault(); choose(n + step); }
    });
  });
}
""".strip()


_SIZE = re.compile(r"[\d.,]+ ([KMGTPE]i)?B")
_WHOLE = ' class="size"'


class Raw(str):
    """A text that is HTML already."""

    __slots__ = ()


def page(title: str, parts: Iterable[str]) -> str:
    """A page of these parts; with a script only if something in them can be chosen."""
    body = "\n".join(parts)
    script = _SCRIPT if CHOICE in body else ""
    element = f"<script>{script}</script>" if script else ""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src 'sha256-{digest}'" if script else "")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{escape(title)}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body}\n{element}\n</body>\n</html>\n"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"


def listed(head: str, several: Sequence[str]) -> Iterator[str]:
    """A list of texts under a heading; nothing if there are none."""
    if several:
        items = "".join(f"<li>{escape(one)}</li>" for one in several)
        yield f"<h3>{escape(head)}</h3>\n<ul>{items}</ul>"


def bar(share: float) -> Raw:
    """A bar of this share of the width."""
    return Raw(f'<div class="bar" style="width: {100 * share:.0f}%"></div>')


def _cell(text: str) -> str:
    if isinstance(text, Raw):
        return f'<td class="picture">{text}</td>'
    return f"<td{_WHOLE if _SIZE.fullmatch(text) else ''}>{escape(text)}</td>"
