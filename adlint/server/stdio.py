"""The server over standard input and output."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from pygls.io_ import StdoutWriter

from adlint.server.framing import bodies

if TYPE_CHECKING:
    from collections.abc import Callable

    from adlint.server.server import Server

_logger = logging.getLogger(__name__)
_CHUNK = 1 << 16


def converse(server: Server) -> None:
    """Serves until the editor says `exit`, closes the stream or ends."""
    sys.stdout.flush()
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray `print` must not reach the protocol's stream
    server.protocol.set_writer(StdoutWriter(stdout))
    asyncio.run(_run(server, partial(os.read, 0, _CHUNK)))


async def _run(server: Server, read: Callable[[], bytes]) -> None:
    loop = asyncio.get_running_loop()

    def post(body: bytes | None) -> None:
        loop.call_soon_threadsafe(_receive, server, body)

    threading.Thread(target=_pump, args=(read, post), daemon=True).start()
    await server.left.wait()


def _pump(read: Callable[[], bytes], post: Callable[[bytes | None], object]) -> None:
    """One hop to the protocol's thread for each message: while an analysis runs, hops are what costs time."""
    with suppress(RuntimeError):  # the loop is closed: the server has left
        for body in bodies(read):
            post(body)
        post(None)


def _receive(server: Server, body: bytes | None) -> None:
    if server.left.is_set():
        return
    if body is None:
        server.leave()
        return
    try:
        server.protocol.handle_message(json.loads(body))
    except BrokenPipeError:
        server.leave()
    except Exception:
        _logger.exception("a message could not be handled")
