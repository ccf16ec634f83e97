"""What tasks share: the program, its modules, and what is known of its functions."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from functools import cached_property
from queue import Queue
from types import CoroutineType, GeneratorType

from adlint import ir
from adlint.interpret.memory.spaces import SUSPENDED, Every, Module, Object, Scope, Space
from adlint.interpret.program import Program
from adlint.interpret.scheduling.asked import methods, plain, properties
from adlint.interpret.scheduling.families import meant

STAGED = "*staged"  # the part of a function that says that it is compiled
RETURN = "return"  # the part of a function's space that is its result
BRINGS = "*brings"  # its result is a resource, or a container that holds one
REACHED = "*reached"  # some call of it was evaluated where it stands
MET = "*met"  # with the name of a parameter: some such call passes something for it that tells what is called
CALLED = "*called"  # some call of it was not
REPLACED = "*replaced"  # its name was bound anew before anybody could call it
ADOPTED = "*adopted"  # the classes of which it was made a method after it was defined
CLOSURES = "*closures"  # the closures that were made of it
DECLARED = "*declared"  # with the name of an attribute: what it is declared to be where it is set
TESTED = "*tested"  # with the name of a parameter: of which classes the function asks whether it is of them
MEMBERS = "*members"  # the part of a class's shared space that holds the members of an enumeration
REMADE = "*remade"  # the part of a class's shared space that is a class made of its members, which takes its place
DEFINED = "*defined"  # the part of a metaclass's shared space that is the class that it makes


HOLDING = frozenset({"list", "tuple", "dict", "set"})  # kinds of containers of which nothing counts but what they hold
# names of methods that many objects have that are not of the program
COMMON = frozenset(
    (
        "read write close open run start stop send recv flush seek readline wait join put set is_set acquire"
        " release submit shape reshape sum mean dot T astype name parse main load save dump loads dumps get copy"
        " add remove value values data keys size dtype ndim real imag index"
    ).split()
).union(*map(dir, (str, dict, list, set, int, bytes, float, tuple, GeneratorType, CoroutineType)))
_TYPES = (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, deque, OrderedDict, Queue)
PLAIN = COMMON.union(*map(dir, _TYPES))  # what containers, texts, numbers and arrays have


@dataclass
class World:
    """The program, the spaces of its modules by name, and for each function a space (what its parameters may
    be, by name, its result, its closures) and the scope of any evaluation; in `stored`, the names of
    attributes that some instance holds; in `outside`, by path, what the program sets in libraries, in `told` what it
    tells them; in `owners`, by the names of attributes, the classes that have them themselves; in `made`, what
    functions give that are generators or coroutines, in `places`, by kind and place, what stands for all containers
    that are made there.
    """

    program: Program
    modules: dict[str, Module] = field(default_factory=dict)
    functions: dict[str, Space] = field(default_factory=dict)
    scopes: dict[str, Every] = field(default_factory=dict)
    stored: Space = field(default_factory=Space)
    outside: Space = field(default_factory=Space)
    told: Space = field(default_factory=Space)
    owners: Space = field(default_factory=Space)
    made: dict[str, Object] = field(default_factory=dict)
    places: dict[tuple[str, str, int], Object] = field(default_factory=dict)

    @cached_property
    def methods(self) -> dict[str, list[str]]:
        """The methods that the classes of the program define, by their plain names."""
        found: dict[str, list[str]] = {}
        for table in self.program.tables.values():
            inside = methods(table, self.program)
            for name in table:
                if name in inside:
                    found.setdefault(plain(name), []).append(name)
        return found

    @cached_property
    def only(self) -> dict[str, tuple[str, ...]]:
        """By their plain names, the methods of one class, or of a small family, that no common object of others has."""
        definers = self.program.definers
        found = {
            name: meant(self.program, known, definers.get(name, ()))
            for name, known in self.methods.items()
            if name not in COMMON
        }
        several = self.methods.keys() - self.properties  # properties of many have names that others have as well
        return {name: known for name, known in found.items() if len(known) == 1 or (known and name in several)}

    @cached_property
    def properties(self) -> frozenset[str]:
        """The plain names of those that are properties."""
        return frozenset().union(*(properties(table, module) for module, table in self.program.tables.items()))

    def follow(self, program: Program, *, has_other_methods: bool) -> None:
        """Another program takes the place of this one."""
        if program.modules.keys() != self.program.modules.keys():
            self.modules = {name: module for name, module in self.modules.items() if name in program.folders}
        self.program = program
        for index in ("methods", "only", "properties") if has_other_methods else ():
            self.__dict__.pop(index, None)

    def module(self, name: str) -> Module | None:
        """The module or package of that name."""
        found = self.modules.get(name)
        if found is None and name in self.program.folders:
            found = self.modules[name] = Module(name)
        return found

    def function(self, name: str) -> Space:
        """What is known of a function."""
        found = self.functions.get(name)
        if found is None:
            found = self.functions[name] = Space()
        return found

    def every(self, name: str, outer: Scope | None) -> Every:
        """The scope that stands for every evaluation of a function."""
        found = self.scopes.get(name)
        if found is None:
            around = None if outer is None else self.every(outer.function, outer.outer)
            found = self.scopes[name] = Every(name, around)
        return found

    def place(self, kind: str, maker: str, at: int) -> Object | None:
        """The container that stands for all of a kind that are made at a place, by an operation of a function."""
        if kind not in HOLDING or at < 0:
            return None
        found = self.places.get((kind, maker, at))
        if found is None:
            found = self.places[kind, maker, at] = Object(kind, None, at, maker)
            found.every = found
        return found

    def suspended(self, name: str) -> Object:
        """A generator or coroutine of which it is known only which function it runs."""
        found = self.made.get(name)
        kind = "generator" if self.program.functions[name].is_generator else "coroutine"
        if found is None or found.kind != kind:
            found = self.made[name] = Object(kind, None, SUSPENDED, name)
        return found

    def body(self, name: str) -> ir.Function:
        """The function of that name."""
        return self.program.functions[name]
