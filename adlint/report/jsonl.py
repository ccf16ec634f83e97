"""`--output-format jsonl`: one JSON object a line, one line a finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adlint.report.plain import finding_data

if TYPE_CHECKING:
    from adlint.report.shown import Shown


def jsonl(shown: Shown) -> str:
    """The findings, each as the object that `json` has for it."""
    return "".join(json.dumps(finding_data(finding)) + "\n" for finding in shown.findings)
