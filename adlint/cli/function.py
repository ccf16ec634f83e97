"""What commands on one function read: FILE::FUNC, the file, and what it imports."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, TypeVar

from adlint.cli.failure import Failure
from adlint.cli.internal import sentence
from adlint.cli.reading import from_files
from adlint.cli.streams import complain
from adlint.placement.searching.search import InfeasibleError
from adlint.project.discovery import Found
from adlint.project.documents import read_below, shown
from adlint.project.imported import MOST, with_imports

if TYPE_CHECKING:
    from collections.abc import Callable

    from adlint.answers.document import Document

T = TypeVar("T")


def file_and_name(target: str, *, needs_name: bool = True) -> tuple[str, str]:
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
    if not name and needs_name:
        raise Failure(f"{file}: no function is named: write {file}::FUNC, a method as {file}::Class.method")
    return file, name


def asked(target: str, ask: Callable[[], T]) -> T:
    """What is answered about a target; Failure if there is no answer, or adlint fails."""
    try:
        return ask()
    except InfeasibleError:
        raise
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError or IndexError is a defect
            raise Failure(sentence(error, f"analysing {target}")) from error
        raise Failure(str(error)) from error
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"analysing {target}")) from error


def documents_for(file: str) -> tuple[str, tuple[Document, ...]]:
    """The file, as it is shown, and the documents that it and its imports are; Failure if it cannot be read."""
    path = shown(file)
    try:
        roots = with_imports(file)
        reading = from_files(Found(tuple(roots), frozenset({path})), reader=lambda one: read_below(one, roots[one]))
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"looking for what {file} imports")) from error
    if reading.failed:
        raise Failure("\n".join(reading.problems))
    for problem in reading.problems:
        complain(problem)
    if len(roots) >= MOST:
        complain(f"note: {path} imports more than {MOST} files, directly or not: what lies farther away is not known")
    return path, reading.documents
