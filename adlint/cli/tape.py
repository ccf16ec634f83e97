"""`adlint tape`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.function import asked, documents_for, file_and_name
from adlint.cli.setup import settings_for
from adlint.cli.streams import complain, put
from adlint.project.installed import Installed
from adlint.question import Question
from adlint.report.tape import render_tape
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def tape(arguments: Namespace) -> int:
    """0 if the answer is printed."""
    file, name = file_and_name(arguments.target, needs_name=False)
    path, documents = documents_for(file)
    settings = settings_for(arguments, file)
    question = Question(
        path, name, arguments.call, tuple(arguments.wrt), dict(arguments.sizes), arguments.model,
        settings.entries, settings.models,
    )  # fmt: skip
    load = Installed.near(file).module
    found = asked(arguments.target, lambda: Workspace(keeps=False).tape(documents, question, load))
    for note in dict.fromkeys(note for one in found for note in one.notes):
        complain(f"note: {note}")
    put(render_tape(arguments.output_format, found))
    return 0
