"""Targets of assignments: names, attributes, items, and nests of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import expression, pair


def bind(b: Builder, target: ast.expr, value: ir.Operand) -> None:
    """Assign `value` to `target`."""
    TARGETS[type(target)](b, target, value)


def _name(b: Builder, target: ast.Name, value: ir.Operand) -> None:
    b.store(target, target.id, value)


def _attribute(b: Builder, target: ast.Attribute, value: ir.Operand) -> None:
    base = expression(b, target.value)
    b.ops.append(ir.SetAttribute(b.number(target), base, target.attr, value))


def _subscript(b: Builder, target: ast.Subscript, value: ir.Operand) -> None:
    base, index = pair(b, target.value, target.slice)
    b.ops.append(ir.SetItem(b.number(target), base, index, value))


def _starred(b: Builder, target: ast.Starred, value: ir.Operand) -> None:
    bind(b, target.value, value)


def _unpack(b: Builder, target: ast.Tuple | ast.List, value: ir.Operand) -> None:
    items = target.elts
    starred = [i for i, item in enumerate(items) if type(item) is ast.Starred]
    before = starred[0] if starred else len(items)
    at = b.number(target)
    b.ops.append(ir.Unpack(at, value, before, bool(starred), len(items) - before - len(starred[:1])))
    for index, item in enumerate(items):
        b.ops.append(ir.Element(b.number(item), at, index))
    for element, item in enumerate(items, at + 1):
        TARGETS[type(item)](b, item, element)


TARGETS: dict[type, Callable[[Builder, Any, ir.Operand], None]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Starred: _starred,
    ast.Tuple: _unpack,
    ast.List: _unpack,
}


def unbind(b: Builder, target: ast.expr) -> None:
    """`del target`."""
    match target:
        case ast.Name():
            b.bound.add(b.renamed(target.id))
            b.ops.append(ir.Delete(b.number(target), b.renamed(target.id)))
        case ast.Attribute():
            base = expression(b, target.value)
            b.ops.append(ir.SetAttribute(b.number(target), base, target.attr, None))
        case ast.Subscript():
            base, index = pair(b, target.value, target.slice)
            b.ops.append(ir.SetItem(b.number(target), base, index, None))
        case ast.Tuple() | ast.List():
            for item in target.elts:
                unbind(b, item)


def bound_names(target: ast.expr) -> Iterator[str]:
    """The variables that an assignment to `target` binds."""
    match target:
        case ast.Name():
            yield target.id
        case ast.Starred():
            yield from bound_names(target.value)
        case ast.Tuple() | ast.List():
            for item in target.elts:
                yield from bound_names(item)
