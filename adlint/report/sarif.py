"""`--output-format sarif`: SARIF 2.1.0, with the chain of evidence as a code flow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from adlint.finding import Severity
from adlint.report.fingerprint import numbered
from adlint.report.place import cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adlint.finding import Edit, Finding, Fix, Range, Related
    from adlint.report.shown import RuleText, Shown

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SRCROOT"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(shown: Shown) -> str:
    """A log of one run; the rules in it are those that found something."""
    codes = sorted({finding.code for finding in shown.findings})
    rows = numbered(shown.findings, shown.sources, shown.settings)
    run = {
        "tool": {"driver": _driver(shown, codes)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that adlint ran in."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(finding, f"{name}:{n}", codes) for finding, name, n in rows],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(shown: Shown, codes: list[str]) -> dict[str, Any]:
    rules = {rule.code: rule for rule in shown.rules}
    names = {finding.code: finding.name for finding in shown.findings}
    described = [_rule(rules[code]) if code in rules else {"id": code, "name": names[code]} for code in codes]
    return {"name": "adlint", "semanticVersion": shown.version, "rules": described}


def _rule(rule: RuleText) -> dict[str, Any]:
    text = rule.documentation.strip() or rule.name
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": text.partition("\n")[0]},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "helpUri": f"urn:adlint:rule:{rule.code}",
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"since": rule.since, "tags": ["automatic-differentiation"]},
    }


def _result(finding: Finding, fingerprint: str, codes: list[str]) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{**_location(finding), **_function(finding)}],
        "partialFingerprints": {"adlint/v1": fingerprint},
        **_evidence(finding),
        **({} if finding.fix is None else {"fixes": [_fix(finding.fix)]}),
        **({"properties": dict(finding.data)} if finding.data else {}),
    }


def _location(at: Finding | Related) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(at.path), "region": _region(at.range)}
    text = f"{cell(at).removeprefix(':')}: {at.message}" if at.cell is not None else at.message
    return {"physicalLocation": physical, "message": {"text": text}}


def _function(finding: Finding) -> dict[str, Any]:
    if not finding.function:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": finding.function, "kind": "function"}]}


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": "file://" + quote(path, errors="surrogateescape")}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": _ROOT}


def _region(span: Range) -> dict[str, int]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


def _evidence(finding: Finding) -> dict[str, Any]:
    """The evidence as one flow that begins at the finding; nothing if the finding stands for itself."""
    if not finding.related:
        return {}
    chain: tuple[Finding | Related, ...] = (finding, *finding.related)
    steps = [{"location": _location(at)} for at in chain]
    related = [{"id": number, **_location(step)} for number, step in enumerate(finding.related)]
    return {"codeFlows": [{"threadFlows": [{"locations": steps}]}], "relatedLocations": related}


def _fix(fix: Fix) -> dict[str, Any]:
    paths = sorted({edit.path for edit in fix.edits})
    changes = [_change(path, (edit for edit in fix.edits if edit.path == path)) for path in paths]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _change(path: str, edits: Iterable[Edit]) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(e.range), "insertedContent": {"text": e.text}} for e in edits]
    return {"artifactLocation": _artifact(path), "replacements": replacements}
