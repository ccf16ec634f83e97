"""Short functions on libraries, judged right, and judged alike however they are called.

Each of `short.txt` stands behind a line with its verdict.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.workspace import Workspace

from .rephrasing import MODULE, RENAMED, WAYS, Sources, rephrased

TEXT = (Path(__file__).parent / "short.txt").read_text(encoding="utf-8")
PROGRAMS = [tuple(part.split("\n", 1)) for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]]
HEAD = re.compile(r"^def f\((.*)\):$", re.MULTILINE)
HEADS = {number: HEAD.findall(text) for number, (_, text) in enumerate(PROGRAMS)}
PLAIN = [n for n, heads in HEADS.items() if heads and "=" not in heads[0] and not re.search(r"\bf\.", PROGRAMS[n][1])]
CALLED = [way for way in WAYS if way not in ("as it is", "renamed", "by an import", "in another module")]


def verdict(sources: Sources, target: str) -> str:
    documents = [Document(f"{module}.py", module, text) for module, text in sources.items()]
    return Workspace(keeps=False).sets(documents, f"{MODULE}.py", target).whole.reentrant


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_the_verdict_is_right(number: int) -> None:
    expected, text = PROGRAMS[number]
    assert verdict({MODULE: text}, "M.f" if "class M:" in text else "f") == expected, text


@pytest.mark.parametrize("number", PLAIN)
def test_however_it_is_called_the_verdict_is_the_same(number: int) -> None:
    """Each by two of the ways, all ways in turn."""
    expected, text = PROGRAMS[number]
    given = re.sub(r": *[\w.]+(\[\w+\])?", "", HEADS[number][0])
    own = re.sub(r"^def f\(", "def looked_at(", text, flags=re.MULTILINE)
    around = f"{own}\ndef f({HEADS[number][0]}):\n    return looked_at({given})\n"
    for way in (CALLED[number % len(CALLED)], CALLED[(number // 2 + 5) % len(CALLED)]):
        found = verdict(rephrased(around, "looked_at", way), "f")
        assert found == expected, way


@pytest.mark.parametrize("number", [n for n in PLAIN if not re.search(r"\bclass |import \w+\.", PROGRAMS[n][1])])
def test_under_other_names_the_verdict_is_the_same(number: int) -> None:
    expected, text = PROGRAMS[number]
    assert verdict(rephrased(text, "", "renamed"), RENAMED) == expected
