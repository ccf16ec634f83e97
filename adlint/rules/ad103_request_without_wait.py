from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.resources import unreleased
from adlint.rules.rule import on_piece


@on_piece(
    "AD103",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np
    from mpi4py import MPI

    def exchange(u, comm):
        request = comm.Isend(u[1], dest=0)
                # ^^^^^^^^^^^^^^^^^^^^^^^^ the request of `mpi4py.MPI.Comm.Isend` started here is not waited for in `exchange`
        comm.Recv(u[0], source=0)
        return u / 2

    def complete(u, comm):
        requests = [comm.Isend(u[1], dest=0), comm.Irecv(u[0], source=0)]
        MPI.Request.Waitall(requests)
        return u / 2
    """,
)
def request_without_wait(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate starts a non-blocking operation and does not wait for it on every path.

    ## Why it matters

    When the piece ends, the buffers of a pending operation still belong to MPI. A second run of the piece posts
    the operation again on the same buffers while the first may be in flight; the adjoint of an `Isend` is an
    `Irecv` whose wait would stand where the send was, outside of the piece.

    ## What to do instead

    Wait inside the piece (`request.Wait()`, `MPI.Request.Waitall(requests)`), or widen the piece until it holds
    both.

    ## Fix

    Waits for the request wherever its block is left (unsafe: whether the other side has posted its part by then is
    not known).

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: if C contains an isend or irecv, it
    must contain its wait.
    """
    yield from unreleased(piece, "AD103")
