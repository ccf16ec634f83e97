"""The arrays in a value, by path: `params['w'][0]`, `state.h`."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.library.dataclass import FIELDS
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import inherited
from adlint.evaluate.store import Object
from adlint.evaluate.values import Ref, Value
from adlint.trace import Array

_OF_VALUES = ("jax",)  # libraries whose arrays are values: an object holds no array of its own


def given(m: Machine, value: Value, path: str) -> Iterator[tuple[str, Array]]:
    """The arrays that are given with an argument. What objects hold is theirs, but for arrays that are values."""
    plain = dict(within(m, value, path))
    yield from plain.items()
    for name, one in within(m, value, path, objects=True):
        if is_value(one) and name not in plain:
            yield name, one


def is_value(array: Array) -> bool:
    """Whether an array is of a library whose arrays are values: no statement changes one."""
    return array.framework in _OF_VALUES


def within(
    m: Machine, value: Value, path: str, *, objects: bool = False, seen: frozenset[Ref] = frozenset()
) -> Iterator[tuple[str, Array]]:
    """Arrays in plain containers and records; in `objects` too, if what they hold is not theirs alone: `model.bias`."""
    match value:
        case Array():
            yield path, value
        case tuple():
            for number, one in enumerate(value):
                yield from within(m, one, f"{path}[{number}]", objects=objects, seen=seen)
        case Ref() if value not in seen:
            held = m.store[value]
            if held.kind in ("list", "dict") or is_record(m, held) or (objects and held.kind == "instance"):
                for name, one in parts(m, held, path):
                    yield from within(m, one, name, objects=objects, seen=seen | {value})
        case _:
            pass


def parts(m: Machine, held: Object, path: str) -> Iterator[tuple[str, Value]]:
    """What a container or an object holds, by path."""
    if held.kind == "instance":
        names = inherited(m, held.cls, "_fields") if isinstance(held.cls, Ref) and held.items else ()
        named = names if isinstance(names, tuple) and len(names) == len(held.items) else range(len(held.items))
        yield from ((f"{path}.{name!s}", one) for name, one in zip(named, held.items, strict=True))
        yield from ((f"{path}.{key!s}", one) for key, one in held.fields.items() if key not in named)
    else:
        yield from ((f"{path}[{number}]", one) for number, one in enumerate(held.items))
        yield from ((f"{path}[{key!r}]", one) for key, one in held.fields.items())


def is_record(m: Machine, held: Object) -> bool:
    """Whether it is a named tuple, or of a dataclass: then its fields are what it was made of."""
    if held.kind != "instance" or not isinstance(held.cls, Ref):
        return False
    return bool(held.items) or isinstance(inherited(m, held.cls, FIELDS), Ref)
