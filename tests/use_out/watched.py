"""Arrays that tell which of their elements are read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .holders import Dict, List
from .recording import RECORDER, Number, Traced, bare, moved, plain

METADATA = frozenset("shape ndim size dtype strides nbytes itemsize".split())
VIEWS = frozenset(
    "T reshape ravel transpose swapaxes squeeze diagonal expand_dims atleast_1d asarray asanyarray ascontiguousarray"
    " broadcast_to split array_split hsplit vsplit moveaxis flip flipud fliplr rot90 real".split()
)
_next = [0]


def wrapped(value: Any) -> Any:
    """A result of NumPy's that shares no memory with what it was made of."""
    if isinstance(value, np.ndarray):
        return Array(value.copy() if value.base is not None else value)
    if isinstance(value, tuple):
        return tuple(map(wrapped, value))
    if isinstance(value, list):
        return List([wrapped(item) for item in value])
    return value


class Array(Traced):
    """An array, with the numbers of its elements beside it."""

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, data: np.ndarray, numbers: np.ndarray | None = None) -> None:
        self.data = data
        if numbers is None:
            numbers = np.arange(_next[0], _next[0] + data.size).reshape(data.shape)
            _next[0] += data.size
        self.numbers = numbers

    def plain(self) -> Any:
        """The array, read."""
        self.read()
        return self.data

    def bare(self) -> Any:
        """The array."""
        return self.data

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
        arguments, named["out"] = arguments[:-1], arguments[-1]
    given = [plain(one) for one in arguments]
    out = named.pop("out", None)
    rest = {name: plain(value) for name, value in named.items()}
    if out is None:
        return wrapped(function(*given, **rest))
    target = out[0] if isinstance(out, tuple) else out
    function(*given, out=target.data, **rest)
    touched = np.broadcast_to(rest.get("where", True), target.data.shape)
    RECORDER.write(target.numbers[touched].tolist())
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
