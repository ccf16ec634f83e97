"""What the options of a command ask of a call, and what is read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.answers.tape.question import Question
from adlint.cli.function import documents_for, file_and_name
from adlint.cli.setup import settings_for
from adlint.project.installed import Installed

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from adlint import ir
    from adlint.answers.document import Document


def questioned(arguments: Namespace) -> tuple[tuple[Document, ...], Question, Callable[[str], ir.Module | None]]:
    """The file with what it imports, the question, and what gives the text of an installed module. Failure if the file
    cannot be read.
    """
    file, name = file_and_name(arguments.target, needs_name=False)
    path, documents = documents_for(file)
    settings = settings_for(arguments, file)
    question = Question(
        path, name, arguments.call, tuple(arguments.wrt), dict(arguments.sizes), arguments.model,
        settings.entries, settings.models,
    )  # fmt: skip
    return documents, question, Installed.near(file).module
