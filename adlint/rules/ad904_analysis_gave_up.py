from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Text
from adlint.rules.rule import on_text


@on_text("AD904", Severity.WARNING, since="0.1", examples="")
def analysis_gave_up(text: Text) -> Iterator[Draft]:
    """A part of a file was too much for the analysis.

    Limits are counted in steps and depths, never in seconds: the same file always gives the same answer.

    ## Why it matters

    Where the analysis gave up, that nothing is found means nothing.

    ## What to do instead

    Split what is nested so deeply: such texts are mostly generated, and a table or a loop says the same.
    Leave generated files out with the setting `exclude`.
    """
    for trouble in text.troubles:
        if trouble.gave_up:
            yield Draft(trouble.place, trouble.message)
