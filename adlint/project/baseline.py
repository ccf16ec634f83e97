"""The file of known findings."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from adlint.tape.recorded import Recorded

Entries: TypeAlias = list[dict[str, Any]]
VERSION = 1


def read_baseline(file: str) -> Entries | str:
    """What a baseline knows, or a sentence that says why it cannot be used."""
    try:
        with open(file, encoding="utf-8") as source:
            data = json.load(source)
    except OSError as error:
        return f"{file}: the baseline cannot be read: {error.strerror}"
    except ValueError as error:
        return f"{file}: the baseline is not valid JSON: {error}"
    if not isinstance(data, dict) or data.get("version") != VERSION or not _is_valid(data.get("findings")):
        return f"{file}: not a baseline of version {VERSION}; write it again with --write-baseline"
    entries: Entries = data["findings"]
    return entries


def _is_valid(entries: object) -> bool:
    shape = {"path": str, "fingerprint": str, "count": int}
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and all(isinstance(entry.get(key), kind) for key, kind in shape.items())
        for entry in entries
    )


def read_tapes(file: str) -> tuple[Recorded, ...]:
    """The tapes that a baseline has recorded; none if it cannot be used, which `read_baseline` says."""
    try:
        with open(file, encoding="utf-8") as source:
            data = json.load(source)
        return tuple(Recorded(**one) for one in data.get("tapes", ()))
    except (OSError, ValueError, TypeError, AttributeError):
        return ()
