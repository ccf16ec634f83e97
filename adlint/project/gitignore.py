"""What `.gitignore` files leave out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_FILE = ".gitignore"


class Ignored(Struct, frozen=True):
    """The `.gitignore` files that hold in a folder, outermost first, each with its own folder."""

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def within(self, folder: str) -> Ignored:
        """What holds in a folder that has its own `.gitignore`."""
        spec = _spec(os.path.join(folder, _FILE))
        return self if spec is None else Ignored((*self.specs, (folder, spec)))

    def covers(self, path: str, *, is_folder: bool) -> bool:
        """Whether the innermost file that speaks of the path leaves it out."""
        for folder, spec in reversed(self.specs):
            name = os.path.relpath(path, folder).replace(os.sep, "/")
            verdict = spec.check_file(name + "/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


def above(folder: str) -> Ignored:
    """What holds in a folder by the files above it, up to the root of the repository; nothing outside one."""
    parents = []
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return Ignored()
        parents.append(parent)
        current = parent
    ignored = Ignored()
    for parent in reversed(parents):
        if os.path.isfile(os.path.join(parent, _FILE)):
            ignored = ignored.within(parent)
    return ignored


def _spec(path: str) -> GitIgnoreSpec | None:
    from pathspec import GitIgnoreSpec

    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False  # git passes over lines that it cannot read
    return True
