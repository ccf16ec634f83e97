"""Globs over paths, as in `exclude` and `per-file-ignores`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches the path or a folder that it lies in, by its whole path or its name.

    `path` is relative to the project, with `/`. `*` crosses `/`, and `**/` may stand for nothing.
    """
    parts = path.split("/")
    names = (*parts, *("/".join(parts[: count + 1]) for count in range(1, len(parts))))
    return any(_matches(name, glob) for glob in globs for name in names)


def names_file(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches the path or the last part of it."""
    names = (path, path.rpartition("/")[2])
    return any(_matches(name, glob) for glob in globs for name in names)


def _matches(name: str, glob: str) -> bool:
    glob = glob.removeprefix("./").rstrip("/")
    return fnmatchcase(name, glob) or ("**/" in glob and fnmatchcase(name, glob.replace("**/", "")))
