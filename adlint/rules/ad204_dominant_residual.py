from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft, Taped
from adlint.rules.rule import on_tape
from adlint.shapes.dtypes import WIDTH

if TYPE_CHECKING:
    from adlint.tape.answer import Line

MOST, LEAST, TIMES = 0.5, 1 << 20, 4  # share of a tape; bytes of a tape; executions


@on_tape("AD204", Severity.WARNING, since="0.1", examples="")
def dominant_residual(taped: Taped) -> Iterator[Draft]:
    """One line keeps most of the tape of an entry, in a loop that could be checkpointed.

    Entries are calls in `[[tool.adlint.entry]]`, and comments `# adlint: call(u=f64[n], steps=100)` over functions.
    Told is a line that keeps more than half of a tape of 1 MiB or more, for four executions or more: what it keeps of each
    could be computed again. A line that keeps one large array once is in order, and so are programs that checkpoint.

    ## Why it matters

    This line decides how much memory a gradient takes. Nothing that is done elsewhere halves it.

    ## What to do instead

    Checkpoint the loop around it: stretches of √T steps keep √T states and the tape of one stretch. Where the line
    keeps several arrays for one result, checkpoint the line itself, or keep what is smaller. Where it factors
    a matrix that does not change, factor it before the loop (AD206).
    """
    chosen = taped.answer.chosen
    total = chosen.size.bytes if chosen.size is not None else None
    if total is None or total < LEAST or chosen.gaps or chosen.peak is None:
        return
    for line in chosen.lines:
        times = _executions(line)
        if line.size.bytes is not None and line.size.bytes > MOST * total and times >= TIMES and line.site is not None:
            message = (
                f"this line keeps {human(line.size.bytes)} of the {human(total)} on the tape of `{taped.entry}`, in "
                f"{times} executions: checkpoint the loop or the calls around it"
            )
            steps = (((taped.function, 0), f"`{taped.entry}` is differentiated"),)
            yield Draft(line.site, message, steps, (("bytes", line.size.bytes), ("total", total)))


def _executions(line: Line) -> int:
    """How often a line runs, at least: what it keeps, by one of each array that it keeps; 0 if that is not known."""
    once = 0
    for saved in line.saved:
        if saved.shape is not None and saved.dtype in WIDTH:
            elements = 1
            for size in saved.shape:
                if not size.isdecimal():
                    return 0
                elements *= int(size)
            once += elements * WIDTH[saved.dtype]
    return (line.size.bytes or 0) // once if once else 0
