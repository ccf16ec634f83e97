"""Marked regions stand in one block and have two ends."""

from __future__ import annotations

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

START, END = "# adlint: checkpoint-start a", "# adlint: checkpoint-end a"


def found(text: str) -> list[tuple[str, int]]:
    text = text.replace("START", START).replace("END", END)
    report = Workspace().check([Document("example.py", "example", text)], Settings(select=("AD111", "AD112")))
    assert report.internal_errors == ()
    return [(finding.code, finding.range.start.line) for finding in report.findings]


@pytest.mark.parametrize(
    "body",
    [
        "    START\n    u = u + 1\n    END\n    return u\n",
        "    START\n    for i in u:\n        if i:\n            break\n    END\n    return u\n",
        "    for i in u:\n        START\n        u = u + i\n        END\n    return u\n",
        "    START\n    def g(v):\n        return v\n    END\n    return g(u)\n",
        "    u = 1  START\n    u = u + 1\n    u = 2  END\n    return u\n",
        "    START\n    u = u + 1\n    END\n    START\n    u = u + 2\n    END\n    return u\n",
    ],
)
def test_a_region_in_one_block_is_a_piece(body: str) -> None:
    assert found("def f(u):\n" + body) == []


@pytest.mark.parametrize(
    "body",
    [
        "    START\n    if u:\n        u = u + 1\n        END\n    return u\n",
        "    if u:\n        START\n        u = 1\n    else:\n        u = 2\n        END\n    return u\n",
        "    START\n    u = u + 1\n    return u\ndef g(u):\n    u = u + 1\n    END\n    return u\n",
        "    START\n    return u\n    END\n",
        "    START\n    yield u\n    END\n",
    ],
)
def test_what_crosses_control_is_found(body: str) -> None:
    assert [code for code, _ in found("def f(u):\n" + body)] == ["AD111"]


def test_regions_lie_one_in_the_other_or_apart() -> None:
    inner = ("# adlint: checkpoint-start b", "# adlint: checkpoint-end b")
    nested = f"START\nx = 1\n{inner[0]}\ny = 2\n{inner[1]}\nEND\n"
    assert found(nested) == []
    assert found(f"START\nx = 1\n{inner[0]}\ny = 2\nEND\nz = 3\n{inner[1]}\n") == [("AD111", 3)]


def test_a_mark_without_its_other_half_is_found() -> None:
    assert found("START\nx = 1\nSTART\ny = 2\nEND\nEND\n") == [("AD112", 1), ("AD112", 6)]
