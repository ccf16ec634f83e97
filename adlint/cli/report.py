"""`adlint report`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from adlint import __version__
from adlint.answers.tape.question import Question
from adlint.cli.failure import Failure
from adlint.cli.internal import advice
from adlint.cli.reading import from_files, search
from adlint.cli.setup import configured
from adlint.cli.streams import complain, put
from adlint.placement.plan import Goal
from adlint.placement.searching.search import InfeasibleError
from adlint.project.installed import Installed
from adlint.report.report_page import Told, report_page
from adlint.report.summary import count
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from adlint.answers.document import Document
    from adlint.answers.plan.planned import Planned
    from adlint.settings import Settings
    from adlint.tape.answer import Answer

_DIFFERENTIATES = re.compile(rb"adlint:\s*call\(|grad|vjp|jvp|backward|linearize|jacobian|hessian")


def report(arguments: Namespace) -> int:
    """0 if the page is written, 2 if a file could not be read, or adlint failed on a part of the program."""
    paths = tuple(arguments.paths) or (os.curdir,)
    found = configured(arguments, paths)
    if found.problems:
        raise Failure("\n".join(map(str, found.problems)))
    reading = from_files(search(paths, found.settings))
    for problem in reading.problems:
        complain(problem)
    load = Installed.near(paths[0]).module
    checked = Workspace(keeps=False).check(reading.documents, found.settings, load=load)
    for error in checked.internal_errors:
        complain(advice(error))
    told = tuple(_told(reading.documents, found.settings, Installed.near(paths[0])))
    text = report_page(f"adlint {__version__}", len(reading.documents), checked.findings, told, checked.notes)
    try:
        Path(arguments.output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{arguments.output}: {error.strerror}") from error
    put(f"{arguments.output}: {count(len(checked.findings), 'finding')}, {count(len(told), 'differentiated call')}\n")
    return 2 if reading.failed or checked.internal_errors else 0


def _told(documents: Sequence[Document], settings: Settings, installed: Installed) -> Iterator[Told]:
    """The calls of all files that differentiate anything."""
    for document in documents:
        content = document.content if isinstance(document.content, bytes) else document.content.encode()
        of_settings = any(entry.partition(":")[0] == document.module for entry in settings.entries)
        if not of_settings and not _DIFFERENTIATES.search(content):
            continue
        question = Question(document.path, "", entries=settings.entries, models=settings.models)
        try:
            answers = Workspace(keeps=False).tape(documents, question, installed.module)
        except LookupError:
            continue  # nothing is differentiated in it, or with sizes that nobody wrote down
        for one in answers:
            yield _planned(documents, settings, document.path, one, installed)


def _planned(
    documents: Sequence[Document], settings: Settings, path: str, answer: Answer, installed: Installed
) -> Told:
    question = Question(path, "", answer.call, models=settings.models)
    try:
        plan: Planned = Workspace(keeps=False).plan(documents, question, Goal(front=True), installed.module)
    except (LookupError, InfeasibleError) as error:
        return Told(answer, None, str(error))
    return Told(answer, plan)
