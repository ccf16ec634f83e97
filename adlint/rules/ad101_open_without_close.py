from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.resources import unreleased
from adlint.rules.rule import on_piece


@on_piece(
    "AD101",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    def step(u, dt):
        log = open("norm.txt", "a")
            # ^^^^^^^^^^^^^^^^^^^^^ the file opened here is not closed in `step`
        log.write(str(np.linalg.norm(u)))
        return u - dt * np.gradient(u)

    def advance(u, dt):
        f = open("norm.txt", "a")
          # ^^^^^^^^^^^^^^^^^^^^^ the file opened here is not closed in `advance` on every path
        if dt <= 0:
            return u / 2
        f.close()
        return u - dt * np.gradient(u)

    def quiet(u, dt):
        with open("norm.txt", "a") as log:
            log.write(str(np.linalg.norm(u)))
        return u - dt * np.gradient(u)
    """,
)
def open_without_close(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate opens a file and does not close it on every path.

    ## Why it matters

    A checkpointed piece runs twice: once in the forward sweep and once more in the reverse sweep. If it opens a
    file that it does not close, the second run opens it again: handles leak, a file opened for writing is
    truncated under the first handle, a lock on it (HDF5, SQLite) makes the second run fail. The piece is not
    reentrant.

    ## What to do instead

    Open and close in the same piece, best with `with`, or open the file outside of what is checkpointed.

    ## Fix

    Opens it by `with`, around what follows up to the last mention of the variable; a `close` at its end goes. Safe,
    if what is opened is a plain file, of which only methods, loops over its lines, and functions that are done with
    it when they return make use; else unsafe. What cannot be managed by `with` is closed in a `finally` (unsafe).
    None, if the variable is mentioned elsewhere, or by its name alone.

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: if C contains an open, it must
    contain its close.
    """
    yield from unreleased(piece, "AD101")
