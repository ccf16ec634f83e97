"""The state of lowering: one `Unit` a text, one `Builder` a function."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from adlint import ir


@dataclass(slots=True)
class Unit:
    """What the functions of one text share.

    `rebindable` holds the names that a call or a walrus may rebind while an expression is evaluated, `names`
    the functions that were begun, `read` the variables that are read. `spans` tells of each function where its
    operations stand, if that is wanted (`is_mapped`). Where `is_postponed` no annotation is evaluated.
    """

    rebindable: frozenset[str]
    is_mapped: bool
    is_postponed: bool = False
    functions: list[ir.Function] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    spans: dict[str, array[int]] = field(default_factory=dict)
    literals: dict[tuple[type, object], ir.Const] = field(default_factory=dict)

    def fresh(self, name: str) -> str:
        """`name`, or `name#2` and so on if a function of that name was begun before."""
        count, free = 1, name
        while free in self.names:
            count += 1
            free = f"{name}#{count}"
        self.names.add(free)
        if self.is_mapped:
            self.spans[free] = array("I")
        return free

    def literal(self, value: object) -> ir.Const:
        """The shared constant for a literal."""
        key = (type(value), value)
        found = self.literals.get(key)
        if found is None:
            found = self.literals[key] = ir.Const(_text(value), value)
        return found


def _text(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # an int beyond the limit of decimal conversion
        return hex(value) if isinstance(value, int) else "?"


class Builder:
    """The function that is being lowered: its `body`; `ops` is the block that operations go to."""

    __slots__ = (
        "body",
        "bound",
        "captured",
        "globals",
        "is_generator",
        "kind",
        "lambdas",
        "leaves_early",
        "literals",
        "name",
        "nonlocals",
        "numbered",
        "ops",
        "read",
        "rebindable",
        "renames",
        "side_effects",
        "spans",
        "unit",
    )  # fmt: skip

    def __init__(self, unit: Unit, name: str, kind: str, renames: tuple[Mapping[str, str], ...] = ()) -> None:
        self.unit = unit
        self.rebindable = unit.rebindable
        self.literals = unit.literals
        self.read = unit.read
        self.name = unit.fresh(name)
        self.kind = kind
        self.numbered = 0
        self.spans = unit.spans[self.name] if unit.is_mapped else None
        self.body: list[ir.Op] = []
        self.ops = self.body
        self.bound: set[str] = set()
        self.globals: frozenset[str] = frozenset()
        self.nonlocals: frozenset[str] = frozenset()
        self.renames = renames
        self.captured = f"{len(renames)}." if renames else ""
        self.is_generator = False
        self.leaves_early = False
        self.side_effects = 0
        self.lambdas = 0

    def number(self, node: object) -> int:
        """The number of a new operation that stands where the `ast` node does."""
        at = self.numbered
        self.numbered = at + 1
        if self.spans is not None:
            start = (node.lineno, node.col_offset)  # type: ignore[attr-defined]
            end = (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
            self.spans.extend((*start, *end))
        return at

    def renamed(self, name: str) -> str:
        """The flat name of a variable as seen from here: a comprehension's variables have their own."""
        for scope in reversed(self.renames):
            if name in scope:
                return scope[name]
        return name

    def store(self, node: object, name: str, value: ir.Operand) -> None:
        """Bind a variable of this scope."""
        if self.renames:
            name = self.renamed(name)
        self.bound.add(name)
        self.ops.append(ir.Store(self.number(node), name, value))

    def qualified(self, name: str) -> str:
        """The name of a function defined here."""
        return f"{self.name}.{name}" if self.name else name

    def finish(
        self,
        parameters: tuple[ir.Parameter, ...],
        *,
        is_async: bool = False,
        is_decorated: bool = False,
        replaceable: bool = False,
    ) -> ir.Function:
        """The function that was built."""
        bound = self.bound
        if self.globals or self.nonlocals:
            bound = bound - self.globals - self.nonlocals
        return ir.Function(
            self.name,
            self.kind,
            parameters,
            tuple(self.body),
            frozenset(bound).union([p.name for p in parameters]) if parameters else frozenset(bound),
            self.globals,
            self.nonlocals,
            self.is_generator,
            is_async,
            is_decorated,
            self.leaves_early,
            replaceable,
        )
