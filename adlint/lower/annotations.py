"""Annotations: some are expressions like others, and some Python never evaluates, though they tell types."""

from __future__ import annotations

import ast

from adlint import ir
from adlint.lower.builder import Builder
from adlint.lower.expressions import expression


def is_postponed(tree: ast.Module) -> bool:
    """Whether a module imports `annotations` from the future."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            if node.module == "__future__" and any(alias.name == "annotations" for alias in node.names):
                return True
        elif not isinstance(node, ast.Expr):
            return False
    return False


def written(node: ast.expr) -> str:
    """The text of an annotation, also of one that is a text itself."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ast.unparse(node)  # type: ignore[attr-defined]


def annotation(b: Builder, node: ast.expr, *, is_local: bool = False) -> ir.Operand:
    """What an annotation says; one that is not evaluated, as those of variables of functions are not, calls nothing: in
    the place of each call stands what it would call.
    """
    start = len(b.ops)
    said = expression(b, node)
    if b.unit.is_postponed or (is_local and b.kind == "function"):
        for position in range(start, len(b.ops)):
            op = b.ops[position]
            if isinstance(op, ir.Call):
                b.ops[position] = ir.Copy(op.at, op.at, op.callee)
    return said
