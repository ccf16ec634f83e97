"""The language server: diagnostics of what is open in an editor, as the command line would give them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from adlint.server.features import create_server
from adlint.server.stdio import converse

if TYPE_CHECKING:
    from adlint.server.server import Server

_LAST_PORT = 65535
_SWITCH_SECONDS = 0.001  # the protocol's thread waits at most so long for an analysis to let it answer


def serve(tcp: str | None = None, ws: str | None = None) -> int:
    """The exit code after serving one editor over stdio, or at `[HOST:]PORT` over TCP or WebSocket.

    It is 0 after `shutdown` and `exit`, 1 if the editor left in another way, 2 if the server could not start.
    """
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    sys.setswitchinterval(_SWITCH_SECONDS)
    server = create_server()
    try:
        _start(server, tcp, ws)
    except (OSError, ValueError, SystemExit) as error:  # pygls exits where `websockets` is not installed
        sys.stderr.write(f"adlint server: {error}\n")
        return 2
    return server.protocol.exit_code


def _start(server: Server, tcp: str | None, ws: str | None) -> None:
    if tcp is not None:
        server.start_tcp(*_address(tcp))
    elif ws is not None:
        server.start_ws(*_address(ws))
    else:
        converse(server)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > _LAST_PORT:
        raise ValueError(f"{text!r} is not an address such as 127.0.0.1:2087")
    return host or "127.0.0.1", int(port)
