"""Which configuration holds for a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adlint.settings import Problem, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAMES = ("adlint.toml", "pyproject.toml")
_MARKS = ("pyproject.toml", ".git", "setup.py", "setup.cfg")
_SELECTS = re.compile(r"select|ignore")


class Configuration(Struct, frozen=True):
    """Settings, the file that they come from (None: the defaults), and the folder of the project."""

    settings: Settings
    file: Path | None
    root: Path
    problems: tuple[Problem, ...] = ()


def configuration(folder: Path) -> Configuration:
    """The configuration of the nearest `adlint.toml` or `pyproject.toml` with `[tool.adlint]`, upwards."""
    for candidate in (folder, *folder.parents):
        for name in _NAMES:
            if (candidate / name).is_file():
                settings, problems = _parsed(candidate / name)
                if settings is not None or problems:
                    return _rooted(settings, candidate / name, problems)
    return isolated(folder)


def load(file: Path) -> Configuration:
    """The configuration in a given file, which must hold one."""
    settings, problems = _parsed(file)
    if settings is None and not problems:
        problems = (Problem(str(file), None, "there is no [tool.adlint] table"),)
    return _rooted(settings, file, problems)


def isolated(folder: Path) -> Configuration:
    """The defaults; the root is the nearest folder upwards that looks like a project's, else `folder`."""
    marked = (f for f in (folder, *folder.parents) if any((f / mark).exists() for mark in _MARKS))
    root = next(marked, folder)
    return Configuration(Settings(root=root.as_posix()), None, root)


def _rooted(settings: Settings | None, file: Path, problems: tuple[Problem, ...]) -> Configuration:
    root = file.resolve().parent
    return Configuration(replace(settings or Settings(), root=root.as_posix()), file, root, problems)


def _parsed(file: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    from adlint.settings.parse import parse

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return None, (Problem(str(file), None, error.strerror or str(error)),)
    except UnicodeDecodeError:
        return None, (Problem(str(file), None, "not valid TOML: the file is not UTF-8"),)
    ours = file.name != "pyproject.toml" or "adlint" in text
    return parse(text, str(file), known_rules() if ours and _SELECTS.search(text) else None)


def known_rules() -> Mapping[str, str]:
    """The name of each rule by its code."""
    from adlint.rules import registry

    return {rule.code: rule.name for rule in registry()}
