"""The intermediate representation: structured, three-address, position-free and hashable.

A module is a tuple of functions; the first is the module's own body, class bodies are functions of kind
`class`. A function's operations are numbered: operation `at` yields the temporary `%at`, and a side table
(`SourceMap`) alone knows where in the text number `at` stands. Two functions with equal text but for
comments, layout and place are equal values.

An operand is a temporary (`int`), a variable (`str`) or a literal (`Const`). Variables are looked up by name:
in the function if it binds the name, else in the enclosing functions, the module, the builtins.
Variables of a comprehension are renamed (`x@7`), so that a function has one flat scope.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import cached_property
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


# --- operations without control -------------------------------------------------------------------------


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


# --- control --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Return:
    """Leave the function."""

    at: int
    value: Operand


@dataclass(frozen=True, slots=True)
class Raise:
    """Raise, or raise again if `exception` is None."""

    at: int
    exception: Operand | None
    cause: Operand | None


@dataclass(frozen=True, slots=True)
class Break:
    """Leave the innermost loop."""

    at: int


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on with the next iteration of the innermost loop."""

    at: int


@dataclass(frozen=True, slots=True)
class If:
    """Branch on a condition."""

    at: int
    condition: Operand
    then: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class While:
    """Loop: `test` computes `condition` before each iteration; `orelse` runs unless left by a break."""

    at: int
    test: Block
    condition: Operand
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class For:
    """Loop over `iterable`; `%at` is the item."""

    at: int
    iterable: Operand
    body: Block
    orelse: Block
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class With:
    """`%at` is what entering `manager` gives; it is left on every way out of `body`."""

    at: int
    manager: Operand
    body: Block
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Handler:
    """`test` computes the exception `type` (None catches all); `%at` is the exception."""

    at: int
    test: Block
    type: Operand | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try:
    """`final` runs on every way out; `orelse` if `body` did not raise."""

    at: int
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """`test` evaluates the values and classes in `pattern`, `guard` is decided by `guard_test`."""

    test: Block
    pattern: Pattern
    guard_test: Block
    guard: Operand | None
    body: Block


@dataclass(frozen=True, slots=True)
class Match:
    """The first case whose pattern and guard hold runs."""

    at: int
    subject: Operand
    cases: tuple[Case, ...]


# --- patterns -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PatternValue:
    """Equal (or, for a singleton, identical) to a value."""

    value: Operand


@dataclass(frozen=True, slots=True)
class PatternCapture:
    """Bind `name` (None: `_`) if `pattern` holds (None: always)."""

    name: str | None
    pattern: Pattern | None


@dataclass(frozen=True, slots=True)
class PatternStar:
    """The rest of a sequence."""

    name: str | None


@dataclass(frozen=True, slots=True)
class PatternSequence:
    """A sequence of items."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class PatternMapping:
    """A mapping with these keys; `rest` is bound to the others."""

    keys: tuple[Operand, ...]
    items: tuple[Pattern, ...]
    rest: str | None


@dataclass(frozen=True, slots=True)
class PatternClass:
    """An instance of a class with these positional and named attributes."""

    cls: Operand
    positional: tuple[Pattern, ...]
    named: tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True, slots=True)
class PatternOr:
    """Any of several patterns."""

    items: tuple[Pattern, ...]


Pattern: TypeAlias = (
    PatternValue | PatternCapture | PatternStar | PatternSequence | PatternMapping | PatternClass | PatternOr
)
Op: TypeAlias = (
    Load | Store | Copy | Delete | Annotate | GetAttribute | SetAttribute | GetItem | SetItem | Unary | Binary
    | Call | Build | Append | Unpack | Element | MakeFunction | MakeClass | Import | ImportStar | Await | Yield
    | Return | Raise | Break | Continue | If | While | For | With | Try | Match
)
Block: TypeAlias = tuple[Op, ...]


# --- functions and modules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; `kind` is one of `positional`, `any`, `*`, `keyword`, `**`."""

    name: str
    kind: str
    has_default: bool


@dataclass(frozen=True)
class Function:
    """The body of a function, lambda, class or module. `name` is qualified in its module: `Model.step`, `f.g`,
    `f.<lambda1>`; a second definition of a name is `f#2`; the module's own body is `""`.
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

    @cached_property
    def positional(self) -> tuple[str, ...]:
        """The names of the parameters that can be given by position."""
        return tuple([p.name for p in self.parameters if p.kind in ("positional", "any")])

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.kind, self.parameters, self.body, self.bound, self.globals, self.nonlocals))

    def __hash__(self) -> int:
        """The hash of the whole body, computed once."""
        return self._hash


@dataclass(frozen=True, slots=True)
class Module:
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
