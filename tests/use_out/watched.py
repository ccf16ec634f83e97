"""Values that tell what is read and written of them: arrays by element, containers by item, objects by attribute.

A location is an element of an array (a number: all elements of all arrays are numbered, and views share the numbers) or
a tuple: `("attribute", id, name)`, `("item", id, key)`, `("order", id)` for which items a container has,
`("variable", frame, name)`, `("global", name)`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, Self

import numpy as np

Location = Hashable
METADATA = frozenset("shape ndim size dtype strides nbytes itemsize".split())
VIEWS = frozenset(
    "T reshape ravel transpose swapaxes squeeze diagonal expand_dims atleast_1d asarray asanyarray ascontiguousarray"
    " broadcast_to split array_split hsplit vsplit moveaxis flip flipud fliplr rot90 real".split()
)
METADATA_FUNCTIONS = frozenset("zeros_like empty_like ones_like full_like shape ndim size".split())
PARTLY = frozenset("copyto put place putmask fill_diagonal put_along_axis".split())


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
_next = [0]


class Number:
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

    def __float__(self) -> float:
        return float(self.read())

    def __int__(self) -> int:
        return int(self.read())

    def __index__(self) -> int:
        return self.read().__index__()  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        return bool(self.read())

    def __hash__(self) -> int:
        return hash(self.read())


def moved(value: Any, *locations: Location) -> Any:
    """What is taken from a location: a number that is known to come from there; all else as it is."""
    if not is_leaf(value):
        return value
    old = value.sources if isinstance(value, Number) else ()
    fresh = tuple((w, one) for w in RECORDER.windows for one in locations if one not in w.written)
    if not old and not fresh:
        return value
    return Number(value.value if isinstance(value, Number) else value, (*old, *fresh))


def is_leaf(value: object) -> bool:
    """Whether a value is a number or the like, which nothing can be changed in."""
    return isinstance(value, bool | int | float | complex | str | type(None) | np.generic | Number)


def plain(value: Any) -> Any:
    """What NumPy is given for a value, and all elements of it are read."""
    if isinstance(value, Array):
        value.read()
        return value.data
    if isinstance(value, Number):
        return value.read()
    return _through(value, plain)


def bare(value: Any) -> Any:
    """What NumPy is given for a value that is not read."""
    if isinstance(value, Number):
        return value.read()
    return value.data if isinstance(value, Array) else _through(value, bare)


def _through(value: Any, step: Callable[[Any], Any]) -> Any:
    if isinstance(value, List | list):
        return [step(item) for item in value]
    if isinstance(value, tuple):
        return tuple(step(item) for item in value)
    if isinstance(value, slice):
        return slice(step(value.start), step(value.stop), step(value.step))
    return value


def wrapped(value: Any) -> Any:
    """A result of NumPy's that shares no memory with what it was made of."""
    if isinstance(value, np.ndarray):
        return Array(value.copy() if value.base is not None else value)
    if isinstance(value, tuple):
        return tuple(map(wrapped, value))
    if isinstance(value, list):
        return List([wrapped(item) for item in value])
    return value


class Array:
    """An array, with the numbers of its elements beside it."""

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, data: np.ndarray, numbers: np.ndarray | None = None) -> None:
        self.data = data
        if numbers is None:
            numbers = np.arange(_next[0], _next[0] + data.size).reshape(data.shape)
            _next[0] += data.size
        self.numbers = numbers

    def read(self) -> None:
        """All of it is read."""
        RECORDER.read(self.numbers.ravel().tolist())

    def write(self) -> None:
        """All of it is overwritten."""
        RECORDER.write(self.numbers.ravel().tolist())

    def seen(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What a function that may give views of an array gives."""
        result = function(self.data, *arguments, **named)
        numbers = function(self.numbers, *arguments, **named)
        if isinstance(result, list | tuple):
            return List([self._part(part, number) for part, number in zip(result, numbers, strict=True)])
        return self._part(result, numbers)

    def _part(self, result: Any, numbers: Any) -> Any:
        if isinstance(result, np.ndarray) and np.shares_memory(result, self.data):
            return Array(result, numbers)
        if not isinstance(result, np.ndarray):
            return moved(result, int(numbers))
        RECORDER.read(np.ravel(numbers).tolist())
        return wrapped(result)

    def __getitem__(self, key: Any) -> Any:
        index = plain(key)
        return self.seen(lambda array: array[index])

    def __setitem__(self, key: Any, value: Any) -> None:
        index, given = plain(key), plain(value)
        self.data[index] = given
        RECORDER.write(np.ravel(self.numbers[index]).tolist())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in METADATA:
            return getattr(self.data, name)
        if name in ("T", "real"):
            return self.seen(lambda array: getattr(array, name))
        if name in VIEWS:
            return lambda *a, **k: self.seen(lambda array: getattr(array, name)(*bare(a), **k))
        if name in ("fill", "sort"):
            return lambda *a, **k: self._change(name, *a, **k)

        def method(*arguments: Any, **named: Any) -> Any:
            return called(getattr(np.ndarray, name), self, *arguments, **named)

        return method

    def _change(self, name: str, *arguments: Any, **named: Any) -> None:
        given = plain(arguments)
        if name == "sort":
            self.read()
        getattr(self.data, name)(*given, **named)
        self.write()

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        return (self[at] for at in range(len(self.data)))

    def __float__(self) -> float:
        return float(plain(self))

    def __int__(self) -> int:
        return int(plain(self))

    def __bool__(self) -> bool:
        return bool(plain(self))


def called(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """A function of NumPy's that reads all of its arguments and gives something new, or `out`."""
    if isinstance(function, np.ufunc) and len(arguments) > function.nin:
        *arguments, named["out"] = arguments  # type: ignore[assignment]
    given = [plain(one) for one in arguments]
    out = named.pop("out", None)
    rest = {name: plain(value) for name, value in named.items()}
    if out is None:
        return wrapped(function(*given, **rest))
    target = out[0] if isinstance(out, tuple) else out
    function(*given, out=target.data, **rest)
    target.write()
    return target


def _binary(name: str) -> None:
    def operator(self: Array, other: Any) -> Any:
        mine, theirs = plain(self), plain(other)
        return wrapped(getattr(np.ndarray, name)(mine, theirs))

    setattr(Array, name, operator)


def _in_place(name: str) -> None:
    def operator(self: Array, other: Any) -> Array:
        mine, theirs = plain(self), plain(other)
        getattr(np.ndarray, name)(mine, theirs)
        self.write()
        return self

    setattr(Array, name, operator)


for _name in "add sub mul truediv pow matmul floordiv mod and or xor".split():
    _binary(f"__{_name}__")
    _binary(f"__r{_name}__")
    if _name != "matmul":
        _in_place(f"__i{_name}__")
for _name in "lt le gt ge eq ne".split():
    _binary(f"__{_name}__")
for _name in "neg pos abs invert".split():
    setattr(Array, f"__{_name}__", lambda self, _n=f"__{_name}__": wrapped(getattr(plain(self), _n)()))


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


class Library:
    """NumPy, or a module of it."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if isinstance(found, type(np)):
            return Library(found)
        if isinstance(found, type) or not callable(found):
            return found
        return Function(name, found)


class Function:
    """A function of NumPy's."""

    def __init__(self, name: str, function: Any) -> None:
        self.name = name
        self.function = function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        first = arguments[0] if arguments else None
        if self.name in METADATA_FUNCTIONS:
            rest = plain(arguments[1:])
            return wrapped(self.function(bare(first), *rest, **named))
        if self.name in VIEWS and isinstance(first, Array):
            return first.seen(self.function, *bare(arguments[1:]), **named)
        if self.name in PARTLY and isinstance(first, Array):
            return self._partly(first, *plain(arguments[1:]), **{k: plain(v) for k, v in named.items()})
        return called(self.function, *arguments, **named)

    def _partly(self, target: Array, *arguments: Any, **named: Any) -> None:
        touched = np.full(target.data.shape, np.nan)
        self.function(touched, *arguments, **named)
        self.function(target.data, *arguments, **named)
        RECORDER.write(target.numbers[~np.isnan(touched)].tolist())

    def at(self, target: Array, index: Any, *values: Any) -> None:
        """What ufuncs do in place at some elements."""
        where, given = plain(index), plain(values)
        touched = np.ravel(target.numbers[where]).tolist()
        RECORDER.read(touched)
        self.function.at(target.data, where, *given)
        RECORDER.write(touched)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.function, name)
        return lambda *a, **k: called(method, *a, **k)


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


class Watched(metaclass=Meta):
    """The base of all classes of a program."""

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if not name.startswith("__") and is_leaf(value):
            if name not in object.__getattribute__(self, "__dict__"):
                return getattr(type(self), name)
            return moved(value, ("attribute", id(self), name))
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        RECORDER.write([("attribute", id(self), name)])


class List:
    """A list."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.items = list(items)

    def _taken(self, at: int) -> Any:
        return moved(self.items[at], ("item", id(self), at))

    def _order(self) -> None:
        RECORDER.read([("order", id(self))])

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
        RECORDER.write([("order", id(self)), ("item", id(self), len(self.items) - 1)])

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
        RECORDER.write([("order", id(self)), ("item", id(self), len(self.items) - 1)])
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
        RECORDER.write([("order", id(self)), *(("item", id(self), at) for at in range(len(self.items)))])
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
        RECORDER.write([("order", id(self)), *(("item", id(self), at) for at in range(touched))])
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

    def __contains__(self, value: Any) -> bool:
        return any(item == value for item in self)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other)  # type: ignore[call-overload]


_ABSENT = object()


class Dict:
    """A dict."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Any = ()) -> None:
        self.items_ = dict(items)

    def _taken(self, key: Any, default: Any = None) -> Any:
        if key not in self.items_:
            RECORDER.read([("item", id(self), key)])
        return moved(self.items_.get(key, default), ("item", id(self), key))

    def _order(self) -> None:
        RECORDER.read([("order", id(self))])

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
        RECORDER.write([("order", id(self)), *(("item", id(self), key) for key in self.items_)])
        self.items_.clear()


def unwatched(value: Any) -> Any:
    """The value as it would be in a program that nobody watches; objects as their attributes."""
    if isinstance(value, Array):
        return value.data
    if isinstance(value, Number):
        return value.value
    if isinstance(value, List):
        return [unwatched(item) for item in value.items]
    if isinstance(value, Dict | dict):
        pairs = value.items_ if isinstance(value, Dict) else value
        return {key: unwatched(item) for key, item in pairs.items()}
    if isinstance(value, tuple):
        return tuple(map(unwatched, value))
    return value
