"""What earlier runs of a slot made: taken again by a run that makes the same, so that equal runs give equal values, and
what is made at one place is not two things because the place was gone through twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeAlias

from adlint.interpret.memory.atoms import Closure
from adlint.interpret.memory.spaces import Class, Object, Scope, Space

Pool: TypeAlias = dict[Hashable, list[Space]]  # by what makes two alike; what is taken first stands last


def pooled(made: Iterable[Space]) -> Pool:
    """The pool of spaces in the order in which they were made."""
    pool: Pool = {}
    for space in made:
        pool.setdefault(_alike(space), []).append(space)
    for several in pool.values():
        several.reverse()
    return pool


def _alike(space: Space) -> Hashable:
    """What a task has to make for a space to be taken in its stead."""
    match space:
        case Object():
            return space.kind, space.cls, space.at, space.maker
        case Closure():
            return Closure, space.function, space.outer, space.owner, (*space.defaults.items(),), space.annotations
        case Scope():
            return Scope, space.function, space.outer
        case Class():
            return Class, space.name
        case _:
            raise TypeError(space)
