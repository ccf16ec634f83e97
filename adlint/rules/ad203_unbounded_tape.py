from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Taped
from adlint.rules.rule import on_tape


@on_tape("AD203", Severity.WARNING, since="0.1", examples="")
def unbounded_tape(taped: Taped) -> Iterator[Draft]:
    """Data decides how large the tape of an entry becomes, and nothing bounds it.

    A `while` loop that runs until something has converged keeps the values of every turn.

    ## Why it matters

    How much memory a run takes is known only when it has ended. A loop that converges slowly once ends all runs.

    ## What to do instead

    Bound the number of turns (`for _ in range(MOST)` with a `break`), checkpoint with a schedule for an unknown number of
    steps, or differentiate the fixed point by the implicit function theorem, which keeps its last state alone.
    """
    size = taped.answer.chosen.size
    if size is None or size.interval is None or size.interval[1] is not None or taped.answer.chosen.gaps:
        return
    reasons = "; ".join(dict.fromkeys(gap.reason for gap in taped.answer.chosen.unknown if gap.symbol))
    yield Draft((taped.function, 0), f"nothing bounds the tape of `{taped.entry}`: {reasons}")
