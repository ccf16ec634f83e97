"""Which locations the texts of a static set cover, for a run."""

from __future__ import annotations

import ast
from functools import lru_cache
from itertools import count
from types import CodeType
from typing import Any

import numpy as np

from .holders import Dict, List
from .recording import Location
from .windows import Path, Window


class Covering:
    """What some access paths cover of what can be reached when a piece begins. Where they are read, to find items that
    are counted from the end it is read where that is; `l[len(l):]` is that, and what is put there.
    """

    def __init__(self, window: Window, texts: tuple[str, ...], *, read: bool) -> None:
        self.window = window
        self.read = read
        self.prefixes: set[Path] = set()
        self.lengths: set[Path] = set()  # of lists that are counted from their ends
        self.ends: set[Path] = set()  # of lists of which it is said where they end
        self.slots: set[Path] = set()  # of containers of which it is said what they hold, and not what that holds
        self.numbers: set[int] = set()
        for text in texts:
            self._add((), list(_parts(text)))

    def covers(self, location: Location) -> bool:
        """Whether a location is covered by one of its names."""
        if isinstance(location, int) and location in self.numbers:
            return True
        names = self.window.names(location)
        if isinstance(location, tuple) and location[0] == "order" and not self.lengths.isdisjoint(names):
            return True
        if isinstance(location, tuple) and location[0] == "item" and any(path[:-1] in self.slots for path in names):
            return True
        return any(map(self._is_inside, names)) or any(map(self._is_behind, names))

    def everything(self) -> set[Location]:
        """All locations that are covered and were there."""
        window = self.window
        found: set[Location] = {number for number in self.numbers if number in window.elements}
        if self.prefixes:
            for path, value in window.at.items():
                if isinstance(value, np.ndarray) and self._is_inside(path):
                    found.update(value.ravel().tolist())
        for path, location in window.leaves.items():
            if path in self.lengths or path[:-1] in self.slots or self._is_inside(path):
                found.add(location)
        return found

    def _is_inside(self, path: Path) -> bool:
        return any(path[:end] in self.prefixes for end in range(1, len(path) + 1))

    def _is_behind(self, path: Path) -> bool:
        """Whether a path is that of an item that was put behind all that there were."""
        step = path[-1][1:-1]
        return path[:-1] in self.ends and step.isdigit() and int(step) >= self._length(path[:-1])

    def _add(self, path: Path, steps: list[Any]) -> None:
        while steps:
            step, *rest = steps
            value = self.window.at.get(path)
            if isinstance(value, np.ndarray):
                numbers = value
                for section in steps:  # an array has no attributes that could be covered
                    numbers = numbers if isinstance(section, str) else self._section(numbers, section)
                self.numbers.update(np.ravel(numbers).tolist())
                return
            if isinstance(step, ast.Tuple) and isinstance(value, List | tuple):
                first, *others = step.elts  # `p[1, 2]` of a list of arrays
                steps = [first, others[0] if len(others) == 1 else ast.Tuple(others), *rest]
                continue
            if isinstance(step, ast.Slice) and isinstance(value, List | Dict):
                self._slice(path, value, step, rest)
                return
            name = step if isinstance(step, str) else self._item(path, value, step)
            if name is None:
                break
            path, steps = (*path, name), rest
        self.prefixes.add(path)

    def _slice(self, path: Path, value: Any, section: ast.Slice, rest: list[Any]) -> None:
        """Some items of a container, down to what they hold; `p[:]` is what it holds alone."""
        is_all = section.lower is section.upper is section.step is None
        is_end = isinstance(section.lower, ast.Call) and ast.unparse(section) == f"len({''.join(path)}):"
        if self.read or is_end or (is_all and not rest):
            self.lengths.add(path)
        if is_end:
            self.ends.add(path)
        elif is_all and not rest:
            self.slots.add(path)
        elif isinstance(value, List):
            for at in self._section(list(range(self._length(path))), section):
                self._add((*path, f"[{at}]"), rest)
        else:
            self.prefixes.add(path)

    def _item(self, path: Path, value: Any, index: ast.expr) -> str | None:
        """The step to an item of a container; None if it is not one."""
        try:
            key = ast.literal_eval(index)
        except (ValueError, TypeError):
            return None
        length = self._length(path) if isinstance(value, List) else 0
        if isinstance(key, int) and -length <= key < 0:
            if self.read:
                self.lengths.add(path)
            key += length
        return f"[{key!r}]"

    def _length(self, path: Path) -> int:
        """How many items a list had when the piece began."""
        return next(number for number in count() if (*path, f"[{number}]") not in self.window.at)

    def _section(self, numbers: Any, section: Any) -> Any:
        try:
            return eval(_subscript(section), {"_array": numbers}, self.window.values)
        except (NameError, AttributeError, IndexError):  # also a path with a subscript too many: it covers no less
            return numbers


@lru_cache(1 << 10)
def _parts(text: str) -> list[Any]:
    return _steps(ast.parse(text, mode="eval").body)


@lru_cache(1 << 10)
def _subscript(section: ast.expr) -> CodeType:
    return compile(ast.unparse(ast.Subscript(ast.Name("_array", ast.Load()), section, ast.Load())), "<section>", "eval")


def _steps(node: ast.expr) -> list[Any]:
    match node:
        case ast.Name(name):
            return [name]
        case ast.Attribute(inner, name):
            return [*_steps(inner), f".{name}"]
        case ast.Subscript(inner, index):
            return [*_steps(inner), index]
    raise ValueError(ast.dump(node))
