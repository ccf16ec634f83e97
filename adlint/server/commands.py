"""Commands: a plan, the call graph, a fresh start. What they give is returned, and shown where the editor can."""

from __future__ import annotations

import tempfile
from inspect import isawaitable
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from adlint.answers.plan.planned import Planned
from adlint.bytesize import parsed
from adlint.report.callgraph import FORMATS, render_graph
from adlint.report.plan import render_plan
from adlint.server import working
from adlint.server.asking import Ask, Unanswered
from adlint.server.server import Server

PLAN, GRAPH, RESTART = "adlint.planFunction", "adlint.showCallGraph", "adlint.restart"


async def plan_function(ls: Server, *arguments: object) -> str:
    """`[uri, function]` or `[uri, function, "2GiB"]`: the plan of its known call, as `adlint plan` prints it."""
    match arguments:
        case [str(uri), str(name)]:
            memory = None
        case [str(uri), str(name), str() | int() as size]:
            memory = _bytes(size)
        case _:
            raise JsonRpcInvalidParams(f"{PLAN}: wanted a URI, the name of a function, and a size if there is a budget")
    found = await ls.consult(uri, Ask("plan", name=name, memory=memory), is_given_up=True)
    if isinstance(found, Planned):
        return _shown(ls, f"plan-{name}", ".txt", render_plan("table", found))
    return _told(ls, found.reason if isinstance(found, Unanswered) else f"{uri} is not analysed")


async def show_call_graph(ls: Server, *arguments: object) -> str:
    """`[uri]` or `[uri, format]`: the call graph of what is checked together with a document, as of `adlint graph`."""
    match arguments:
        case [str(uri)]:
            form = "mermaid"
        case [str(uri), str(form)] if form in FORMATS:
            pass
        case _:
            raise JsonRpcInvalidParams(f"{GRAPH}: wanted a URI, and one of {', '.join(FORMATS)}")
    found = await ls.consult(uri, Ask("graph"), is_given_up=True)
    if isinstance(found, dict):
        return _shown(ls, "calls", f".{form}", render_graph(form, found))
    return _told(ls, found.reason if isinstance(found, Unanswered) else f"{uri} is not analysed")


async def execute(ls: Server, params: types.ExecuteCommandParams) -> object:
    """What a command gives. Unlike that of pygls, it can be cancelled while it runs, and is shown while it does."""
    command = ls.protocol.fm.commands.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"{params.command}: there is no such command")
    async with working.shown(ls, params.command, params.work_done_token):
        found = command(*(params.arguments or ()))
        return await found if isawaitable(found) else found


def restart(ls: Server, *_arguments: object) -> None:
    """Everything is read and analysed anew."""
    ls.restart()


def _bytes(size: str | int) -> int:
    try:
        return parsed(str(size))
    except ValueError as error:
        raise JsonRpcInvalidParams(str(error)) from error


def _shown(ls: Server, name: str, suffix: str, text: str) -> str:
    if ls.abilities.shows_documents:
        folder = Path(tempfile.mkdtemp(prefix="adlint-"))
        file = folder / f"{name.replace('#', '-')}{suffix}"
        file.write_text(text, encoding="utf-8")
        ls.window_show_document(types.ShowDocumentParams(file.as_uri(), take_focus=True))
    return text


def _told(ls: Server, reason: str) -> str:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, reason))
    return reason
