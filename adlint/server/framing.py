"""The base protocol: a stream of bytes, cut into the bodies of its messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LENGTH = re.compile(rb"^content-length:[ \t]*(\d+)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n\r\n"


def bodies(read: Callable[[], bytes]) -> Iterator[bytes]:
    """The bodies in what `read` returns until it returns nothing; headers without a length are skipped."""
    pending = b""
    wanted = 0
    while chunk := read():
        pending += chunk
        while (found := _first(pending, wanted)) is not None:
            body, pending, wanted = found
            if body:
                yield body


def _first(pending: bytes, wanted: int) -> tuple[bytes, bytes, int] | None:
    """(body or b"", what follows it, length of the body announced next), or None while bytes are missing."""
    if wanted:
        return (pending[:wanted], pending[wanted:], 0) if len(pending) >= wanted else None
    head, end, rest = pending.partition(_END)
    if not end:
        return None
    length = _LENGTH.search(head.replace(b"\r\n", b"\n"))
    return b"", rest, int(length[1]) if length else 0
