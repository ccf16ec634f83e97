"""Document symbols: functions and classes, with the tapes of calls that are known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.report.tape import size_text
from adlint.server.asking import Ask
from adlint.server.knowledge import outlined
from adlint.tape.answer import Answer

if TYPE_CHECKING:
    from adlint.answers.outline import Symbol
    from adlint.server.server import Server

_KINDS = {"class": types.SymbolKind.Class, "function": types.SymbolKind.Function}


async def symbols(
    ls: Server, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """The definitions of a text, those within others below them if the editor can show that."""
    uri = params.text_document.uri
    if ls.state.text(uri) is None:
        return []
    cell = ls.cell(uri)
    found = [one for one in (await outlined(ls, uri)).symbols if one.cell == cell]
    made = {one.name: _symbol(ls, uri, one) for one in found}
    if not ls.abilities.nests_symbols:
        return [types.SymbolInformation(types.Location(uri, one.range), one.name, one.kind) for one in made.values()]
    top = []
    for one in found:
        around = made.get(one.name.rpartition(".")[0])
        inner = made[one.name]
        if around is None:
            top.append(inner)
        else:
            around.children = [*(around.children or ()), inner]
    return top


def _symbol(ls: Server, uri: str, one: Symbol) -> types.DocumentSymbol:
    places, path = ls.places(uri), ls.path(uri)
    tape = ls.known(uri, Ask("tape", path, one.name))
    detail = f"tape {size_text(tape.chosen.size)}" if isinstance(tape, Answer) else None
    name = one.name.rpartition(".")[2].partition("#")[0]
    whole, selection = places.range(path, one.range, one.cell), places.range(path, one.selection, one.cell)
    return types.DocumentSymbol(name, _KINDS[one.kind], whole, selection, detail)
