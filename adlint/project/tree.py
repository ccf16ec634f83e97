"""A folder as an editor opens it: its settings and its documents, with paths relative to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from adlint.project.baseline import read_baseline, read_tapes
from adlint.project.configuration import configuration
from adlint.project.discovery import discover
from adlint.project.documents import document
from adlint.settings import Settings
from adlint.settings.patterns import matches

if TYPE_CHECKING:
    from adlint.answers.document import Document
    from adlint.project.baseline import Entries


class Tree(Struct, frozen=True):
    """The settings of a folder, its documents, its known findings, and what could not be read of them."""

    settings: Settings = field(default_factory=Settings)
    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()
    baseline: Entries = field(default_factory=list)

    def holds(self, path: str) -> bool:
        """Whether a file of this path, relative to the folder, is one that would be checked."""
        known = any(document.path == path for document in self.documents)
        return known or not matches(path, (*self.settings.exclude, *self.settings.extend_exclude))


def settings_for(folder: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings that hold in a folder, for paths relative to it, and what is wrong with them."""
    found = configuration(folder.resolve())
    base = folder.resolve().as_posix()
    return replace(found.settings, base=base), tuple(str(problem) for problem in found.problems)


def read_tree(root: Path) -> Tree:
    """The documents that `adlint check` would read in a folder."""
    settings, problems = settings_for(root)
    found = discover((str(root),), settings)
    documents, unread = [], []
    for file in found.files:
        try:
            documents.append(document(Path(file).relative_to(root).as_posix(), Path(file).read_bytes(), file))
        except OSError as error:
            unread.append(f"{file}: {error.strerror}")
    baseline, wrong = _baseline(settings)
    tapes = read_tapes(str(Path(settings.root, settings.baseline))) if settings.baseline else ()
    return Tree(
        replace(settings, tapes=tapes),
        tuple(documents),
        (*problems, *found.unreadable, *found.missing, *unread, *wrong),
        baseline,
    )


def _baseline(settings: Settings) -> tuple[Entries, tuple[str, ...]]:
    if not settings.baseline:
        return [], ()
    entries = read_baseline(str(Path(settings.root, settings.baseline)))
    return ([], (entries,)) if isinstance(entries, str) else (entries, ())
