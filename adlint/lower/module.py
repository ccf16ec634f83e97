"""A whole text: parsed (around its errors) and lowered."""

from __future__ import annotations

import ast
import re
import sys
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from adlint import ir
from adlint.lower import definitions, scopes
from adlint.lower.annotations import is_postponed
from adlint.lower.builder import Builder, Unit
from adlint.lower.parse import Problem, parse
from adlint.lower.statements import statements
from adlint.lower.unbound import unbound
from adlint.source import NEWLINE

_START = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)  # where a module's body stands
_LOADED = (definitions, scopes)  # imported for what they register
# what stands in a text where a node of a kind may be; each begins with plain text, which is found fast
_SIGNS: dict[type[ast.AST], re.Pattern[str]] = {
    ast.NamedExpr: re.compile(":="),
    ast.Global: re.compile(r"global[\s\\]"),
    ast.Nonlocal: re.compile(r"nonlocal[\s\\]"),
}


class Lowered(Struct, frozen=True):
    """The module, what could not be parsed, and the names that are bound nowhere in it (none of a text with errors)."""

    module: ir.Module
    problems: tuple[Problem, ...]
    unbound: frozenset[str] = frozenset()


def lower(text: str) -> Lowered:
    """The intermediate representation of `text`. Never raises: a definition with a syntax error is left out,
    everything else is there, and the error is among the problems.
    """
    tree, problems = parse(text)
    unit, module = _lowered(text, tree, is_mapped=False)
    return Lowered(module, problems, frozenset() if problems else unbound(module, unit.read, text))


def source_map(text: str) -> ir.SourceMap:
    """Where the operations of `lower(text)` stand: found by lowering again, for only a text that something is
    said of needs it, and that is one of many.
    """
    return ir.SourceMap(_lowered(text, parse(text)[0], is_mapped=True)[0].spans)


def _lowered(text: str, tree: ast.Module, *, is_mapped: bool) -> tuple[Unit, ir.Module]:
    unit = Unit(_rebindable(text, tree), is_mapped, is_postponed(tree))
    top = Builder(unit, "", "module")
    top.number(_START)
    statements(top, tree.body)
    return unit, ir.Module((top.finish(()), *unit.functions))


def blank(problem: Problem) -> Lowered:
    """An empty module with one problem."""
    body = ir.Function("", "module", (), (), frozenset(), frozenset(), frozenset())
    return Lowered(ir.Module((body,)), (problem,))


def _rebindable(text: str, tree: ast.Module) -> frozenset[str]:
    """The names that a call may rebind, because a function declares them, or a walrus."""
    found: set[str] = set()
    if "\r" in text:
        text = NEWLINE.sub("\n", text)
    for kind, sign in _SIGNS.items():
        lines = _lines(text, sign)
        for node in _nodes(tree, lines, kind) if lines else ():
            found.update((node.target.id,) if kind is ast.NamedExpr else node.names)
    return frozenset(found)


def _lines(text: str, sign: re.Pattern[str]) -> list[int]:
    """The numbers of the lines (1-based) where a `sign` begins, in order; lines end with LF."""
    found: list[int] = []
    line, counted = 1, 0
    for match in sign.finditer(text):
        line += text.count("\n", counted, match.start())
        found.append(line)
        counted = match.start()
    return found


def _nodes(tree: ast.Module, lines: list[int], kind: type[ast.AST]) -> Iterator[Any]:
    """The nodes of a kind; the tree is searched only around the `lines` where one may stand."""
    todo: list[ast.AST] = [*tree.body]
    while todo:
        node = todo.pop()
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", sys.maxsize)
        at = bisect_left(lines, first)
        if at < len(lines) and lines[at] <= last:
            if isinstance(node, kind):
                yield node
            todo.extend(ast.iter_child_nodes(node))
