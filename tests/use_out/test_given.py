"""What a call passes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from adlint.storage.invocation import calls
from adlint.storage.invocation.calls import Given
from adlint.storage.state import State
from adlint.storage.things.values import NUMBER

if TYPE_CHECKING:
    import pytest


def test_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where several methods may be called, what is passed is read once in each state; else whenever it is asked."""
    read = []
    monkeypatch.setattr(calls, "read", lambda _run, state, value: read.append((state, value)))
    run, one, other = cast("Any", SimpleNamespace()), cast("State", object()), cast("State", object())
    given = Given((NUMBER,))
    shared = given.shared()
    for state in (one, one, other):
        shared.read(run, state)
    assert [state for state, value in read if value is NUMBER] == [one, other]
    read.clear()
    for state in (one, one):
        given.read(run, state)
    assert [state for state, value in read if value is NUMBER] == [one, one]
