"""The language server: diagnostics of what is open in an editor, as the command line would give them."""

from __future__ import annotations

import logging
import sys

from adlint.server.features import create_server
from adlint.server.stdio import converse

_SWITCH_SECONDS = 0.001  # the protocol's thread waits at most so long for an analysis to let it answer


def serve(tcp: str | None = None, ws: str | None = None) -> int:
    """The exit code after serving one editor: over stdio, or at `HOST:PORT` over TCP or WebSocket."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    sys.setswitchinterval(_SWITCH_SECONDS)
    server = create_server()
    if tcp is not None:
        server.start_tcp(*_address(tcp))
    elif ws is not None:
        server.start_ws(*_address(ws))
    else:
        converse(server)
    return server.protocol.exit_code


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host or "127.0.0.1", int(port)
