from __future__ import annotations

from collections.abc import Iterator

from adlint.analysis.effects.changes import LINES
from adlint.finding import Severity
from adlint.models import Effect
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD107",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    def step(u, forcing):
        return u + np.sin(next(forcing)) / 2
                        # ^^^^^^^^^^^^^ `forcing` goes on to its next item: a second run of `step` takes another one

    def load(table, u):
        header = table.readline()
               # ^^^^^^^^^^^^^^^^ `table` goes on to its next lines: a second run of `load` reads others
        return u * float(header)

    def first(u, forcing):
        items = iter(forcing)
        return u + np.sin(next(items)) / 2
    """,
)
def consumed_iterator(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate takes items from an iterator, or lines from a file, that it did not begin itself.

    Meant are iterators, generators and open files that are given to the piece, or that stand outside of it.

    ## Why it matters

    A snapshot holds numbers, arrays and containers; where an iterator or a file stands cannot be restored. The second
    run of the piece, in the reverse sweep, takes the items behind those that the first run took, or finds none.

    ## What to do instead

    Take the item outside and pass it in, or pass a list and an index.
    """
    for hazard in piece.summary.hazards:
        if hazard.effect is not Effect.ADVANCE or hazard.site in piece.frozen:
            continue
        is_file = hazard.tag == LINES
        goes, takes = ("lines", "reads others") if is_file else ("item", "takes another one")
        message = f"`{hazard.what}` goes on to its next {goes}: a second run of {piece.name} {takes}"
        yield Draft(hazard.site, message, piece.because(hazard.chain), (("iterator", hazard.what),))
