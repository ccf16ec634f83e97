"""What `adlint config`, docs/settings.md and docs/adlint.schema.json say of the settings."""

from __future__ import annotations

from typing import Any, cast

from adlint.models.stated import KEYS
from adlint.settings.table import Kind, Setting, Settings, table

_STRINGS = {"type": "array", "items": {"type": "string"}}


def line(setting: Setting) -> str:
    """The setting in one line."""
    return f"{setting.name:<18} {setting.documentation}"


def page(setting: Setting) -> str:
    """The setting in full, as plain text."""
    facts = f"Type: {kind(setting)}\nDefault: {toml(setting.default)}"
    example = "\n".join("    " + text for text in _example(setting).split("\n"))
    return f"{setting.name}\n\n{setting.documentation}\n\n{facts}\nExample:\n\n{example}\n"


def markdown() -> str:
    """All settings as one page of Markdown."""
    head = (
        "# Settings\n\nSettings stand in `[tool.adlint]` of `pyproject.toml`, or at the top level of\n"
        "`adlint.toml` (tables there are written without `tool.adlint.`). The nearest of these, from the\n"
        "checked files upwards, holds. `adlint config KEY` prints what this page says.\n"
    )
    return "\n".join((head, *(_section(setting) for setting in table())))


def schema() -> dict[str, Any]:
    """The JSON schema of the table `[tool.adlint]`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "adlint",
        "description": "Settings of adlint: [tool.adlint] in pyproject.toml, or adlint.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {setting.name: _property(setting) for setting in table()},
    }


def effective(settings: Settings) -> str:
    """The settings of a run as TOML, one key a line."""
    return "".join(f"{setting.name} = {toml(getattr(settings, setting.field))}\n" for setting in table())


def kind(setting: Setting) -> str:
    """The type of the setting, in words."""
    return " | ".join(f'"{choice}"' for choice in setting.choices) or setting.kind.value


def toml(value: object) -> str:
    """A frozen value as TOML; tuples of (key, value) are tables."""
    if isinstance(value, tuple):
        return _table_text(value) if _is_table(value) else "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _quoted(value) if isinstance(value, str) else str(value)


def _is_table(value: tuple[Any, ...]) -> bool:
    pairs = all(isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in value)
    return bool(value) and pairs


def _table_text(value: tuple[tuple[str, object], ...]) -> str:
    return "{ " + ", ".join(f"{_quoted(key)} = {toml(item)}" for key, item in value) + " }"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _example(setting: Setting) -> str:
    return setting.example if setting.example.startswith("[") else f"[tool.adlint]\n{setting.example}"


def _section(setting: Setting) -> str:
    facts = f"- type: {kind(setting)}\n- default: `{toml(setting.default)}`"
    return f"## {setting.name}\n\n{setting.documentation}\n\n{facts}\n\n```toml\n{_example(setting)}\n```\n"


def _property(setting: Setting) -> dict[str, Any]:
    return {"description": setting.documentation, **_shape(setting)}


def _shape(setting: Setting) -> dict[str, Any]:
    match setting.kind:
        case Kind.BOOLEAN:
            return {"type": "boolean", "default": setting.default}
        case Kind.STRING:
            return {"type": "string", "default": setting.default}
        case Kind.CHOICE:
            return {"enum": list(setting.choices), "default": setting.default}
        case Kind.STRINGS | Kind.CODES:
            return {**_STRINGS, "default": list(cast("tuple[str, ...]", setting.default))}
        case Kind.CODES_BY_GLOB:
            return {"type": "object", "additionalProperties": _STRINGS}
        case Kind.SIZES:
            return {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
        case Kind.ENTRIES:
            return {"type": "array", "items": _table("call", {"call": {"type": "string"}})}
        case Kind.MODELS:
            texts = {key: {"type": "string"} for key in ("name", "shape", "dtype")}
            return {"type": "array", "items": _table("name", {key: texts.get(key, _STRINGS) for key in KEYS})}


def _table(needed: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [needed], "properties": properties, "additionalProperties": False}
