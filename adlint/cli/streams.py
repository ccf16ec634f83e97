"""Standard output and error: results on one, problems on the other, and readers that go away."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from adlint.cli.failure import Failure


def prepare() -> None:
    r"""Make both streams exist, and write characters that they cannot encode as `\\u....`."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def put(text: str) -> None:
    """Write results; a reader that has gone away has read enough."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        raise Failure(f"cannot write the results: {error.strerror}") from error


def complain(message: str) -> None:
    """Write a problem, with the name of the tool before it."""
    tell(f"adlint: {message}\n")


def tell(text: str) -> None:
    """Write what stands beside the results."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        _discard(sys.stderr)


def end(status: int) -> int:
    """The status, after everything is written; 2 if it could not be."""
    try:
        put("")
    except Failure as failure:
        complain(str(failure))
        return 2
    return status


def _discard(stream: object) -> None:
    """Send what is still to be written nowhere, or the interpreter complains of it at its end."""
    if isinstance(stream, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
