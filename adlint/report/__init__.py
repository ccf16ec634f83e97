"""Printers: what a run found, as text for people and for machines. They compute nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adlint.report.shown import Shown


def render(output_format: str, shown: Shown) -> str:
    """The findings in one of the formats of `check --output-format`, ended by a newline unless empty."""
    match output_format:
        case "full":
            from adlint.report.full import full as printer
        case "concise":
            from adlint.report.concise import concise as printer
        case "json":
            from adlint.report.json_document import json_document as printer
        case "jsonl":
            from adlint.report.jsonl import jsonl as printer
        case "github":
            from adlint.report.github import github as printer
        case "gitlab":
            from adlint.report.gitlab import gitlab as printer
        case "sarif":
            from adlint.report.sarif import sarif as printer
        case "junit":
            from adlint.report.junit import junit as printer
        case _:
            raise ValueError(output_format)
    return printer(shown)
