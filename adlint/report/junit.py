"""`--output-format junit`: a test suite a file, a failed test a finding."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from adlint.report.place import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adlint.finding import Finding
    from adlint.report.shown import Shown

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(shown: Shown) -> str:
    """An XML document; a run without findings is one test that passed."""
    total = str(len(shown.findings))
    tests = str(max(len(shown.findings), 1))
    root = Element("testsuites", name="adlint", tests=tests, failures=total, errors="0")
    for path, findings in groupby(shown.findings, key=lambda finding: finding.path):
        _suite(root, path, tuple(findings))
    if not shown.findings:
        suite = SubElement(root, "testsuite", name="adlint", tests="1", failures="0", errors="0")
        SubElement(suite, "testcase", name="no findings", classname="adlint")
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, path: str, findings: Sequence[Finding]) -> None:
    number = str(len(findings))
    suite = SubElement(root, "testsuite", name=_legal(path), tests=number, failures=number, errors="0")
    for finding in findings:
        start = finding.range.start
        name = f"{finding.code} {finding.name} at {place(finding).removeprefix(finding.path + ':')}"
        case = SubElement(suite, "testcase", name=_legal(name), classname=_legal(path), line=str(start.line))
        failure = SubElement(case, "failure", message=_legal(finding.message), type=finding.code)
        steps = (f"{place(step)}: {step.message}" for step in finding.related)
        failure.text = _legal("\n".join((_sentence(finding), *steps)))


def _sentence(finding: Finding) -> str:
    return f"{place(finding)}: {finding.severity.value} {finding.code} {finding.message}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
