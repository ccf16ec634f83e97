"""What the editor's user has set: which hints are shown, and settings that hold over those of the project's files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adlint.settings import Settings, table
from adlint.settings.values import read

SECTION = "adlint"
_OVER = ("select", "extend-select", "ignore", "scope")  # what may stand under `adlint.lint` in an editor's settings


class Preferences(Struct, frozen=True):
    """`code_lens` and `inlay_hints` say whether these are shown; `over` are (field, value) of settings."""

    code_lens: bool = True
    inlay_hints: bool = False
    over: tuple[tuple[str, Any], ...] = ()

    def applied(self, settings: Settings) -> Settings:
        """The settings with those of the editor over them."""
        return replace(settings, **dict(self.over)) if self.over else settings


def preferences(section: object, rules: Mapping[str, str]) -> tuple[Preferences, tuple[str, ...]]:
    """The preferences in the editor's section `adlint`, and what is wrong with it; what is not there keeps its default.
    Names are those of the configuration files, or the same in camelCase: `{"lint": {"extendSelect": ["AD4"]}}`.
    """
    given = section if isinstance(section, Mapping) else {}
    over, problems = [], []
    lint = given.get("lint")
    for key, value in (lint if isinstance(lint, Mapping) else {}).items():
        setting = next((one for one in table() if one.name in _OVER and _camel(one.name) == _camel(str(key))), None)
        if setting is None or value is None:
            continue
        found, wrong = read(setting, value, rules)
        problems += [f"adlint.lint.{problem}" for problem in wrong]
        over += [] if wrong else [(setting.field, found)]
    lens, hints = _enabled(given, "codeLens"), _enabled(given, "inlayHints")
    return Preferences(lens is not False, hints is True, tuple(over)), tuple(problems)


def _enabled(given: Mapping[str, object], key: str) -> object:
    found = given.get(key)
    return found.get("enable") if isinstance(found, Mapping) else found


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)
