"""The functions and classes of a text as `ast` has them, and what names of the module are set to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from adlint.answers.tape.inferred.observed import Function
from adlint.lower.parse import parse
from adlint.source import Source

_FIELDS = frozenset({"dataclass", "struct", "frozen", "define", "attrs"})


@dataclass(frozen=True)
class Text:
    """A module as it is written. `place` says where a line of it is, `line 3` or `cell 2, line 3`."""

    tree: ast.Module
    place: Callable[[int], str] = "line {}".format

    @classmethod
    def of(cls, source: Source) -> Text:
        """The module of a source, without the definitions in it that are not Python."""

        def place(line: int) -> str:
            cell, number = source.cell(line)
            return f"line {number}" if cell is None else f"cell {cell}, line {number}"

        return cls(parse(source.text)[0], place)

    @cached_property
    def definitions(self) -> Mapping[str, ast.AST]:
        """Functions, lambdas that have a name, and classes, by qualified name; the last one of a name."""
        return dict(_defined(self.tree.body, ""))

    @cached_property
    def constants(self) -> Mapping[str, str]:
        """Names that are set to an integer at the top of the module, once."""
        found: dict[str, list[ast.expr]] = {}
        for name, value in self._assigned():
            found.setdefault(name, []).append(value)
        return {
            name: str(values[0].value)
            for name, values in found.items()
            if len(values) == 1 and isinstance(values[0], ast.Constant) and type(values[0].value) is int
        }

    def alias(self, name: str) -> ast.expr | None:
        """What a name stands for, if it is that of a type: `Vector = Float[Array, "n"]`."""
        for known, value in self._assigned():
            if known == name and isinstance(value, ast.Subscript | ast.Attribute | ast.Name | ast.BinOp):
                return value
        return None

    @cached_property
    def headers(self) -> Mapping[int, str]:
        """The lines, decorators too, on which a definition is begun, with its qualified name."""
        found: dict[int, str] = {}
        for name, node in self.definitions.items():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                found.update(dict.fromkeys(range(first, max(node.body[0].lineno, node.lineno + 1)), name))
            elif isinstance(node, ast.Lambda):
                found[node.lineno] = name
        return found

    def _assigned(self) -> Iterator[tuple[str, ast.expr]]:
        for statement in self.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    yield name, value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    yield name, value
                case _ if type(statement).__name__ == "TypeAlias":  # `type Vector = ...`, from Python 3.12 on
                    yield statement.name.id, statement.value  # type: ignore[attr-defined]

    def function(self, name: str) -> Function | None:
        """The function or named lambda of a qualified name."""
        found = self.definitions.get(name)
        return found if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else None

    def class_(self, name: str) -> ast.ClassDef | None:
        """The class of a qualified name."""
        found = self.definitions.get(name)
        return found if isinstance(found, ast.ClassDef) else None


def fields(cls: ast.ClassDef) -> list[ast.arg] | None:
    """What making an object of a class without `__init__` takes: fields without defaults; None if that is not seen."""
    decorated = {_root(one) for one in cls.decorator_list}
    if not (decorated & _FIELDS or any(_root(base) in ("NamedTuple", "Module", "Struct") for base in cls.bases)):
        return None if cls.bases else []
    return [
        ast.arg(one.target.id, one.annotation, lineno=one.lineno, col_offset=0)
        for one in cls.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is None
    ]


def _root(tree: ast.expr) -> str:
    match tree:
        case ast.Call(func=function):
            return _root(function)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _defined(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for one in body:
        match one:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{prefix}{name}", one
            case ast.ClassDef(name=name):
                yield f"{prefix}{name}", one
                yield from _defined(one.body, f"{prefix}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() as value):
                yield f"{prefix}{name}", value
            case ast.If() | ast.Try() | ast.With():
                for inner in ("body", "orelse", "finalbody"):
                    yield from _defined(getattr(one, inner, []), prefix)
            case _:
                pass
