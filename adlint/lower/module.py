"""A whole text: parsed (around its errors) and lowered."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from adlint import ir
from adlint.lower import definitions, scopes
from adlint.lower.builder import Builder, Unit
from adlint.lower.parse import Problem, parse
from adlint.lower.statements import statements
from adlint.source import NEWLINE

_START = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)  # where a module's body stands
_LOADED = (definitions, scopes)  # imported for what they register


class Lowered(Struct, frozen=True):
    """The module, and what could not be parsed."""

    module: ir.Module
    problems: tuple[Problem, ...]


def lower(text: str) -> Lowered:
    """The intermediate representation of `text`. Never raises: a definition with a syntax error is left out,
    everything else is there, and the error is among the problems.
    """
    tree, problems = parse(text)
    module, _ = _lowered(text, tree, is_mapped=False)
    return Lowered(module, problems)


def source_map(text: str) -> ir.SourceMap:
    """Where the operations of `lower(text)` stand: found by lowering again, for only a text that something is said of
    needs it, and that is one of many.
    """
    return _lowered(text, parse(text)[0], is_mapped=True)[1]


def _lowered(text: str, tree: ast.Module, *, is_mapped: bool) -> tuple[ir.Module, ir.SourceMap]:
    unit = Unit(_rebindable(text, tree), is_mapped)
    top = Builder(unit, "", "module")
    top.number(_START)
    statements(top, tree.body)
    return ir.Module((top.finish(()), *unit.functions)), ir.SourceMap(unit.spans)


def blank(problem: Problem) -> Lowered:
    """An empty module with one problem."""
    body = ir.Function("", "module", (), (), frozenset(), frozenset(), frozenset())
    return Lowered(ir.Module((body,)), (problem,))


def _rebindable(text: str, tree: ast.Module) -> frozenset[str]:
    """The names that a call may rebind, because a function declares them, or a walrus."""
    found: set[str] = set()
    if ":=" in text:
        found.update(_walruses(text, tree))
    if "global" in text or "nonlocal" in text:
        todo: list[ast.AST] = [*tree.body]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Global | ast.Nonlocal):
                found.update(node.names)
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                inside = getattr(node, part, None)
                if isinstance(inside, list):
                    todo.extend(inside)
    return frozenset(found)


def _walruses(text: str, tree: ast.Module) -> Iterator[str]:
    """The names that a walrus binds: the tree is searched only around the lines where one may stand."""
    lines = [number for number, line in enumerate(NEWLINE.split(text), 1) if ":=" in line]
    todo: list[ast.AST] = [*tree.body]
    while todo:
        node = todo.pop()
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", sys.maxsize)
        at = bisect_left(lines, first)
        if at < len(lines) and lines[at] <= last:
            if isinstance(node, ast.NamedExpr):
                yield node.target.id
            todo.extend(ast.iter_child_nodes(node))
