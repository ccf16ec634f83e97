"""What is handed to libraries that call it: its hazards are hazards of the function that hands it on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from adlint.document import Document
from adlint.sets import Piece
from adlint.workspace import Workspace

_DATA = Path(__file__).parent / "handed.txt"  # a module, and behind a line of dashes the bodies of functions of `x`


def _bodies() -> list[str]:
    return _DATA.read_text(encoding="utf-8").partition("\n---\n")[2].splitlines()


@cache
def _program() -> tuple[Workspace, Document]:
    prelude = _DATA.read_text(encoding="utf-8").partition("\n---\n")[0]
    functions = [f"def f{n}(x):\n    {body}\n    return x\n" for n, body in enumerate(_bodies())]
    return Workspace(), Document("m.py", "m", "\n".join((prelude, *functions)))


def _whole(function: str) -> Piece:
    workspace, document = _program()
    return workspace.sets([document], "m.py", function).whole


@pytest.mark.parametrize("number", range(len(_bodies())))
def test_what_is_handed_on_is_looked_into(number: int) -> None:
    assert _whole(f"f{number}").reentrant != "yes", _bodies()[number]


def test_what_only_keeps_or_compares_calls_nothing() -> None:
    assert _whole("keeps").reentrant == "yes"


def test_objects_without_hazard_may_be_handed_on() -> None:
    assert _whole("harmless").reentrant == "yes"
