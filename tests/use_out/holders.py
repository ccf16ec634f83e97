"""Lists, dicts and objects that tell which of their items and attributes are read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from .recording import RECORDER, Traced, bare, is_leaf, moved, plain


class Meta(type):
    """Classes whose attributes tell of reads and writes."""

    def __getattribute__(cls, name: str) -> Any:
        value = type.__getattribute__(cls, name)
        if not name.startswith("_") and is_leaf(value):
            holder = next(one for one in type.__getattribute__(cls, "__mro__") if name in vars(one))
            return moved(value, ("attribute", id(holder), name))
        return value

    def __setattr__(cls, name: str, value: Any) -> None:
        type.__setattr__(cls, name, value)
        RECORDER.write([("attribute", id(cls), name)])


def vars_of(cls: type) -> dict[str, Any]:
    """What a class and its bases define."""
    return {name: value for one in reversed(cls.__mro__) for name, value in vars(one).items()}


class Watched(metaclass=Meta):
    """The base of all classes of a program."""

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if not name.startswith("__") and is_leaf(value):
            if name not in object.__getattribute__(self, "__dict__"):
                return value if isinstance(vars_of(type(self)).get(name), property) else getattr(type(self), name)
            return moved(value, ("attribute", id(self), name))
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if not isinstance(vars_of(type(self)).get(name), property):
            RECORDER.write([("attribute", id(self), name)])


class Ordered:
    """What has items in some order, which can be read and written, too."""

    def _order(self) -> None:
        RECORDER.read([("order", id(self))])

    def _written(self, keys: Iterable[Any]) -> None:
        """The order and the items under these keys are written."""
        RECORDER.write([("order", id(self)), *(("item", id(self), key) for key in keys)])


class List(Ordered, Traced):
    """A list."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.items = list(items)

    def plain(self) -> Any:
        """A list of what NumPy is given for its items."""
        return [plain(item) for item in self.items]

    def bare(self) -> Any:
        """A list of what NumPy is given for its items, which are not read."""
        return [bare(item) for item in self.items]

    def _taken(self, at: int) -> Any:
        return moved(self.items[at], ("item", id(self), at))

    def __len__(self) -> int:
        self._order()
        return len(self.items)

    def __getitem__(self, key: Any) -> Any:
        key = plain(key)
        positions = range(len(self.items))[key]
        if isinstance(positions, range):
            self._order()
            return List([self._taken(at) for at in positions])
        if key < 0:
            self._order()
        return self._taken(positions)

    def __setitem__(self, key: Any, value: Any) -> None:
        key = plain(key)
        positions = range(len(self.items))[key]
        if positions == range(len(self.items)):
            given = list(value)
            self.clear()
            self.items[:] = given
            return
        if isinstance(positions, range):
            self._all_change(lambda: self.items.__setitem__(key, list(value)))
            return
        if key < 0:
            self._order()
        self.items[key] = value
        RECORDER.write([("item", id(self), positions)])

    def __iter__(self) -> Iterator[Any]:
        self._order()
        at = 0
        while at < len(self.items):
            yield self._taken(at)
            at += 1

    def append(self, value: Any) -> None:
        """One item more."""
        self._order()
        self.items.append(value)
        self._written([len(self.items) - 1])

    def extend(self, values: Iterable[Any]) -> None:
        """Some items more."""
        for value in list(values):
            self.append(value)

    def pop(self, at: int = -1) -> Any:
        """One item less."""
        if at != -1:
            return self._all_change(lambda: self.items.pop(at))
        self._order()
        last = self._taken(len(self.items) - 1)
        self._written([len(self.items) - 1])
        self.items.pop()
        return last

    def insert(self, at: int, value: Any) -> None:
        """One item more, before others."""
        self._all_change(lambda: self.items.insert(at, value))

    def reverse(self) -> None:
        """The other way round."""
        self._all_change(self.items.reverse)

    def sort(self) -> None:
        """In order."""
        self._all_change(self.items.sort)

    def clear(self) -> None:
        """Nothing is left."""
        self._written(range(len(self.items)))
        self.items.clear()

    def copy(self) -> List:
        """A list of the same items."""
        return self[:]

    def _all_change(self, change: Callable[[], Any]) -> Any:
        self._order()
        self.items[:] = [self._taken(at) for at in range(len(self.items))]
        touched = len(self.items)
        result = change()
        touched = max(touched, len(self.items))
        self._written(range(touched))
        return result

    def __add__(self, other: Any) -> List:
        return List([*self, *other])

    def __radd__(self, other: Any) -> List:
        return List([*other, *self])

    def __iadd__(self, other: Any) -> Self:
        self.extend(other)
        return self

    def __mul__(self, times: int) -> List:
        return List(list(self) * times)

    def __delitem__(self, at: int) -> None:
        self.pop(at)

    def __contains__(self, value: Any) -> bool:
        return any(item == value for item in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Iterable) and list(self) == list(other)


_ABSENT = object()


class Dict(Ordered):
    """A dict."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Any = ()) -> None:
        self.items_ = dict(items)

    def _taken(self, key: Any, default: Any = None) -> Any:
        if key not in self.items_:
            RECORDER.read([("item", id(self), key)])
        return moved(self.items_.get(key, default), ("item", id(self), key))

    def __len__(self) -> int:
        self._order()
        return len(self.items_)

    def __getitem__(self, key: Any) -> Any:
        if key not in self.items_:
            raise KeyError(key)
        return self._taken(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.items_[key] = value
        RECORDER.write([("item", id(self), key)])

    def __delitem__(self, key: Any) -> None:
        self.pop(key)

    def __contains__(self, key: Any) -> bool:
        RECORDER.read([("item", id(self), key)])
        return key in self.items_

    def __iter__(self) -> Iterator[Any]:
        self._order()
        return iter(dict(self.items_))

    def keys(self) -> Iterator[Any]:
        """The keys."""
        return iter(self)

    def values(self) -> Iterator[Any]:
        """The values."""
        return (self[key] for key in self)

    def items(self) -> Iterator[Any]:
        """The pairs."""
        return ((key, self[key]) for key in self)

    def get(self, key: Any, default: Any = None) -> Any:
        """An item, if there is one."""
        return self._taken(key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """An item, made if there is none."""
        found = self._taken(key, default)
        if key not in self.items_:
            self[key] = default
        return found

    def update(self, other: Any = (), **named: Any) -> None:
        """Other items."""
        pairs = other.items() if isinstance(other, Dict | dict) else other
        for key, value in [*pairs, *named.items()]:
            self[key] = value

    def pop(self, key: Any, default: Any = _ABSENT) -> Any:
        """An item, which goes."""
        found = self._taken(key, default)
        if key in self.items_:
            RECORDER.write([("item", id(self), key)])
            del self.items_[key]
        elif default is _ABSENT:
            raise KeyError(key)
        return found

    def copy(self) -> Dict:
        """A dict of the same items."""
        return Dict(self.items())

    def clear(self) -> None:
        """Nothing is left."""
        self._written(self.items_)
        self.items_.clear()
