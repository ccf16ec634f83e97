"""A pure function runs once for equal values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_not
from typing import Any, TypeVar

R = TypeVar("R")
_ABSENT = object()


class Memo:
    """Results of pure functions by the function and the values that it was given.

    Nothing is ever invalidated: an equal value is an equal key. `forget` drops what neither of the last two
    runs asked for, so that a long session holds two generations and no more.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[Any, ...], Any] = {}
        self._before: dict[tuple[Any, ...], Any] = {}
        self._each: dict[str, tuple[Sequence[Mapping[str, Any]], dict[str, Any]]] = {}
        self._last: dict[str, tuple[tuple[object, ...], Any]] = {}
        self._differing: dict[tuple[int, int], tuple[object, object, dict[str, None]]] = {}
        self._kept: dict[str, dict[Any, Any]] = {}
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

    def each(self, what: str, given: Sequence[Mapping[str, Any]], function: Callable[[str], R]) -> Mapping[str, R]:
        """`function(name)` for every name of the first of the mappings, which give all that the answer depends on, by
        name; computed again where one of them is not what it was in the last run. Mappings and values that are the same
        objects are not looked into, so that none may be changed after it was given; nor may the answer, which is that
        of the last run if it is equal.
        """
        before, found = self._each.get(what, ((), {}))
        due = self._due(before, given) if before else dict.fromkeys(given[0])
        fresh = {name: function(name) for name in given[0] if name in due} if due else {}
        if not before or list(before[0]) != list(given[0]):
            found = {name: fresh[name] if name in due else found[name] for name in given[0]}
        elif any(found[name] != value for name, value in fresh.items()):
            found = {**found, **fresh}
        self._each[what] = (given, found)
        return found

    def last(self, what: str, given: tuple[object, ...], function: Callable[[], R]) -> R:
        """`function()`, or what it gave in the last run if all that it depends on is `given` as the same objects."""
        known = self._last.get(what)
        if known is None or len(known[0]) != len(given) or any(map(is_not, known[0], given)):
            known = self._last[what] = (given, function())
        return known[1]

    def _due(self, before: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]) -> dict[str, None]:
        """The names of the first mapping for which one of them has another value than before."""
        due = dict.fromkeys(given[0].keys() - before[0].keys())
        for was, now in zip(before, given, strict=True):
            if was is not now:
                key = (id(was), id(now))
                known = self._differing.get(key)
                if known is None:  # the mappings are kept, so that no others can have their identities
                    known = self._differing[key] = (was, now, _differing(was, now))
                due.update(known[2])
        return {name: None for name in due if name in given[0]}

    def generations(self, what: str) -> tuple[Mapping[Any, Any], dict[Any, Any]]:
        """What was put down in the last run, and where to put down what the next one may use."""
        before, now = self._kept.get(what, {}), dict[Any, Any]()
        self._kept[what] = now
        return before, now

    def forget(self) -> None:
        """Begin a new run: what the last two runs did not use is dropped."""
        self._before, self._now = self._now, {}
        self._differing = {}
        self.misses = {}


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, None]:
    """The names that have another value than they had, or none any more."""
    old = was.get
    others = [name for name, value in now.items() if old(name, _ABSENT) is not value]
    due = {name: None for name in others if old(name, _ABSENT) != now[name]}
    return {**due, **dict.fromkeys(was.keys() - now.keys())}
