from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece


@on_piece(
    "AD110",
    Severity.INFO,
    since="0.1",
    examples="""
    import numpy as np

    def step(u, dt):
        print("norm", np.linalg.norm(u))
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `builtins.print` tells something here: a second run of `step` tells it again
        return u - dt * np.gradient(u)

    def quiet(u, dt):
        return u - dt * np.gradient(u)
    """,
)
def duplicated_output(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate prints, logs or plots, and does not fail behind that.

    This rule is off by default; select it by its code. It does not make a piece non-reentrant.

    ## Why it matters

    Whatever the piece tells is told once more when it runs again in the reverse sweep: logs grow, progress bars go
    back, figures get their lines twice.

    ## What to do instead

    Tell it outside of what is checkpointed, or live with it.
    """
    for chain, path in piece.told():
        if chain[-1] not in piece.frozen:
            message = f"`{path}` tells something here: a second run of {piece.name} tells it again"
            yield Draft(chain[-1], message, piece.because(chain), (("by", path),))
