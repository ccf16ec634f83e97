"""The arrays in a value, by path: `params['w'][0]`."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Ref, Value
from adlint.trace import Array


def within(
    m: Machine, value: Value, path: str, *, objects: bool = False, seen: frozenset[Ref] = frozenset()
) -> Iterator[tuple[str, Array]]:
    """Arrays in plain containers; in `objects` too, if what they hold is not theirs alone: `model.bias`."""
    match value:
        case Array():
            yield path, value
        case tuple():
            for number, one in enumerate(value):
                yield from within(m, one, f"{path}[{number}]", objects=objects, seen=seen)
        case Ref() if value not in seen:
            held = m.store[value]
            is_object = held.kind == "instance"
            if held.kind not in ("list", "dict") and not (objects and is_object):
                return
            inside = seen | {value}
            for number, one in enumerate(held.items):
                yield from within(m, one, f"{path}[{number}]", objects=objects, seen=inside)
            for key, one in held.fields.items():
                name = f"{path}.{key!s}" if is_object else f"{path}[{key!r}]"
                yield from within(m, one, name, objects=objects, seen=inside)
        case _:
            pass
