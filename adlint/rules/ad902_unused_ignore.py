from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Place, Text
from adlint.rules.rule import on_text


@on_text(
    "AD902",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    def step(u, dt):
        with open("norm.txt", "a") as log:  # adlint: ignore[AD101]
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no finding of AD101 is suppressed here
            log.write(str(np.linalg.norm(u)))
        return u - dt * np.gradient(u)

    def kick(u, sigma):
        return u + sigma * np.random.normal(size=u.shape) / 2  # adlint: ignore[AD105]
    """,
)
def unused_ignore(text: Text) -> Iterator[Draft]:
    """A comment suppresses a finding that is not there.

    Codes of rules that are not selected are left alone.

    ## Why it matters

    An ignore that outlives its finding would hide the next one.

    ## What to do instead

    Remove the comment, or the code from its list.

    ## Fix

    Removes the comment, or the code from its list (safe).
    """
    for directive, code in text.unused:
        what = f"no finding of {code} is" if code else "no finding is"
        place = Place(directive.line, directive.statement, directive.end)
        yield Draft(place, f"{what} suppressed here", repair=("unused-ignore", code))
