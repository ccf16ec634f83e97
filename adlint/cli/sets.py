"""`adlint sets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.function import asked, documents_for, file_and_name
from adlint.cli.internal import advice
from adlint.cli.setup import settings_for
from adlint.cli.streams import complain, put
from adlint.report.sets import render_sets
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def sets(arguments: Namespace) -> int:
    """0 if the function was found and the answer is printed, 2 also if adlint failed on a part of the program."""
    file, name = file_and_name(arguments.target)
    path, documents = documents_for(file)
    models = settings_for(arguments, file).models
    is_whole = arguments.whole
    found = asked(
        arguments.target, lambda: Workspace(keeps=False).sets(documents, path, name, models, with_pieces=not is_whole)
    )
    for note in found.notes:
        complain(note)
    for problem in found.internal_errors:
        complain(advice(problem))
    put(render_sets(arguments.output_format, found))
    return 2 if found.internal_errors else 0
