"""The expression of a `--call`: one Python call whose atoms may be arrays, written `f32[n, 3]`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.imports import module
from adlint.evaluate.invocation.parameters import names_of
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import attribute
from adlint.evaluate.operation.containers import item
from adlint.evaluate.operation.numbers import arithmetic, is_number, negate
from adlint.evaluate.paths import given, is_value
from adlint.evaluate.values import External, Module, Number, Slice, Value
from adlint.shapes.dims import Dim, dim
from adlint.shapes.dtypes import LONG, WIDTH, short
from adlint.shapes.sizes import named
from adlint.symbolic import Polynomial
from adlint.trace import Array, Op

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
    if not text.strip():
        raise Wrong("this is no call: write it as FUNCTION(ARGUMENTS)", 0)
    try:
        tree = ast.parse(_EMPTY.sub(r"\1[()]", text), mode="eval").body
    except SyntaxError as error:
        column = max((error.offset or 1) - 1, 0)
        raise Wrong(f"this is not a Python expression: {error.msg}", _before(column, empty)) from error
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.keyword):
            node.col_offset = _before(node.col_offset, empty)
            node.end_col_offset = _before(node.end_col_offset or 0, empty)
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
    one framework. `made` are the arrays by the path of the argument that they are, or are part of. `loose` are names
    that stand for integers, though they are no dims.
    """

    m: Machine
    module: str
    framework: str
    sizes: Mapping[str, int]
    made: dict[str, Array] = field(default_factory=dict)
    symbols: dict[str, int | None] = field(default_factory=dict)
    loose: dict[str, None] = field(default_factory=dict)

    def call(self, tree: ast.Call) -> Value:
        """The result of the call; the arguments of the outermost one have paths."""
        callee = self._callee(tree.func)
        if isinstance(tree.func, ast.Call):
            self._adopt({"self": callee})

        def path(place: int | str) -> str:
            return place if isinstance(place, str) else self._parameter(callee, place) or f"[{place}]"

        return self._called(tree, callee, path, is_outermost=True)

    def _called(
        self, tree: ast.Call, callee: Value, path: Callable[[int | str], str], *, is_outermost: bool = False
    ) -> Value:
        """A call; `path` is what an argument by place or name is called. Wrong, at the argument where that can be told,
        if what is given does not fit what is called.
        """
        spread = next((one for one in tree.keywords if one.arg is None), None)
        if spread is not None:
            raise Wrong(f"`**{ast.unparse(spread.value)}` cannot stand in a call", spread.value.col_offset - 2)
        positional = tuple(self.value(one, path(number)) for number, one in enumerate(tree.args))
        keywords = {one.arg: self.value(one.value, path(one.arg)) for one in tree.keywords if one.arg is not None}
        if is_outermost:
            self._adopt({**{path(number): one for number, one in enumerate(positional)}, **keywords})
        try:
            return self.m.tables.call(self.m, callee, Given(positional, keywords))
        except Raised as raised:
            if self.m.failed_at is not None:
                raise
            raise Wrong(self._unfit(callee, raised), _misfit(tree, raised, len(names_of(self.m, callee)))) from raised

    def _adopt(self, arguments: Mapping[str, Value]) -> None:
        """Arrays that are arguments, though the expression does not write them as such: how they come about is no part
        of the call. What objects hold is theirs, but for arrays that are values.
        """
        known = {one.number for one in self.made.values()}
        found: dict[str, Array] = {}
        for name, value in arguments.items():
            found |= dict(given(self.m, value, name))
        self.made |= {path: one for path, one in found.items() if one.number not in known}
        if any(map(is_value, found.values())):
            self.m.trace = []
            return
        own = {one.number for one in self.made.values()}
        self.m.trace = [
            node
            for node in self.m.trace
            if not isinstance(node, Op) or own.isdisjoint(one.number for one in node.results) or _is_leaf(node)
        ]

    def _unfit(self, callee: Value, raised: Raised) -> str:
        """What does not fit, with the nearest name of a parameter."""
        word = re.search("has no parameter `(.*)`", raised.message)
        near = get_close_matches(word[1], names_of(self.m, callee), 1, 0.6) if word else []
        return f"{raised.message}; did you mean `{near[0]}`?" if near else raised.message

    def _callee(self, tree: ast.expr) -> Value:
        """What is called. Wrong, with the nearest names, if the module has nothing of that name."""
        name = tree.id if isinstance(tree, ast.Name) else ""
        if not name or self._is_bound(name) or name in vars(builtins) or isinstance(module(self.m, name), Module):
            return self.value(tree, "")
        if short(name) is not None:
            raise Wrong(f"an array is written with brackets: `{name}[n, 3]`", tree.col_offset)
        raise Wrong(f"there is no `{name}` in {self.module}{self._near(name)}", tree.col_offset)

    def _near(self, name: str) -> str:
        known = [one for one in self.m.store[self.m.modules[self.module]].fields if isinstance(one, str)]
        near = get_close_matches(name, known, 3, 0.6)
        return f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""

    def taken(self) -> str:
        """What is to be known where the call fails: names that were taken for integers."""
        hints = [f"`{name}` is taken for an integer{near}" for name in self.loose if (near := self._near(name))]
        return f" ({', '.join(hints)})" if hints else ""

    def _parameter(self, callee: Value, number: int) -> str | None:
        names = names_of(self.m, callee)
        return names[number] if number < len(names) else None

    def value(self, tree: ast.expr, path: str) -> Value:
        """What a part of the expression is. Wrong, at the innermost part that cannot be."""
        try:
            return self._value(tree, path)
        except Raised as raised:
            if self.m.failed_at is not None:
                raise
            ends = (tree.end_col_offset or 0) - len(tree.attr) if isinstance(tree, ast.Attribute) else tree.col_offset
            raise Wrong(raised.message or raised.name, ends) from raised

    def _value(self, tree: ast.expr, path: str) -> Value:
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
                return self._call(tree, path)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return negate(m, "-", self.value(operand, path))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                a, b = self.value(left, ""), self.value(right, "")
                if is_number(a) and is_number(b):
                    return arithmetic(m, _BINARY[type(op)], a, b)
                raise Wrong("arithmetic of numbers alone can stand here", tree.col_offset)
            case ast.Slice(lower=lower, upper=upper, step=step):
                return Slice(*(None if one is None else self.value(one, "") for one in (lower, upper, step)))
            case ast.Subscript(value=base, slice=index):
                return item(m, self.value(base, ""), self.value(index, ""))
            case _:
                raise Wrong(f"`{ast.unparse(tree)}` cannot stand in a call", tree.col_offset)

    def _call(self, tree: ast.Call, path: str) -> Value:
        """A call within: what it is given is a part of what it makes."""

        def part(place: int | str) -> str:
            return f"{path}[{place}]" if isinstance(place, int) else f"{path}.{place}" if path else place

        return self._called(tree, self._callee(tree.func), part)

    def _dict(self, keys: list[ast.expr | None], values: list[ast.expr], path: str) -> Value:
        fields: dict[Value, Value] = {}
        for key, value in zip(keys, values, strict=True):
            if key is None:
                raise Wrong(f"`**{ast.unparse(value)}` cannot stand in a call", value.col_offset - 2)
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
        if name in WIDTH and name not in vars(builtins):
            return Number({"f": "float", "b": "float", "c": "complex"}.get(name[0], "int"))
        if name in vars(builtins):
            return External(f"builtins.{name}")
        found = module(self.m, name)
        if isinstance(found, Module):
            return found
        self.loose[name] = None
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


def _is_leaf(op: Op) -> bool:
    """Whether an operation says that a gradient is needed."""
    return op.attribute("needed") is not None


def _misfit(tree: ast.Call, raised: Raised, count: int) -> int:
    """The column of what does not fit: a keyword that is named, an argument too many, else the end of the call."""
    for one in tree.keywords:
        if f"`{one.arg}`" in raised.message and "needs an argument" not in raised.message:
            return one.col_offset
    if "positional arguments" in raised.message and len(tree.args) > count:
        return tree.args[count].col_offset
    if "needs an argument" in raised.message and tree.end_col_offset is not None:
        return tree.end_col_offset - 1
    return tree.col_offset


_CONSTANTS: dict[str, Value] = {"nan": float("nan"), "inf": float("inf")}
