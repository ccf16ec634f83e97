"""A whole text: parsed (around its errors) and lowered."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from adlint import ir
from adlint.lower import definitions, scopes
from adlint.lower.builder import Builder, Unit
from adlint.lower.parse import Problem, parse
from adlint.lower.statements import statements

_DECLARED = re.compile(r"(?:global|nonlocal)[ \t]+([\w, \t]+)")
_BEFORE_WALRUS = re.compile(r"(\w+)[ \t]*$")
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
    unit = Unit(_rebindable(text))
    top = Builder(unit, "", "module")
    top.spans.extend((1, 0, 1, 0))
    statements(top, tree.body)
    module = ir.Module((top.finish(()), *unit.functions))
    return Lowered(module, ir.SourceMap(unit.spans), problems)


def blank(problem: Problem) -> Lowered:
    """An empty module with one problem."""
    body = ir.Function("", "module", (), (), frozenset(), frozenset(), frozenset())
    return Lowered(ir.Module((body,)), ir.SourceMap({"": array("I", (1, 0, 1, 0))}), (problem,))


def _rebindable(text: str) -> frozenset[str]:
    found: set[str] = set()
    if "global " in text or "nonlocal " in text:
        for names in _DECLARED.findall(text):
            found.update(re.findall(r"\w+", names))
    at = text.find(":=")
    while at >= 0:
        found.update(_BEFORE_WALRUS.findall(text, max(at - 80, 0), at))
        at = text.find(":=", at + 2)
    return frozenset(found)
