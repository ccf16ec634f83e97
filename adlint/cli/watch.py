"""`adlint check --watch`: one run after every change of a file."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from adlint.cli.check import Target, check_once
from adlint.cli.failure import Failure
from adlint.cli.reading import search
from adlint.cli.setup import configured
from adlint.cli.streams import complain
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace

_PERIOD = 0.5
_CLEAR = "\033[H\033[2J\033[3J"


def watch(arguments: Namespace, paths: tuple[str, ...]) -> int:
    """Never returns by itself: an interrupt ends it. What is known from one run serves the next."""
    workspace = Workspace()
    before: dict[str, tuple[int, int]] | None = None
    while True:
        now = _stamps(arguments, paths)
        if now != before:
            _run(arguments, paths, workspace)
        before = now
        time.sleep(_PERIOD)


def _run(arguments: Namespace, paths: tuple[str, ...], workspace: Workspace) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(_CLEAR)
    try:
        check_once(arguments, Target(paths), lambda: workspace)
    except Failure as failure:
        complain(str(failure))
    complain("watching for changes; Ctrl-C ends")


def _stamps(arguments: Namespace, paths: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """When each file of the run, and its configuration, was last written, and how long it is."""
    found = configured(arguments, paths or (os.curdir,))
    configuration = () if found.file is None else (str(found.file),)
    stamps = {}
    for file in (*search(paths, found.settings).files, *configuration):
        try:
            status = os.stat(file)
        except OSError:
            continue
        stamps[file] = (status.st_mtime_ns, status.st_size)
    return stamps
