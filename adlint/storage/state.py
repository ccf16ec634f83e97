"""What things hold at a point of a piece of code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeAlias

from adlint.storage.things.values import Thing, Value, join

Key: TypeAlias = Hashable  # the name of a variable, the number of a temporary, a step of a path, CONTENT
Part: TypeAlias = tuple[Thing, Key]
Default: TypeAlias = Callable[[Part], Value]


class State:
    """The parts that are otherwise than when the piece began; those that are not there are what they were then."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[Part, Value]) -> None:
        self.parts = parts

    def copy(self) -> State:
        """The same, to be changed apart."""
        return State(self.parts.copy())

    def become(self, ways: Iterable[State | None], default: Default) -> None:
        """Become the state where several ways meet; if there is no way, stay as it is."""
        behind = met(ways, default)
        if behind is not None:
            self.parts = behind.parts


def met(states: Iterable[State | None], default: Default) -> State | None:
    """The state where several ways meet; None if there is no way."""
    live = [state for state in states if state is not None]
    if len(live) < 2:
        return live[0] if live else None
    first, *others = live
    parts = first.parts.copy()
    for other in others:
        for part, value in other.parts.items():
            old = parts.get(part)
            if old is not value:
                parts[part] = join(default(part) if old is None else old, value)
        for part in parts.keys() - other.parts.keys():
            parts[part] = join(parts[part], default(part))
    return State(parts)


def is_same(one: State, other: State) -> bool:
    """Whether two states say the same, in whatever order."""
    if one.parts.keys() != other.parts.keys():
        return False
    return all(
        value is other.parts[part] or set(value) == set(other.parts[part])
        for part, value in one.parts.items()
    )
