"""What is handed to libraries that call it: its hazards are hazards of the function that hands it on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.answers.sets.sets import Piece
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


def test_fields_of_a_tree_that_a_library_made_are_handed_on_and_not_called() -> None:
    text = "import jax\nimport jax.numpy as jnp\n\ndef rate(a):\n    return jnp.roll(a, 1) - a\n\n"
    text += "def rates(s):\n    return jax.tree.map(lambda x: -x, {'h': rate(s.h), 'u': rate(s.u)})\n\n"
    text += "def step(s):\n    half = jax.tree.map(lambda x: 2 * x, s)\n    return rates(half)\n"
    sets = Workspace().sets([Document("m.py", "m", text)], "m.py", "step")
    assert [one.reentrant for one in (sets.whole, *sets.candidates)] == ["yes", "yes"]
