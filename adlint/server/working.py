"""Work that the editor shows as going on, once it takes longer than a moment."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from adlint.server.server import Server

_MOMENT = 0.5  # seconds after which work is shown
_PERIOD = 0.1  # and between two looks at how far it is


@asynccontextmanager
async def shown(ls: Server, title: str, token: types.ProgressToken | None = None) -> AsyncIterator[None]:
    """While this is open, the editor shows that something is worked on, and offers to give it up, which cancels it.
    `token` is the one that the editor has given for that, if it has.
    """
    task = asyncio.current_task()
    telling = asyncio.ensure_future(_told(ls, title, token, task.cancel if task else None, lambda: ""))
    try:
        yield
    finally:
        telling.cancel()


async def watch(ls: Server, is_working: Callable[[], bool], stage: Callable[[], str]) -> None:
    """The analysis in the background is shown until it is done, if it takes longer than a moment."""
    telling = asyncio.ensure_future(_told(ls, "adlint: checking", None, None, stage))
    try:
        while is_working() and not telling.done():
            await asyncio.wait({telling}, timeout=_PERIOD)
    finally:
        telling.cancel()


async def _told(
    ls: Server,
    title: str,
    token: types.ProgressToken | None,
    give_up: Callable[[], object] | None,
    stage: Callable[[], str],
) -> None:
    """Begins, reports while it lives, and ends when it is cancelled."""
    if token is None:
        if not ls.abilities.shows_progress:
            return
        await asyncio.sleep(_MOMENT)
        token = str(uuid4())
        try:
            await ls.work_done_progress.create_async(token)
        except JsonRpcException:  # the editor shows nothing
            return
    progress, said = ls.work_done_progress, ""
    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=give_up is not None))
    if give_up is not None:
        progress.tokens[token].add_done_callback(lambda future: give_up() if future.cancelled() else None)
    with suppress(asyncio.CancelledError):
        while True:
            if stage() != said:
                said = stage()
                progress.report(token, types.WorkDoneProgressReport(message=said))
            await asyncio.sleep(_PERIOD)
    progress.end(token, types.WorkDoneProgressEnd())
    progress.tokens.pop(token, None)
