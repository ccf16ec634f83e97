"""The end of a task: what it changed becomes cells, which the tasks after it read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from adlint.interpret.memory.atoms import (
    Atom,
    Closure,
    Handle,
    Parameter,
    Part,
    Text,
    Unknown,
    Value,
    any_closure,
    atoms,
    join,
)
from adlint.interpret.memory.spaces import UNEVEN, Cell, Key, Module, Object, Scope, Space
from adlint.interpret.scheduling.deferring import telling
from adlint.interpret.scheduling.referring import REFERRING, add_spaces, around
from adlint.interpret.task import Task
from adlint.interpret.world import BRINGS, CALLED, CLOSURES, MET, REACHED, RETURN
from adlint.ir import Const

_YES = Const("True", True)


def publish(task: Task, left: Space | None) -> dict[Cell, Value]:
    """What a task adds to cells, so that others see what they can reach: the parts of `left` (a module), what
    was written into other tasks' spaces, results of functions, and calls that were not evaluated.
    """
    publication = _Publication(task, left)
    if left is not None:
        publication.reached.append(left)
    publication.add_written()
    publication.add_results()
    if left is not None:
        publication.add_evaluated()
    publication.add_met()
    publication.add_pending()
    publication.add_reached()
    for space in task.made:
        space.fields = None
    if left is not None:
        left.fields = None
    return publication.writes


@dataclass(slots=True)
class _Publication:
    """What is added to cells so far, and spaces of the task that these lead to, whose parts are to be added."""

    task: Task
    left: Space | None
    writes: dict[Cell, Value] = field(default_factory=dict)
    reached: list[Space] = field(default_factory=list)

    def add_written(self) -> None:
        """What the task wrote into the spaces of others."""
        for space, fields in list(self.task.overlay.items()):
            for key, value in fields.items():
                if value is not None:
                    self.write(space, key, value)
                    if isinstance(space, Module) and space is not self.left:
                        self.patch(space, key, value)

    def patch(self, module: Module, key: Key, value: Value) -> None:
        """Note what the task sets in another module, but for what it only has from what it imports."""
        if self.task.patched.get((module, key)) is value or any(a.__class__ is Module for a in atoms(value)):
            return
        self.add(module.patchers.cell((key, self.task.root)), _YES)
        if isinstance(self.left, Module):
            self.write(self.left.patches, (module.name, key), value)

    def add_results(self) -> None:
        """What functions gave; for other functions than the task's own as their callers see it."""
        task = self.task
        for name, value in task.results.items():
            if value.__class__ in _SAYING_NOTHING:
                continue
            told = _told(task, value if name == task.root else task.settled(value))
            if told is not None:
                self.add(task.world.function(name).cell(RETURN), told)
                if any(_brings(task, atom) for atom in atoms(told)):
                    self.write(task.world.function(name), BRINGS, _YES)

    def add_evaluated(self) -> None:
        """Which functions were evaluated where they were called."""
        for name in self.task.reached:
            self.write(self.task.world.function(name), REACHED, _YES)

    def add_met(self) -> None:
        """Of which of their parameters something was known there."""
        for name, parameter in self.task.met:
            self.write(self.task.world.function(name), (MET, parameter), _YES)

    def add_pending(self) -> None:
        """The calls that were put off, with what is passed."""
        for name, pending in self.task.pending.items():
            function = self.task.world.function(name)
            self.add(function.cell(CALLED), _YES)
            self.add(function.cell(CLOSURES), pending.closure)
            for key, value in pending.fields.items():
                told = telling(self.task, value)
                if told is not None:
                    self.write(function, key, told)

    def add_reached(self) -> None:
        """The parts of all that the task made and others can reach."""
        task, todo, add = self.task, self.reached, self.add
        places: set[Space] = set()
        while todo or self._add_those_of(places):
            space = todo.pop()
            fields, space.fields = space.fields, None
            if fields is None:
                if space.__class__ is Object and space.every is space:
                    places.add(space)
                continue  # it was reached before
            if space.__class__ is not Object:
                todo += around(space)
            if not fields:
                continue
            twin, cells = _twin(space), space.cells
            if isinstance(twin, Object) and twin.kind == "list":
                add(twin.cell(UNEVEN), _YES)  # others may be longer
            for key, value in fields.items():
                if value is None:
                    continue
                if value.__class__ in _PARAMETRIC:
                    value = task.settled(value)  # noqa: PLW2901
                add(cells.get(key) or space.cell(key), value)
                if twin is not None:
                    add(twin.cell(key), value)

    def _add_those_of(self, places: set[Space]) -> bool:
        """Let containers be reached if what stands for all that are made there is; whether there are any."""
        for space in self.task.made if places else ():
            if space.__class__ is Object and space.fields and space.every in places:
                self.reached.append(space)
        return bool(self.reached)

    def write(self, space: Space, key: Key, value: Value) -> None:
        """Add to a part of a space, with what is known of the task's parameters."""
        if value.__class__ in _PARAMETRIC:
            value = self.task.settled(value)
        self.add(space.cells.get(key) or space.cell(key), value)

    def add(self, cell: Cell, value: Value) -> None:
        """Add to a cell, and note the spaces of the task that are reached by that."""
        old = self.writes.get(cell)
        self.writes[cell] = value if old is None else join(old, value)
        kind = value.__class__
        if kind is tuple:
            for atom in value:  # type: ignore[union-attr]
                if atom.__class__ in REFERRING:
                    add_spaces(atom, self.reached)  # type: ignore[arg-type]
        elif kind in REFERRING:
            add_spaces(value, self.reached)  # type: ignore[arg-type]


_SAYING_NOTHING = frozenset({Unknown, Const, Text})
_PARAMETRIC = frozenset({Parameter, tuple})


def _told(task: Task, value: Value) -> Value | None:
    """What of a result others are told: also parameters and resources, which stand for the caller's."""
    kept = [
        atom
        for atom in atoms(value)
        if isinstance(atom, Parameter) or _brings(task, atom) or telling(task, atom) is not None
    ]
    return tuple(kept) if len(kept) > 1 else kept[0] if kept else None


def _brings(task: Task, atom: Atom) -> bool:
    """Whether an atom is a resource, or a container that holds one."""
    if not task.wants_facts or not isinstance(atom, Object) or atom.kind == "instance":
        return isinstance(atom, _RESOURCES)
    return task.once("brings", atom, 0, partial(_holds_resources, task, atom))


def _holds_resources(task: Task, container: Object) -> bool:
    return any(isinstance(a, _RESOURCES) for value in task.content(container).values() for a in atoms(value))


_RESOURCES = (Handle, Part)


def _twin(space: Space) -> Space | None:
    """What stands for a scope, a container or a closure where there are too many of its kind."""
    if isinstance(space, Scope | Object):
        return space.every
    return any_closure(space) if isinstance(space, Closure) else None
