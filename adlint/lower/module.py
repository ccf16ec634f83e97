"""A whole text: parsed (around its errors) and lowered."""

from __future__ import annotations

import ast
from array import array
from dataclasses import dataclass

from adlint import ir
from adlint.lower import definitions, scopes
from adlint.lower.builder import Builder, Unit
from adlint.lower.parse import Problem, parse
from adlint.lower.statements import statements

_LOADED = (definitions, scopes)  # imported for what they register


@dataclass(frozen=True, slots=True)
class Lowered:
    """The module, where its operations stand, and what could not be parsed."""

    module: ir.Module
    source_map: ir.SourceMap
    problems: tuple[Problem, ...]


def lower(text: str) -> Lowered:
    """The intermediate representation of `text`. Never raises: a definition with a syntax error is left out,
    everything else is there, and the error is among the problems.
    """
    tree, problems = parse(text)
    unit = Unit(_rebindable(text, tree))
    top = Builder(unit, "", "module")
    top.spans.extend((1, 0, 1, 0))
    statements(top, tree.body)
    module = ir.Module((top.finish(()), *unit.functions))
    return Lowered(module, ir.SourceMap(unit.spans), problems)


def blank(problem: Problem) -> Lowered:
    """An empty module with one problem."""
    body = ir.Function("", "module", (), (), frozenset(), frozenset(), frozenset())
    return Lowered(ir.Module((body,)), ir.SourceMap({"": array("I", (1, 0, 1, 0))}), (problem,))


def _rebindable(text: str, tree: ast.Module) -> frozenset[str]:
    """The names that a call may rebind, because a function declares them, or a walrus."""
    found: set[str] = set()
    if ":=" in text:
        found.update(node.target.id for node in ast.walk(tree) if isinstance(node, ast.NamedExpr))
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
