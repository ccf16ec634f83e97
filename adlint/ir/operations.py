"""Operations without control, and what they work on."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Const(Struct, frozen=True, gc=False):
    """A literal. `text` tells 1 from True and 0.0 from -0.0."""

    text: str
    value: object


Operand: TypeAlias = int | str | Const


class Starred(Struct, frozen=True, gc=False):
    """An operand that is spread out: `*value` among arguments or items."""

    value: Operand


Item: TypeAlias = Operand | Starred


class Load(Struct, frozen=True, gc=False):
    """`%at` is what the variable holds now (used where a later operand may rebind it)."""

    at: int
    name: str


class Store(Struct, frozen=True, gc=False):
    """Bind a variable."""

    at: int
    name: str
    value: Operand


class Copy(Struct, frozen=True, gc=False):
    """Set the temporary `to`: the two arms of a conditional expression meet in it."""

    at: int
    to: int
    value: Operand


class Delete(Struct, frozen=True, gc=False):
    """Unbind a variable."""

    at: int
    name: str


class Annotate(Struct, frozen=True, gc=False):
    """A variable is declared to be of a type."""

    at: int
    name: str
    annotation: Operand


class GetAttribute(Struct, frozen=True, gc=False):
    """`%at = base.name`."""

    at: int
    base: Operand
    name: str


class SetAttribute(Struct, frozen=True, gc=False):
    """`base.name = value`; a value of None deletes. The annotation is what is declared, as it is written."""

    at: int
    base: Operand
    name: str
    value: Operand | None
    annotation: str = ""


class GetItem(Struct, frozen=True, gc=False):
    """`%at = base[index]`."""

    at: int
    base: Operand
    index: Operand


class SetItem(Struct, frozen=True, gc=False):
    """`base[index] = value`; a value of None deletes."""

    at: int
    base: Operand
    index: Operand
    value: Operand | None


class Unary(Struct, frozen=True, gc=False):
    """`%at = operator operand`, with operator one of `- + ~ not`, or a conversion into a text: `!r !s !a`."""

    at: int
    operator: str
    operand: Operand


class Binary(Struct, frozen=True, gc=False):
    """`%at = left operator right`: arithmetic, comparison (`< is in ...`) and, with `=` behind, in-place."""

    at: int
    operator: str
    left: Operand
    right: Operand

    @property
    def in_place(self) -> bool:
        """Whether the left operand may be changed itself."""
        return self.operator in IN_PLACE


IN_PLACE = frozenset({"+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "&=", "|=", "^=", "<<=", ">>="})
CONVERSIONS = frozenset({"!r", "!s", "!a"})
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"})


class Call(Struct, frozen=True, gc=False):
    """`%at = callee(arguments, keywords)`; the keyword None spreads a mapping."""

    at: int
    callee: Operand
    arguments: tuple[Item, ...]
    keywords: tuple[tuple[str | None, Operand], ...]


class Build(Struct, frozen=True, gc=False):
    """`%at` is a new tuple, list, set, dict (keys and values in turn; a Starred key spreads), slice,
    string (f-string), formatted (a value in a string, and its format), template or generator (what a generator
    expression makes).
    """

    at: int
    kind: str
    items: tuple[Item, ...]


class Append(Struct, frozen=True, gc=False):
    """A comprehension adds `value` (under `key`, for a dict) to `container`."""

    at: int
    container: int
    key: Operand | None
    value: Operand


class Unpack(Struct, frozen=True, gc=False):
    """Iterate over `value` into exactly `before + after` items, and a list of the rest if `starred`."""

    at: int
    value: Operand
    before: int
    starred: bool
    after: int


class Element(Struct, frozen=True, gc=False):
    """`%at` is item number `index` of an Unpack, in the order of its targets."""

    at: int
    unpack: int
    index: int


class MakeFunction(Struct, frozen=True, gc=False):
    """`%at` is a closure over `function`, a qualified name in the module."""

    at: int
    function: str
    defaults: tuple[tuple[str, Operand], ...]
    annotations: tuple[tuple[str, Operand], ...]


class MakeClass(Struct, frozen=True, gc=False):
    """`%at` is the class whose body is the function `body`."""

    at: int
    body: str
    bases: tuple[Item, ...]
    keywords: tuple[tuple[str | None, Operand], ...]


class Import(Struct, frozen=True, gc=False):
    """`%at` is a module, or the member `name` of it; `level` counts leading dots.

    For `import a.b` the result is `a`, and `whole` is False; `import a.b as c` yields `a.b`.
    """

    at: int
    module: str
    level: int
    name: str | None
    whole: bool


class ImportStar(Struct, frozen=True, gc=False):
    """Bind every public name of a module."""

    at: int
    module: str
    level: int


class Await(Struct, frozen=True, gc=False):
    """`%at = await value`."""

    at: int
    value: Operand


class Yield(Struct, frozen=True, gc=False):
    """`%at` is what is sent in; `whole` for `yield from`."""

    at: int
    value: Operand
    whole: bool
