"""Targets of assignments: names, attributes, items, and nests of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import expression, operands


def bind(b: Builder, target: ast.expr, value: ir.Operand) -> None:
    """Assign `value` to `target`."""
    match target:
        case ast.Name():
            b.store(target, target.id, value)
        case ast.Attribute():
            base = expression(b, target.value)
            b.ops.append(ir.SetAttribute(b.number(target), base, target.attr, value))
        case ast.Subscript():
            base, index = operands(b, (target.value, target.slice))
            b.ops.append(ir.SetItem(b.number(target), base, index, value))
        case ast.Starred():
            bind(b, target.value, value)
        case ast.Tuple() | ast.List():
            _unpack(b, target, value)


def _unpack(b: Builder, target: ast.Tuple | ast.List, value: ir.Operand) -> None:
    stars = [i for i, item in enumerate(target.elts) if isinstance(item, ast.Starred)]
    before = stars[0] if stars else len(target.elts)
    at = b.number(target)
    b.ops.append(ir.Unpack(at, value, before, bool(stars), len(target.elts) - before - len(stars[:1])))
    elements = [b.number(item) for item in target.elts]
    b.ops += [ir.Element(element, at, i) for i, element in enumerate(elements)]
    for item, element in zip(target.elts, elements, strict=True):
        bind(b, item, element)


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
            base, index = operands(b, (target.value, target.slice))
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
