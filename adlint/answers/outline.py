"""What stands in a text, and where: functions, classes, loops and calls, as faces show them. Nothing is evaluated."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adlint.directives import directives
from adlint.finding import Position, Range
from adlint.lower.parse import parse
from adlint.source import Source

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Symbol(Struct, frozen=True):
    """A definition: `name` is qualified as in `FILE::FUNC`, `range` is all of it, `selection` its own name. `has_call`
    says that a comment tells how it is called. Lines count in `cell`, if it stands in a notebook.
    """

    name: str
    kind: str
    range: Range
    selection: Range
    has_call: bool = False
    cell: int | None = None


class Loop(Struct, frozen=True):
    """A `for` or `while` statement in a function ("" at the top level): its first line, and all of it."""

    function: str
    head: Range
    range: Range
    cell: int | None = None


class Call(Struct, frozen=True):
    """A call in a function: all of it, and the last name of what is called, which is `callee`."""

    function: str
    callee: str
    range: Range
    selection: Range
    cell: int | None = None


class Outline(Struct, frozen=True):
    """All of it, in the order of the text."""

    symbols: tuple[Symbol, ...] = ()
    loops: tuple[Loop, ...] = ()
    calls: tuple[Call, ...] = ()

    def functions(self) -> tuple[Symbol, ...]:
        """The symbols that are functions or methods."""
        return tuple(symbol for symbol in self.symbols if symbol.kind != "class")

    def calls_in(self, function: str) -> tuple[Call, ...]:
        """The calls in the body of a function itself; "" is the top level."""
        return tuple(call for call in self.calls if call.function == function)


_Placed = TypeVar("_Placed", Symbol, Loop, Call)


def outline(source: Source) -> Outline:
    """What stands in a text, as far as it is Python."""
    tree, _ = parse(source.text)
    called = {one.target for one in directives(source) if one.kind == "call"}
    found = _Found(source, called)
    symbols, loops, calls = [], [], []
    for node, function in _within(tree, ""):
        if isinstance(node, _Scope):
            symbols.append(found.symbol(node, function))
        elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
            loops.append(found.loop(node, function))
        elif isinstance(node, ast.Call) and (call := found.call(node, function)):
            calls.append(call)
    return Outline(_in_text(_numbered(_in_text(symbols))), _in_text(loops), _in_text(calls))


def _in_text(found: Iterable[_Placed]) -> tuple[_Placed, ...]:
    return tuple(sorted(found, key=lambda one: (one.cell or 0, one.range)))


def _within(tree: ast.AST, name: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the function or class that it stands in; without recursion, for texts may be deep."""
    waiting = [(tree, name)]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        inner = f"{scope}.{node.name}".lstrip(".") if isinstance(node, _Scope) else scope
        waiting += [(child, inner) for child in ast.iter_child_nodes(node)]


def _numbered(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Of several functions of a name, the last one has it, and the others a number too."""
    several: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        several.setdefault(symbol.name, []).append(symbol)
    for same in several.values():
        yield from (replace(one, name=f"{one.name}#{number}") for number, one in enumerate(same[:-1], 1))
        yield same[-1]


class _Found:
    """Nodes as what faces show of them."""

    def __init__(self, source: Source, called: set[int]) -> None:
        self._source, self._called = source, called

    def symbol(self, node: _Scope, scope: str) -> Symbol:
        line = self._source.line(node.lineno)
        start = line.find(node.name, self._source.character(node.lineno, node.col_offset) + 3)
        start = max(start, 0)
        selection = (node.lineno, start, node.lineno, start + len(node.name))
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        cell, whole = self._ranged(first, node.col_offset, node.end_lineno, node.end_col_offset)
        kind = "class" if isinstance(node, ast.ClassDef) else "function"
        name = f"{scope}.{node.name}".lstrip(".")
        return Symbol(name, kind, whole, self._range(*selection), bool({first, node.lineno} & self._called), cell)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While, scope: str) -> Loop:
        cell, whole = self._ranged(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        end = len(self._source.line(node.lineno).rstrip())
        start = self._source.character(node.lineno, node.col_offset)
        return Loop(scope, self._range(node.lineno, start, node.lineno, end), whole, cell)

    def call(self, node: ast.Call, scope: str) -> Call | None:
        """None for a call of what has no name, such as the result of another call."""
        name = node.func
        if isinstance(name, ast.Name):
            callee, start = name.id, (name.lineno, name.col_offset)
        elif isinstance(name, ast.Attribute) and name.end_lineno and name.end_col_offset:
            callee, start = name.attr, (name.end_lineno, name.end_col_offset - len(name.attr.encode()))
        else:
            return None
        cell, whole = self._ranged(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        column = self._source.character(*start)
        return Call(scope, callee, whole, self._range(start[0], column, start[0], column + len(callee)), cell)

    def _ranged(self, line: int, start: int, last: int | None, end: int | None) -> tuple[int | None, Range]:
        """The cell, and the range of byte columns."""
        last = last or line
        columns = self._source.character(line, start), self._source.character(last, end or 0)
        return self._source.cell(line)[0], self._range(line, columns[0], last, columns[1])

    def _range(self, line: int, start: int, last: int, end: int) -> Range:
        """0-based character columns of lines of the text, as faces count."""
        lines = self._source.cell(line)[1], self._source.cell(last)[1]
        return Range(Position(lines[0], start + 1), Position(lines[1], end + 1))


def called_by_entries(entries: Iterable[str], module: str) -> Mapping[str, str]:
    """The functions of a module whose calls the settings name, with the calls."""
    found = {}
    for entry in entries:
        where, colon, call = entry.partition(":")
        name, bracket, _ = call.partition("(")
        if colon and bracket and where.strip() == module:
            found[name.strip()] = call.strip()
    return found
