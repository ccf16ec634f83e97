"""NumPy programs run under watch: which memories hold something active, and how many bytes these take at once."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np


@dataclass
class Memory:
    """A memory that was made, and perhaps given back, at some time."""

    size: int
    made: int
    gone: float = float("inf")
    is_active: bool = False


@dataclass
class Watch:
    """All memories so far."""

    memories: list[Memory] = field(default_factory=list)
    held: dict[int, Memory] = field(default_factory=dict)
    now: int = 0

    def make(self, array: np.ndarray) -> None:
        self.now += 1
        memory = Memory(array.nbytes, self.now)
        self.memories.append(memory)
        self.held[id(array)] = memory
        weakref.finalize(array, self._give_back, id(array))

    def _give_back(self, key: int) -> None:
        self.now += 1
        self.held.pop(key).gone = self.now

    def of(self, array: np.ndarray) -> Memory:
        root = array
        while isinstance(root.base, np.ndarray):
            root = root.base
        return self.held[id(root)]

    def most(self) -> int:
        """The most bytes of memories that are active at some time."""
        active = [one for one in self.memories if one.is_active]
        return max(sum(b.size for b in active if b.made <= a.made < b.gone) for a in active)


WATCH = Watch()


class Watched(np.ndarray):
    """An array of which every operation is watched."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = (), **more: Any) -> Any:
        if out:
            more["out"] = tuple(map(plain, out))
        result = getattr(ufunc, method)(*map(plain, inputs), **more)
        if out:
            WATCH.of(out[0]).is_active |= is_active(inputs)
            return out[0]
        return watched(result, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        found = function(*(deep(plain, args)), **deep(plain, kwargs))
        return deep(lambda one: watched(one, args), found)

    def copy(self, order: Any = "C") -> Any:
        return watched(plain(self).copy(order), (self,))

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(index, plain(value))
        WATCH.of(self).is_active |= is_active((value,))

    def __getitem__(self, index: Any) -> Any:
        found = plain(self)[index]
        base = self if isinstance(found, np.ndarray) and found.base is not None else None
        return found.view(Watched) if base is not None else watched(found, (self,))


def deep(do: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(deep(do, one) for one in value)
    if isinstance(value, dict):
        return {key: deep(do, one) for key, one in value.items()}
    return do(value)


def plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, Watched) else value


def is_active(values: Any) -> bool:
    if isinstance(values, tuple | list):
        return any(map(is_active, values))
    return isinstance(values, Watched) and WATCH.of(values).is_active


def watched(value: Any, sources: Any) -> Any:
    """What an operation gives, as active as what it works on."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind != "f":
        return value
    array = np.asarray(value)
    root = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    if id(root) not in WATCH.held:
        if root is not array:
            array = root = array.copy()  # NumPy's own workspace lies behind it
        WATCH.make(root)
        WATCH.held[id(root)].is_active = is_active(sources)
    return array.view(Watched)


def _making(name: str) -> Callable[..., Any]:
    return lambda *given, **named: watched(getattr(np, name)(*deep(plain, given), **named), ())


NUMPY = SimpleNamespace(**{name: getattr(np, name) for name in dir(np) if not name.startswith("_")})
for _name in ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "linspace", "array", "eye"):
    setattr(NUMPY, _name, _making(_name))


def most_at_once(text: str, *arguments: Any) -> int:
    """The most bytes of active memories at once in a call of `f` of a program, its arguments among them."""
    WATCH.__init__()  # type: ignore[misc]
    space: dict[str, Any] = {"np": NUMPY}
    exec(text, space)
    given = [watched(one, ()) if isinstance(one, np.ndarray) else one for one in arguments]
    for one in given:
        if isinstance(one, Watched):
            WATCH.of(one).is_active = True
    held = space["f"](*given)
    assert held is not None
    return WATCH.most()
