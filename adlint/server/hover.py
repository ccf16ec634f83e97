"""Hover: what is known of the function or the call under the pointer."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.placement.costing.sites import BODY_NAME
from adlint.report.tape import size_text
from adlint.server import markdown
from adlint.server.asking import Unanswered
from adlint.server.knowledge import call_at, entries, entry, lines_of, loop_at, outlined, sets_of, symbol_at
from adlint.source import Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from adlint.answers.outline import Call, Loop, Symbol
    from adlint.server.knowledge import Entry
    from adlint.server.server import Server
    from adlint.server.state import Place

_PATIENCE = 0.02  # seconds that an answer is waited for while texts are checked
_MOST_PATIENCE = 5.0  # and while only this is evaluated; what was not ready then is at the next time
_LOOPS = ("scan", "map", "fori_loop", "while_loop")  # calls that are loops, of one body
_CALLED = re.compile(r"\w\s*\(")


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known, or that it will be; None where nothing of interest stands."""
    uri = params.text_document.uri
    place = ls.state.place(uri, params.position)
    if place is None:
        return None
    answer = asyncio.ensure_future(_told(ls, uri, place))
    done, _ = await asyncio.wait({answer}, timeout=_MOST_PATIENCE if ls.is_current(uri) else _PATIENCE)
    if not done:
        answer.cancel()
        return _waiting(ls, uri, place)
    return answer.result()


async def _told(ls: Server, uri: str, place: Place) -> types.Hover | None:
    outline = await outlined(ls, uri)
    if (symbol := symbol_at(outline, place)) is not None:
        parts, span = _of_function(ls, uri, symbol), symbol.selection
    elif (call := call_at(outline, place)) is not None:
        parts, span = _of_call(ls, uri, call), call.selection
    elif (loop := loop_at(outline, place)) is not None:
        parts, span = _of_loop(ls, uri, loop, lines_of(outline, loop)), loop.head
    else:
        return None
    told = [part async for part in parts]
    return _hover(ls, told, ls.places(uri).range(ls.path(uri), span, place.cell)) if told else None


async def _of_function(ls: Server, uri: str, symbol: Symbol) -> AsyncIterator[str]:
    sets = await sets_of(ls, uri, symbol.name)
    if isinstance(sets, Unanswered):
        yield f"**{symbol.name}**: {sets.reason}"
    else:
        yield markdown.of_piece(symbol.name, sets.whole)
    known = await entries(ls, uri)
    own = next((one for one in known if one.name == symbol.name), None)
    if own is None and not known:  # perhaps the program itself says how it is called
        own = await entry(ls, uri, symbol.name)
    if own is not None:
        yield markdown.of_entry(own)
    else:
        for one in known:
            for line in _share(one, symbol, ls.path(uri)):
                yield line


async def _of_call(ls: Server, uri: str, call: Call) -> AsyncIterator[str]:
    path = ls.path(uri)
    lines = range(call.range.start.line, call.range.end.line + 1)
    sets = await sets_of(ls, uri, call.function) if call.function else Unanswered("")
    for piece in () if isinstance(sets, Unanswered) else sets.candidates:
        is_here = (piece.path, piece.cell) == (path, call.cell) and piece.line in lines
        if piece.kind == "call" and is_here and any(_is_named(one, call.callee) for one in piece.callees):
            yield markdown.of_piece(f"call of {', '.join(piece.callees)}", piece)
            break
    for one in await entries(ls, uri):
        sites = list(markdown.sites_at(one.plan, path, lines, call.cell))
        named = [site for site in sites if _is_named(site.callee, call.callee)]
        for site in named or [site for site in sites if site.callee == BODY_NAME and call.callee in _LOOPS]:
            yield f"In `{one.name}`: {markdown.of_site(site)}"


async def _of_loop(ls: Server, uri: str, loop: Loop, lines: frozenset[int]) -> AsyncIterator[str]:
    path = ls.path(uri)
    sets = await sets_of(ls, uri, loop.function) if loop.function else Unanswered("")
    for piece in () if isinstance(sets, Unanswered) else sets.candidates:
        if (piece.kind, piece.path, piece.line, piece.cell) == ("loop-body", path, loop.head.start.line, loop.cell):
            yield markdown.of_piece("body of this loop", piece)
    for one in await entries(ls, uri):
        for site in markdown.sites_at(one.plan, path, lines, loop.cell):
            if site.callee == BODY_NAME:
                yield f"In `{one.name}`: {markdown.of_site(site)}"
        for scheduled in markdown.loops_at(one.plan, path, lines, loop.cell):
            yield f"In `{one.name}`: {markdown.of_loop(scheduled)}"


def _share(one: Entry, symbol: Symbol, path: str) -> Iterator[str]:
    """What of the tape of another function's call the lines of this one keep."""
    if isinstance(one.tape, Unanswered):
        return
    lines = range(symbol.range.start.line, symbol.range.end.line + 1)
    kept = [line for line in one.tape.chosen.lines if line.path == path and line.line in lines]
    if kept and all(line.cell == symbol.cell for line in kept):
        sizes = [size_text(line.size) for line in kept]
        shown = " + ".join(sizes[:4]) + (" + …" if len(sizes) > 4 else "")
        yield f"**Tape** of its lines in `{one.tape.call}`: {shown}"


def _is_named(callee: str, name: str) -> bool:
    """Whether a dotted name is that of what a call names: the function, or the class whose method it is."""
    return name in callee.split(".")


def _waiting(ls: Server, uri: str, place: Place) -> types.Hover | None:
    buffer = ls.state.text(uri)
    line = Source("", buffer.text).line(place.position.line) if buffer else ""
    if not _CALLED.search(line):
        return None
    return _hover(ls, ["adlint is still analysing this text."], None)


def _hover(ls: Server, parts: list[str], span: types.Range | None) -> types.Hover:
    kind = types.MarkupKind.Markdown if ls.abilities.reads_markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, "\n\n".join(parts)), span)
