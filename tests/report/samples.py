"""Reports made by hand."""

from __future__ import annotations

from adlint.finding import Applicability, Edit, Finding, Fix, Position, Range, Related, Severity
from adlint.report.shown import Shown
from adlint.source import Source

TEXT = """\
import numpy as np

def solve(u, path):
\tlog = open(path)
\tfor n in range(10):
\t\tu = step(u, "日本", log)
\treturn u
"""


def span(line: int, column: int, end_line: int, end_column: int) -> Range:
    return Range(Position(line, column), Position(end_line, end_column))


def finding(**changes: object) -> Finding:
    values: dict[str, object] = {
        "code": "AD101",
        "name": "open-without-close",
        "severity": Severity.WARNING,
        "message": "the file stays open",
        "path": "pkg/run.py",
        "range": span(4, 8, 4, 18),
        "function": "solve",
    }
    return Finding(**{**values, **changes})


def shown(*findings: Finding, **changes: object) -> Shown:
    values: dict[str, object] = {
        "findings": findings,
        "sources": {"pkg/run.py": Source("pkg/run.py", TEXT)},
        "files": 2,
        "version": "0.1.0",
    }
    return Shown(**{**values, **changes})


CHAIN = (Related("pkg/run.py", span(6, 7, 6, 23), "called here, 100% of the time"),)
FIX = Fix("close it", Applicability.SAFE, (Edit("pkg/run.py", span(7, 1, 7, 1), "\tlog.close()\n"),))
RICH = finding(severity=Severity.ERROR, related=CHAIN, fix=FIX, data=(("bytes", 8), ("size", None), ("name", "log")))
