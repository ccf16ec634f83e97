"""Smaller programs that fail in the same way."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any


def reduced(text: str, fails: Callable[[str], bool]) -> str:
    """A program that fails, and of which no statement, argument or part of an expression can be left out."""
    shrunk = True
    while shrunk:
        shrunk = False
        position = 0
        while True:
            edits = _edits(ast.parse(text))
            smaller = next(_from(edits, position), None)
            if smaller is None:
                break
            candidate = ast.unparse(ast.fix_missing_locations(smaller)) + "\n"
            if len(candidate) < len(text) and fails(candidate):
                text, shrunk = candidate, True
            else:
                position += 1
    return text


def _from(edits: Iterator[ast.Module], position: int) -> Iterator[ast.Module]:
    for number, tree in enumerate(edits):
        if number >= position:
            yield tree


def _edits(tree: ast.Module) -> Iterator[ast.Module]:
    """The same tree, again and again, each time with one thing less; it is as it was after each."""
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(node, name, None)
            if not isinstance(block, list):
                continue
            for at, statement in enumerate(block):
                for other in _instead(statement):
                    before = list(block)
                    block[at : at + 1] = other
                    if not block and name == "body":
                        block.append(ast.Pass())
                    yield tree
                    block[:] = before
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        yield from _without_parameter(tree, call)
    for node in list(ast.walk(tree)):
        for name, value in list(ast.iter_fields(node)):
            if isinstance(value, ast.expr) and not isinstance(node, ast.Attribute | ast.Subscript):
                for child in _smaller(value):
                    setattr(node, name, child)
                    yield tree
                    setattr(node, name, value)
            elif isinstance(value, list):
                for at, one in enumerate(value):
                    for child in _smaller(one) if isinstance(one, ast.expr) else ():
                        value[at] = child
                        yield tree
                        value[at] = one


def _without_parameter(tree: ast.Module, function: ast.FunctionDef) -> Iterator[ast.Module]:
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name
    ]
    parameters = function.args.args
    for at in range(len(parameters)):
        if all(len(call.args) == len(parameters) for call in calls):
            before = list(parameters), [list(call.args) for call in calls]
            del parameters[at]
            for call in calls:
                del call.args[at]
            yield tree
            parameters[:] = before[0]
            for call, arguments in zip(calls, before[1], strict=True):
                call.args[:] = arguments


def _instead(statement: Any) -> Iterator[list[Any]]:
    yield []
    if isinstance(statement, ast.If | ast.For | ast.While | ast.Try | ast.With):
        yield statement.body
    if isinstance(statement, ast.If | ast.For):
        yield statement.orelse


def _smaller(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.BinOp):
        yield value.left
        yield value.right
    elif isinstance(value, ast.Compare):
        yield value.left
    elif isinstance(value, ast.Call):
        yield from value.args
        if isinstance(value.func, ast.Attribute):
            yield value.func.value
    elif isinstance(value, ast.UnaryOp):
        yield value.operand
    if not isinstance(value, ast.Constant | ast.List | ast.Dict) and not isinstance(
        getattr(value, "ctx", None), ast.Store
    ):
        yield ast.Constant(1.0)
