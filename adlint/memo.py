"""A pure function runs once for equal values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import is_not
from typing import Any, TypeVar

from msgspec import Struct

R = TypeVar("R")
_ABSENT = object()


class Revised(dict[str, R]):
    """A mapping with the names of an `old` one in their order, of which only those in `names` have other values."""

    __slots__ = ("names", "old")

    def __init__(self, old: Mapping[str, R], changes: Mapping[str, R]) -> None:
        super().__init__(old)
        self.update(changes)
        self.old: Mapping[str, R] | None = old
        self.names = tuple(changes)


def revised(old: Mapping[str, R], changes: Mapping[str, R]) -> Mapping[str, R]:
    """`old` with other values for some of its names: whoever knows `old` need only look at these."""
    if isinstance(old, Revised):
        old.old = None  # else every mapping that there ever was would be kept
    return Revised(old, changes)


class _Difference(Struct, frozen=True):
    """The names that have another value in one mapping than in another, or none; and whether there are others, or they
    come in another order. The mappings are kept, so that no others can have their identities.
    """

    was: Mapping[str, Any]
    now: Mapping[str, Any]
    names: Mapping[str, None]
    is_reordered: bool


class Memo:
    """Results of pure functions by the function and the values that it was given.

    Nothing is ever invalidated: an equal value is an equal key. `forget` drops what neither of the last two
    runs asked for, so that a long session holds two generations and no more.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[Any, ...], Any] = {}
        self._before: dict[tuple[Any, ...], Any] = {}
        self._each: dict[str, tuple[Sequence[Mapping[str, Any]], Mapping[str, Any]]] = {}
        self._last: dict[str, tuple[tuple[object, ...], Any]] = {}
        self._differences: dict[tuple[int, int], _Difference] = {}
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
        changes = [self._difference(was, now) for was, now in zip(before, given, strict=True)] if before else []
        several = [change.names for change in changes] if before else [given[0]]
        fresh = {name: function(name) for name in _each_once(several) if name in given[0]}
        if not before or changes[0].is_reordered:
            found = {name: fresh[name] if name in fresh else found[name] for name in given[0]}
        elif others := {name: value for name, value in fresh.items() if found[name] != value}:
            found = revised(found, others)
        self._each[what] = (given, found)
        return found

    def last(self, what: str, given: tuple[object, ...], function: Callable[[], R]) -> R:
        """`function()`, or what it gave in the last run if all that it depends on is `given` as the same objects."""
        known = self._last.get(what)
        if known is None or len(known[0]) != len(given) or any(map(is_not, known[0], given)):
            known = self._last[what] = (given, function())
        return known[1]

    def _difference(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> _Difference:
        key = (id(was), id(now))
        if key not in self._differences:
            self._differences[key] = _difference(was, now)
        return self._differences[key]

    def generations(self, what: str) -> tuple[Mapping[Any, Any], dict[Any, Any]]:
        """What was put down in the last run, and where to put down what the next one may use."""
        before, now = self._kept.get(what, {}), dict[Any, Any]()
        self._kept[what] = now
        return before, now

    def forget(self) -> None:
        """Begin a new run: what the last two runs did not use is dropped."""
        self._before, self._now = self._now, {}
        self._differences = {}
        self.misses = {}


def _difference(was: Mapping[str, Any], now: Mapping[str, Any]) -> _Difference:
    if was is now:
        return _Difference(was, now, {}, is_reordered=False)
    old, is_revised = was.get, isinstance(now, Revised) and now.old is was
    several = now.names if isinstance(now, Revised) and is_revised else now
    others = [name for name in several if old(name, _ABSENT) is not now[name]]
    due = {name: None for name in others if old(name, _ABSENT) != now[name]}
    if is_revised:
        return _Difference(was, now, due, is_reordered=False)
    return _Difference(was, now, {**due, **dict.fromkeys(was.keys() - now.keys())}, list(was) != list(now))


def _each_once(several: Iterable[Iterable[str]]) -> Iterable[str]:
    return dict.fromkeys(name for names in several for name in names)
