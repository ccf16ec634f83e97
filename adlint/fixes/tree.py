"""Texts as concrete trees: finding what stands at a place, and putting another thing there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from msgspec import Struct

from adlint.lower.parse import parse
from adlint.placement.written.writing import Span

Statements = Sequence[cst.BaseStatement]
Body = cst.IndentedBlock | cst.Module
Scope = cst.FunctionDef | cst.Lambda | cst.ClassDef | cst.Module
Node = TypeVar("Node", bound=cst.CSTNode)


_LEVELS = 500  # deeper texts end the process: the parser of libcst knows no limit


class Tree(Struct, frozen=True):
    """A module, and where its nodes stand."""

    module: cst.Module
    places: Mapping[cst.CSTNode, CodeRange]

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands, as findings count it."""
        place = self.places[node]
        return place.start.line, place.start.column, place.end.line, place.end.column

    def way(self, span: Span, *kinds: type[cst.CSTNode]) -> tuple[cst.CSTNode, ...]:
        """The nodes from the module to the innermost of one of these kinds at `span`; () if there is none."""
        finder = _Finder(self, span, kinds)
        self.module.visit(finder)
        return finder.way

    def replaced(self, old: cst.CSTNode, new: cst.CSTNode) -> str:
        """The text with one node in the place of another."""
        changed = new if old is self.module else self.module.deep_replace(old, new)
        assert isinstance(changed, cst.Module)
        return changed.code


class Spot(Struct, frozen=True):
    """A statement in a block: the block, which statement of it, and the function, class or module around it."""

    block: Body
    index: int
    scope: cst.CSTNode

    @property
    def statement(self) -> cst.BaseStatement:
        """The statement."""
        return _statements(self.block)[self.index]

    @property
    def later(self) -> Statements:
        """The statements behind it, in its block."""
        return _statements(self.block)[self.index + 1 :]

    def instead(self, statements: Sequence[cst.BaseStatement], after: int = 0) -> Body:
        """The block with `statements` in the place of this one and `after` more."""
        body = _statements(self.block)
        return self.block.with_changes(body=[*body[: self.index], *statements, *body[self.index + 1 + after :]])


@lru_cache(maxsize=2)
def tree(text: str) -> Tree | None:
    """The tree of a text; None if it is no Python that can be read and written as it is, or nested too deeply."""
    read, problems = parse(text)
    if problems or _depth(read) > _LEVELS:
        return None
    try:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        return Tree(wrapper.module, wrapper.resolve(PositionProvider)) if wrapper.module.code == text else None
    except (cst.ParserSyntaxError, RecursionError, UnicodeError, ValueError):
        return None


def spot(way: Sequence[cst.CSTNode]) -> Spot | None:
    """The statement that the last node of a way stands in; None if that stands in no block of lines."""
    scope = next(node for node in reversed(way[:-1]) if isinstance(node, Scope))
    for outer, inner in zip(reversed(way[:-1]), reversed(way), strict=False):
        if isinstance(outer, cst.IndentedBlock | cst.Module):
            found = [number for number, one in enumerate(outer.body) if one is inner]
            return Spot(outer, found[0], scope) if found else None
        if isinstance(outer, cst.SimpleStatementSuite):
            return None
    return None


def small(statement: cst.BaseStatement) -> cst.BaseSmallStatement | None:
    """The one small statement of a line; None if there are several, or it is a block."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        return statement.body[0]
    return None


def every(node: cst.CSTNode, kind: type[Node], into: Callable[[cst.CSTNode], bool] = lambda _: True) -> Iterator[Node]:
    """The nodes of a kind below another, itself included; not those below what `into` refuses."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, kind):
            yield one
        waiting += [child for child in reversed(one.children) if into(child)]


def variables(node: cst.CSTNode, name: str) -> Iterator[cst.Name]:
    """Where a variable of that name may be meant below a node: not the names of attributes and keywords."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, cst.Name) and one.value == name:
            yield one
        apart = one.attr if isinstance(one, cst.Attribute) else one.keyword if isinstance(one, cst.Arg) else None
        waiting += [child for child in reversed(one.children) if child is not apart]


def mentions(node: cst.CSTNode, name: str) -> bool:
    """Whether a variable of that name may be meant below a node."""
    return next(variables(node, name), None) is not None


def fresh(scope: cst.CSTNode, name: str) -> str:
    """A name that nothing below a node has."""
    taken = {one.value for one in every(scope, cst.Name)}
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def code(node: cst.CSTNode) -> str:
    """A node as it is written."""
    return cst.Module([]).code_for_node(node)


def in_brackets(value: cst.BaseExpression) -> cst.BaseExpression:
    """An expression in brackets, unless it stands in some."""
    return value if value.lpar else value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def line(text: str) -> cst.SimpleStatementLine:
    """A statement of one line."""
    made = cst.parse_statement(text)
    assert isinstance(made, cst.SimpleStatementLine)
    return made


def aliases(module: cst.Module) -> Mapping[str, str]:
    """What the names that a module imports stand for, by dotted names."""
    found = {}
    for one in every(module, cst.Import):
        for alias in one.names:
            whole = code(alias.name)
            found[code(alias.asname.name) if alias.asname else whole.partition(".")[0]] = (
                whole if alias.asname else whole.partition(".")[0]
            )
    for origin in every(module, cst.ImportFrom):
        if origin.module is not None and not isinstance(origin.names, cst.ImportStar) and not origin.relative:
            for alias in origin.names:
                name = code(alias.asname.name) if alias.asname else code(alias.name)
                found[name] = f"{code(origin.module)}.{code(alias.name)}"
    return found


def dotted(node: cst.CSTNode, known: Mapping[str, str]) -> str:
    """A name by its full path, as far as imports tell; "" for what is no name."""
    if not isinstance(node, cst.Name | cst.Attribute):
        return ""
    first, dot, rest = code(node).partition(".")
    return f"{known.get(first, first)}{dot}{rest}"


def _depth(read: ast.Module) -> int:
    """How many nodes of a module lie one in the other."""
    level, depth = [*ast.iter_child_nodes(read)], 0
    while level:
        level, depth = [child for node in level for child in ast.iter_child_nodes(node)], depth + 1
    return depth


def _statements(block: Body) -> Sequence[cst.BaseStatement]:
    return block.body


class _Finder(cst.CSTVisitor):
    def __init__(self, tree: Tree, span: Span, kinds: tuple[type[cst.CSTNode], ...]) -> None:
        super().__init__()
        self.tree, self.span, self.kinds = tree, span, kinds
        self.open: list[cst.CSTNode] = []
        self.way: tuple[cst.CSTNode, ...] = ()

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.open.append(node)
        place = self.tree.places.get(node)
        if isinstance(node, self.kinds) and place is not None and self.tree.span(node) == self.span:
            self.way = tuple(self.open)
        return place is None or (place.start.line <= self.span[2] and self.span[0] <= place.end.line)

    def on_leave(self, original_node: cst.CSTNode) -> None:  # noqa: ARG002
        self.open.pop()
