from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Text, of_directive
from adlint.rules.rule import on_text


@on_text(
    "AD111",
    Severity.ERROR,
    since="0.1",
    examples="""
    import numpy as np

    def march(u, steps):
        for _ in range(steps):
            # adlint: checkpoint-start one
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the marked region `one` does not begin and end in the same block
            u = np.sin(u)
        # adlint: checkpoint-end one
        return u

    def relax(u, steps):
        for _ in range(steps):
            # adlint: checkpoint-start two
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the marked region `two` is left by a `break`
            u = np.sin(u)
            if np.max(u) < 1e-3:
                break
            # adlint: checkpoint-end two
        return u

    def whole(u, steps):
        # adlint: checkpoint-start three
        for _ in range(steps):
            u = np.sin(u)
            if np.max(u) < 1e-3:
                break
        # adlint: checkpoint-end three
        return u
    """,
)
def checkpoint_crosses_control(text: Text) -> Iterator[Draft]:
    """A marked region does not begin and end in the same block of the same function, is left by a jump, or overlaps
    with another region.

    The indentation of the two comments says in which blocks they stand.

    ## Why it matters

    A checkpointed piece becomes a call: it is entered at its start, left at its end, and run again as a whole. A
    region that crosses the control of the program cannot be that.

    ## What to do instead

    Put both comments into one block, around whole statements; set a flag and leave behind the region. Regions that
    share statements must lie one in the other.

    ## References

    Hascoet, Hovland, Hueckelheim, Narayanan, *Memory Requirements*, SIAM AN24: a checkpoint starts and ends in the
    same procedure and in the same control.
    """
    for crossing in text.crossings:
        yield Draft(of_directive(crossing.start), crossing.message)
