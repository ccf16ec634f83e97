from __future__ import annotations

from collections.abc import Iterator

from adlint.directives import KNOWN
from adlint.finding import Severity
from adlint.rules.facts import Draft, Place, Text
from adlint.rules.rule import on_text


@on_text(
    "AD905",
    Severity.WARNING,
    since="0.1",
    examples="""
    x = 1  # adlint: ingore[AD101]
         # ^^^^^^^^^^^^^^^^^^^^^^^ unknown directive `ingore[AD101]`; did you mean `ignore[CODE]`?
    y = 2  # adlint: ignore[AD999]
         # ^^^^^^^^^^^^^^^^^^^^^^^ unknown rule `AD999`; did you mean `AD906`?

    z = 3  # adlint: ignore[open-without-close]
    """,
)
def bad_directive(text: Text) -> Iterator[Draft]:
    """An `# adlint:` comment says something that adlint does not know, so it has no effect.

    Known are `ignore[CODE]`, `ignore-file`, `checkpoint-start NAME`, `checkpoint-end NAME`, `split`, `joint`
    and `call(...)`. A code in brackets is that of a rule, or its name.

    ## Why it matters

    Whoever wrote the comment relies on it; a misspelt one is as good as none, and nothing else would say so.

    ## What to do instead

    Write the directive or the code that the message proposes, or remove the comment.
    """
    import difflib  # noqa: PLC0415 -- needed for bad directives alone

    for directive in text.directives:
        place = Place(directive.line, directive.start, directive.end)
        if not directive.kind:
            near = difflib.get_close_matches(directive.argument, KNOWN, 1, 0.3)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(KNOWN)}"
            yield Draft(place, f"unknown directive `{directive.argument}`{hint}")
        for code in directive.codes:
            if code not in text.codes:
                near = difflib.get_close_matches(code, sorted(text.codes), 1, 0.3)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                yield Draft(place, f"unknown rule `{code}`{hint}")
