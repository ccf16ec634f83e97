"""A task: the evaluation of a module's body, or of a function nobody was seen to call, with the calls on the
way.

It sees what tasks before it left, in cells, and changes nothing of theirs: what it writes into other tasks'
spaces stands in its overlay, where it reads it back, until it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from adlint import ir
from adlint.failures import ExhaustedError, Guard
from adlint.interpret.machine import Machine, Pending, Rules, Suspended
from adlint.interpret.memory.atoms import (
    ELSEWHERE,
    PASSED,
    Atom,
    Closure,
    Partial,
    Value,
    join,
    joined,
)  # fmt: skip
from adlint.interpret.memory.journal import Journal
from adlint.interpret.memory.parameters import exchanged
from adlint.interpret.memory.spaces import (
    NEVER,
    Cell,
    Class,
    Every,
    Fields,
    Key,
    Module,
    Object,
    Scope,
    Space,
    Time,
)  # fmt: skip
from adlint.interpret.scale import Scale
from adlint.interpret.scheduling.asked import DEFINERS, METHODS, MODULE, SIGNATURE, Asked
from adlint.interpret.scheduling.cells import before, names_before
from adlint.interpret.scheduling.pool import Pool
from adlint.interpret.views.described import External, Parameter
from adlint.interpret.views.facts import Facts
from adlint.interpret.world import World
from adlint.ir import Const

# whom a function calls; a generator perhaps only when it was asked so many times, and then once more
Callees: TypeAlias = "dict[str, int | None]"
R = TypeVar("R")
S = TypeVar("S", bound=Space)
DEPTH = 14  # calls in calls that are evaluated where they stand

# the types that are declared (None: any), and what of each object that was held against them is of one
Declared: TypeAlias = "tuple[tuple[Class | External, ...] | None, dict[Atom, list[Atom]]]"


@dataclass(slots=True)
class Task:
    """The state of a task. `edges` is who calls whom, `results` what functions gave here, `epoch` counts writes to
    spaces that outlive a call, `running` the evaluations of a function that are going on, `scheduled` the coroutines
    and functions that were left to the event loop. `steps` are those that were taken, `most` how many may be, or, as
    long as `room` knows how many, some of these; `guard` knows of what failed. `contents` is what was read in other
    tasks' containers, `seen_in` what was found in them (`once`), and `rewrites` says that this task writes into some;
    `looked_up` is what was found in other tasks' classes, until this one `forms` some itself (`ask`); `parts` are those
    of long values that others are told, by epoch; `storing` are the attributes of instances that it stores. It
    `is_again` if it was done before, and `waits` for unknown callers.
    """

    world: World
    scale: Scale
    pool: Pool
    machine: Machine
    root: str = ""
    time: Time = NEVER
    is_warm: bool = False
    wants_facts: bool = False
    facts: dict[str, Facts] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    overlay: dict[Space, Fields] = field(default_factory=dict)
    reads: dict[Cell, None] = field(default_factory=dict)
    edges: dict[str, Callees] = field(default_factory=dict)
    unknown: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    told: dict[tuple[str, int], None] = field(default_factory=dict)
    results: dict[str, Value] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    contexts: dict[Closure, int] = field(default_factory=dict)
    known: dict[tuple[object, ...], tuple[int, Value]] = field(default_factory=dict)
    scopes: dict[str, list[Scope]] = field(default_factory=dict)
    reached: dict[str, None] = field(default_factory=dict)
    met: dict[tuple[str, str], None] = field(default_factory=dict)
    instances: dict[Class, int] = field(default_factory=dict)
    raised: list[Value] = field(default_factory=list)
    endings: dict[str, tuple[Atom, ...] | None] = field(default_factory=dict)  # what surely ends functions
    declared: dict[tuple[Closure, str], Declared] = field(default_factory=dict)
    received: dict[str, Value] = field(default_factory=dict)  # by its own parameters
    generators: dict[Object, Suspended] = field(default_factory=dict)
    resumed: dict[str, int] = field(default_factory=dict)  # how often the generators of functions were, at most
    draining: dict[Object, None] = field(default_factory=dict)
    constructing: list[int] = field(default_factory=list)  # the depths at which `type.__call__` is going on
    scheduled: dict[Atom, None] = field(default_factory=dict)
    started: dict[Partial, None] = field(default_factory=dict)  # what runs beside the module
    rules: Rules = field(default_factory=Rules)
    entered: list[Closure] = field(default_factory=list)  # what is being evaluated, the outermost first
    calling: dict[tuple[Object, Hashable], Value] | None = None  # what the objects give that a call leads to
    comparing: list[frozenset[Class]] = field(default_factory=list)  # whose objects are compared field by field
    compared: dict[tuple[object, ...], int] = field(default_factory=dict)  # what was, and at which epoch
    contents: dict[Object, tuple[int, Fields]] = field(default_factory=dict)
    seen_in: dict[tuple[str, Object, int], tuple[int, Any]] = field(default_factory=dict)
    rewrites: bool = False
    looked_up: dict[tuple[object, ...], Any] = field(default_factory=dict)
    parts: dict[tuple[int, int], tuple[int, Value, Value | None]] = field(default_factory=dict)
    forms: bool = False
    imported: dict[Module, None] = field(default_factory=dict)  # whose patches it has
    patched: dict[tuple[Module, Key], Value] = field(default_factory=dict)
    storing: dict[Key, None] = field(default_factory=dict)
    is_open: bool = False
    is_again: bool = False
    waits: bool = False
    asked: dict[Asked, None] = field(default_factory=dict)
    notes_asked: bool = True  # else nobody will want to know what was asked for most
    made: list[Space] = field(default_factory=list)
    epoch: int = 0
    spent: int = 0
    guard: Guard = field(default_factory=Guard)
    steps: int = 0
    most: int = sys.maxsize
    room: Callable[[], int] = int
    depth: int = 0

    def take(self, steps: int) -> None:
        """Count so many steps. ExhaustedError if these are more than there are for a task."""
        self.steps += steps
        if self.steps > self.most:
            self.most = self.room()
        if self.steps > self.most:
            raise ExhaustedError(f"evaluating this takes more steps than are taken for it ({self.most:,})")

    def function(self, name: str) -> ir.Function:
        """A function of the program, of which it is looked at how it can be called."""
        if self.notes_asked:
            self.asked[SIGNATURE, name] = None
        return self.world.program.functions[name]

    def module(self, name: str) -> Module | None:
        """The module or package of a name, of which it is asked whether it is there."""
        self.asked[MODULE, name] = None
        return self.world.module(name)

    def below(self, package: Module, name: str) -> Module | None:
        """The module of a name in a package; a module that is none has none below it."""
        program = self.world.program
        if package.name in program.modules and package.name not in program.packages:
            return self.world.module(f"{package.name}.{name}")
        return self.module(f"{package.name}.{name}")

    def is_method(self, name: str) -> bool:
        """Whether a class of the program has a method of that name."""
        if self.notes_asked:
            self.asked[METHODS, name] = self.asked[DEFINERS, name] = None
        return name in self.world.methods

    def get(self, space: Space, key: Key) -> Value | None:
        """A part of a space, None if it is not there."""
        fields = space.fields
        if fields is not None:
            return fields.get(key)
        fields = self.overlay.get(space)
        if fields is not None:
            found = fields.get(key)
            if found is not None:
                return found
        cell = space.cells.get(key)
        if cell is None:
            cell = space.cell(key)
        self.reads[cell] = None
        found = self.value(cell) if self.is_warm else cell.value
        if found.__class__ is Const and space.__class__ is Space:
            return (found, ELSEWHERE)  # others may set it to something else
        return found

    def value(self, cell: Cell) -> Value | None:
        """What a cell is at the time of this task."""
        return before(cell, self.time) if self.is_warm else cell.value

    def put(self, space: Space, key: Key, value: Value | None) -> None:
        """Set a part of a space."""
        self.epoch += 1
        self.journal.write(self._fields(space, key), key, value)

    def add(self, space: Space, key: Key, value: Value) -> None:
        """Let a part of a space be `value`, too."""
        old = self.get(space, key)
        new = value if old is None else join(old, value)
        if new is not old:
            self.put(space, key, new)

    def _fields(self, space: Space, key: Key) -> Fields:
        if space.fields is not None:
            return space.fields
        fields = self.overlay.get(space)
        if fields is None:
            fields = self.overlay[space] = {}
            self.rewrites = self.rewrites or (space.__class__ is Object and space.cls is None)
            self.forms = self.forms or space.__class__ is Class
        if key not in fields:
            base = self.get(space, key)
            if base is not None:
                fields[key] = base
        return fields

    def content(self, container: Object) -> Fields:
        """All parts of a container, not to be changed: those of another task's stay as they are while this one
        runs, unless it writes there itself.
        """
        if container.fields is not None:
            self.take(1 + (len(container.fields) >> 2))
            return {key: value for key, value in container.fields.items() if value is not None}
        stamp = self.epoch if container in self.overlay else -1
        known = self.contents.get(container)
        if known is None or known[0] != stamp:
            get, keys = self.get, self.keys(container)
            self.take(1 + (len(keys) >> 2))
            found = {key: value for key in keys if (value := get(container, key)) is not None}
            known = self.contents[container] = (stamp, found)
        return known[1]

    def once(self, what: str, container: Object, depth: int, step: Callable[[], R]) -> R:
        """What a pure `step` that looks into a container gives, down to a depth. It is asked for at every call that
        passes the container on, and the same for another task's until this one writes into such.
        """
        if container.fields is not None:
            return step()
        key, stamp = (what, container, depth), self.epoch if self.rewrites else -1
        known = self.seen_in.get(key)
        if known is None or known[0] != stamp:
            known = self.seen_in[key] = (stamp, step())
        return known[1]

    def ask(self, step: Callable[..., R], *of: Any) -> R:
        """`step(self, *of)`, which looks into classes and into nothing else: once, until this task forms some."""
        if self.forms:
            return step(self, *of)
        key = (step, *of)
        known = self.looked_up.get(key, self)
        if known is self:
            known = self.looked_up[key] = step(self, *of)
        return known  # type: ignore[no-any-return]

    def keys(self, space: Space) -> list[Key]:
        """The names of the parts of a space."""
        if space.fields is not None:
            return [key for key, value in space.fields.items() if value is not None]
        return [*self.names(space)]

    def names(self, space: Space) -> list[Key]:
        """The names of the parts of another task's space, in a list that is not to be changed."""
        self.reads[space.all_names()] = None
        published = self._published(space)
        written = self.overlay.get(space)
        if written is None:
            return published
        return list(dict.fromkeys([*published, *[key for key, value in written.items() if value is not None]]))

    def has(self, space: Space, key: Key) -> bool:
        """Whether another task's space may have a part; for one of few parts, for all are looked at."""
        self.reads[space.names or space.all_names()] = None
        return self.is_warm or key in space.cells or space in self.overlay

    def count(self, space: Space) -> int:
        """How many parts another task's space has."""
        if self.is_warm or space in self.overlay:
            return len(self.keys(space))
        self.reads[space.all_names()] = None
        return len(space.published or ())

    def _published(self, space: Space) -> list[Key]:
        """The parts that are published, in the order in which they were."""
        return names_before(space, self.time) if self.is_warm else space.published or []

    def parameter(self, name: str) -> Value | None:
        """What callers are known to pass to the function that the task is for, as far as it says that it takes that."""
        return self.received.get(name) or self.get(self.world.function(self.root), name)

    def new_object(self, kind: str, cls: Class | None, at: int, maker: str) -> Object:
        """A new object."""
        made = self._made(self._pooled(kind, cls, at, maker) or Object(kind, cls, at, maker))
        if self.scale.operations:
            made.every = self.world.place(kind, maker, at)
        return made

    def new_scope(self, function: str, outer: Scope | None) -> Scope:
        """The variables of a call of a function, of which closures are made."""
        old = self._pooled(Scope, function, outer) if self.pool else None
        made = self._made(old or Scope(function, outer, None))
        self.scopes.setdefault(function, []).append(made)
        return made

    def variable(self, scope: Scope, name: str) -> Value | None:
        """A variable of a function around another; in any evaluation of it also what this task has set it to."""
        found = self.get(scope, name)
        if scope.__class__ is not Every:
            return found
        self.is_open = True  # others may go on setting it
        own = [s.fields[name] for s in self.scopes.get(scope.function, ()) if s.fields and s.fields.get(name)]
        return joined(own if found is None else [found, *own])

    def new_class(self, name: str) -> Class:
        """A new class."""
        made = self._made(self._pooled(Class, name) or Class(name, {}))
        made.begin()
        self.forms = True
        return made

    def new_closure(
        self, function: str, outer: Scope | None, owner: Class | None, defaults: dict[str, Value],
        annotations: tuple[tuple[str, Value], ...],
    ) -> Closure:
        """A new function."""
        if outer is not None and outer.every is None and outer.__class__ is Scope:
            outer.every = self.world.every(outer.function, outer.outer)
            outer.every.cls = outer.every.cls or outer.cls
        old = self._pooled(Closure, function, outer, owner, (*defaults.items(),), annotations) if self.pool else None
        return self._made(old or Closure(function, outer, owner, defaults, annotations))

    def _pooled(self, *alike: object) -> Any:
        """What an earlier run made in the stead of what is made now; None if there is nothing, or it was taken."""
        several = self.pool.get(alike) if self.pool else None
        return several.pop() if several else None

    def _made(self, space: S) -> S:
        space.fields = {}
        self.made.append(space)
        return space

    def settled(self, value: Value) -> Value:
        """A value as others see it: of the parameters in it what callers are known to pass."""
        return self._settled(value) if value.__class__ is Parameter else exchanged(value, self._settled)

    def _settled(self, parameter: Atom) -> Value:
        assert parameter.__class__ is Parameter
        known = None if parameter.path else self.parameter(parameter.name)
        if parameter.among is not None:
            known = joined(parameter.among)
        if known is not None or self.scale.rounds > 2:
            self.is_open = True  # it may be more by and by
        return PASSED if known is None else known
