"""Definitions of functions and classes."""

from __future__ import annotations

import ast

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import expression, operands
from adlint.lower.scopes import close, defaults
from adlint.lower.statements import STATEMENTS, statements

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def _function(b: Builder, node: Definition) -> None:
    decorators = operands(b, node.decorator_list)
    values = defaults(b, node.args)
    annotations = _annotations(b, node)
    inner = Builder(b.unit, b.qualified(node.name), "function")
    inner.number(node)
    statements(inner, node.body)
    made = close(b, node, inner, node.args, values, annotations)
    b.store(node, node.name, _decorated(b, node, decorators, made))


def _annotations(b: Builder, node: Definition) -> tuple[tuple[str, ir.Operand], ...]:
    """The annotations of parameters, and of the result under `return`."""
    a = node.args
    named = [
        *a.posonlyargs,
        *a.args,
        *([a.vararg] if a.vararg else []),
        *a.kwonlyargs,
        *([a.kwarg] if a.kwarg else []),
    ]
    found = [(p.arg, expression(b, p.annotation)) for p in named if p.annotation is not None]
    if node.returns is not None:
        found.append(("return", expression(b, node.returns)))
    return tuple(found)


def _decorated(b: Builder, node: Definition | ast.ClassDef, decorators: list[ir.Operand], made: int) -> int:
    for position, decorator in reversed(list(enumerate(decorators))):
        at = b.number(node.decorator_list[position])
        b.ops.append(ir.Call(at, decorator, (made,), ()))
        made = at
    return made


def _class(b: Builder, node: ast.ClassDef) -> None:
    decorators = operands(b, node.decorator_list)
    plain = [base.value if isinstance(base, ast.Starred) else base for base in node.bases]
    values = operands(b, [*plain, *[k.value for k in node.keywords]])
    bases = [ir.Starred(v) if isinstance(n, ast.Starred) else v for n, v in zip(node.bases, values, strict=False)]
    keywords = tuple([(k.arg, v) for k, v in zip(node.keywords, values[len(plain) :], strict=True)])
    inner = Builder(b.unit, b.qualified(node.name), "class")
    inner.number(node)
    statements(inner, node.body)
    b.unit.functions.append(inner.finish(()))
    at = b.number(node)
    b.ops.append(ir.MakeClass(at, inner.name, tuple(bases), keywords))
    b.store(node, node.name, _decorated(b, node, decorators, at))


STATEMENTS.update({ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.ClassDef: _class})
