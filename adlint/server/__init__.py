"""The language server: diagnostics of what is open in an editor, as the command line would give them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TypeAlias

from adlint.server.features import create_server
from adlint.server.stdio import converse

if TYPE_CHECKING:
    from adlint.server.server import Server

Address: TypeAlias = tuple[str, int]

_SWITCH_SECONDS = 0.001  # the protocol's thread waits at most so long for an analysis to let it answer


def serve(tcp: Address | None = None, ws: Address | None = None) -> int:
    """The exit code after serving one editor over stdio, or at a host and port over TCP or WebSocket.

    It is 0 after `shutdown` and `exit`, 1 if the editor left in another way, 2 if the server could not start.
    """
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    sys.setswitchinterval(_SWITCH_SECONDS)
    server = create_server()
    try:
        _start(server, tcp, ws)
    except OSError as error:
        sys.stderr.write(f"adlint server: {error}\n")
        return 2
    except SystemExit:  # pygls has said that `websockets` is not installed
        return 2
    return server.protocol.exit_code


def _start(server: Server, tcp: Address | None, ws: Address | None) -> None:
    if tcp is not None:
        server.start_tcp(*tcp)
    elif ws is not None:
        server.start_ws(*ws)
    else:
        converse(server)
