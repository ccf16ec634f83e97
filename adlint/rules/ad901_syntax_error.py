from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Text
from adlint.rules.rule import on_text


@on_text(
    "AD901",
    Severity.ERROR,
    since="0.1",
    examples="""
    def f(x):
        return x +
                # ^ invalid syntax

    def g(x):
        return x
    """,
)
def syntax_error(text: Text) -> Iterator[Draft]:
    """A part of a file is not Python, or not the Python that adlint runs on.

    The smallest definition around the error is left out and everything else is analysed. A file that cannot
    be decoded is named with the reason.

    ## Why it matters

    Nothing is said of code that cannot be read. Such a file must not pass for a clean one, so this rule needs
    no selection, and no comment suppresses it.

    ## What to do instead

    Mend the syntax. If the text is Python of a later version, run adlint on that version. Leave templates and
    fragments out with the setting `exclude`.
    """
    for trouble in text.troubles:
        if not trouble.gave_up:
            yield Draft(trouble.place, trouble.message)
