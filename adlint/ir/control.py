"""Control: jumps, and operations that hold blocks."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from adlint.ir.operations import (
    Annotate,
    Append,
    Await,
    Binary,
    Build,
    Call,
    Copy,
    Delete,
    Element,
    GetAttribute,
    GetItem,
    Import,
    ImportStar,
    Load,
    MakeClass,
    MakeFunction,
    Operand,
    SetAttribute,
    SetItem,
    Store,
    Unary,
    Unpack,
    Yield,
)  # fmt: skip
from adlint.ir.patterns import Pattern


class Return(Struct, frozen=True, gc=False):
    """Leave the function."""

    at: int
    value: Operand


class Raise(Struct, frozen=True, gc=False):
    """Raise, or raise again if `exception` is None."""

    at: int
    exception: Operand | None
    cause: Operand | None


class Break(Struct, frozen=True, gc=False):
    """Leave the innermost loop."""

    at: int


class Continue(Struct, frozen=True, gc=False):
    """Go on with the next iteration of the innermost loop."""

    at: int


class If(Struct, frozen=True, gc=False):
    """Branch on a condition."""

    at: int
    condition: Operand
    then: Block
    orelse: Block


class While(Struct, frozen=True, gc=False):
    """Loop: `test` computes `condition` before each iteration; `orelse` runs unless left by a break."""

    at: int
    test: Block
    condition: Operand
    body: Block
    orelse: Block


class For(Struct, frozen=True, gc=False):
    """Loop over `iterable`; `%at` is the item."""

    at: int
    iterable: Operand
    body: Block
    orelse: Block
    is_async: bool = False


class With(Struct, frozen=True, gc=False):
    """`%at` is what entering `manager` gives; it is left on every way out of `body`."""

    at: int
    manager: Operand
    body: Block
    is_async: bool = False


class Handler(Struct, frozen=True, gc=False):
    """`test` computes the exception `type` (None catches all); `%at` is the exception."""

    at: int
    test: Block
    type: Operand | None
    body: Block


class Try(Struct, frozen=True, gc=False):
    """`final` runs on every way out; `orelse` if `body` did not raise."""

    at: int
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block
    is_group: bool = False


class Case(Struct, frozen=True, gc=False):
    """`test` evaluates the values and classes in `pattern`, `guard` is decided by `guard_test`."""

    test: Block
    pattern: Pattern
    guard_test: Block
    guard: Operand | None
    body: Block


class Match(Struct, frozen=True, gc=False):
    """The first case whose pattern and guard hold runs."""

    at: int
    subject: Operand
    cases: tuple[Case, ...]


Op: TypeAlias = (
    Load
    | Store
    | Copy
    | Delete
    | Annotate
    | GetAttribute
    | SetAttribute
    | GetItem
    | SetItem
    | Unary
    | Binary
    | Call
    | Build
    | Append
    | Unpack
    | Element
    | MakeFunction
    | MakeClass
    | Import
    | ImportStar
    | Await
    | Yield
    | Return
    | Raise
    | Break
    | Continue
    | If
    | While
    | For
    | With
    | Try
    | Match
)
Block: TypeAlias = tuple[Op, ...]
