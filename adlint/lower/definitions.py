"""Definitions of functions and classes."""

from __future__ import annotations

import ast

from adlint import ir
from adlint.lower.annotations import annotation
from adlint.lower.builder import Builder
from adlint.lower.expressions import operands
from adlint.lower.scopes import Formals, Values, close, defaults, formals
from adlint.lower.statements import STATEMENTS, statements

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def _function(b: Builder, node: Definition) -> None:
    decorators = operands(b, node.decorator_list)
    values, formal = defaults(b, node.args), formals(node.args)
    annotations = _annotations(b, formal, node.returns)
    inner = Builder(b.unit, b.qualified(node.name), "function")
    inner.number(node)
    statements(inner, node.body)
    made = close(b, node, inner, formal, values, annotations)
    b.store(node, node.name, _decorated(b, node, decorators, made))


def _annotations(b: Builder, formal: Formals, result: ast.expr | None) -> Values:
    """The annotations of parameters, and of the result under `return`."""
    found: list[tuple[str, ir.Operand]] = []
    for argument, _ in formal:
        if argument.annotation is not None:
            found.append((argument.arg, annotation(b, argument.annotation)))
    if result is not None:
        found.append(("return", annotation(b, result)))
    return tuple(found)


def _decorated(b: Builder, node: Definition | ast.ClassDef, decorators: list[ir.Operand], made: int) -> int:
    for position in range(len(decorators) - 1, -1, -1):
        at = b.number(node.decorator_list[position])
        b.ops.append(ir.Call(at, decorators[position], (made,), ()))
        made = at
    return made


def _class(b: Builder, node: ast.ClassDef) -> None:
    decorators = operands(b, node.decorator_list)
    plain = [base.value if isinstance(base, ast.Starred) else base for base in node.bases]
    values = operands(b, [*plain, *[k.value for k in node.keywords]])
    bases = [
        ir.Starred(v) if isinstance(n, ast.Starred) else v for n, v in zip(node.bases, values, strict=False)
    ]
    keywords = tuple([(k.arg, v) for k, v in zip(node.keywords, values[len(plain) :], strict=True)])
    inner = Builder(b.unit, b.qualified(node.name), "class")
    inner.number(node)
    statements(inner, node.body)
    b.unit.functions.append(inner.finish(()))
    at = b.number(node)
    b.ops.append(ir.MakeClass(at, inner.name, tuple(bases), keywords))
    b.store(node, node.name, _decorated(b, node, decorators, at))


STATEMENTS.update({ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.ClassDef: _class})
