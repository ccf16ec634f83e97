from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD109",
    Severity.WARNING,
    since="0.1",
    examples="""
    import threading
    import numpy as np
    from torch.utils.checkpoint import checkpoint

    lock = threading.Lock()

    def layer(x):
        return x.sin()

    def forward(x):
        with lock:
           # ^^^^ this lock is held while `layer` is checkpointed, and not when it runs again
            return checkpoint(layer, x, use_reentrant=False)

    def step(u):
        lock.release()
      # ^^^^^^^^^^^^^^ `step` releases a lock here that it has not acquired: in a second run nobody may hold it
        u = np.sin(u) / 2
        lock.acquire()
        return u

    def guarded(u):
        with lock:
            return np.sin(u) / 2
    """,
)
def lock_held(piece: Piece) -> Iterator[Draft]:
    """A checkpointed piece runs under a lock that its caller holds, or a candidate releases a lock that it has not
    acquired.

    ## Why it matters

    The second run of the piece happens in the reverse sweep, when the lock has long been given back: what the lock
    protects is read and written without it, and to release a lock that nobody holds is an error, or gives back that of
    somebody else.

    ## What to do instead

    Take the lock inside the piece and give it back there, or copy what it protects and pass the copy in.
    """
    for step in piece.held:
        message = f"this lock is held while {piece.name} is checkpointed, and not when it runs again"
        yield Draft(step, message, piece.because((step,)))
    for step in piece.released:
        message = f"{piece.name} releases a lock here that it has not acquired: in a second run nobody may hold it"
        yield Draft(step, message, piece.because((step,)))
