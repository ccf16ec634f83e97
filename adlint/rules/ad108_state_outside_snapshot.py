from __future__ import annotations

from collections.abc import Iterator

from adlint.analysis.effects.changes import DOWN, UP
from adlint.analysis.effects.summary import Hazard
from adlint.finding import Severity
from adlint.models import Effect
from adlint.rules.facts import Draft, Piece, function_name
from adlint.rules.rule import on_piece


@on_piece(
    "AD108",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    total = 0.0
    norms = []
    tables = {}

    def step(u):
        global total
        total = total + np.sum(u)
      # ^^^^^ the variable `total` of the module `example` is changed by what it was: a second run of `step` changes it again
        return np.sin(u) / 2

    def record(u):
        norms.append(np.sum(u))
      # ^^^^^^^^^^^^^^^^^^^^^^^ the variable `norms` of the module `example` is changed by what it was: a second run of `record` changes it again
        return np.sin(u) / 2

    def look_up(u, n):
        if n not in tables:
            tables[n] = np.sin(np.arange(n))
        return u * tables[n]

    def notice(u, n):
        if n not in norms:
            norms.append(n)
        return np.sin(u) / 2
    """,
)
def state_outside_snapshot(piece: Piece) -> Iterator[Draft]:
    """A checkpoint candidate changes a variable that its snapshot does not hold, by what the variable was before.

    Meant are variables of modules, attributes of classes and variables of enclosing functions that are counted up,
    added to, or grow. Not meant are entries of what is called `counters`, `stats` or `metrics`, and what is counted up
    and down again. What is set to something new is not meant, nor is a table that is filled where an entry is missing,
    or a list that only gets what it does not hold: all are the same after two runs as after one.

    ## Why it matters

    A snapshot holds what can be reached from the arguments and the variables of the piece. What lies outside of it is
    not put back before the second run, in the reverse sweep: sums and counters are too large afterwards, lists hold
    items twice, and what is computed from them in the piece is another value than in the first run.

    ## What to do instead

    Pass the value in and return the new one, or keep it in an object that is an argument; count and record outside of
    what is checkpointed.
    """
    if piece.candidate.moves:
        return
    changed = [hazard for hazard in piece.summary.hazards if hazard.effect is Effect.CHANGE]
    back = {(h.what, h.path) for h in changed if h.tag == UP} & {(h.what, h.path) for h in changed if h.tag == DOWN}
    for hazard in changed:
        if (hazard.what, hazard.path) in back or hazard.site in piece.frozen:
            continue
        if _is_captured(piece, hazard):
            whose = function_name(hazard.path)
            kind = "module" if hazard.path.endswith(":") else "function"
            message = (
                f"the variable `{hazard.what}` of the {kind} `{whose}` is changed by what it was:"
                f" a second run of {piece.name} changes it again"
            )
            yield Draft(hazard.site, message, piece.because(hazard.chain), (("variable", hazard.what),))


def _is_captured(piece: Piece, hazard: Hazard) -> bool:
    """Whether a variable is one of a module, or surely one of a function around the piece: the functions that a piece is
    given bring variables of their own. A lambda that changes something does nothing else.
    """
    if "<lambda" in piece.candidate.function.rpartition(".")[2]:
        return False
    return hazard.path.endswith(":") or piece.candidate.function.startswith(f"{hazard.path}.")
