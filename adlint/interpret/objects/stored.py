"""What the instances of a class are seen to hold, whoever made them and wherever it is stored in them."""

from __future__ import annotations

from adlint.interpret.memory.atoms import ELSEWHERE, Class, Value, join
from adlint.interpret.memory.spaces import Key, Space
from adlint.interpret.objects.derived import derived
from adlint.interpret.task import Task


def store(task: Task, space: Space, name: Key, value: Value) -> None:
    """Let the attribute of instances, of which `space` tells, be `value`, too."""
    task.storing[name] = None
    task.add(space, name, value)
    task.add(task.world.stored, name, ELSEWHERE)


def stored(task: Task, cls: Class, name: Key, *, below: bool = False) -> Value | None:
    """What the attribute of some instance of the class is seen to hold; or, `below`, of a class derived from it."""
    if task.get(task.world.stored, name) is None:
        return None  # most names are of methods: no class has to be asked
    if name in task.storing:
        return _stored(task, cls, name, below)
    return task.ask(_stored, cls, name, below)


def _stored(task: Task, cls: Class, name: Key, below: bool) -> Value | None:
    found: Value | None = None
    spaces = [cls.exact, *[owner.shared for owner in cls.order if owner.__class__ is Class]]
    for one in derived(task, cls) if below else ():
        spaces += (one.exact, one.shared)
    for space in spaces:
        value = task.get(space, name)
        if value is not None:
            found = value if found is None else join(found, value)
    return found
