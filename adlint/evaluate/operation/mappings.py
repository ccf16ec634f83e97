"""What `dict(value)`, `{**value}` and `f(**value)` take from a value."""

from __future__ import annotations

from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, inherited
from adlint.evaluate.operation.containers import item
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Bound, Ref, Value


def pairs_of(m: Machine, value: Value) -> dict[Value, Value] | None:
    """Keys and values of a mapping, or of something that gives pairs; None if they are not known."""
    if isinstance(value, Ref) and m.store[value].kind == "dict":
        return dict(m.store[value].fields)
    if isinstance(value, Ref) and m.store[value].kind == "instance" and isinstance(m.store[value].cls, Ref):
        cls = m.store[value].cls
        assert isinstance(cls, Ref)
        method = inherited(m, cls, "keys")
        if method is not MISSING:
            keys = items(m, m.call(Bound(method, value)))
            return None if keys is None else {key: item(m, value, key) for key in keys}
        if inherited(m, cls, "__iter__") is MISSING:
            return dict(m.store[value].fields)  # of a class that is a dict
    held = items(m, value)
    pairs = [items(m, one) for one in held or ()]
    if held is None or any(pair is None or len(pair) != 2 for pair in pairs):
        return None
    return {pair[0]: pair[1] for pair in pairs if pair is not None}
