"""`adlint sets`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.internal import sentence
from adlint.cli.reading import from_files
from adlint.cli.streams import complain, put
from adlint.project.discovery import Found
from adlint.project.documents import read_below, shown
from adlint.project.imported import with_imports
from adlint.report.sets import render_sets
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def sets(arguments: Namespace) -> int:
    """0 if the function was found and the answer is printed."""
    file, separator, name = arguments.target.partition("::")
    if not separator or not name:
        raise Failure(f"{arguments.target}: write FILE::FUNC, the function as `path/to/file.py::Class.method`")
    if not os.path.isfile(file):
        raise Failure(f"{file}: no such file")
    roots = with_imports(file)
    target = os.path.abspath(file)
    reading = from_files(Found(tuple(roots), frozenset({target})), reader=lambda path: read_below(path, roots[path]))
    for problem in reading.problems:
        complain(problem)
    if reading.failed:
        return 2
    try:
        found = Workspace(keeps=False).sets(reading.documents, shown(file), name)
    except LookupError as error:
        raise Failure(str(error.args[0])) from error
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error, f"analysing {arguments.target}")) from error
    put(render_sets(arguments.output_format, found))
    return 0
