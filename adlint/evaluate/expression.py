"""The expression of a `--call`: one Python call whose atoms may be arrays, written `f32[n, 3]`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from adlint.evaluate.attributes import attribute
from adlint.evaluate.containers import item
from adlint.evaluate.imports import module
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.numbers import arithmetic, is_number, negate
from adlint.evaluate.parameters import names_of
from adlint.evaluate.values import Module, Ref, Value
from adlint.shapes.dims import Dim, dim
from adlint.shapes.dtypes import LONG, WIDTH, short
from adlint.shapes.sizes import named
from adlint.symbolic import Polynomial
from adlint.trace import Array

_EMPTY = re.compile(rf"\b({'|'.join((*WIDTH, *LONG))})\[\s*\]")
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}


class Wrong(ValueError):  # noqa: N818 -- it says what the expression is
    """The expression says something that cannot be: the message says what, `column` (0-based) where."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


def parsed(text: str) -> ast.Call:
    """The call that a text is, in which `f32[]` is an array without dimensions. Wrong if it is not one call."""
    empty = [match.end() - 1 for match in _EMPTY.finditer(text)]
    try:
        tree = ast.parse(_EMPTY.sub(r"\1[()]", text), mode="eval").body
    except SyntaxError as error:
        column = max((error.offset or 1) - 1, 0)
        raise Wrong(f"this is not a Python expression: {error.msg}", _before(column, empty)) from error
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset = _before(node.col_offset, empty)
    if not isinstance(tree, ast.Call):
        raise Wrong("this is not a call: write it as FUNCTION(ARGUMENTS)", 0)
    return tree


def _before(column: int, empty: list[int]) -> int:
    """The column in the text as it was typed, without the `()` that were put into `f32[]`."""
    for place in empty:
        if column > place:
            column = max(place, column - 2)
    return column


@dataclass(slots=True)
class Reader:
    """Evaluates expressions in the namespace of a module. `sizes` binds names of dims to numbers; arrays are made for
    one framework. `made` are the arrays by the path of the argument that they are, or are part of.
    """

    m: Machine
    module: str
    framework: str
    sizes: Mapping[str, int]
    made: dict[str, Array] = field(default_factory=dict)
    symbols: dict[str, int | None] = field(default_factory=dict)

    def call(self, tree: ast.Call) -> Value:
        """The result of the call; the arguments of the outermost one have paths."""
        callee = self._callee(tree.func)
        positional: list[Value] = []
        for number, one in enumerate(tree.args):
            positional.append(self._argument(one, self._parameter(callee, number) or f"[{number}]"))
        keywords = {one.arg: self._argument(one.value, one.arg) for one in tree.keywords if one.arg is not None}
        if isinstance(tree.func, ast.Call):
            self._given(callee, "self")
        return self.m.tables.call(self.m, callee, Given(tuple(positional), keywords))

    def _argument(self, tree: ast.expr, path: str) -> Value:
        """An argument of the outermost call: what other calls make of it is done before, and given."""
        value = self.value(tree, path)
        self._given(value, path)
        return value

    def _given(self, value: Value, path: str) -> None:
        """The arrays in a value are arguments, if their library has them as values; they are not computed then."""
        found = dict(named_arrays(self.m, value, path))
        if not found or any(one.framework not in _OF_VALUES for one in found.values()):
            return
        known = set(self.made.values())
        self.made.update({name: one for name, one in found.items() if one not in known})
        self.m.trace.clear()

    def _callee(self, tree: ast.expr) -> Value:
        """What is called. Wrong, with the nearest names, if the module has nothing of that name."""
        name = tree.id if isinstance(tree, ast.Name) else ""
        if not name or self._is_bound(name) or name in vars(builtins) or isinstance(module(self.m, name), Module):
            return self.value(tree, "")
        known = [one for one in self.m.store[self.m.modules[self.module]].fields if isinstance(one, str)]
        near = get_close_matches(name, known, 3, 0.6)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
        raise Wrong(f"there is no `{name}` in {self.module}{hint}", tree.col_offset)

    def _parameter(self, callee: Value, number: int) -> str | None:
        names = names_of(self.m, callee)
        return names[number] if number < len(names) else None

    def value(self, tree: ast.expr, path: str) -> Value:
        """What a part of the expression is."""
        m = self.m
        match tree:
            case ast.Constant(value=value):
                return value
            case ast.Subscript(value=ast.Name(id=name)) if short(name) is not None and not self._is_bound(name):
                return self._array(short(name) or "", tree.slice, path)
            case ast.Subscript(value=ast.Name(id=name)) if not self._is_bound(name):
                near = get_close_matches(name, [*WIDTH, *LONG], 3, 0.5)
                raise Wrong(f"there is no dtype `{name}`: {', '.join(near or WIDTH)}", tree.col_offset)
            case ast.Tuple(elts=parts):
                return tuple(self.value(one, f"{path}[{number}]") for number, one in enumerate(parts))
            case ast.List(elts=parts):
                return m.store.new("list", items=[self.value(one, f"{path}[{n}]") for n, one in enumerate(parts)])
            case ast.Dict(keys=keys, values=values):
                return self._dict(keys, values, path)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute(value=base, attr=name):
                return attribute(m, self.value(base, ""), name)
            case ast.Call():
                return self._call(tree)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return negate(m, "-", self.value(operand, path))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                a, b = self.value(left, ""), self.value(right, "")
                if is_number(a) and is_number(b):
                    return arithmetic(m, _BINARY[type(op)], a, b)
                raise Wrong("arithmetic of numbers alone can stand here", tree.col_offset)
            case ast.Subscript(value=base, slice=index):
                return item(m, self.value(base, ""), self.value(index, ""))
            case _:
                raise Wrong(f"`{ast.unparse(tree)}` cannot stand in a call", tree.col_offset)

    def _call(self, tree: ast.Call) -> Value:
        positional = tuple(self.value(one, f"[{number}]") for number, one in enumerate(tree.args))
        keywords = {one.arg: self.value(one.value, one.arg) for one in tree.keywords if one.arg is not None}
        return self.m.tables.call(self.m, self._callee(tree.func), Given(positional, keywords))

    def _dict(self, keys: list[ast.expr | None], values: list[ast.expr], path: str) -> Value:
        fields: dict[Value, Value] = {}
        for key, value in zip(keys, values, strict=True):
            if key is not None:
                name = self.value(key, "")
                fields[name] = self.value(value, f"{path}[{name!r}]")
        return self.m.store.new("dict", fields=fields)

    def _is_bound(self, name: str) -> bool:
        return self.module in self.m.modules and name in self.m.store[self.m.modules[self.module]].fields

    def _name(self, name: str) -> Value:
        if self._is_bound(name):
            return self.m.store[self.m.modules[self.module]].fields[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        found = module(self.m, name)
        if isinstance(found, Module):
            return found
        return self._symbol(name)

    def _symbol(self, name: str) -> Dim:
        number = self.sizes.get(name)
        self.symbols[name] = number
        return named(name) if number is None else number

    def _array(self, dtype: str, dims: ast.expr, path: str) -> Array:
        parts = dims.elts if isinstance(dims, ast.Tuple) else [dims]
        shape = tuple(self._dim(one) for one in parts)
        made = self.m.array(shape, dtype, self.framework)
        self.made[path or f"[{len(self.made)}]"] = made
        return made

    def _dim(self, tree: ast.expr) -> Dim:
        value = self._symbol(tree.id) if isinstance(tree, ast.Name) else self.value(tree, "")
        if isinstance(value, bool) or not isinstance(value, int | Polynomial):
            raise Wrong(f"`{ast.unparse(tree)}` is no size", tree.col_offset)
        if isinstance(value, int) and value < 0:
            raise Wrong(f"a dimension cannot be negative: {value}", tree.col_offset)
        return dim(value)


def named_arrays(
    m: Machine, value: Value, path: str, seen: frozenset[Ref] = frozenset()
) -> Iterator[tuple[str, Array]]:
    """The arrays in a value, by the path of each: `params['w'][0]`, `model.bias`."""
    match value:
        case Array():
            yield path, value
        case tuple():
            for number, one in enumerate(value):
                yield from named_arrays(m, one, f"{path}[{number}]", seen)
        case Ref() if value not in seen and (found := m.store[value]).kind in ("list", "dict", "instance"):
            for number, one in enumerate(found.items):
                yield from named_arrays(m, one, f"{path}[{number}]", seen | {value})
            is_dict = found.kind == "dict"
            for name, one in found.fields.items():
                yield from named_arrays(m, one, f"{path}[{name!r}]" if is_dict else f"{path}.{name!s}", seen | {value})


_OF_VALUES = ("jax",)  # libraries whose arrays are values: one that is made before the call is an argument of it
_CONSTANTS: dict[str, Value] = {"nan": float("nan"), "inf": float("inf")}
