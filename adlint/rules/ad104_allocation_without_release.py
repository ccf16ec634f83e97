from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.resources import unreleased
from adlint.rules.rule import on_piece


@on_piece(
    "AD104",
    Severity.WARNING,
    since="0.1",
    examples="""
    import tempfile
    import threading
    import numpy as np
    from mpi4py import MPI

    lock = threading.Lock()

    def transform(u, n):
        folder = tempfile.mkdtemp()
               # ^^^^^^^^^^^^^^^^^^ the temporary file created here is not removed in `transform`
        np.save(folder + "/u.npy", u)
        return np.fft.fft(u) / n

    def reduce(u, comm: MPI.Comm):
        row = comm.Split(0, 1)
            # ^^^^^^^^^^^^^^^^ the MPI object of `mpi4py.MPI.Comm.Split` created here is not freed in `reduce`
        return row.allreduce(np.sum(u))

    def guarded(u, cache):
        lock.acquire()
      # ^^^^^^^^^^^^^^ the lock acquired here is not released in `guarded` on every path
        if cache is None:
            return np.sqrt(u)
        lock.release()
        return np.sqrt(u)

    def clean(u, cache):
        lock.acquire()
        try:
            return np.sqrt(u)
        finally:
            lock.release()
    """,
)
def allocation_without_release(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate allocates something outside of Python's memory, or takes a lock, and does not give
    it back on every path.

    Meant are MPI windows, memory, datatypes and communicators, shared memory, memory maps, temporary files and
    folders, locks and semaphores.

    ## Why it matters

    The second run of the piece, in the reverse sweep, allocates again: memory and files leak at every step, the
    creation of shared memory of the same name fails, and a lock that is still held blocks for ever.

    ## What to do instead

    Release in the same piece, on every path (`with`, `try`/`finally`), or allocate outside of what is
    checkpointed.

    ## Fix

    Takes locks by `with`, and gives MPI objects back in a `finally` (both unsafe).

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: if C contains a malloc, it must
    contain its free.
    """
    yield from unreleased(piece, "AD104")
