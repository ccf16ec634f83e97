"""`match` statements and their patterns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import expression


def match_statement(
    b: Builder, node: ast.Match, block: Callable[[Builder, Sequence[ast.stmt]], ir.Block]
) -> None:
    """Append the Match; `block` lowers a list of statements."""
    subject = expression(b, node.subject)
    at = b.number(node)
    b.ops.append(ir.Match(at, subject, tuple([_case(b, case, block) for case in node.cases])))


def _case(
    b: Builder, node: ast.match_case, block: Callable[[Builder, Sequence[ast.stmt]], ir.Block]
) -> ir.Case:
    outer, b.ops = b.ops, []
    pattern = _pattern(b, node.pattern)
    test, b.ops = tuple(b.ops), []
    guard = None if node.guard is None else expression(b, node.guard)
    guard_test, b.ops = tuple(b.ops), outer
    return ir.Case(test, pattern, guard_test, guard, block(b, node.body))


def _pattern(b: Builder, node: ast.pattern) -> ir.Pattern:
    match node:
        case ast.MatchValue():
            return ir.PatternValue(expression(b, node.value))
        case ast.MatchSingleton():
            return ir.PatternValue(b.unit.literal(node.value))
        case ast.MatchStar():
            return ir.PatternStar(_bound(b, node.name))
        case ast.MatchSequence():
            return ir.PatternSequence(tuple([_pattern(b, item) for item in node.patterns]))
        case ast.MatchMapping():
            keys = tuple([expression(b, key) for key in node.keys])
            return ir.PatternMapping(
                keys, tuple([_pattern(b, item) for item in node.patterns]), _bound(b, node.rest)
            )
        case ast.MatchClass():
            cls = expression(b, node.cls)
            named = [(n, _pattern(b, p)) for n, p in zip(node.kwd_attrs, node.kwd_patterns, strict=True)]
            return ir.PatternClass(cls, tuple([_pattern(b, item) for item in node.patterns]), tuple(named))
        case ast.MatchOr():
            return ir.PatternOr(tuple([_pattern(b, item) for item in node.patterns]))
        case ast.MatchAs():
            inner = None if node.pattern is None else _pattern(b, node.pattern)
            return ir.PatternCapture(_bound(b, node.name), inner)
    raise AssertionError(node)


def _bound(b: Builder, name: str | None) -> str | None:
    if name is not None:
        b.bound.add(name)
    return name
