"""Code lenses over functions and loops: the tape of a known call, or the verdict. What they say is found when they are
shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.bytesize import human
from adlint.finding import Range
from adlint.placement.costing.sites import BODY_NAME
from adlint.report.tape import size_text
from adlint.server import markdown
from adlint.server.asking import Unanswered
from adlint.server.commands import PLAN
from adlint.server.knowledge import entries, lines_of, outlined, sets_of

if TYPE_CHECKING:
    from adlint.placement.plan import Site
    from adlint.server.knowledge import Entry
    from adlint.server.server import Server

OPTIONS = types.CodeLensOptions(resolve_provider=True)


async def lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """Where lenses stand: over every function, and over the loops of those whose calls are known."""
    uri = params.text_document.uri
    if not ls.state.preferences.code_lens:
        return None
    outline = await outlined(ls, uri)
    cell = ls.cell(uri)
    found = [_lens(ls, uri, one.selection, cell, name=one.name) for one in outline.functions() if one.cell == cell]
    loops = [one for one in outline.loops if one.function and one.cell == cell]
    return found + [_lens(ls, uri, one.head, cell, name=one.function, line=one.head.start.line) for one in loops]


def _lens(ls: Server, uri: str, span: Range, cell: int | None, **what: object) -> types.CodeLens:
    where = ls.places(uri).range(ls.path(uri), span, cell)
    return types.CodeLens(where, data={"uri": uri, **what})


async def resolve(ls: Server, lens: types.CodeLens) -> types.CodeLens:
    """A lens with its words; `-` where nothing is known."""
    match lens.data:
        case {"uri": str(uri), "name": str(name), "line": int(line)}:
            title = await _of_loop(ls, uri, name, line)
        case {"uri": str(uri), "name": str(name)}:
            title = await _of_function(ls, uri, name)
        case _:
            return lens
    return types.CodeLens(lens.range, types.Command(title or "-", PLAN, arguments=[uri, name]), lens.data)


async def _of_function(ls: Server, uri: str, name: str) -> str:
    known = await entries(ls, uri)
    own = next((one for one in known if one.name == name), None)
    site = next((site for one in known for site in _sites(one) if site.callee.endswith(f".{name}")), None)
    if own is not None and not isinstance(own.tape, Unanswered):
        words = markdown.lens(size_text(own.tape.chosen.size), site)
        return words if site is not None else f"{words}{_gain(own)}"
    if site is not None:
        return markdown.lens(None, site)
    sets = await sets_of(ls, uri, name)
    return "" if isinstance(sets, Unanswered) else markdown.verdict(sets.whole)


async def _of_loop(ls: Server, uri: str, name: str, line: int) -> str:
    path, cell, outline = ls.path(uri), ls.cell(uri), await outlined(ls, uri)
    loop = next((one for one in outline.loops if (one.head.start.line, one.cell) == (line, cell)), None)
    lines = lines_of(outline, loop) if loop else frozenset()
    for one in await entries(ls, uri):
        sites = markdown.sites_at(one.plan, path, lines, cell)
        bodies = [markdown.lens(None, site) for site in sites if site.callee == BODY_NAME]
        loops = [markdown.schedule_lens(loop) for loop in markdown.loops_at(one.plan, path, lines, cell)]
        if bodies or loops:
            return " · ".join((*bodies, *loops))
    sets = await sets_of(ls, uri, name)
    if isinstance(sets, Unanswered):
        return ""
    wanted = ("loop-body", path, line, cell)
    here = [one for one in sets.candidates if (one.kind, one.path, one.line, one.cell) == wanted]
    return f"body {markdown.verdict(here[0])}" if here else ""


def _sites(one: Entry) -> Iterator[Site]:
    if not isinstance(one.plan, Unanswered):
        yield from one.plan.plan.sites


def _gain(one: Entry) -> str:
    """What the plan of a function's own call makes of it."""
    if isinstance(one.plan, Unanswered) or one.plan.is_partial:
        return ""
    plan = one.plan.plan
    if plan.plan.peak >= plan.store_all.peak:
        return " · checkpoints do not pay"
    return f" · peak {human(plan.plan.peak)} with checkpoints"
