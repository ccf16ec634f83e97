"""Where the rules on what is differentiated speak, and where they are silent."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

LOOP = """\
total = 0.0
for i in range(x.shape[0]):
    total = total + x[i] ** 2
return total
"""
TEXT = (Path(__file__).parent / "entries.txt").read_text(encoding="utf-8")
PROGRAM = re.compile(r"^== ([\w ]+): (found|in order)\n(.*?)(?=\n== |\Z)", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"^( +)LOOP$", re.MULTILINE)
ENTRIES = {
    name: (PLACE.sub(lambda place: textwrap.indent(LOOP, place[1]), program), said == "found")
    for name, said, program in PROGRAM.findall(TEXT)
}
PLAIN = "import torch\n\ndef f(x):\n" + textwrap.indent(LOOP, "    ")
UPDATED = """\
import numpy as np

def step(u, v, n):
    for _ in range(n):
        w = np.sin(u)
        {statement}
    return w
"""


def found(text: str, settings: Settings) -> list[tuple[str, int]]:
    report = Workspace().check([Document("program.py", "program", text)], settings)
    assert report.internal_errors == ()
    return [(finding.code, finding.range.start.line) for finding in report.findings]


@pytest.mark.parametrize("name", ENTRIES)
def test_rules_speak_where_something_is_differentiated(name: str) -> None:
    text, expected = ENTRIES[name]
    assert bool(found(text, Settings(select=("AD209",)))) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), False),
        (Settings(entries=("program:f",)), True),
        (Settings(entries=("program:f(f32[10])",)), True),
        (Settings(entries=("program:g",)), False),
        (Settings(scope="all"), True),
    ],
)
def test_settings_name_what_is_differentiated(settings: Settings, expected: bool) -> None:
    assert (("AD209", 5) in found(PLAIN, settings)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("u += 0.1 * w / u.size", True),
        ("u[:] = w", True),
        ("u = u + 0.1 * w", False),
        ("v[:] = w", False),
        ("n += 1", False),
    ],
)
def test_what_source_transformation_has_to_push(statement: str, expected: bool) -> None:
    settings = Settings(select=("AD205",), entries=("program:step",))
    text = UPDATED.format(statement=statement)
    assert found(text, settings) == ([("AD205", 6)] if expected else [])
    assert found(text, Settings(select=("AD205",))) == []
