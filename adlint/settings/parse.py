"""Configuration text to settings."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from msgspec.structs import replace

from adlint.settings.table import Problem, Settings, table
from adlint.settings.values import Rules, nearest, read

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def parse(text: str, path: str, rules: Rules | None = None) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings in the text of a `pyproject.toml` or `adlint.toml`, and what is wrong with them.

    None stands for a pyproject.toml without `[tool.adlint]`. A key with a problem keeps its default. `rules`
    maps codes to names; without it, selectors are not checked.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_malformed(path, text, str(error)),)
    is_pyproject = path.replace("\\", "/").rpartition("/")[2] == "pyproject.toml"
    section = _section(document) if is_pyproject else document
    if section is None:
        return None, ()
    if not isinstance(section, dict):
        return None, (Problem(path, None, "[tool.adlint] must be a table"),)
    return _settings(section, text, path, rules)


def _malformed(path: str, text: str, message: str) -> Problem:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else len(text.splitlines()) or 1
    return Problem(path, line, f"not valid TOML: {_PLACE.sub('', message)}")


def _section(document: dict[str, Any]) -> object:
    tool = document.get("tool")
    return tool.get("adlint") if isinstance(tool, dict) else None


def _settings(
    section: dict[str, Any], text: str, path: str, rules: Rules | None
) -> tuple[Settings, tuple[Problem, ...]]:
    known = {setting.name: setting for setting in table()}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in section.items():
        if key in known:
            values[known[key].field], found = read(known[key], value, rules)
        else:
            found = (f"unknown key {key!r}{nearest(key, known)}",)
        problems += [Problem(path, line_of(text, key), message) for message in found]
    return replace(Settings(), **values), tuple(problems)


def line_of(text: str, key: str) -> int | None:
    """The 1-based line that sets a key of adlint's table, as far as the text shows it plainly."""
    name = rf"[\"']?{re.escape(key)}[\"']?"
    assignment = re.compile(rf"\s*{name}\s*[.=]")
    header = re.compile(rf"\s*\[\[?\s*(tool\s*\.\s*adlint\s*\.\s*)?{name}\s*[].]")
    inside = "[tool.adlint" not in text
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            inside = "[tool.adlint" in text and "tool.adlint" in line
            if header.match(line):
                return number
        elif inside and assignment.match(line):
            return number
    return None
