"""The end of a task: what it changed becomes cells, which the tasks after it read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from adlint.interpret.atoms import (
    Alias,
    Atom,
    Builtin,
    Closure,
    Handle,
    Method,
    Parameter,
    Part,
    Partial,
    Super,
    Text,
    Unknown,
    Value,
    Wrapped,
    any_closure,
    atoms,
    join,
)
from adlint.interpret.spaces import Cell, Class, Key, Object, Scope, Space
from adlint.interpret.task import Task
from adlint.interpret.world import BRINGS, CALLED, CLOSURES, REACHED, RETURN
from adlint.ir import Const

_YES = Const("True", True)


def publish(task: Task, left: Space | None) -> dict[Cell, Value]:
    """What a task adds to cells, so that others see what they can reach: the parts of `left` (a module), what
    was written into other tasks' spaces, results of functions, and calls that were not evaluated.
    """
    writes: dict[Cell, Value] = {}
    reached: list[Space] = [] if left is None else [left]
    write = partial(_write, task, writes, reached)
    for space, fields in list(task.overlay.items()):
        for key, value in fields.items():
            if value is not None:
                write(space, key, value)
    for name, value in task.results.items():
        if value.__class__ in _SAYING_NOTHING:
            continue
        told = _result(task, value if name == task.root else task.settled(value))
        if told is not None:
            _add(writes, reached, task.world.function(name).cell(RETURN), told)
            if any(_brings(task, atom) for atom in atoms(told)):
                write(task.world.function(name), BRINGS, _YES)
    for name in task.reached if left is not None else ():
        write(task.world.function(name), REACHED, _YES)
    for name, pending in task.pending.items():
        function = task.world.function(name)
        _add(writes, reached, function.cell(CALLED), _YES)
        _add(writes, reached, function.cell(CLOSURES), pending.closure)
        for key, value in pending.fields.items():
            write(function, key, value)
    _publish_reached(task, writes, reached)
    for space in task.made:
        space.fields = None
    if left is not None:
        left.fields = None
    return writes


_SAYING_NOTHING = frozenset({Unknown, Const, Text})


def _result(task: Task, value: Value) -> Value | None:
    """What of a result others are told: also parameters and resources, which stand for the caller's."""
    kept = [
        atom
        for atom in atoms(value)
        if isinstance(atom, Parameter) or _brings(task, atom) or task.telling(atom) is not None
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


def _write(
    task: Task, writes: dict[Cell, Value], reached: list[Space], space: Space, key: Key, value: Value
) -> None:
    if value.__class__ in _PARAMETRIC:
        value = task.settled(value)
    _add(writes, reached, space.cells.get(key) or space.cell(key), value)


_PARAMETRIC = frozenset({Parameter, tuple})


def _add(writes: dict[Cell, Value], reached: list[Space], cell: Cell, value: Value) -> None:
    old = writes.get(cell)
    writes[cell] = value if old is None else join(old, value)
    kind = value.__class__
    if kind in _SPACES:
        if value.fields is not None:  # type: ignore[union-attr]
            reached.append(value)  # type: ignore[arg-type]
    elif kind is tuple:
        for atom in value:  # type: ignore[union-attr]
            if atom.__class__ in _REFERRING:
                _in_atom(atom, reached)  # type: ignore[arg-type]
    elif kind in _REFERRING:
        _in_atom(value, reached)  # type: ignore[arg-type]


def _publish_reached(task: Task, writes: dict[Cell, Value], todo: list[Space]) -> None:
    while todo:
        space = todo.pop()
        fields, space.fields = space.fields, None
        if space.__class__ is not Object:
            todo += _around(space)
        if not fields:
            continue
        twin, cells = _twin(space), space.cells
        for key, value in fields.items():
            if value is None:
                continue
            if value.__class__ in _PARAMETRIC:
                value = task.settled(value)  # noqa: PLW2901
            _add(writes, todo, cells.get(key) or space.cell(key), value)
            if twin is not None:
                _add(writes, todo, twin.cell(key), value)


def _twin(space: Space) -> Space | None:
    """What stands for a scope or a closure where there are too many of its kind."""
    if isinstance(space, Scope):
        return space.every
    return any_closure(space) if isinstance(space, Closure) else None


def _around(space: Space) -> Iterable[Space]:
    """What a class, a function or its variables refer to beside their parts."""
    match space:
        case Class(order=order):
            return [base for base in order[1:] if isinstance(base, Class) and base.fields is not None]
        case Closure():
            return _behind(space)
        case Scope(outer=Scope() as outer):
            return (outer,)
        case _:
            return ()


def _behind(closure: Closure) -> list[Space]:
    found: list[Space] = [one for one in (closure.outer, closure.owner) if one is not None and one.fields is not None]
    if closure.defaults or closure.annotations:
        for value in (*closure.defaults.values(), *[annotation for _, annotation in closure.annotations]):
            if value.__class__ is tuple or value.__class__ in _REFERRING:
                found += spaces_in(value)
    return found


def spaces_in(value: Value) -> list[Space]:
    """The spaces of a task that a value refers to and that are not published yet."""
    found: list[Space] = []
    for atom in atoms(value):
        _in_atom(atom, found)
    return found


_REFERRING = frozenset({Object, Class, Closure, Method, Partial, Wrapped, Super, Builtin, Alias})
_SPACES = frozenset({Object, Class, Closure})


def _in_atom(atom: Atom, found: list[Space], seen: set[int] | None = None) -> None:
    """Add the spaces that an atom refers to; parts that are shared (`seen`, by identity) are gone through once."""
    if atom.__class__ in _SPACES:
        if atom.fields is not None:  # type: ignore[union-attr]
            found.append(atom)  # type: ignore[arg-type]
    elif atom.__class__ in _REFERRING:
        seen = set() if seen is None else seen
        if id(atom) not in seen:
            seen.add(id(atom))
            for value in _parts(atom):
                for inner in atoms(value):
                    _in_atom(inner, found, seen)


def _parts(atom: Atom) -> tuple[Value, ...]:
    """The values that an atom is made of, if it is no space."""
    match atom:
        case Method(callee, receiver):
            return callee, receiver
        case Partial(callee, arguments, keywords):
            return (callee, *arguments, *[value for _, value in keywords])
        case Wrapped(_, callee, setter):
            return (callee,) if setter is None else (callee, setter)
        case Super(cls, receiver):
            return cls, receiver
        case Builtin(receiver):
            return (receiver,)
        case Alias(_, arguments):
            return tuple(arguments)
        case _:
            return ()
