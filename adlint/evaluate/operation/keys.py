"""Keys of dicts and members of sets: instances that a class compares are one where they are equal."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, inherited
from adlint.evaluate.values import Bound, Ref, Value


def key_among(m: Machine, keys: Iterable[Value], value: Value) -> Value:
    """The key that a value is, if it is one of those; the value itself if it is none."""
    if not isinstance(value, Ref) or m.store[value].kind != "instance":
        return value
    cls = m.store[value].cls
    compare = inherited(m, cls, "__eq__") if isinstance(cls, Ref) else MISSING
    if compare is MISSING:
        return value
    others = [one for one in keys if isinstance(one, Ref) and m.store[one].cls == cls]
    if value in others:
        return value
    return next((one for one in others if m.call(Bound(compare, value), one) is True), value)


def distinct(m: Machine, values: Iterable[Value]) -> dict[Value, Value]:
    """The members of a set of values."""
    found: dict[Value, Value] = {}
    for one in values:
        found[key_among(m, found, one)] = None
    return found
