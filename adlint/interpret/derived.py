"""The classes derived from a class, as far as they are known."""

from __future__ import annotations

from adlint.interpret.asked import DEFINERS
from adlint.interpret.atoms import Class
from adlint.interpret.task import Task

MOST = 200  # derived classes that a receiver of unknown class may be of


def derived(task: Task, cls: Class) -> list[Class]:
    """The classes derived from a class."""
    below = task.names(cls.below)  # whose parts have the classes themselves as names
    return below if len(below) <= MOST else below[:MOST]  # type: ignore[return-value]


def overriding(task: Task, cls: Class, name: str) -> list[Class]:
    """The classes derived from a class whose bodies bind a name."""
    task.asked[DEFINERS, name] = None
    definers = task.world.program.definers.get(name)
    if definers is None or (len(definers) == 1 and cls.name in definers):
        return []
    return task.ask(_among, cls, name)


def _among(task: Task, cls: Class, name: str) -> list[Class]:
    definers = task.world.program.definers[name]
    return [below for below in derived(task, cls) if below.name in definers]
