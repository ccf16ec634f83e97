"""`adlint tape`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.function import asked
from adlint.cli.questioning import questioned
from adlint.cli.streams import complain, put
from adlint.report.tape import render_tape
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def tape(arguments: Namespace) -> int:
    """0 if the answer is printed. Failure if the model that is asked for is one of other programs."""
    documents, question, load = questioned(arguments)
    found = asked(arguments.target, lambda: Workspace(keeps=False).tape(documents, question, load))
    refused = [one for one in found if one.chosen.refused is not None]
    if len(refused) == len(found) and arguments.model != "all":
        raise Failure("; ".join(f"{one.target}: {one.chosen.model}: {one.chosen.refused}" for one in refused))
    for note in dict.fromkeys(note for one in found for note in one.notes):
        complain(f"note: {note}")
    put(render_tape(arguments.output_format, found))
    return 0
