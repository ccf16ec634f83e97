"""`adlint tape`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.function import documents_for, file_and_name
from adlint.cli.internal import sentence
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
    question = Question(
        path, name, arguments.call, tuple(arguments.wrt), dict(arguments.sizes), arguments.model,
        settings_for(arguments, file).entries,
    )  # fmt: skip
    try:
        found = Workspace(keeps=False).tape(documents, question, Installed.near(file).module)
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError or IndexError is a defect
            raise Failure(sentence(error, f"analysing {arguments.target}")) from error
        raise Failure(str(error)) from error
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"analysing {arguments.target}")) from error
    for note in found.notes:
        complain(f"note: {note}")
    put(render_tape(arguments.output_format, found))
    return 0
