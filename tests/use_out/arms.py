"""Arms of branches that no run takes: programs without them tell what they add to static sets."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

END = "raise SystemExit"


def taken(text: str, number: int) -> set[tuple[int, bool]]:
    """The `if` statements, by line, with whether the condition held, that a run of the program with an input of that
    number goes through.
    """
    seen: set[tuple[int, bool]] = set()

    def noted(line: int, condition: Any) -> bool:
        seen.add((line, bool(condition)))
        return bool(condition)

    space: dict[str, Any] = {"__name__": "m", "_noted": noted}
    with np.errstate(all="ignore"):
        exec(_noting(text), space)
        space["main"](number)
    return seen


@lru_cache(maxsize=4)
def _noting(text: str) -> CodeType:
    """The code of a program that tells of its conditions."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            node.test = ast.Call(ast.Name("_noted", ast.Load()), [ast.Constant(node.lineno), node.test], [])
    return compile(ast.fix_missing_locations(tree), "<program>", "exec")


def without_untaken(text: str, seen: set[tuple[int, bool]]) -> str:
    """The program with an end in the place of each arm that is not taken, and all else on the lines where it was.

    Of an `if` without `else` that always holds, the condition is asserted. What is never reached is as it was.
    """
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        ways = {way for way in (True, False) if isinstance(node, ast.If) and (node.lineno, way) in seen}
        if not isinstance(node, ast.If) or len(ways) != 1:
            continue
        if True not in ways:
            _end(lines, node.body)
        elif node.orelse:
            _end(lines, node.orelse)
        else:
            head = node.lineno - 1
            lines[head] = lines[head].replace("if ", "assert ", 1).rstrip(":")
            for at in range(node.body[0].lineno - 1, node.body[-1].end_lineno or 0):
                lines[at] = lines[at][4:]
    return "\n".join([*lines, ""])


def _end(lines: list[str], body: list[ast.stmt]) -> None:
    first, last = body[0].lineno - 1, body[-1].end_lineno or 0
    indent = " " * (len(lines[first]) - len(lines[first].lstrip()))
    lines[first:last] = [indent + END, *[""] * (last - first - 1)]
