"""The server with a pretended analysis: AD902 on each `!word`; `!crash`, `!slow`, `!long`, `!list` do so."""

from __future__ import annotations

import re
import sys
import time

from msgspec.structs import replace

from adlint.answers.document import Report
from adlint.finding import Finding, Position, Range, Related, Severity, in_order
from adlint.server import serve
from adlint.source import Source, read
from adlint.workspace import Workspace


def check(_self, documents, _settings, progress, *_arguments):
    progress("pretending", 1, 2)
    texts = [read(document.path, document.content) for document in documents]
    sources = {text.path: text for text in texts if isinstance(text, Source)}
    findings = [finding for source in sources.values() for finding in _found(source)]
    if any(finding.message == "!slow" for finding in findings):
        time.sleep(0.5)
    if any(finding.message == "!long" for finding in findings):
        time.sleep(2)
    if any(finding.message == "!crash" for finding in findings):
        raise ZeroDivisionError
    print("a stray print")
    listed = " ".join(f"{document.path}={document.module}" for document in documents)
    findings = [replace(f, message=listed) if f.message == "!list" else f for f in findings]
    return Report(in_order(findings), sources)


def _found(source: Source):
    for number, line in enumerate(source.lines, 1):
        for word in re.finditer(r"!\w+", line):
            cell, inside = source.cell(number)
            span = Range(Position(inside, word.start() + 1), Position(inside, word.end() + 1))
            related = (Related(source.path, span, "because", cell),)
            yield Finding("AD902", "word", Severity.WARNING, word[0], source.path, span, related=related, cell=cell)


if __name__ == "__main__":
    Workspace.check = check
    sys.exit(serve())
