"""What `adlint tape` prints: the document, or the complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adlint.cli import main

Capture = pytest.CaptureFixture[str]


def answered(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """The document that the command prints."""
    status = main(["tape", *arguments, "--output-format", "json"])
    out, problems = capsys.readouterr()
    assert status == 0, problems
    document = json.loads(out)
    assert isinstance(document, dict)
    return document


def refused(capsys: Capture, *arguments: str) -> str:
    """What the command complains of."""
    assert main(["tape", *arguments]) == 2
    out, problems = capsys.readouterr()
    assert not out
    assert "internal error" not in problems
    return problems


def pointed(call: str, mark: int) -> list[str]:
    """The lines of a complaint that show the call, and the place in it."""
    return [f"  {call}", f"  {' ' * mark}^"]
