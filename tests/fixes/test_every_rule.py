"""Fixes of what the rules' examples find: each by itself, and all together."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from adlint.answers.check.fixing import fixed
from adlint.answers.document import Document, Report
from adlint.finding import Applicability, Finding
from adlint.fixes import fix
from adlint.fixes.applying import applied
from adlint.rules import Rule, registry
from adlint.settings import Settings
from adlint.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1]))
from test_rules import of_rule, program

RULES = [rule for rule in registry() if rule.examples]
DOCUMENTED = [rule for rule in RULES if "\n## Fix\n" in rule.documentation]


def checked(rule: Rule, text: str) -> Report:
    report = Workspace().check([Document("example.py", "example", text)], Settings(extend_select=(rule.code,)))
    assert report.internal_errors == ()
    return report


def found(report: Report) -> Counter[tuple[str, str]]:
    """How many findings of each rule there are in each function: lines and numbers may change."""
    return Counter((one.code, one.function) for one in report.findings)


def fixable(rule: Rule) -> tuple[Report, list[Finding]]:
    report = Workspace().with_fixes(checked(rule, program(rule.examples)))
    return report, [one for one in report.findings if one.code == rule.code and one.fix is not None]


@pytest.mark.parametrize("rule", RULES, ids=of_rule)
def test_a_page_tells_of_a_fix_if_there_is_one(rule: Rule) -> None:
    assert bool(fixable(rule)[1]) == (rule in DOCUMENTED)


@pytest.mark.parametrize("rule", DOCUMENTED, ids=of_rule)
def test_a_fix_takes_its_finding_away_and_brings_no_other(rule: Rule) -> None:
    report, findings = fixable(rule)
    for one in findings:
        assert one.fix is not None
        text, done = applied(report.sources["example.py"].text, [one.fix])
        compile(text, "example.py", "exec")
        assert done == (one.fix,)
        before, after = found(report), found(checked(rule, text))
        assert after[one.code, one.function] == before[one.code, one.function] - 1
        assert after - before == Counter()


@pytest.mark.parametrize("rule", DOCUMENTED, ids=of_rule)
def test_all_fixes_together_come_to_an_end(rule: Rule) -> None:
    report = checked(rule, program(rule.examples))
    workspace = Workspace()

    def check(documents: object) -> Report:
        (document,) = documents
        return checked(rule, document.content)

    documents = [Document("example.py", "example", program(rule.examples))]
    made = fixed(report, documents, lambda: workspace, check, lambda one: one.findings, is_unsafe=True)
    assert made.is_stable
    assert [one for one in made.report.findings if one.fix is not None] == []
    assert found(made.report) - found(report) == Counter()


def test_safe_fixes_are_those_of_files_comments_and_ignores() -> None:
    safe = {
        one.code
        for rule in DOCUMENTED
        for one in fixable(rule)[1]
        if one.fix and one.fix.applicability is Applicability.SAFE
    }
    assert safe == {"AD101", "AD310", "AD902"}


def test_a_finding_without_a_repair_has_no_fix() -> None:
    rule = next(rule for rule in RULES if rule.code == "AD106")
    report = checked(rule, program(rule.examples))
    assert [fix(one, report.sources["example.py"]) for one in report.findings if one.code == "AD106"][:1] == [None]
