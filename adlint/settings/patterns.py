"""Globs over paths, as in `exclude` and `per-file-ignores`."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches the path or a folder that it lies in, by its whole path or its name.

    `path` is relative to the project, with `/`. `*` crosses `/`, and `**/` may stand for nothing.
    """
    pattern = _pattern(tuple(globs))
    parts = path.split("/")
    names = (*parts, *("/".join(parts[: count + 1]) for count in range(1, len(parts))))
    return any(map(pattern.match, names))


def names_file(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches the path or the last part of it."""
    pattern = _pattern(tuple(globs))
    return any(map(pattern.match, (path, path.rpartition("/")[2])))


@lru_cache
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """What matches any of the globs, case and all; nothing if there is none."""
    plain = [glob.removeprefix("./").rstrip("/") for glob in globs]
    forms = {form for glob in plain for form in (glob, glob.replace("**/", ""))}
    return re.compile("|".join(map(translate, sorted(forms))) or "(?!)")
