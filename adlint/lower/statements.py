"""Statements: each appends operations to the block that is being built."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from adlint import ir
from adlint.lower.annotations import annotation, written
from adlint.lower.builder import Builder
from adlint.lower.expressions import BINARY, EXPRESSIONS, expression, following, operands, pair
from adlint.lower.patterns import match_statement
from adlint.lower.targets import TARGETS, bind, unbind


def statements(b: Builder, nodes: Sequence[ast.stmt]) -> None:
    """Append the operations of `nodes`."""
    for node in nodes:
        STATEMENTS[type(node)](b, node)


def block(b: Builder, nodes: Sequence[ast.stmt]) -> ir.Block:
    """The operations of `nodes` as a block of their own."""
    if not nodes:
        return ()
    outer, b.ops = b.ops, []
    statements(b, nodes)
    inner, b.ops = tuple(b.ops), outer
    return inner


def _test(b: Builder, node: ast.expr) -> tuple[ir.Block, ir.Operand]:
    """The operations that compute `node`, and its value."""
    outer, b.ops = b.ops, []
    value = expression(b, node)
    inner, b.ops = tuple(b.ops), outer
    return inner, value


def _expression(b: Builder, node: ast.Expr) -> None:
    value = node.value
    if type(value) is not ast.Constant:
        EXPRESSIONS[type(value)](b, value)


def _assign(b: Builder, node: ast.Assign) -> None:
    assigned, targets = node.value, node.targets
    value = EXPRESSIONS[type(assigned)](b, assigned)
    if isinstance(value, str) and (len(targets) > 1 or _may_rebind(b, targets[0], value)):
        value = _load(b, node, value)
    for target in targets:
        TARGETS[type(target)](b, target, value)


def _may_rebind(b: Builder, target: ast.expr, name: str) -> bool:
    """Whether what is evaluated for a target may rebind a variable before it is read."""
    return name in b.rebindable and not isinstance(target, ast.Name)


def _load(b: Builder, node: ast.Assign, name: str) -> int:
    at = b.number(node)
    b.ops.append(ir.Load(at, name))
    return at


def _annotated(b: Builder, node: ast.AnnAssign) -> None:
    if node.value is not None:
        bind(b, node.target, expression(b, node.value))
        if isinstance(set_ := b.ops[-1], ir.SetAttribute):
            b.ops[-1] = ir.SetAttribute(set_.at, set_.base, set_.name, set_.value, written(node.annotation))
    if isinstance(node.target, ast.Name):
        b.bound.add(node.target.id)
        b.ops.append(ir.Annotate(b.number(node), node.target.id, annotation(b, node.annotation, is_local=True)))


def _augmented(b: Builder, node: ast.AugAssign) -> None:
    operator = BINARY[type(node.op)] + "="
    match node.target:
        case ast.Name(id=name):
            left, right = pair(b, node.target, node.value)
            at = b.number(node)
            b.ops.append(ir.Binary(at, operator, left, right))
            b.store(node, name, at)
        case ast.Attribute(value=value, attr=name):
            base = expression(b, value)
            got = b.number(node.target)
            b.ops.append(ir.GetAttribute(got, base, name))
            held = [base]
            at = _combined(b, node, operator, got, held)
            b.ops.append(ir.SetAttribute(b.number(node), held[0], name, at))
        case ast.Subscript():
            base, index = pair(b, node.target.value, node.target.slice)
            got = b.number(node.target)
            b.ops.append(ir.GetItem(got, base, index))
            held = [base, index]
            at = _combined(b, node, operator, got, held)
            b.ops.append(ir.SetItem(b.number(node), held[0], held[1], at))


def _combined(b: Builder, node: ast.AugAssign, operator: str, left: int, held: list[ir.Operand]) -> int:
    """What is put back where `held` stands, whatever computing it rebinds."""
    right = following(b, node.value, held)
    at = b.number(node)
    b.ops.append(ir.Binary(at, operator, left, right))
    return at


def _return(b: Builder, node: ast.Return) -> None:
    value = b.unit.literal(None) if node.value is None else expression(b, node.value)
    b.leaves_early = b.leaves_early or b.ops is not b.body
    b.ops.append(ir.Return(b.number(node), value))


def _raise(b: Builder, node: ast.Raise) -> None:
    values = operands(b, [value for value in (node.exc, node.cause) if value is not None])
    exception, cause = [*values, None, None][:2]
    b.ops.append(ir.Raise(b.number(node), exception, cause))


def _assert(b: Builder, node: ast.Assert) -> None:
    condition = expression(b, node.test)
    outer, b.ops = b.ops, []
    arguments = () if node.msg is None else (expression(b, node.msg),)
    error = b.number(node)
    b.ops.append(ir.Call(error, "AssertionError", arguments, ()))
    b.ops.append(ir.Raise(b.number(node), error, None))
    failure, b.ops = tuple(b.ops), outer
    b.ops.append(ir.If(b.number(node.test), condition, (), failure))


def _delete(b: Builder, node: ast.Delete) -> None:
    for target in node.targets:
        unbind(b, target)


def _if(b: Builder, node: ast.If) -> None:
    condition = expression(b, node.test)
    at = b.number(node.test)
    b.ops.append(ir.If(at, condition, block(b, node.body), block(b, node.orelse)))


def _while(b: Builder, node: ast.While) -> None:
    at = b.number(node)
    test, condition = _test(b, node.test)
    b.ops.append(ir.While(at, test, condition, block(b, node.body), block(b, node.orelse)))


def _for(b: Builder, node: ast.For | ast.AsyncFor) -> None:
    iterable = expression(b, node.iter)
    at = b.number(node)
    outer, b.ops = b.ops, []
    bind(b, node.target, at)
    statements(b, node.body)
    body, b.ops = tuple(b.ops), outer
    b.ops.append(ir.For(at, iterable, body, block(b, node.orelse), isinstance(node, ast.AsyncFor)))


def _with(b: Builder, node: ast.With | ast.AsyncWith) -> None:
    _managers(b, node, node.items)


def _managers(b: Builder, node: ast.With | ast.AsyncWith, items: list[ast.withitem]) -> None:
    if not items:
        statements(b, node.body)
        return
    manager = expression(b, items[0].context_expr)
    at = b.number(items[0].context_expr)
    outer, b.ops = b.ops, []
    if items[0].optional_vars is not None:
        bind(b, items[0].optional_vars, at)
    _managers(b, node, items[1:])
    body, b.ops = tuple(b.ops), outer
    b.ops.append(ir.With(at, manager, body, isinstance(node, ast.AsyncWith)))


def _try(b: Builder, node: Any) -> None:
    at = b.number(node)
    body = block(b, node.body)
    handlers = tuple([_handler(b, handler) for handler in node.handlers])
    is_group = type(node).__name__ == "TryStar"
    b.ops.append(ir.Try(at, body, handlers, block(b, node.orelse), block(b, node.finalbody), is_group))


def _handler(b: Builder, node: ast.ExceptHandler) -> ir.Handler:
    test: ir.Block = ()
    kind: ir.Operand | None = None
    if node.type is not None:
        test, kind = _test(b, node.type)
    at = b.number(node)
    outer, b.ops = b.ops, []
    if node.name:
        b.store(node, node.name, at)
    statements(b, node.body)
    body, b.ops = tuple(b.ops), outer
    return ir.Handler(at, test, kind, body)


def _import(b: Builder, node: ast.Import) -> None:
    for alias in node.names:
        at = b.number(alias)
        b.ops.append(ir.Import(at, alias.name, 0, None, alias.asname is not None))
        b.store(alias, alias.asname or alias.name.partition(".")[0], at)


def _import_from(b: Builder, node: ast.ImportFrom) -> None:
    for alias in node.names:
        if alias.name == "*":
            b.ops.append(ir.ImportStar(b.number(alias), node.module or "", node.level))
            continue
        at = b.number(alias)
        b.ops.append(ir.Import(at, node.module or "", node.level, alias.name, whole=True))
        b.store(alias, alias.asname or alias.name, at)


def _scope(b: Builder, node: ast.Global | ast.Nonlocal) -> None:
    if isinstance(node, ast.Global):
        b.globals = b.globals.union(node.names)
    else:
        b.nonlocals = b.nonlocals.union(node.names)


def _jump(kind: type[ir.Break | ir.Continue]) -> Callable[[Builder, Any], None]:
    return lambda b, node: b.ops.append(kind(b.number(node)))


def _type_alias(b: Builder, node: Any) -> None:
    at = b.number(node)
    b.ops.append(ir.Call(at, "type", (b.unit.literal(node.name.id),), ()))
    b.store(node, node.name.id, at)


STATEMENTS: dict[type, Callable[[Builder, Any], None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: lambda b, node: match_statement(b, node, block),
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Global: _scope,
    ast.Nonlocal: _scope,
    ast.Break: _jump(ir.Break),
    ast.Continue: _jump(ir.Continue),
    ast.Pass: lambda _builder, _node: None,
}
if hasattr(ast, "TypeAlias"):
    STATEMENTS[ast.TypeAlias] = _type_alias
