"""What becomes of a text, as a patch that `patch` and `git apply` take."""

from __future__ import annotations

from difflib import unified_diff
from itertools import pairwise

from adlint.source import NEWLINE

_NO_END = "\n\\ No newline at end of file\n"


def diff(path: str, before: str, after: str) -> str:
    """A unified diff of two texts of a file; "" if they are equal."""
    lines = unified_diff(_lines(before), _lines(after), path, path)
    return "".join(line if line.endswith(("\n", "\r")) else line + _NO_END for line in lines)


def _lines(text: str) -> list[str]:
    ends = [0, *(end.end() for end in NEWLINE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if end > start]
