from __future__ import annotations

from collections.abc import Iterator

from adlint.analysis.effects.summary import CHAIN, Hazard, Summary
from adlint.finding import Severity
from adlint.models import Effect
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece

_OPPOSITE = {Effect.SEND: Effect.RECEIVE, Effect.RECEIVE: Effect.SEND}


@on_piece(
    "AD102",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np
    from mpi4py import MPI

    comm = MPI.COMM_WORLD

    def share(u, dt):
        comm.Send(u[-1], dest=1)
      # ^^^^^^^^^^^^^^^^^^^^^^^^ `share` sends a message here and receives none
        return u - dt * np.gradient(u)

    def swap(u, dt):
        if comm.rank == 0:
            comm.send(u[-1], dest=1)
        else:
            u[0] = comm.recv(source=0)
        return u - dt * np.gradient(u)
    """,
)
def send_without_receive(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate sends a message that it does not receive, or receives one that it does not send.

    Every rank runs the same piece, so the branch that receives may be another one than the branch that sends. A
    function that calculates nothing and only moves data may be one end of a message by design: its callers are judged.

    ## Why it matters

    When the piece runs again in the reverse sweep, the message is sent again, but its receive is outside of the
    piece and does not run again: a blocking send waits for ever, or the message is taken by a later, unrelated
    receive.

    ## What to do instead

    Put the send and its receive in the same piece.

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: if C contains a send, it must
    contain its recv.
    """
    if piece.candidate.moves:
        return
    for hazard in piece.summary.hazards:
        if hazard.effect not in _OPPOSITE or len(hazard.chain) > CHAIN:
            continue
        if any(_matched(hazard, s) for s in (piece.summary, *piece.above)):
            continue
        says = ("sends", "receives") if hazard.effect is Effect.SEND else ("receives", "sends")
        tagged = any(other.effect is _OPPOSITE[hazard.effect] for other in piece.summary.hazards)
        message = f"{piece.name} {says[0]} a message here and {says[1]} none" + (" of its tag" if tagged else "")
        yield Draft(hazard.site, message, piece.because(hazard.chain), (("by", hazard.path),))


def _matched(hazard: Hazard, summary: Summary) -> bool:
    """Whether some message of the opposite direction may be the other end; unknown tags match any."""
    opposite = _OPPOSITE[hazard.effect]
    return any(o.effect is opposite and (o.tag == hazard.tag or not o.tag or not hazard.tag) for o in summary.hazards)
