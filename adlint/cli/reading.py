"""The documents of a run, and what could not be read."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.project.discovery import Found, discover
from adlint.project.documents import document, read, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from adlint.answers.document import Document
    from adlint.settings import Settings


class Reading(Struct, frozen=True):
    """Documents, problems to tell of, and whether one of them is a file that was asked for by name."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...] = ()
    failed: bool = False


def from_stdin(name: str) -> Reading:
    """What stands on standard input, as a document of the given name."""
    return Reading((document(shown(name), sys.stdin.buffer.read(), name),))


def from_files(found: Found, jobs: int = 1, reader: Callable[[str], Document] = read) -> Reading:
    """The files that were found; one that cannot be read, or has vanished, is a problem and no more."""
    results = _each(found.files, jobs, lambda file: _attempt(file, reader))
    unread = {file: r for file, r in zip(found.files, results, strict=True) if isinstance(r, str)}
    problems = (*found.missing, *found.unreadable, *unread.values())
    failed = bool(found.missing) or not found.named.isdisjoint(unread)
    return Reading(tuple(r for r in results if not isinstance(r, str)), problems, failed)


def search(paths: Sequence[str], settings: Settings) -> Found:
    """The files below the paths, or below the working directory."""
    return discover(paths or (os.curdir,), settings)


def _attempt(file: str, reader: Callable[[str], Document]) -> Document | str:
    try:
        return reader(file)
    except OSError as error:
        return f"{file}: {error.strerror or error}"


def _each(files: Iterable[str], jobs: int, attempt: Callable[[str], Document | str]) -> list[Document | str]:
    if jobs == 1:
        return [attempt(file) for file in files]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(attempt, files))
