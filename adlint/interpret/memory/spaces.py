"""Spaces: whatever has named parts that change (modules, classes, instances, containers, the variables of a
function).

While the task that made a space runs, its parts stand in `fields`. When the task ends, what others can reach
is published: every part becomes a cell, and the parts of other tasks' spaces are read from cells and added to
by joining.
"""

from __future__ import annotations

from collections.abc import Container, Hashable
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from adlint.interpret.memory.atoms import Closure, External, Value
    from adlint.interpret.scheduling.slots import Slot

Key: TypeAlias = Hashable
Fields: TypeAlias = "dict[Key, Value]"
Time: TypeAlias = tuple[int, int, str]  # of a run: its stage, the rank of its module, its place in the module
NEVER: Time = (-1, 0, "")
REST = ("rest",)  # the part of a container that stands for every entry without a key of its own
FACTORY = ("factory",)  # what a `defaultdict` calls for a key that is not there
SUSPENDED = -4  # where the generators and coroutines that functions give are made
RECEIVER = ("receiver",)  # the part of a scope that its function was called on
COMPUTED = ("computed",)  # what instances hold under names of which a part was computed
UNEVEN = ("uneven",)  # that of some items of a list it is not known whether they are there, nor so where others are
REGISTERED = ("registered",)  # classes whose objects count as those of an abstract class
RETURNED = ("returned",)  # what a generator gives when it ends
ASKED = ("asked",)  # how often a generator was asked for an item
KEYS = ("keys",)  # what the keys of a dict may be, where they are not literals


class Cell(Struct, eq=False):
    """A published part: what it may be (None: it is not there), and when that last changed. Where edits are
    expected, its `history` is kept: what each run added, at its time, by the number of its write; and its
    `readers`, the slots that have looked at it.
    """

    space: Space
    key: Key
    value: Value | None = None
    changed: Time = NEVER
    history: tuple[tuple[Time, int, Value], ...] = ()
    readers: dict[Slot, None] | None = None


class Names(Cell, eq=False):
    """What parts there are: it changes when one is added."""


_NOTHING: dict[Key, Cell] = {}


class Space:
    """Named parts. `published` are the names of those that others can see, first come first; `names` the cell
    of who asked for them.
    """

    __slots__ = ("cells", "fields", "names", "published")

    def __init__(self, fields: Fields | None = None) -> None:
        self.fields = fields
        self.cells: dict[Key, Cell] = _NOTHING
        self.published: list[Key] | None = None
        self.names: Names | None = None

    def cell(self, key: Key) -> Cell:
        """The cell of a part, be it there or not."""
        found = self.cells.get(key)
        if found is None:
            if self.cells is _NOTHING:
                self.cells = {}
            found = self.cells[key] = Cell(self, key)
        return found

    def all_names(self) -> Names:
        """The cell that changes when a part is added."""
        if self.names is None:
            self.names = Names(self, None)
        return self.names

    def release(self) -> None:
        """Forget all parts, for good: values lead back here by ways that the collector of cycles does not see."""
        for cell in self.cells.values():
            cell.value, cell.history, cell.readers = None, (), None
        self.cells, self.fields, self.names = _NOTHING, None, None


class Module(Space):
    """A module of the program: its global variables. What it sets in other modules, by their names and those of the
    variables, stands in `patches`; which variables others set in it, with who does, are the names of `patchers`.
    """

    __slots__ = ("name", "patchers", "patches")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.patches = Space()
        self.patchers = Space()

    def release(self) -> None:
        """As of any space, with what it sets and who sets it."""
        super().release()
        self.patches.release()
        self.patchers.release()


class Scope(Space):
    """The variables of one evaluation of `function`, inside those of `outer`; `is_general` if it was evaluated for
    itself, with all that callers were seen to pass. `every` stands for all of its evaluations, if it makes functions.
    """

    __slots__ = ("cls", "every", "function", "is_general", "outer")

    def __init__(self, function: str, outer: Scope | None, every: Every | None) -> None:
        super().__init__({})
        self.function = function
        self.is_general = False
        self.outer = outer
        self.every = every
        self.cls: Class | None = None


class Every(Scope):
    """What the variables are in any evaluation of a function; `closures` are those in the stead of several."""

    __slots__ = ("closures",)

    def __init__(self, function: str, outer: Every | None) -> None:
        super().__init__(function, outer, None)
        self.fields = None
        self.is_general = True
        self.closures: dict[Hashable, Closure] = {}

    def release(self) -> None:
        """As of any space, with the closures."""
        super().release()
        self.closures = {}


class Class(Space):
    """A class statement that was executed: its own attributes, some of them `annotated` ones, and some
    `factories`: fields whose default is made for each object; `abstract` are the functions in its body that no
    object has, as are all without a body where it `is_protocol`; `declared` says of what type attributes are,
    and from where that is seen, `roles` which of them are no plain fields. `order` are itself and its bases, in
    the order of lookup (`is_single`: none of these has several bases), `below` has the classes derived from it
    as names; `shared` is what methods store in any of its instances, `exact` in those of this very class,
    `generic` an instance of which nothing more is known, `anyone` one that may be of a derived class, too; of
    records, `sites` has one in the stead of all that are made at a place (the maker and its operation).
    """

    __slots__ = (
        "abstract", "annotated", "anyone", "below", "declared", "exact", "factories", "generic", "is_protocol",
        "is_single", "metaclass", "name", "order", "roles", "shared", "sites",
    )  # fmt: skip

    def __init__(self, name: str, fields: Fields | None) -> None:
        super().__init__(fields)
        self.name = name
        self.order: tuple[Class | External, ...] = (self,)
        self.abstract: frozenset[str] = frozenset()
        self.annotated: list[str] = []
        self.declared: dict[str, tuple[Closure, Value]] = {}
        self.factories: tuple[Key, ...] = ()
        self.roles: dict[str, str] = {}
        self.is_protocol = False
        self.is_single = True
        self.metaclass: Class | None = None
        self.below = Space()
        self.shared = Space()
        self.exact = Space()
        self.generic = Object("instance", self, -1)
        self.anyone = Object("instance", self, -2)
        self.sites: dict[tuple[str, int], Object] = {}

    def begin(self) -> None:
        """Its body is evaluated, perhaps again: nothing is known of it yet."""
        self.fields = {}
        self.order, self.abstract, self.factories = (self,), frozenset(), ()
        self.annotated, self.declared, self.roles = [], {}, {}
        self.is_protocol, self.is_single, self.metaclass = False, True, None

    def site(self, maker: str, at: int) -> Object:
        """The instance that stands for all that are made at a place."""
        found = self.sites.get((maker, at))
        if found is None:
            found = self.sites[maker, at] = Object("instance", self, at, maker)
        return found

    def release(self) -> None:
        """As of any space, with those of its instances."""
        super().release()
        self.order, self.declared = (), {}
        for space in (self.shared, self.exact, self.generic, self.anyone):
            space.release()
        self.generic.cls = self.anyone.cls = None


def is_generic(atom: Object) -> bool:
    """Whether an object stands for any of its class, or (`is_any`) of the classes derived from it, too."""
    return atom.cls is not None and (atom is atom.cls.generic or atom is atom.cls.anyone)


def site_of(atom: Object) -> Object | None:
    """What stands for all instances that are made where this one is, if anything does."""
    return atom.cls.sites.get((atom.maker, atom.at)) if atom.cls is not None and atom.cls.sites else None


def is_site(atom: Object) -> bool:
    """Whether an object stands for all that are made at a place."""
    return atom.cls is not None and site_of(atom) is atom


def is_any(atom: Object) -> bool:
    """Whether an object stands for any of its class, or of the classes derived from it."""
    return atom.cls is not None and atom is atom.cls.anyone


def is_covered(atom: Object, known: Container[object]) -> bool:
    """Whether what stands for any object of a base of its class is known where this stands for any of its class."""
    cls = atom.cls
    if cls is None or atom is not cls.anyone:
        return False
    return any(isinstance(base, Class) and base.anyone in known for base in cls.order[1:])


class Object(Space):
    """An instance of a class of the program, or a container (`kind` says which), made by operation `at` of
    the function `maker`; `is_row` if it was written down with functions or classes in it, as rows of a table are.
    `every` stands for all containers that are made there, if several evaluations are told apart.
    """

    __slots__ = ("at", "cls", "every", "is_row", "kind", "maker")

    def __init__(self, kind: str, cls: Class | None, at: int, maker: str = "") -> None:
        self.fields = None  # as in `Space`: there are many objects
        self.cells = _NOTHING
        self.published = None
        self.names = None
        self.kind = kind
        self.cls = cls
        self.at = at
        self.maker = maker
        self.is_row = False
        self.every: Object | None = None
