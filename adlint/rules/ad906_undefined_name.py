from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft, Text
from adlint.rules.rule import on_text


@on_text(
    "AD906",
    Severity.WARNING,
    since="0.1",
    examples="""
    import numpy as np

    def energy(u):
        return np.sum(u * weight) / 2
                        # ^^^^^^ `weight` is bound nowhere in this file: what depends on it is not known

    def norm(u):
        return np.sqrt(np.sum(u * u))
    """,
)
def undefined_name(text: Text) -> Iterator[Draft]:
    """A name is read that nothing in the file binds.

    Its first use is marked. Nothing is said of a file that has `import *`, `exec` or `globals()`, or whose text has
    errors, nor of names in annotations and in a `try` with a handler for `NameError`.

    ## Why it matters

    Running it raises `NameError`. Before that, what the name stands for is not known, so neither is what is read,
    written, kept or called through it: sets, tapes and the other rules are silent about it.

    ## What to do instead

    Import or define the name, or correct its spelling.
    """
    for where, name in text.unbound:
        yield Draft(where, f"`{name}` is bound nowhere in this file: what depends on it is not known")
