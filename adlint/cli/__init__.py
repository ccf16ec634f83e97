"""The command line."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.streams import complain, end, prepare

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_INTERRUPTED = 130


def run() -> None:
    """The command of the shell: it ends at once, for the system frees faster than the interpreter."""
    status = main()
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of a command: 0 answered, 1 findings (of `check`), 2 not answered."""
    prepare()
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Failure as failure:
        complain(str(failure))
        status = 2
    except Exception as error:  # noqa: BLE001  # whatever went wrong, users get a sentence
        complain(_internal(error))
        status = 2
    return end(status)


def _run(argv: Sequence[str]) -> int:
    from adlint.cli.parser import parser

    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    return _dispatch(arguments)


def _dispatch(arguments: Namespace) -> int:
    match arguments.command:
        case "check":
            from adlint.cli.check import check as command
        case "graph":
            from adlint.cli.graph import graph as command
        case "sets":
            from adlint.cli.sets import sets as command
        case "tape":
            from adlint.cli.tape import tape as command
        case "plan":
            from adlint.cli.plan import plan_command as command
        case "report":
            from adlint.cli.report import report as command
        case "schedule":
            from adlint.cli.schedule import schedule as command
        case "rule":
            from adlint.cli.rule import rule as command
        case "config":
            from adlint.cli.config import config as command
        case _:
            from adlint.cli.server import server as command
    return command(arguments)


def _internal(error: Exception) -> str:
    from adlint.cli.internal import sentence

    return sentence(error)
