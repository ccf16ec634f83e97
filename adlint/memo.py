"""A pure function runs once for equal values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

R = TypeVar("R")


class Memo:
    """Results of pure functions by the function and the values that it was given.

    Nothing is ever invalidated: an equal value is an equal key. `forget` drops what neither of the last two
    runs asked for, so that a long session holds two generations and no more.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[Any, ...], Any] = {}
        self._before: dict[tuple[Any, ...], Any] = {}
        self._each: dict[str, dict[str, tuple[object, Any]]] = {}
        self.misses: dict[str, int] = {}

    def __call__(self, function: Callable[..., R], *values: Any) -> R:
        """`function(*values)`, computed at most once; `values` must be hashable and `function` pure."""
        key = (function, *values)
        found = self._now.get(key, self)
        if found is self:
            found = self._before.get(key, self)
            if found is self:
                self.misses[function.__name__] = self.misses.get(function.__name__, 0) + 1
                found = function(*values)
            self._now[key] = found
        return found  # type: ignore[no-any-return]

    def each(self, what: str, given: Iterable[tuple[str, object]], function: Callable[[str], R]) -> dict[str, R]:
        """`function(name)` for every name, which is given with all that the answer depends on; computed again where
        that is not what it was in the last run. Values that are the same objects are not looked into.
        """
        before, now = self._each.get(what, {}), {}
        for name, value in given:
            known = before.get(name)
            now[name] = known if known is not None and known[0] == value else (value, function(name))
        self._each[what] = now
        return {name: known[1] for name, known in now.items()}

    def forget(self) -> None:
        """Begin a new run: what the last two runs did not use is dropped."""
        self._before, self._now = self._now, {}
        self.misses = {}
