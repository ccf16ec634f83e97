"""`adlint tape`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.function import asked
from adlint.cli.questioning import questioned
from adlint.cli.streams import complain, put
from adlint.report.tape import render_tape
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def tape(arguments: Namespace) -> int:
    """0 if the answer is printed."""
    documents, question, load = questioned(arguments)
    found = asked(arguments.target, lambda: Workspace(keeps=False).tape(documents, question, load))
    for note in dict.fromkeys(note for one in found for note in one.notes):
        complain(f"note: {note}")
    put(render_tape(arguments.output_format, found))
    return 0
