"""Inlay hints: the bytes that each line keeps for the reverse sweep of known calls. Off until the user wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.finding import Position, Range
from adlint.report.tape import size_text
from adlint.server.asking import Unanswered
from adlint.server.knowledge import entries

if TYPE_CHECKING:
    from adlint.server.server import Server
    from adlint.tape.answer import Line


async def hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """The hints in a range of lines."""
    uri = params.text_document.uri
    if not ls.state.preferences.inlay_hints:
        return None
    lines = range(params.range.start.line, params.range.end.line + 1)
    path, cell = ls.path(uri), ls.cell(uri)
    found: dict[int, list[tuple[str, Line]]] = {}
    for one in await entries(ls, uri):
        for line in () if isinstance(one.tape, Unanswered) else one.tape.chosen.lines:
            if (line.path, line.cell) == (path, cell) and line.line - 1 in lines:
                found.setdefault(line.line, []).append((one.name, line))
    return [_hint(ls, uri, number, several) for number, several in sorted(found.items())]


def _hint(ls: Server, uri: str, number: int, several: list[tuple[str, Line]]) -> types.InlayHint:
    label = " | ".join(dict.fromkeys(size_text(line.size) for _, line in several))
    kept = "\n".join(f"{name}: {_kept(line)}" for name, line in several)
    end = Position(number, len(ls.line(uri, number)) + 1)
    position = ls.places(uri).range(ls.path(uri), Range(end, end), ls.cell(uri)).start
    return types.InlayHint(position, f"tape {label}", tooltip=kept, padding_left=True)


def _kept(line: Line) -> str:
    return ", ".join(
        f"{one.times} of {one.dtype}[{', '.join(one.shape)}] ({one.why})" if one.shape is not None else one.name
        for one in line.saved
    )
