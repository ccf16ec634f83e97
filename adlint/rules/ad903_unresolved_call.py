from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD903",
    Severity.INFO,
    since="0.1",
    examples="""
    import numpy as np

    def smooth(u, kernel):
        return kernel(u) / 2
             # ^^^^^^^^^ what `smooth` calls here is not known: it is what the caller passes

    def twice(u):
        return np.sin(u) / 2
    """,
)
def unresolved_call(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate calls something that the analysis cannot see.

    ## Why it matters

    What the callee does to files, messages, generators and state is not known, so the other rules are silent about
    it. Such a call is named, never guessed. This rule is off by default; select it by its code.

    ## What to do instead

    Annotate the parameter (`solver: Solver`), or call the function by its name.
    """
    for step, reason in piece.unresolved():
        yield Draft(step, f"what {piece.name} calls here is not known: {reason}", piece.because((step,)))
