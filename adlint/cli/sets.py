"""`adlint sets`."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.internal import advice, sentence
from adlint.cli.reading import from_files
from adlint.cli.streams import complain, put
from adlint.project.discovery import Found
from adlint.project.documents import read_below, shown
from adlint.project.imported import MOST, with_imports
from adlint.report.sets import render_sets
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def sets(arguments: Namespace) -> int:
    """0 if the function was found and the answer is printed, 2 also if adlint failed on a part of the program."""
    file, name = _parts(arguments.target)
    path = shown(file)
    try:
        roots = with_imports(file)
        reading = from_files(Found(tuple(roots), frozenset({path})), reader=lambda one: read_below(one, roots[one]))
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"looking for what {file} imports")) from error
    for problem in reading.problems:
        complain(problem)
    if len(roots) >= MOST:
        complain(f"note: {path} imports more than {MOST} files, directly or not: what lies farther away is not known")
    if reading.failed:
        return 2
    try:
        found = Workspace(keeps=False).sets(reading.documents, path, name)
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError or IndexError is a defect
            raise Failure(sentence(error, f"analysing {arguments.target}")) from error
        raise Failure(str(error)) from error
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"analysing {arguments.target}")) from error
    for note in found.notes:
        complain(note)
    for problem in found.internal_errors:
        complain(advice(problem))
    put(render_sets(arguments.output_format, found))
    return 2 if found.internal_errors else 0


def _parts(target: str) -> tuple[str, str]:
    """The file and the name of the function; Failure if one is missing, or the file is none."""
    file, _, name = target.partition("::")
    if not file:
        raise Failure(f"{target}: no file is named: write FILE::FUNC, such as path/to/file.py::Class.method")
    try:
        mode = os.stat(file).st_mode
    except (OSError, ValueError) as error:
        raise Failure(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(mode):
        raise Failure(f"{file}: this is a folder: write FILE::FUNC, such as path/to/file.py::Class.method")
    if not stat.S_ISREG(mode):
        raise Failure(f"{file}: this is not a regular file")
    if not name:
        raise Failure(f"{file}: no function is named: write {file}::FUNC, a method as {file}::Class.method")
    return file, name
