"""`adlint config`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adlint.cli.failure import Failure
from adlint.cli.streams import put
from adlint.settings import Setting, table
from adlint.settings.describe import kind, line, markdown, page, schema
from adlint.settings.values import nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence


def config(arguments: Namespace) -> int:
    """0 if the setting exists."""
    settings = table() if arguments.key is None else (_find(arguments.key),)
    match arguments.output_format:
        case "schema":
            put(json.dumps(schema(), indent=2) + "\n")
        case "markdown":
            put(markdown())
        case "json":
            put(json.dumps([_data(setting) for setting in settings], indent=2) + "\n")
        case _:
            put(_text(settings, whole=arguments.key is not None))
    return 0


def _text(settings: Sequence[Setting], *, whole: bool) -> str:
    return "".join(page(setting) if whole else line(setting) + "\n" for setting in settings)


def _find(key: str) -> Setting:
    by_name = {setting.name: setting for setting in table()}
    if key not in by_name:
        raise Failure(f"unknown setting {key!r}{nearest(key, by_name)}")
    return by_name[key]


def _data(setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "type": kind(setting),
        "default": setting.default,
        "documentation": setting.documentation,
        "example": setting.example,
    }
