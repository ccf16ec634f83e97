"""The call hierarchy, from the call graph of everything that is checked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.answers.outline import Call
from adlint.finding import Position, Range
from adlint.server.asking import Ask, Located
from adlint.server.knowledge import call_at, of_type, outlined, symbol_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adlint.server.server import Server

_TOP = Range(Position(1, 1), Position(1, 1))


async def prepare(ls: Server, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
    """The functions that are defined or called at a position, if they are of the program."""
    uri = params.text_document.uri
    place = ls.state.place(uri, params.position)
    if place is None:
        return None
    outline = await outlined(ls, uri)
    module = str(await ls.consult(uri, Ask("module")))
    symbol, call = symbol_at(outline, place), call_at(outline, place)
    if symbol is not None:
        names: tuple[str, ...] = (f"{module}.{symbol.name}",)
    elif call is not None:
        names = await _callees(ls, uri, module, call)
    else:
        return None
    return [_item(ls, uri, found) for found in await _located(ls, uri, names)] or None


async def incoming(
    ls: Server, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall]:
    """The functions that may call one, with the calls."""
    uri, name = params.item.uri, str(params.item.data)
    callers = tuple(sorted(one for one, callees in (await _graph(ls, uri)).items() if name in callees))
    found = await _located(ls, uri, callers)
    return [types.CallHierarchyIncomingCall(_item(ls, uri, one), _calls(ls, uri, one, name)) for one in found]


async def outgoing(
    ls: Server, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall]:
    """The functions of the program that one may call, with the calls."""
    uri, name = params.item.uri, str(params.item.data)
    callees = (await _graph(ls, uri)).get(name, ())
    own = await _located(ls, uri, (name,))
    found = await _located(ls, uri, callees)
    return [
        types.CallHierarchyOutgoingCall(_item(ls, uri, one), _calls(ls, uri, own[0], one.name) if own else [])
        for one in found
    ]


async def _graph(ls: Server, uri: str) -> Mapping[str, tuple[str, ...]]:
    return of_type(dict, await ls.consult(uri, Ask("graph"))) or {}


async def _callees(ls: Server, uri: str, module: str, call: Call) -> tuple[str, ...]:
    caller = f"{module}.{call.function}" if call.function else module
    return tuple(one for one in (await _graph(ls, uri)).get(caller, ()) if call.callee in one.split("."))


async def _located(ls: Server, uri: str, names: tuple[str, ...]) -> list[Located]:
    """Where functions are defined, without those that are not of the program."""
    found = [await ls.consult(uri, Ask("located", name=name)) for name in names]
    return [one for one in found if isinstance(one, Located)]


def _item(ls: Server, uri: str, one: Located) -> types.CallHierarchyItem:
    places, symbol = ls.places(uri), one.symbol
    cell = symbol.cell if symbol else None
    whole, selection = (symbol.range, symbol.selection) if symbol else (_TOP, _TOP)
    return types.CallHierarchyItem(
        one.name.rpartition(".")[2],
        types.SymbolKind.Function if symbol else types.SymbolKind.Module,
        places.uri(one.path, cell) or uri,
        places.range(one.path, whole, cell),
        places.range(one.path, selection, cell),
        detail=one.name,
        data=one.name,
    )


def _calls(ls: Server, uri: str, caller: Located, callee: str) -> list[types.Range]:
    """The calls that name the callee, or its class; its definition's name, where it is called in another way."""
    named = [call for call in caller.calls if call.callee in callee.split(".")]
    return [ls.places(uri).range(caller.path, call.selection, call.cell) for call in named]
