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
    if True:
        x = 1  # adlint: ignore[AD101]
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no finding of AD101 is suppressed here
    """,
)
def unused_ignore(text: Text) -> Iterator[Draft]:
    """A comment suppresses a finding that is not there.

    An ignore that outlives its finding would hide the next one. Remove the comment, or the code from its list.
    Codes of rules that are not selected are left alone.
    """
    for directive, code in text.unused:
        what = f"no finding of {code} is" if code else "no finding is"
        yield Draft(Place(directive.line, directive.statement, directive.end), f"{what} suppressed here")
