"""Operations without control, and what they work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Const:
    """A literal. `text` tells 1 from True and 0.0 from -0.0; only it is compared."""

    text: str
    value: object = field(compare=False)


Operand: TypeAlias = int | str | Const


@dataclass(frozen=True, slots=True)
class Starred:
    """An operand that is spread out: `*value` among arguments or items."""

    value: Operand


Item: TypeAlias = Operand | Starred


@dataclass(frozen=True, slots=True)
class Load:
    """`%at` is what the variable holds now (used where a later operand may rebind it)."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Store:
    """Bind a variable."""

    at: int
    name: str
    value: Operand


@dataclass(frozen=True, slots=True)
class Copy:
    """Set the temporary `to`: the two arms of a conditional expression meet in it."""

    at: int
    to: int
    value: Operand


@dataclass(frozen=True, slots=True)
class Delete:
    """Unbind a variable."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Annotate:
    """A variable is declared to be of a type."""

    at: int
    name: str
    annotation: Operand


@dataclass(frozen=True, slots=True)
class GetAttribute:
    """`%at = base.name`."""

    at: int
    base: Operand
    name: str


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """`base.name = value`; a value of None deletes."""

    at: int
    base: Operand
    name: str
    value: Operand | None


@dataclass(frozen=True, slots=True)
class GetItem:
    """`%at = base[index]`."""

    at: int
    base: Operand
    index: Operand


@dataclass(frozen=True, slots=True)
class SetItem:
    """`base[index] = value`; a value of None deletes."""

    at: int
    base: Operand
    index: Operand
    value: Operand | None


@dataclass(frozen=True, slots=True)
class Unary:
    """`%at = operator operand`, with operator one of `- + ~ not`."""

    at: int
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Binary:
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
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"})


@dataclass(frozen=True, slots=True)
class Call:
    """`%at = callee(arguments, keywords)`; the keyword None spreads a mapping."""

    at: int
    callee: Operand
    arguments: tuple[Item, ...]
    keywords: tuple[tuple[str | None, Operand], ...]


@dataclass(frozen=True, slots=True)
class Build:
    """`%at` is a new tuple, list, set, dict (keys and values in turn; a Starred key spreads), slice,
    string (f-string), template or generator (what a generator expression makes).
    """

    at: int
    kind: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Append:
    """A comprehension adds `value` (under `key`, for a dict) to `container`."""

    at: int
    container: int
    key: Operand | None
    value: Operand


@dataclass(frozen=True, slots=True)
class Unpack:
    """Iterate over `value` into exactly `before + after` items, and a list of the rest if `starred`."""

    at: int
    value: Operand
    before: int
    starred: bool
    after: int


@dataclass(frozen=True, slots=True)
class Element:
    """`%at` is item number `index` of an Unpack, in the order of its targets."""

    at: int
    unpack: int
    index: int


@dataclass(frozen=True, slots=True)
class MakeFunction:
    """`%at` is a closure over `function`, a qualified name in the module."""

    at: int
    function: str
    defaults: tuple[tuple[str, Operand], ...]
    annotations: tuple[tuple[str, Operand], ...]


@dataclass(frozen=True, slots=True)
class MakeClass:
    """`%at` is the class whose body is the function `body`."""

    at: int
    body: str
    bases: tuple[Item, ...]
    keywords: tuple[tuple[str | None, Operand], ...]


@dataclass(frozen=True, slots=True)
class Import:
    """`%at` is a module, or the member `name` of it; `level` counts leading dots.

    For `import a.b` the result is `a`, and `whole` is False; `import a.b as c` yields `a.b`.
    """

    at: int
    module: str
    level: int
    name: str | None
    whole: bool


@dataclass(frozen=True, slots=True)
class ImportStar:
    """Bind every public name of a module."""

    at: int
    module: str
    level: int


@dataclass(frozen=True, slots=True)
class Await:
    """`%at = await value`."""

    at: int
    value: Operand


@dataclass(frozen=True, slots=True)
class Yield:
    """`%at` is what is sent in; `whole` for `yield from`."""

    at: int
    value: Operand
    whole: bool
