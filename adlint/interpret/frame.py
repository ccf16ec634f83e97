"""The state of evaluating one function: variables, temporaries, and what has been learnt."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.content import Content
from adlint.interpret.facts import CallFact, Key
from adlint.interpret.values import (
    ITEM,
    OPAQUE,
    UNBOUND,
    Atom,
    Class,
    Code,
    Container,
    External,
    Handle,
    Imported,
    Instance,
    Items,
    Iterated,
    ModuleRef,
    Parameter,
    Part,
    Table,
    Unknown,
    Value,
    atoms,
    handles,
    informative,
    join,
    joined,
)  # fmt: skip
from adlint.interpret.world import BUILTINS, World
from adlint.ir import Const

NESTING = 3  # containers in containers that are told apart
_NESTED = frozenset({Container, Items, Iterated, Table, frozenset})
BINDINGS = frozenset({"export", "member"})  # names that exist, whatever they are bound to
_PLAIN = frozenset({Unknown, Parameter, Const, External, ModuleRef, Class, Code})


class Frame:
    """Variables live in `env` and branch; temporaries are set once an evaluation. `dead` means that the point
    cannot be reached.
    """

    __slots__ = (
        "bases", "block", "blocks", "breaks", "calls", "content", "continues", "dead", "depth", "edges", "entered",
        "env", "function", "handing", "has_resources", "identity", "local", "module", "names", "outer", "results",
        "scopes", "starred", "stars", "stored", "temps", "tests", "transforms", "visits", "world", "writes", "yields",
    )  # fmt: skip

    def __init__(self, function: ir.Function, identity: str, world: World) -> None:
        self.function = function
        self.identity = identity
        self.module = identity.partition(":")[0]
        self.world = world
        self.env: dict[str, Value] = {}
        self.temps: dict[int, Value] = {}
        self.outer: dict[str, Value] = {}
        self.bases: dict[ir.Operand, Value] = {}
        self.names: dict[ir.Operand, str] = {}
        self.calls: dict[int, CallFact] = {}
        self.edges: dict[tuple[int, str], None] = {}
        self.tests: dict[int, Value] = {}
        self.stored: dict[int, Value] = {}
        self.visits: dict[int, Value] = {}
        self.entered: dict[int, Value] = {}
        self.local: set[int] = set()
        self.handing: dict[int, None] = {}
        self.transforms: dict[int, None] = {}
        self.starred: dict[int, ir.Unpack] = {}
        self.content: dict[int, Content] = {}
        self.writes: dict[Key, Value] = {}
        self.results: list[Value] = []
        self.yields: list[Value] = []
        self.breaks: list[dict[str, Value]] = []
        self.continues: list[dict[str, Value]] = []
        self.stars: list[Atom] = []
        self.dead = False
        self.has_resources = False
        self.depth = 0
        self.block = 0
        self.blocks = 0
        self.scopes = self._enclosing()

    def _enclosing(self) -> list[tuple[str, frozenset[str]]]:
        """The functions around this one, innermost first; class bodies are no scope for what is inside them."""
        found = []
        program, outer = self.world.program, self.world.program.enclosing(self.identity)
        while outer is not None:
            if self.world.kind(outer) in ("function", "lambda"):
                found.append((outer, self.world.bound(outer)))
            outer = program.enclosing(outer)
        return found

    def value(self, operand: ir.Operand) -> Value:
        """What the operand may hold."""
        if isinstance(operand, int):
            return self.temps.get(operand, UNBOUND)
        if isinstance(operand, str):
            found = self.env.get(operand)
            if found is None:
                found = self.outer.get(operand)
                if found is None:
                    found = self.outer[operand] = self.outside(operand)
                return found
            if found.__class__ is Imported or found.__class__ is frozenset:
                return self.world.follow(found)
            return found
        return operand

    def outside(self, name: str) -> Value:
        """A name that is not bound here: of an enclosing function, the module, or the builtins."""
        if name in self.function.bound and self.function.kind in ("function", "lambda"):
            return UNBOUND
        for identity, bound in self.scopes:
            if name in bound:
                found = self.world.read("cell", identity, name)
                return UNBOUND if found is None else self.world.follow(found)
        found = self.world.export(self.module, name)
        if found is not None:
            return found
        return External(f"builtins.{name}") if name in BUILTINS else UNBOUND

    def write(self, key: Key, value: Value) -> None:
        """Add to what others may read."""
        if value.__class__ is Unknown or value.__class__ is Parameter:
            if key[0] in BINDINGS:
                self.writes.setdefault(key, OPAQUE)
            return
        value = self.sealed(value)
        if key[0] != "result" and value.__class__ in (Handle, frozenset):
            value = joined([Instance(a.of) if isinstance(a, Handle) else a for a in atoms(value)])
        if value.__class__ is frozenset:
            value = joined([ITEM if isinstance(a, Part) else a for a in atoms(value)])
        if not informative(value):
            if key[0] not in BINDINGS:
                return
            value = value if value.__class__ in (Imported, Const, External, Instance) else OPAQUE
        old = self.writes.get(key)
        self.writes[key] = value if old is None else join(old, value)

    def sealed(self, value: Value, depth: int = NESTING) -> Value:
        """`value` as it is seen from outside: a container by what it holds, to a depth."""
        if value.__class__ not in _NESTED:
            return value
        if not depth:
            return ITEM
        match value:
            case Container():
                return self.sealed(self.content[value.site].sealed(), depth)
            case Items(items):
                return Items(tuple([self.sealed(item, depth - 1) for item in items]))
            case Table(entries):
                return Table(tuple([(key, self.sealed(item, depth - 1)) for key, item in entries]))
            case Iterated(item):
                return Iterated(self.sealed(item, depth - 1))
            case _:
                return joined([self.sealed(atom, depth) for atom in atoms(value)])

    def holds_resource(self, value: Value) -> bool:
        """Whether `value` may be, or hold, a resource that was acquired here."""
        if not self.has_resources or value.__class__ in _PLAIN:
            return False
        return any(True for _ in handles(self.sealed(value)))

    def make(self, kind: str, at: int) -> Container:
        """An empty container that is made here."""
        self.content[at] = Content(kind, self.block)
        return Container(kind, at)

    def put(self, container: Container, value: Value) -> None:
        """Add an item to a container that was made here; a container in it is held as it is now."""
        self.content[container.site].append(self.sealed(value), self.block)

    def enter_block(self) -> int:
        """Begin a stretch of code that may not run, or run several times; the number of the one around it."""
        outer, self.blocks = self.block, self.blocks + 1
        self.block = self.blocks
        return outer

    def item(self, value: Value) -> Value:
        """What iterating over `value` gives."""
        found: list[Value] = []
        for atom in atoms(value):
            match atom:
                case Items(items):
                    found.append(joined(items) if items else ITEM)
                case Container():
                    found.append(self.content[atom.site].all())
                case Table(entries):
                    found.append(joined([item for _, item in entries]))
                case Iterated(item):
                    found.append(item)
                case Parameter(name, path) if len(path) < 2:
                    found.append(Parameter(name, (*path, "[]")))
                case Handle(kind="temporary") | Handle(of="numpy.memmap"):
                    found.append(atom)  # a descriptor and a path, of which either counts; a view
                case _:
                    found.append(ITEM)
        return joined(found)
