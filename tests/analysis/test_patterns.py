"""Ways in which numerical code opens and closes, sends and receives, waits, frees, draws and reads clocks.

The programs stand in tests/data/patterns, each below a line `# --- what it shows`. Every function is taken as a
candidate. A comment of codes marks the line of findings; no other line has one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adlint.answers.document import Document
from adlint.settings import Settings
from adlint.workspace import Workspace

FOLDER = Path(__file__).parents[1] / "data" / "patterns"


def programs() -> dict[str, str]:
    """The programs by the name of their file and what they show."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        _, *parts = re.split(r"^# --- (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        names = [f"{path.stem}: {name}" for name in parts[::2]]
        assert len(set(names) - found.keys()) == len(names), f"{path.name} has two programs of a name"
        found |= dict(zip(names, parts[1::2], strict=True))
    return found


def marks(program: str) -> list[tuple[int, str]]:
    """The lines and codes of the findings that a program marks."""
    lines = enumerate(program.splitlines(), 1)
    comments = ((number, re.search(r"  # (AD1\d\d( AD1\d\d)*)$", line)) for number, line in lines)
    return [(number, code) for number, said in comments if said for code in said[1].split()]


PROGRAMS = programs()


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_found(name: str) -> None:
    report = Workspace().check([Document("m.py", "m", PROGRAMS[name])], Settings(scope="all"))
    assert [(f.range.start.line, f.code) for f in report.findings] == marks(PROGRAMS[name])


@pytest.mark.parametrize("family", sorted({name.partition(":")[0] for name in PROGRAMS}))
def test_a_family_has_programs_of_both_kinds(family: str) -> None:
    kinds = [bool(marks(text)) for name, text in PROGRAMS.items() if name.startswith(f"{family}:")]
    assert min(kinds.count(True), kinds.count(False)) >= 3
