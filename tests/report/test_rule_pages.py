"""docs/rules says what the rules say; `adlint rule` prints the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.cli import main
from adlint.report.rule_pages import page, pages
from adlint.rules import registry

if TYPE_CHECKING:
    import pytest

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def test_the_pages_are_up_to_date() -> None:
    stand = {path.name: path.read_text(encoding="utf-8") for path in DOCS.iterdir()}
    assert stand == pages(registry()), "run: make docs"


def test_the_command_writes_all_pages(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "rules"
    subprocess.run([sys.executable, "-m", "adlint.report.rule_pages", str(folder)], check=True, timeout=60)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == pages(registry())


def test_the_index_leads_to_every_rule() -> None:
    text = pages(registry())["index.md"]
    rows = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| ([\w-]+) \| (\w+) \| .+\. \|$", text, re.MULTILINE)
    assert rows == [(r.code, r.code, r.name, r.severity.value) for r in registry()]


def test_a_change_of_a_rule_changes_its_page() -> None:
    rule = registry()[0]
    for changed in (
        replace(rule, examples="x = 1"),
        replace(rule, documentation="Y."),
        replace(rule, since="9"),
    ):
        assert page(changed) != page(rule)


def test_a_rule_without_examples_has_no_such_section() -> None:
    rule = replace(registry()[0], examples="")
    assert "## Examples" not in page(rule)
    assert page(rule).endswith(f"{rule.documentation}\n")


def test_the_command_line_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "AD105"]) == 0
    assert capsys.readouterr().out == pages(registry())["AD105.md"]
