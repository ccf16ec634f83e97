from __future__ import annotations

from collections.abc import Iterator

from adlint.directives import Directive
from adlint.finding import Severity
from adlint.rules.facts import Draft, Text, of_directive
from adlint.rules.rule import on_text


@on_text(
    "AD112",
    Severity.ERROR,
    since="0.1",
    examples="""
    import numpy as np

    def step(u):
        # adlint: checkpoint-start flux
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the marked region `flux` has no end
        u = np.sin(u)
        # adlint: checkpoint-end fluxes
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the marked region `fluxes` has no start before this end
        return u

    def pair(u):
        # adlint: checkpoint-start sine
        u = np.sin(u)
        # adlint: checkpoint-end sine
        return u
    """,
)
def unbalanced_checkpoint_marker(text: Text) -> Iterator[Draft]:
    """A comment begins a region that no other comment ends, or ends one that none begins.

    A start and an end belong together if they have the same name and no other start of that name stands between
    them.

    ## Why it matters

    Half a region marks nothing: the piece that was meant to be judged and planned is not.

    ## What to do instead

    Write the missing comment, or the same name in both.
    """
    begun: dict[str, Directive] = {}
    for directive in text.directives:
        if directive.kind == "checkpoint-start":
            if directive.argument in begun:
                yield _endless(begun[directive.argument])
            begun[directive.argument] = directive
        elif directive.kind == "checkpoint-end" and begun.pop(directive.argument, None) is None:
            message = f"the marked region `{directive.argument}` has no start before this end"
            yield Draft(of_directive(directive), message)
    for directive in begun.values():
        yield _endless(directive)


def _endless(start: Directive) -> Draft:
    return Draft(of_directive(start), f"the marked region `{start.argument}` has no end")
