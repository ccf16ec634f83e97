"""What examples/README.md says that adlint finds is what it finds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| `(\w+\.py)` \|.*?\| (.*) \|$", re.MULTILINE)


def promised() -> dict[str, set[str]]:
    """The rules that the table names, by program."""
    table = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    return {name: set(re.findall(r"AD\d{3}", text)) for name, text in ROW.findall(table)}


def found() -> dict[str, set[str]]:
    """The rules that find something, by program."""
    command = [
        sys.executable,
        "-m",
        "adlint",
        "check",
        "--no-cache",
        "--exit-zero",
        "--output-format",
        "json",
        "examples",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    findings = json.loads(done.stdout)["findings"]
    return {path.name: {f["code"] for f in findings if Path(f["path"]).name == path.name} for path in programs()}


def programs() -> list[Path]:
    """The example programs."""
    return sorted((ROOT / "examples").glob("*.py"))


def test_the_table_tells_the_truth() -> None:
    assert promised() == found()


def test_the_examples_show_at_least_four_rules() -> None:
    assert len(set().union(*promised().values())) >= 4


def test_what_the_readme_shows_of_sets_is_what_is_printed() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^\$ adlint (sets \S+::\S+)\n(.*?)```", page, re.MULTILINE | re.DOTALL)
    assert shown is not None
    command = [sys.executable, "-m", "adlint", *shown[1].split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == shown[2]
