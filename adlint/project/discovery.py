"""Which files a run reads."""

from __future__ import annotations

import os
import stat
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.project.gitignore import Ignored, above
from adlint.settings.patterns import matches, names_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adlint.settings import Settings


class Found(Struct, frozen=True):
    """The files to read, as written or below a folder as written, sorted and each once.

    `named` are those asked for by name. `unreadable` are folders that could not be searched and `missing` are
    arguments that stand for nothing, each with the reason.
    """

    files: tuple[str, ...]
    named: frozenset[str] = frozenset()
    unreadable: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def discover(paths: Iterable[str], settings: Settings) -> Found:
    """The files that the arguments stand for. A folder is one whatever its name; links are followed."""
    search = _Search(settings)
    files: list[str] = []
    missing: list[str] = []
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
            (search.start if is_folder else files.append)(os.path.normpath(path))
        except (OSError, ValueError) as error:
            missing.append(f"{path}: {getattr(error, 'strerror', None) or error}")
    search.run()
    once = {os.path.realpath(path): path for path in reversed([*files, *sorted(search.files)])}
    unreadable = tuple(sorted(search.unreadable))
    return Found(tuple(sorted(once.values())), frozenset(files), unreadable, tuple(missing))


@dataclass(slots=True)
class _Search:
    """A walk over folders; real folders come before links to them, so that each is named by its own path."""

    settings: Settings
    files: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    folders: deque[tuple[str, Ignored]] = field(default_factory=deque)
    links: deque[tuple[str, Ignored]] = field(default_factory=deque)

    def start(self, folder: str) -> None:
        absolute = os.path.abspath(folder)
        ignored = above(absolute) if self.settings.respect_gitignore else Ignored()
        if ignored.specs and ignored.covers(absolute, is_folder=True):
            ignored = Ignored()  # it was named all the same
        self.folders.append((folder, ignored))
        self.starts.append(folder)

    def run(self) -> None:
        while self.folders or self.links:
            folder, ignored = (self.folders or self.links).popleft()
            try:
                if self._is_new(folder):
                    self._read(folder, ignored)
            except OSError as error:
                self.unreadable.append(f"{folder}: {error.strerror}")

    def _is_new(self, folder: str) -> bool:
        status = os.stat(folder)
        identity = (status.st_dev, status.st_ino)
        new = identity not in self.seen
        self.seen.add(identity)
        return new

    def _read(self, folder: str, ignored: Ignored) -> None:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        if self.settings.respect_gitignore and any(entry.name == ".gitignore" for entry in entries):
            ignored = ignored.within(os.path.abspath(folder))
        for entry in entries:
            path = entry.name if folder == "." else entry.path
            try:
                self._take(entry, path, ignored)
            except OSError as error:  # a link to itself, say
                self.unreadable.append(f"{path}: {error.strerror}")

    def _take(self, entry: os.DirEntry[str], path: str, ignored: Ignored) -> None:
        is_folder = entry.is_dir()
        if not is_folder and not (names_file(self._inside(path), self.settings.include) and entry.is_file()):
            return
        if self._excluded(path, ignored, is_folder=is_folder):
            return
        if is_folder:
            (self.links if entry.is_symlink() else self.folders).append((path, ignored))
        else:
            self.files.append(path)

    def _excluded(self, path: str, ignored: Ignored, *, is_folder: bool) -> bool:
        globs = (*self.settings.exclude, *self.settings.extend_exclude)
        start = next((s for s in self.starts if s == "." or path.startswith(s + os.sep)), "")
        below = path.removeprefix(start + os.sep).replace(os.sep, "/")
        named_anyway = bool(start) and start != "." and matches(self._inside(start), globs)
        if matches(below, globs) or (not named_anyway and matches(self._inside(path), globs)):
            return True
        return bool(ignored.specs) and ignored.covers(os.path.abspath(path), is_folder=is_folder)

    def _inside(self, path: str) -> str:
        """The path relative to the project, or below the folder that was named if it lies outside."""
        absolute = os.path.abspath(path).replace(os.sep, "/")
        if not self.settings.root:
            return path.replace(os.sep, "/").removeprefix("./")
        inside = absolute.removeprefix(self.settings.root.rstrip("/") + "/")
        return path.replace(os.sep, "/").lstrip("./") if inside == absolute else inside
