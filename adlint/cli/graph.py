"""`adlint graph`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from adlint.cli.failure import Failure
from adlint.cli.internal import sentence
from adlint.cli.reading import from_files, search
from adlint.cli.setup import configured
from adlint.cli.streams import complain, put
from adlint.project.documents import read_below
from adlint.report.callgraph import render_graph
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace


def graph(arguments: Namespace) -> int:
    """0 if every file that was named is in the graph, and nothing failed inside. Calls that may be missing are told."""
    if not os.path.isdir(arguments.root):
        raise Failure(f"{arguments.root}: the root is not a folder")
    paths = tuple(arguments.paths) or (arguments.root,)
    found = configured(arguments, paths)
    if found.problems:
        raise Failure("\n".join(map(str, found.problems)))
    reading = from_files(search(paths, found.settings), reader=lambda file: read_below(file, arguments.root))
    for problem in reading.problems:
        complain(problem)
    told: dict[str, bool] = {}
    try:
        edges = Workspace(keeps=False).graph(reading.documents, told.__setitem__)
    except Exception as error:  # whatever went wrong, users get a sentence
        raise Failure(sentence(error)) from error
    for missing in told:
        complain(missing)
    put(render_graph(arguments.output_format, edges))
    return 2 if reading.failed or any(told.values()) else 0
