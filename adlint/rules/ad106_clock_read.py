from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.models import Effect
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD106",
    Severity.WARNING,
    since="0.1",
    examples="""
    import time
    import numpy as np

    def relax(u, budget):
        start = time.time()
              # ^^^^^^^^^^^ `time.time` reads a clock: a second run of `relax` may compute something else
        while time.time() - start < budget:
            # ^^^^^^^^^^^ `time.time` reads a clock: a second run of `relax` may compute something else
            u = (np.roll(u, 1) + np.roll(u, -1)) / 2
        return u

    def timed(u):
        start = time.perf_counter()
        u = (np.roll(u, 1) + np.roll(u, -1)) / 2
        print("took", time.perf_counter() - start)
        return u
    """,
)
def clock_read(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate reads a clock, and what it reads may change what it computes.

    Meant is a time that decides a branch or a loop, or that meets the data in arithmetic. Timings that are printed,
    logged, returned or kept as statistics are not meant.

    ## Why it matters

    The second run of the piece, in the reverse sweep, reads another time: it may take another branch, do another
    number of iterations or return other values, and the tape then belongs to another execution.

    ## What to do instead

    Read the clock outside of the piece and pass the value in, or decide by a count of steps.
    """
    for hazard in piece.summary.hazards:
        if hazard.site in piece.frozen:
            continue  # under `jax.checkpoint` the time is read once, when the function is traced
        if hazard.effect is Effect.CLOCK and piece.matters(hazard):
            message = f"`{hazard.what}` reads a clock: a second run of {piece.name} may compute something else"
            yield Draft(hazard.site, message, piece.because(hazard.chain), (("clock", hazard.what),))
