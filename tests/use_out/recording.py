"""Who hears of reads and writes, and numbers that tell where they were taken from.

A location is an element of an array (a number: all elements of all arrays are numbered, and views share the numbers) or
a tuple: `("attribute", id, name)`, `("item", id, key)`, `("order", id)` for which items a container has,
`("variable", frame, name)`, `("global", name)`.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterable
from inspect import isroutine
from typing import Any

import numpy as np

Location = Hashable


class Recorder:
    """Who hears of reads and writes: the windows that are open."""

    def __init__(self) -> None:
        self.windows: list[Any] = []

    def read(self, locations: Iterable[Location]) -> None:
        """Some locations are read."""
        if self.windows:
            seen = list(locations)
            for window in self.windows:
                window.exposed.update(one for one in seen if one not in window.written)

    def write(self, locations: Iterable[Location]) -> None:
        """Some locations are overwritten."""
        if self.windows:
            seen = list(locations)
            for window in self.windows:
                window.written.update(seen)


RECORDER = Recorder()


class Traced:
    """What stands for a value of the program: `plain` is what NumPy is given for it, and it is read; `bare` without."""

    __slots__ = ()

    def plain(self) -> Any:
        """The value, read."""
        raise NotImplementedError

    def bare(self) -> Any:
        """The value, of which elements are not read."""
        return self.plain()


def is_code(value: object) -> bool:
    """Whether a value is a function, a class or what classes make of functions, and no state of a program."""
    return isinstance(value, type | classmethod | staticmethod | property) or isroutine(value)


def plain(value: Any) -> Any:
    """What NumPy is given for a value, and all elements of it are read."""
    if isinstance(value, Traced):
        return value.plain()
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    if isinstance(value, slice):
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    return value


def bare(value: Any) -> Any:
    """What NumPy is given for a value that is not read."""
    if isinstance(value, Traced):
        return value.bare()
    return type(value)(map(bare, value)) if isinstance(value, tuple | list) else plain(value)


class Number(Traced):
    """A number that was taken from somewhere. It is read where something is done with it; until then it only moves.
    `sources` are the locations that it came from, with the windows that had not overwritten them by then.
    """

    __slots__ = ("sources", "value")
    __array_ufunc__ = None

    def __init__(self, value: Any, sources: tuple[tuple[Any, Location], ...]) -> None:
        self.value = value
        self.sources = sources

    def read(self) -> Any:
        """The value, read."""
        for window, location in self.sources:
            window.exposed.add(location)
        return self.value

    def plain(self) -> Any:
        """The value, read."""
        return self.read()

    def __float__(self) -> float:
        return float(self.read())

    def __int__(self) -> int:
        return int(self.read())

    def __index__(self) -> int:
        return operator.index(self.read())

    def __bool__(self) -> bool:
        return bool(self.read())

    def __hash__(self) -> int:
        return hash(self.read())


def _of_numbers(name: str) -> None:
    def operator(self: Number, *others: Any) -> Any:
        mine = self.read()
        given = [other.read() if isinstance(other, Number) else other for other in others]
        method = getattr(type(mine), name, None)
        result = method(mine, *given) if method is not None else NotImplemented
        if result is NotImplemented and isinstance(mine, int):
            return getattr(float, name)(float(mine), *given)
        return result

    setattr(Number, name, operator)


for _name in "add sub mul truediv pow floordiv mod".split():
    _of_numbers(f"__{_name}__")
    _of_numbers(f"__r{_name}__")
for _name in "lt le gt ge eq ne neg pos abs".split():
    _of_numbers(f"__{_name}__")


def moved(value: Any, *locations: Location) -> Any:
    """What is taken from a location: a number that is known to come from there; all else as it is."""
    if value is None or not is_leaf(value):
        return value
    old = value.sources if isinstance(value, Number) else ()
    fresh = tuple((w, one) for w in RECORDER.windows for one in locations if one not in w.written)
    if not old and not fresh:
        return value
    return Number(value.value if isinstance(value, Number) else value, (*old, *fresh))


def is_leaf(value: object) -> bool:
    """Whether a value is a number or the like, which nothing can be changed in."""
    return isinstance(value, bool | int | float | complex | str | type(None) | np.generic | Number)
