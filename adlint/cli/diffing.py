"""What becomes of a text, as a patch that `patch` and `git apply` take."""

from __future__ import annotations

from difflib import unified_diff

from adlint.source import with_ends

_NO_END = "\n\\ No newline at end of file\n"


def diff(path: str, before: str, after: str) -> str:
    """A unified diff of two texts of a file; "" if they are equal."""
    old, new = ([line for line in with_ends(text) if line] for text in (before, after))
    lines = unified_diff(old, new, path, path)
    return "".join(line if line.endswith(("\n", "\r")) else line + _NO_END for line in lines)
