"""Every rule finds what its examples mark, and nothing else; its page has the agreed sections."""

from __future__ import annotations

import os
import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

import adlint.rules
from adlint.answers.document import Document
from adlint.rules import Rule, registry
from adlint.settings import Settings
from adlint.tape.recorded import Recorded
from adlint.workspace import Workspace

FOLDER = Path(adlint.rules.__file__).parent
MARK = re.compile(r" *# \^+ .+")
SETTING = re.compile(r"((import|from) .*\n?)+|\w+ = [\w.()]+")  # what an example needs around it
BLOCK = re.compile(r'(examples="""\n)(.*?)(\n    """)', re.DOTALL)
DEEP = "x = " + "-" * 20_000 + "1\n"
LOOP = """\
import numpy as np


def relax(u, steps):
    for _ in range(steps):
        u = np.sin(u)
    return u


def converge(u):
    while (u * u).sum() > 1.0:
        u = 0.5 * np.sin(u)
    return u
"""


def recorded(size: int, call: str = "relax(f64[100], 10)") -> Recorded:
    """The tape of `relax` in a baseline."""
    return Recorded("example:relax", call, "source", size, str(size))


# examples that are too long to read, or that settings belong to: the text, the settings, and the lines that are found
BUILT = {
    "AD201": (LOOP, Settings(entries=("example:relax(f64[100], 10)",), budgets=(("example:relax", 7_199),)), [4]),
    "AD202": (LOOP, Settings(entries=("example:relax(f64[100], 10)",), tapes=(recorded(7_199),)), [4]),
    "AD204": (LOOP, Settings(entries=("example:relax(f64[100_000], 10)",)), [6]),
    "AD203": (LOOP, Settings(entries=("example:converge(f64[100])", "example:relax(f64[100], 10)")), [10]),
    "AD904": (DEEP + "\ny = 1\n", Settings(), [1]),
}
RULES = registry()
WITH_EXAMPLES = [rule for rule in RULES if rule.code not in BUILT]
SECTIONS = ("Why it matters", "What to do instead", "Fix", "References")
CURES = {"missing", "use", "prefer", "require", "must", "should", "avoid", "no", "dont"}


def of_rule(argument: object) -> str | None:
    return argument.name if isinstance(argument, Rule) else None


def program(examples: str) -> str:
    """The examples without their marks."""
    return "".join(f"{line}\n" for line in examples.splitlines() if not MARK.fullmatch(line))


def marked(rule: Rule, text: str) -> str:
    """The text with what the rule finds in it marked below the lines where it stands."""
    report = Workspace().check([Document("example.py", "example", text)], Settings(extend_select=(rule.code,)))
    assert report.internal_errors == ()
    lines = [[line] for line in text.splitlines()]
    for finding in report.findings:
        if finding.code == rule.code:
            start, end = finding.range.start, finding.range.end
            assert (finding.path, end.line) == ("example.py", start.line)
            assert start.column > 2, f"there is no room for a mark left of column {start.column}"
            mark = f"{' ' * (start.column - 3)}# {'^' * (end.column - start.column)} {finding.message}"
            lines[start.line - 1].append(mark)
    return "\n".join(line for group in lines for line in group)


def rewrite(rule: Rule, examples: str) -> None:
    """Put the examples into the rule's file in the place of those that stand there."""
    path = file(rule)
    block = textwrap.indent(examples, "    ")
    text = BLOCK.sub(lambda old: old[1] + block + old[3], path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")


def file(rule: Rule) -> Path:
    return FOLDER / f"{rule.code.lower()}_{rule.name.replace('-', '_')}.py"


def paragraphs(examples: str) -> list[str]:
    """The parts between blank lines that hold more than what the others need."""
    return [part for part in examples.split("\n\n") if not SETTING.fullmatch(part)]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=of_rule)
def test_a_rule_finds_what_its_examples_mark(rule: Rule) -> None:
    found = marked(rule, program(rule.examples))
    if os.environ.get("UPDATE_EXPECT") == "1":
        rewrite(rule, found)
    else:
        assert found == rule.examples


def test_a_block_is_rewritten_to_what_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(r for r in RULES if r.code == "AD105")
    text = file(rule).read_text(encoding="utf-8")
    monkeypatch.setattr("test_rules.FOLDER", tmp_path)
    assert MARK.search(text)
    file(rule).write_text(program(text), encoding="utf-8")
    rewrite(rule, marked(rule, program(rule.examples)))
    assert file(rule).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=of_rule)
def test_a_rule_has_examples_of_both_kinds(rule: Rule) -> None:
    found = [any(MARK.fullmatch(line) for line in part.splitlines()) for part in paragraphs(rule.examples)]
    assert set(found) == {True, False}


@pytest.mark.parametrize("code", BUILT)
def test_a_rule_finds_what_is_too_long_to_read(code: str) -> None:
    text, settings, lines = BUILT[code]
    report = Workspace().check([Document("example.py", "example", text)], settings)
    assert [(f.code, f.range.start.line) for f in report.findings] == [(code, line) for line in lines]


def test_a_tape_within_its_budget_is_in_order() -> None:
    text, settings, _ = BUILT["AD201"]
    enough = replace(settings, budgets=(("example:relax", 8_000),))
    assert Workspace().check([Document("example.py", "example", text)], enough).findings == ()


@pytest.mark.parametrize("known", [recorded(8_000), recorded(9_000), recorded(1, "relax(f64[10], 10)")])
def test_a_tape_that_did_not_grow_is_in_order(known: Recorded) -> None:
    text, settings, _ = BUILT["AD202"]
    report = Workspace().check([Document("example.py", "example", text)], replace(settings, tapes=(known,)))
    assert report.findings == ()


def test_codes_and_names_are_unique() -> None:
    counts = Counter(word for rule in RULES for word in (rule.code, rule.name))
    assert [word for word, count in counts.items() if count > 1] == []


def test_files_are_named_after_their_rules() -> None:
    assert {path.name for path in FOLDER.glob("ad[0-9]*.py")} == {file(rule).name for rule in RULES}
    assert [rule.code for rule in RULES if not re.fullmatch(r"AD[1-69]\d\d", rule.code)] == []


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_name_names_the_offence(rule: Rule) -> None:
    """`allow open-without-close` reads; `allow missing-close` and `allow use-with` do not."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+){1,4}", rule.name)
    assert CURES.isdisjoint(rule.name.split("-"))


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_page_has_the_sections(rule: Rule) -> None:
    first, _, rest = rule.documentation.partition("\n\n")
    headings = re.findall(r"^## (.+)$", rest, re.MULTILINE)
    assert re.fullmatch(r"[A-Z].*\.", first, re.DOTALL), "the first paragraph is a sentence"
    assert headings[:2] == list(SECTIONS[:2])
    assert set(headings) <= set(SECTIONS)
    assert "" not in [part.strip() for part in re.split(r"^## .+$", rest, flags=re.MULTILINE)[1:]]


def test_a_rule_judges_pieces_or_texts() -> None:
    checks = {
        rule.code: (rule.piece, rule.text, rule.verdict, rule.tape, rule.function, rule.placement) for rule in RULES
    }
    assert [code for code, found in checks.items() if sum(check is not None for check in found) != 1] == []
