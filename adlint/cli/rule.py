"""`adlint rule`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adlint.cli.failure import Failure
from adlint.cli.streams import put
from adlint.report.rule_pages import page
from adlint.rules import registry
from adlint.settings.values import nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from adlint.report.shown import RuleText


def rule(arguments: Namespace) -> int:
    """0 if the rule exists."""
    rules: Sequence[RuleText] = registry()
    chosen = rules if arguments.code is None else [_find(rules, arguments.code)]
    if arguments.output_format == "json":
        import json

        put(json.dumps([_data(r) for r in chosen], indent=2) + "\n")
    elif arguments.code is None:
        put("".join(f"{r.code}  {r.severity.value:<7}  {r.name}\n" for r in chosen))
    else:
        put(page(chosen[0]))
    return 0


def _find(rules: Sequence[RuleText], wanted: str) -> RuleText:
    for candidate in rules:
        if wanted.lower() in {candidate.code.lower(), candidate.name}:
            return candidate
    names = [word for r in rules for word in (r.code, r.name)]
    raise Failure(f"unknown rule {wanted!r}{nearest(wanted, names)}")


def _data(chosen: RuleText) -> dict[str, Any]:
    return {
        "code": chosen.code,
        "name": chosen.name,
        "severity": chosen.severity.value,
        "since": chosen.since,
        "documentation": chosen.documentation,
        "examples": chosen.examples,
    }
