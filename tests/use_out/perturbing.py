"""What a function reads and writes, found without watching it: it runs again with one number changed, and what comes
out otherwise tells that the number is read. So it can be in any Python.

Arrays, containers and objects are compared by which they are: what moves to another place is not read.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from adlint.answers.sets.sets import Sets

from .checking import limited
from .covering import Covering
from .experiments import compiled
from .holders import Dict, List, Watched
from .recording import Location, is_leaf
from .watched import Array
from .windows import Window

Arguments = dict[str, Any]
CHANGES: tuple[Callable[[float], float], ...] = (lambda value: value + 0.375, lambda value: -1.25 - value)


@dataclass(frozen=True)
class Place:
    """Where a number stands: in which of the things that are there at first, and under which index, key or name."""

    holder: int
    key: Any


@dataclass(frozen=True)
class Outcome:
    """What a run gives and leaves: the result, and what stands at each place in what was there at first."""

    result: Any
    left: dict[Place, Any]


def attributes(value: Any) -> dict[str, Any]:
    """What an object has, in a dict or in slots."""
    slots = [name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ()) if hasattr(value, name)]
    return {**getattr(value, "__dict__", {}), **{name: getattr(value, name) for name in slots}}


def inside(value: Any) -> dict[Any, Any]:
    """What a container or an object holds."""
    match value:
        case np.ndarray():
            return {at: value[at] for at in np.ndindex(value.shape)}
        case list():
            return dict(enumerate(value))
        case dict():
            return dict(value)
        case _ if type(value).__module__ == "m" and not isinstance(value, type):
            return attributes(value)
    return {}


def things(arguments: Arguments) -> list[Any]:
    """All that can be changed and reached, each once, in the order in which it is found."""
    found: dict[int, Any] = {}
    waiting = list(arguments.values())
    while waiting:
        value = waiting.pop(0)
        if id(value) not in found and (inside(value) or isinstance(value, list | dict | np.ndarray)):
            found[id(value)] = value
            waiting += [] if isinstance(value, np.ndarray) else list(inside(value).values())
    return list(found.values())


def _module(text: str) -> dict[str, Any]:
    """The variables of a program in which `f` is defined last; what stands before it has no state, and runs once."""
    head, sign, rest = text.partition("\ndef f(")
    space = dict(_head(head))
    exec(compiled(sign + rest), space)
    return space


@lru_cache(maxsize=1)
def _head(text: str) -> dict[str, Any]:
    module = sys.modules["m"] = ModuleType("m")  # decorators ask for a module by its name
    exec(compile(text, "<program>", "exec"), module.__dict__)
    return module.__dict__


def outcome(text: str, change: Callable[[list[Any]], None] = lambda _things: None) -> Outcome:
    """One run, from what `arguments()` of the program gives, after a change of that."""
    with np.errstate(all="ignore"), limited():
        space = _module(text)
        given = space["arguments"]()
        there = things(given)
        change(there)
        result = space["f"](**given)
    known = {id(one): number for number, one in enumerate(there)}
    left = {Place(n, key): _shown(one, known) for n, value in enumerate(there) for key, one in inside(value).items()}
    return Outcome(_shown(result, known), left)


def _shown(value: Any, known: dict[int, int], depth: int = 4) -> Any:
    """A value in which what was there at first stands by its number."""
    if id(value) in known and not is_leaf(value):
        return ("thing", known[id(value)])
    if isinstance(value, np.ndarray):
        base = value.base
        while isinstance(base, np.ndarray) and id(base) not in known and base.base is not None:
            base = base.base
        if id(base) in known:
            return ("view", known[id(base)], value.shape, value.strides, value.ctypes.data - base.ctypes.data)
        return ("array", value.tolist())
    if isinstance(value, list | tuple) and depth:
        return [_shown(one, known, depth - 1) for one in value]
    if is_leaf(value):
        return copy.deepcopy(value.item() if isinstance(value, np.generic) else value)
    held = inside(value)
    if held and depth:
        return {key: _shown(one, known, depth - 1) for key, one in held.items()}
    return type(value).__name__


def read(text: str, first: Outcome) -> Iterator[Place]:
    """The places of numbers on which something else depends than the number there."""
    space = _module(text)
    for number, thing in enumerate(things(space["arguments"]())):
        for key, value in inside(thing).items():
            place = Place(number, key)
            changed = [_changed(value, way) for way in CHANGES] if isinstance(value, float | np.void) else []
            if any(_matters(text, place, one, first) for one in changed):
                yield place


def _changed(value: Any, way: Callable[[float], float]) -> Any:
    """Another number; a record of other numbers."""
    return tuple(map(way, value.item())) if isinstance(value, np.void) else way(float(value))


def _matters(text: str, place: Place, value: Any, first: Outcome) -> bool:
    def change(there: list[Any]) -> None:
        _put(there[place.holder], place.key, value)

    try:
        other = outcome(text, change)
    except Exception:  # noqa: BLE001
        return True
    own = (first.left.get(place), value, other.left.get(place))
    if isinstance(value, float) and not _same(own[2], own[0]) and not _same(own[2], own[1]):
        return True
    rest = [{at: one for at, one in run.left.items() if at != place} for run in (first, other)]
    return not _same(first.result, other.result) or not _same(rest[0], rest[1])


def _same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)


def _put(holder: Any, key: Any, value: Any) -> None:
    if isinstance(holder, np.ndarray | list | dict):
        holder[key] = value
    else:
        setattr(holder, key, value)


def written(text: str, first: Outcome) -> Iterator[Place]:
    """The places where another value stands in the end than before."""
    before = _before(text)
    yield from (place for place, value in first.left.items() if not _same(value, before.get(place)))
    yield from (place for place in before if place not in first.left)


def _before(text: str) -> dict[Place, Any]:
    space = _module(text)
    there = things(space["arguments"]())
    known = {id(one): number for number, one in enumerate(there)}
    return {Place(n, key): _shown(one, known) for n, value in enumerate(there) for key, one in inside(value).items()}


def unsaid(text: str, sets: Sets) -> list[str]:
    """What is read and written, and was not said; nothing of a side of which not all is known."""
    first = outcome(text)
    window, there = _window(text)
    found: list[str] = []
    sides = (
        ("read", sets.whole.use, sets.whole.use_complete, read),
        ("wrote", sets.whole.out, sets.whole.out_complete, written),
    )
    for what, texts, complete, places in sides:
        covering = Covering(window, texts, read=what == "read")
        for place in places(text, first) if complete else ():
            location = _location(there[place.holder], place.key)
            if window.names(location) and not covering.covers(location):
                found.append(f"{what} {window.text(location)}, not in {{{', '.join(texts)}}}")
    return found


def _window(text: str) -> tuple[Window, list[Any]]:
    """The names of all that can be reached, and what stands for each of the things."""
    space = _module(text)
    given = space["arguments"]()
    there = things(given)
    made: dict[int, Any] = {}
    roots = {name: _traced(value, made) for name, value in given.items()}
    return Window("function", "f", roots), [made[id(one)] for one in there]


def _traced(value: Any, made: dict[int, Any]) -> Any:
    """What stands for a value where names of locations are told."""
    if id(value) in made:
        return made[id(value)]
    if isinstance(value, np.ndarray):
        made[id(value)] = Array(value)
    elif isinstance(value, list):
        made[id(value)] = List(_traced(one, made) for one in value)
    elif isinstance(value, dict):
        made[id(value)] = Dict((key, _traced(one, made)) for key, one in value.items())
    elif inside(value):
        made[id(value)] = one = Watched()
        vars(one).update((name, _traced(member, made)) for name, member in attributes(value).items())
    else:
        return value
    return made[id(value)]


def _location(holder: Any, key: Any) -> Location:
    match holder:
        case Array():
            return int(holder.numbers[key])
        case List() | Dict():
            return ("item", id(holder), key)
        case _:
            return ("attribute", id(holder), key)

