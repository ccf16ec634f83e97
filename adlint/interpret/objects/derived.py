"""The classes derived from a class, as far as they are known."""

from __future__ import annotations

from adlint.interpret.memory.atoms import Class
from adlint.interpret.scheduling.asked import DEFINERS
from adlint.interpret.task import Task

MOST = 200  # derived classes that a receiver of unknown class may be of


def derived(task: Task, cls: Class) -> list[Class]:
    """The classes derived from a class."""
    below = task.names(cls.below)  # whose parts have the classes themselves as names
    return below if len(below) <= MOST else below[:MOST]  # type: ignore[return-value]


def overriding(task: Task, cls: Class, name: str) -> list[tuple[Class, Class]]:
    """The classes whose bodies bind a name that is looked up in a class derived from `cls`, each with that class: they
    are derived from `cls` themselves, or stand beside it among the bases of one that is, and come first there.
    """
    task.asked[DEFINERS, name] = None
    definers = task.world.program.definers.get(name)
    if definers is None or (len(definers) == 1 and cls.name in definers):
        return []
    return task.ask(_among, cls, name)


def _among(task: Task, cls: Class, name: str) -> list[tuple[Class, Class]]:
    definers = task.world.program.definers[name]
    found: dict[Class, Class] = {}
    for below in derived(task, cls):
        for one in below.order:
            if one.__class__ is Class and one.name in definers:
                if one is below or (one not in cls.order and cls not in one.order):
                    found.setdefault(one, below)
                break
    return list(found.items())
