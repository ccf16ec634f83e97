"""`adlint sets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.function import documents_for, file_and_name
from adlint.cli.internal import advice, sentence
from adlint.cli.streams import complain, put
from adlint.report.sets import render_sets
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def sets(arguments: Namespace) -> int:
    """0 if the function was found and the answer is printed, 2 also if adlint failed on a part of the program."""
    file, name = file_and_name(arguments.target)
    path, documents = documents_for(file)
    try:
        found = Workspace(keeps=False).sets(documents, path, name)
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
