"""What one run of a piece of code reads of what was there before it, and what it writes, as access paths."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np

from .holders import Dict, List, Watched
from .recording import RECORDER, Location, Number, is_code, is_leaf
from .watched import Array

Path = tuple[str, ...]  # a variable, and steps from it: `("o", ".p", "['w']")`
DEPTH = 6
MODULE = "module"  # the frame of global variables


class Window:
    """A piece that runs, and the names of everything that can be reached when it begins: `at` are the values by path,
    arrays as the numbers of their elements.
    """

    def __init__(self, piece: str, frame: str, roots: dict[str, Any], hidden: tuple[str, ...] = ()) -> None:
        self.piece = piece
        self.frame = frame
        self.exposed: set[Location] = set()
        self.written: set[Location] = set()
        self.at: dict[Path, Any] = {}
        self.holders: dict[int, list[Path]] = {}
        self.elements: dict[int, list[Path]] = {}
        self.leaves: dict[Path, Location] = {}
        self._kept: list[Any] = []
        self.outer: dict[str, Any] | None = None
        self.targets = {name: roots[name] for name in hidden if is_leaf(roots.get(name))}
        for name, value in roots.items():
            if not name.startswith("_") and name not in hidden:
                self._walk(value, (name,), ("variable", frame, name))

    def globals(self, variables: dict[str, Any]) -> None:
        """Global variables can be reached, too."""
        self.outer = variables
        for name, value in variables.items():
            if not name[0].isupper():
                continue
            if isinstance(value, type) and issubclass(value, Watched):
                self._members(value, (name,))
            elif not is_code(value):
                self._walk(value, (name,), ("global", name))

    @property
    def values(self) -> dict[str, Any]:
        """What expressions in sections may speak of: arrays (as the numbers of their elements), numbers, attributes."""
        found: dict[str, Any] = dict(self.targets)
        for path, value in self.at.items():
            if len(path) == 1:
                found[path[0]] = SimpleNamespace() if isinstance(value, Watched | type) else value
            elif len(path) == 2 and path[1][0] == "." and isinstance(found.get(path[0]), SimpleNamespace):
                setattr(found[path[0]], path[1][1:], value)
        return found

    def __enter__(self) -> None:
        RECORDER.windows.append(self)

    def __exit__(self, *_error: object) -> None:
        RECORDER.windows.remove(self)
        left = list(self._kept)
        if self.piece != "function":
            left += [value for name, value in sys._getframe(1).f_locals.items() if not name.startswith("_")]
        if self.outer is not None:
            left.append(Globals(self.outer))
        settle(left, self)

    def _walk(self, value: Any, path: Path, location: Location) -> None:
        if path in self.at or len(path) > DEPTH:
            return
        self._kept.append(value)
        if isinstance(value, Array):
            self.at[path] = value.numbers
            for number in value.numbers.ravel().tolist():
                self.elements.setdefault(number, []).append(path)
        elif isinstance(value, List):
            self._holder(value, path)
            for at, item in enumerate(value.items):
                self._walk(item, (*path, f"[{at}]"), ("item", id(value), at))
        elif isinstance(value, Dict):
            self._holder(value, path)
            for key, item in value.items_.items():
                self._walk(item, (*path, f"[{key!r}]"), ("item", id(value), key))
        elif isinstance(value, tuple):
            self.at[path] = value
            for at, item in enumerate(value):
                self._walk(item, (*path, f"[{at}]"), ("nothing",))
        elif isinstance(value, Watched):
            self._members(value, path)
        else:
            self.at[path] = value.value if isinstance(value, Number) else value
            if is_leaf(value):
                self.leaves[path] = location

    def _holder(self, value: Any, path: Path) -> None:
        self.at[path] = value
        self.holders.setdefault(id(value), []).append(path)
        if not isinstance(value, Watched | type):
            self.leaves[path] = ("order", id(value))

    def _members(self, value: Any, path: Path) -> None:
        self._holder(value, path)
        for base in type(value).__mro__ if isinstance(value, Watched) else ():
            if issubclass(base, Watched):  # what its class has is also an attribute of it
                self.holders.setdefault(id(base), []).append(path)
                self._kept.append(base)
        for name, member in list(object.__getattribute__(value, "__dict__").items()):
            if not name.startswith("_") and not is_code(member):
                self._walk(member, (*path, f".{name}"), ("attribute", id(value), name))

    def names(self, location: Location) -> list[Path]:
        """The paths to a location when the piece began; none if it was made since then."""
        match location:
            case int():
                return self.elements.get(location, [])
            case ("variable", frame, name):
                return [(name,)] if frame == self.frame else []
            case ("global", name):
                return [(name,)]
            case ("order", holder):
                return self.holders.get(holder, [])
            case (kind, holder, key):
                step = f".{key}" if kind == "attribute" else f"[{key!r}]"
                return [(*path, step) for path in self.holders.get(holder, [])]
        return []

    def use(self) -> set[Location]:
        """What was read of what was there before."""
        return {one for one in self.exposed if self.names(one)}

    def out(self, *, variables: bool) -> set[Location]:
        """What was written of what was there before, and variables."""
        found = {one for one in self.written if self.names(one)}
        return {one for one in found if variables or not (isinstance(one, tuple) and one[0] == "variable")}

    def text(self, location: Location) -> str:
        """A location as people write it."""
        paths = self.names(location)
        text = " = ".join("".join(path) for path in paths)
        if isinstance(location, int):
            numbers = self.at[paths[0]]
            return f"{text}[{', '.join(str(int(at[0])) for at in np.where(numbers == location))}]"
        return f"{text} ({location[0]})" if location[0] == "order" else text


def settle(values: list[Any], window: Window | None = None) -> None:
    """Numbers that are left where others can reach them are read, in a window or in all; not those that are where
    they came from.
    """
    waiting: list[tuple[Any, Location]] = [(value, None) for value in values]
    seen = set()
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, Number):
            for one, location in value.sources:
                if window in (None, one) and location != place:
                    one.exposed.add(location)
        elif isinstance(value, Array) and window is None:
            value.read()
        elif id(value) not in seen:
            seen.add(id(value))
            waiting += _parts(value)


def _parts(value: Any) -> list[tuple[Any, Location]]:
    """What is in a container or an object, each with its location."""
    if isinstance(value, List):
        return [(item, ("item", id(value), at)) for at, item in enumerate(value.items)]
    if isinstance(value, Dict):
        return [(item, ("item", id(value), key)) for key, item in value.items_.items()]
    if isinstance(value, tuple):
        return [(item, None) for item in value]
    if isinstance(value, Globals):
        return [(item, ("global", name)) for name, item in value.variables.items() if name[0].isupper()]
    if isinstance(value, Watched) or (isinstance(value, type) and issubclass(value, Watched)):
        members = vars(value) if isinstance(value, type) else object.__getattribute__(value, "__dict__")
        return [(one, ("attribute", id(value), name)) for name, one in members.items() if name[0] != "_"]
    return []


class Globals:
    """The global variables of a program, as one thing."""

    def __init__(self, variables: dict[str, Any]) -> None:
        self.variables = variables
