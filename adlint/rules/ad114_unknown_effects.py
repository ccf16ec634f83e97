from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Piece
from adlint.rules.rule import on_piece

SHOWN = 5  # calls that are named


@on_piece(
    "AD114",
    Severity.INFO,
    since="0.1",
    examples="""
    import numpy as np
    import scipy.sparse

    def inner(u, kernel):
        return kernel(u) / 2
             # ^^^^^^^^^ whether `inner` can run twice is not known: by this call it reaches what nothing is known of

    def smooth(u, kernel):
        return inner(u, kernel) + np.sin(u)
             # ^^^^^^^^^^^^^^^^ whether `smooth` can run twice is not known: by this call it reaches what nothing is known of

    def half(u):
        return np.sin(u) / 2

    def applied(f, u):
        return f(u) + 1.0
             # ^^^^ whether `applied` can run twice is not known: by this call it reaches what nothing is known of

    def twice(u):
        return applied(half, u)

    def sparse(u):
        return np.sin(u) / scipy.sparse.eye(3).tocsr().unpack()

    def shared(u, xp):
        return xp.sin(u) / xp.spacing(u)
    """,
)
def unknown_effects(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate calls, by itself or by what it calls, functions of which nothing is known.

    The first of these calls are shown; AD903 names each call that is made by a candidate itself. This rule is off by
    default; select it by its code.

    ## Why it matters

    That nothing is found in the piece does not mean that it can run twice: unknown effects are not "no effects".

    ## What to do instead

    Annotate the parameter (`solver: Solver`), call the function by its name, or look at the calls that are named.
    """
    unknown = piece.unresolved_below()
    if unknown:
        message = f"whether {piece.name} can run twice is not known: by this call it reaches what nothing is known of"
        steps = tuple((chain[-1], f"what is called here is not known: {reason}") for chain, reason in unknown[:SHOWN])
        yield Draft(unknown[0][0][0], message, steps, (("calls", len(unknown)),))
