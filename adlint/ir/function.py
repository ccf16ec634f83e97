"""Functions, modules, and where their operations stand."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from adlint.ir.blocks import nested
from adlint.ir.control import Block, Op
from adlint.ir.operations import Const

Kind = TypeVar("Kind", bound=Op)


class Parameter(Struct, frozen=True, gc=False):
    """A formal parameter; `kind` is one of `positional`, `any`, `*`, `keyword`, `**`, `default` what it is when it is
    not given, if that is a literal.
    """

    name: str
    kind: str
    has_default: bool
    default: Const | None = None


class Function(Struct, frozen=True, dict=True):
    """The body of a function, lambda, class or module. `name` is qualified in its module: `Model.step`, `f.g`,
    `f.<lambda1>`; a second definition of a name is `f#2`; the module's own body is `""`. It `leaves_early` if it
    returns from inside a block. It is `replaceable` if a decorator may put another function in its place.
    """

    name: str
    kind: str
    parameters: tuple[Parameter, ...]
    body: Block
    bound: frozenset[str]
    globals: frozenset[str]
    nonlocals: frozenset[str]
    is_generator: bool = False
    is_async: bool = False
    is_decorated: bool = False
    leaves_early: bool = False
    replaceable: bool = False

    @cached_property
    def positional(self) -> tuple[str, ...]:
        """The names of the parameters that can be given by position."""
        return tuple([p.name for p in self.parameters if p.kind in ("positional", "any")])

    @cached_property
    def operations(self) -> tuple[Op, ...]:
        """All of its operations, those in blocks behind those around them."""
        return tuple([op for block in nested(self.body) for op in block])

    @cached_property
    def numbered(self) -> Mapping[int, Op]:
        """Its operations by their numbers."""
        return {op.at: op for op in self.operations}

    @cached_property
    def _kinds(self) -> dict[type, list[Any]]:
        found: dict[type, list[Any]] = {}
        for op in self.operations:
            found.setdefault(op.__class__, []).append(op)
        return found

    def of(self, kind: type[Kind]) -> Sequence[Kind]:
        """Its operations of one kind."""
        return self._kinds.get(kind, ())

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.kind, self.parameters, self.body, self.bound, self.globals, self.nonlocals))

    def __hash__(self) -> int:
        """The hash of the whole body, computed once."""
        return self._hash


class Module(Struct, frozen=True, gc=False):
    """The functions of one text: the module's body first, the rest in order of definition."""

    functions: tuple[Function, ...]


@dataclass(slots=True)
class SourceMap:
    """Where operations stand: for each function four numbers an operation (first line, first byte column, last
    line, last byte column), lines 1-based, columns 0-based. Operation 0 is the function's own header.
    """

    spans: dict[str, array[int]]

    def span(self, function: str, at: int) -> tuple[int, int, int, int]:
        """The span of operation `at` of `function`."""
        table = self.spans[function]
        return table[4 * at], table[4 * at + 1], table[4 * at + 2], table[4 * at + 3]
