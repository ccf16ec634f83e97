"""What commands print, `adlint tape` if no other is named: the document, or the complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adlint.cli import main

Capture = pytest.CaptureFixture[str]


class Asking:
    """One command."""

    def __init__(self, command: str) -> None:
        self.command = command

    def answered(self, capsys: Capture, *arguments: str) -> dict[str, Any]:
        """The JSON document that it prints."""
        status = main([self.command, *arguments, "--output-format", "json"])
        out, problems = capsys.readouterr()
        assert status == 0, problems
        document = json.loads(out)
        assert isinstance(document, dict)
        return document

    def refused(self, capsys: Capture, *arguments: str) -> str:
        """What it complains of when it does not answer."""
        assert main([self.command, *arguments]) == 2
        out, problems = capsys.readouterr()
        assert not out
        assert "internal error" not in problems
        return problems


answered, refused = Asking("tape").answered, Asking("tape").refused


def pointed(call: str, mark: int) -> list[str]:
    """The lines of a complaint that show the call, and the place in it."""
    return [f"  {call}", f"  {' ' * mark}^"]
