"""Changes on the disk: which the editor is asked to tell of, and which of them count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import FileChangeType, FileSystemWatcher, WatchKind

from adlint.server.state import State, path_of
from adlint.settings.table import EXCLUDED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lsprotocol.types import FileEvent

_READ = ("*.py", "*.ipynb", "pyproject.toml", "adlint.toml", ".gitignore")
# A folder that comes or goes is one event in most editors, which names none of its files.
_FOLDERS = FileSystemWatcher("**", WatchKind.Create | WatchKind.Delete)
WATCHERS = (*(FileSystemWatcher(f"**/{name}") for name in _READ), _FOLDERS)


def counts(state: State, events: Iterable[FileEvent]) -> bool:
    """Whether findings may be others after these events."""
    return any(_counts(state, event) for event in events)


def _counts(state: State, event: FileEvent) -> bool:
    path = path_of(event.uri)
    if path is None or any(path.match(name) for name in _READ):
        return True
    if event.type == FileChangeType.Created:
        return path.is_dir() and not _is_excluded(state, event.uri, path)
    return event.type == FileChangeType.Deleted and not _is_excluded(state, event.uri, path)


def _is_excluded(state: State, uri: str, path: Path) -> bool:
    """Whether it lies where nothing is looked for, unless the project's settings say otherwise."""
    folder = state.folder_of(uri)
    inside = path.relative_to(folder) if folder else path
    return not set(EXCLUDED).isdisjoint(inside.parts)
