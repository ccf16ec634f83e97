"""The definition of a snapshot, executed: C, D, the snapshot is restored, C again; results and the outside agree.

*Lazy*: D is undone by its own tape first, so nothing happens in between. *Eager*: D overwrites all numbers that can be
reached, in place, and adds to lists; it does not put other objects into their place.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from types import CodeType
from typing import Any

import numpy as np

from .recording import is_code
from .windows import Path

MISSING = object()
GARBLED = 77.0


@lru_cache(maxsize=4)
def compiled(text: str) -> CodeType:
    """The code of a program, which is run many times."""
    return compile(text, "<program>", "exec")


class World:
    """A program after its module has run, and the arguments with which `main` calls the target."""

    def __init__(self, text: str, target: str, time: float) -> None:
        self.space: dict[str, Any] = {"__name__": "m"}
        exec(compiled(text), self.space)
        self.function = self.space[target]
        self.space[target] = lambda *arguments: arguments
        self.arguments = list(self.space["main"](time))
        self.space[target] = self.function
        self.parameters = self.function.__code__.co_varnames[: len(self.arguments)]
        self.globals = sorted(name for name, value in self.space.items() if name[0].isupper() and not is_code(value))
        self.classes = sorted(name for name, value in self.space.items() if isinstance(value, type))

    def run(self) -> Any:
        """The target runs once; a copy of its result."""
        return copy.deepcopy(self.function(*self.arguments))

    def root(self, name: str) -> Holder:
        """Where a variable stands."""
        if name in self.parameters:
            return self.arguments, self.parameters.index(name)
        return self.space, name

    def state(self) -> Any:
        """A copy of everything that can be reached."""
        members = {name: _members(self.space[name]) for name in self.classes}
        return copy.deepcopy((self.arguments, {name: self.space[name] for name in self.globals}, members))

    def garble(self) -> None:
        """Overwrite all numbers that can be reached."""
        seen: set[int] = set()
        for at in range(len(self.arguments)):
            _garble((self.arguments, at), seen)
        for name in self.globals:
            _garble((self.space, name), seen)
        for name in self.classes:
            for member in _members(self.space[name]):
                _garble((self.space[name], member), seen)

    def place(self, path: Path) -> Holder | None:
        """Where something stands: what holds it, and under which name or key."""
        holder = self.root(path[0])
        for step in path[1:]:
            inside = got(holder)
            if inside is MISSING or isinstance(inside, int | float):
                return None
            holder = (inside, step[1:] if step[0] == "." else ast.literal_eval(step[1:-1]))
        return holder


Holder = tuple[Any, Any]


def got(holder: Holder) -> Any:
    """What stands at a place."""
    inside, key = holder
    if isinstance(inside, list | dict | np.ndarray | tuple):
        try:
            return inside[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
    if not isinstance(key, str) or (hasattr(inside, "__dict__") and not _has(inside, key)):
        return MISSING
    return getattr(inside, key, MISSING)


def _has(inside: Any, name: str) -> bool:
    """Whether an attribute is there, whatever `__getattr__` says."""
    return name in vars(inside) or hasattr(type(inside), name) or (isinstance(inside, type) and hasattr(inside, name))


def put(holder: Holder, value: Any) -> None:
    """Let something stand at a place."""
    inside, key = holder
    if isinstance(inside, list | dict | np.ndarray):
        if value is not MISSING:
            inside[key] = value
        elif isinstance(inside, dict):
            inside.pop(key, None)
    elif isinstance(inside, tuple):
        return
    elif key not in vars(inside) and value is getattr(type(inside), key, MISSING):
        return  # the attribute is one of its class
    elif value is MISSING and isinstance(inside, type):
        if key in vars(inside):
            delattr(inside, key)
    elif value is MISSING:
        vars(inside).pop(key, None)
    elif isinstance(inside, type):
        setattr(inside, key, value)
    else:
        object.__setattr__(inside, key, value)  # which runs none of its methods


def _members(value: Any) -> dict[str, Any]:
    return {name: one for name, one in vars(value).items() if name[0] != "_" and not is_code(one)}


def _of_class(value: Any) -> list[str]:
    """What an object has by its class alone."""
    own = vars(value) if hasattr(value, "__dict__") else None
    return [] if own is None else [n for cls in type(value).__mro__[:-1] for n in _members(cls) if n not in own]


def _inside(value: Any) -> Iterator[Holder]:
    if isinstance(value, list):
        yield from ((value, at) for at in range(len(value)))
    elif isinstance(value, dict):
        yield from ((value, key) for key in value)
    elif hasattr(value, "__dict__"):
        yield from ((value, name) for name in _members(value))


def _garble(holder: Holder, seen: set[int]) -> None:
    value = got(holder)
    if isinstance(value, np.ndarray):
        value[...] = GARBLED
    elif isinstance(value, int | float):
        put(holder, type(value)(GARBLED))
    elif id(value) not in seen:
        seen.add(id(value))
        for inner in list(_inside(value)):
            _garble(inner, seen)
        if isinstance(value, list) and value and isinstance(value[0], float):
            value.append(GARBLED)


Undo = Callable[[], None]


def saved(world: World, texts: tuple[str, ...], *, is_eager: bool) -> Undo:
    """What brings back the values at some access paths, eagerly even where all has been overwritten, classes too."""
    steps: list[Undo] = []
    for text in texts:
        _save(world, ast.parse(text, mode="eval").body, steps, is_eager=is_eager)

    def restore() -> None:
        for step in steps:
            step()

    return restore


def _save(world: World, node: ast.expr, steps: list[Undo], *, is_eager: bool) -> None:
    parts: list[ast.Attribute | ast.Subscript] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        parts.append(node)
        node = node.value
    assert isinstance(node, ast.Name)
    holder = world.root(node.id)
    for part in reversed(parts):
        value = got(holder)
        if isinstance(value, np.ndarray):
            last = next((one.slice for one in parts if isinstance(one, ast.Subscript)), None)
            steps.append(_saved_section(world, value, last))
            return
        if value is MISSING:
            return
        if isinstance(value, int | float):
            break
        if isinstance(value, list | dict) and part is parts[0] and _is_all(part):
            steps.append(_saved_slots(value))
            return
        if isinstance(value, list) and part is parts[0] and _is_end(part):
            steps.append(_saved_end(value))
            return
        if isinstance(part, ast.Attribute):
            holder = (value, part.attr)
        elif isinstance(part.slice, ast.Constant) and isinstance(value, list | dict | tuple):
            holder = (value, part.slice.value)
        else:
            break
    _save_place(holder, steps, set(), is_eager=is_eager)


def _is_all(part: ast.Attribute | ast.Subscript) -> bool:
    """Whether a part of an access path is `[:]`."""
    section = part.slice if isinstance(part, ast.Subscript) else None
    return isinstance(section, ast.Slice) and section.lower is section.upper is section.step is None


def _is_end(part: ast.Attribute | ast.Subscript) -> bool:
    """Whether a part of an access path is `[len(...):]`."""
    section = part.slice if isinstance(part, ast.Subscript) else None
    return isinstance(section, ast.Slice) and ast.unparse(section).startswith("len(") and section.upper is None


def _saved_end(holder: list[Any]) -> Undo:
    """What takes away what is put behind what a list holds."""
    length = len(holder)
    return lambda: holder.__delitem__(slice(length, None))


def _saved_slots(holder: list[Any] | dict[Any, Any]) -> Undo:
    """What brings back what a container holds, and not what is in that."""
    before = holder.copy()

    def restore() -> None:
        if isinstance(holder, dict):
            holder.clear()
            holder.update(before)
        else:
            holder[:] = before

    return restore


def _saved_section(world: World, array: np.ndarray, index: ast.expr | None) -> Undo:
    """What brings back the elements of an array at an index, or all of them."""
    positions = np.arange(array.size).reshape(array.shape)
    names = {**world.space, **dict(zip(world.parameters, world.arguments, strict=True))}
    chosen: Any = positions
    if index is not None:
        code = ast.unparse(ast.Subscript(ast.Name("_array", ast.Load()), index, ast.Load()))
        with suppress(NameError, AttributeError, IndexError):
            chosen = eval(code, {}, {**names, "_array": positions})
    where = np.ravel(chosen)
    before = array.ravel()[where].copy()

    def restore() -> None:
        array[np.unravel_index(where, array.shape)] = before

    return restore


def _save_place(holder: Holder, steps: list[Undo], seen: set[int], *, is_eager: bool) -> None:
    value = got(holder)
    if isinstance(value, np.ndarray):
        before = value.copy()
        steps.append(lambda: value.__setitem__(..., before))
    elif id(value) not in seen and not isinstance(value, int | float | str):
        seen.add(id(value))
        if isinstance(value, list):
            items = list(value)
            steps.append(lambda: value.__setitem__(slice(None), items))
        elif isinstance(value, dict):
            pairs = dict(value)
            steps += [value.clear, lambda: value.update(pairs)]
        for inner in _inside(value):
            _save_place(inner, steps, seen, is_eager=is_eager)
        for name in _of_class(value):
            _save_place((value, name), steps, seen, is_eager=is_eager)
            if not is_eager:  # what the class has is then what the first run left
                steps[-1] = partial(put, (value, name), MISSING)
    steps.append(lambda: put(holder, value))


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, NaN to NaN."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.shape(one) == np.shape(other) and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if hasattr(one, "__dict__"):
        return type(one).__name__ == type(other).__name__ and same(vars(one), vars(other))
    return one is other or one == other or (one != one and other != other)  # noqa: PLR0124


def _again(world: World, result: Any) -> str:
    """What is wrong with the result of a second run; nothing if it is the same."""
    try:
        again = world.run()
    except Exception as error:  # noqa: BLE001
        return f"the second run raises {error!r}"
    return "" if same(result, again) else f"the result was {result!r} and is {again!r}"


def lazy(text: str, target: str, time: float, names: tuple[str, ...]) -> str:
    """What differs when a piece runs again after its lazy snapshot is restored; nothing if all is well."""
    world = World(text, target, time)
    restore = saved(world, names, is_eager=False)
    result, state = world.run(), world.state()
    restore()
    wrong = _again(world, result)
    if wrong:
        return wrong
    return "" if same(state, world.state()) else "the outside differs"


def eager(text: str, target: str, time: float, names: tuple[str, ...], written: list[tuple[Path, int | None]]) -> str:
    """What differs when a piece runs again after all has been overwritten and its eager snapshot is restored."""
    world = World(text, target, time)
    restore = saved(world, names, is_eager=True)
    places = [(path, at, world.place(path)) for path, at in written]
    known = [(path, at, place, got(place)) for path, at, place in places if place is not None]
    result = world.run()
    after = [copy.deepcopy(_seen(at, place, value)) for _, at, place, value in known]
    world.garble()
    restore()
    wrong = _again(world, result)
    if wrong:
        return wrong
    for (path, at, place, value), before in zip(known, after, strict=True):
        if not same(_seen(at, place, value), before):
            return f"{''.join(path)} {'' if at is None else at} was {before!r} and is {_seen(at, place, value)!r}"
    return ""


def _seen(at: int | None, place: Holder, value: Any) -> Any:
    if at is not None and isinstance(value, np.ndarray):
        return value.ravel()[at] if value.flags.c_contiguous else value.copy().ravel()[at]
    found = got(place)
    return float(found) if isinstance(found, int | float) else type(found).__name__
