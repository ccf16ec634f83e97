"""`adlint server`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def server(arguments: Namespace) -> int:
    """The exit code of the language server."""
    from adlint.server import serve

    return serve(arguments.tcp, arguments.ws)
