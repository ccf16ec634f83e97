"""The arrays in a value, by path: `params['w'][0]`."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Ref, Value
from adlint.trace import Array


def within(m: Machine, value: Value, path: str) -> Iterator[tuple[str, Array]]:
    """Arrays in plain containers; what objects hold is theirs."""
    if isinstance(value, Array):
        yield path, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from within(m, one, f"{path}[{number}]")
    elif isinstance(value, Ref) and m.store[value].kind in ("list", "dict"):
        held = m.store[value]
        for key, one in [*enumerate(held.items), *held.fields.items()]:
            yield from within(m, one, f"{path}[{key!r}]")
