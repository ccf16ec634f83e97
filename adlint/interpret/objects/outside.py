"""What the program sets in modules and classes of libraries: `sys.stdout = stream`, `math.sin = other`."""

from __future__ import annotations

from adlint.interpret.memory.atoms import Atom, Closure, Method, Value, atoms, join, joined
from adlint.interpret.task import Task
from adlint.interpret.views.described import External, Instance
from adlint.models.callers import SUBSCRIPTED
from adlint.models.members import OPEN


def set_outside(task: Task, path: str, value: Value, *, certain: bool) -> None:
    """Let something of a library be `value`. What functions do that nobody is seen to call while modules are run counts
    nowhere: mostly it is undone soon.
    """
    if not task.time[2]:  # a module
        (task.put if certain else task.add)(task.world.outside, path, value)


def hold(task: Task, path: str, value: Value) -> None:
    """Let something of a library be `value`, too, for good."""
    task.add(task.world.outside, path, value)


def tell(task: Task, key: str, value: Value) -> None:
    """Let a library know of `value`, for good."""
    task.add(task.world.told, key, value)


def outside(task: Task, found: Value) -> Value:
    """Something of a library, or what the program has set in its place: that alone if this task did."""
    if found.__class__ is not External or not task.has(task.world.outside, found.path):
        return found
    space = task.world.outside
    other = task.get(space, found.path)
    if other is None or found.path in task.overlay.get(space, ()):
        return found if other is None else other
    return join(found, other)


def part(of: str, name: str) -> Instance | None:
    """A part of an object of a library's class that has parts under any names: `frame.column`."""
    known = OPEN.get(of)
    return None if known is None or name in known or name[:1] == "_" else Instance(SUBSCRIPTED[of])


def of_object(task: Task, atom: Atom, found: Value) -> Value:
    """The same of an object of a library's class: functions that the program has set in the class are its methods."""
    value = outside(task, found)
    return value if value is found else joined([_method(one, atom) for one in atoms(value)]) or value


def _method(member: Atom, receiver: Atom) -> Atom:
    return Method(member, receiver) if member.__class__ is Closure else member
