"""Functions whose results are kept: what was called before with the same arguments is not gone through again."""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.store import Object
from adlint.evaluate.values import Member, Number, Ref, Unknown, Value
from adlint.trace import Array

KEPT = "<kept>"  # the attribute of such a function that holds a dict of results by arguments


def caching(m: Machine, function: Ref, most: int | None) -> Ref:
    """A function that keeps the results of another, the `most` that were asked for last; None is all."""
    made = m.store[function]
    kept = m.store.new("dict")
    fields = {
        **made.fields, "__wrapped__": function, KEPT: kept, "<most>": most, "cache_clear": Member(kept, "clear"),
    }  # fmt: skip
    return m.store.new("function", code=made.code, around=made.around, defaults=made.defaults, fields=fields)


def kept_or_called(m: Machine, made: Object, given: Given, call: Callable[[], Value]) -> Value:
    """What a function has kept of these arguments, or what it gives now, which is kept."""
    kept, most = made.fields[KEPT], made.fields["<most>"]
    assert isinstance(kept, Ref)
    key = (given.positional, tuple(given.keywords.items()))
    if not all(_is_told(m, one) for one in given.values):
        m.notes.setdefault("calls of functions that keep results are taken to be of arguments not seen before", None)
        return call()
    found = m.store.mine(kept).fields.pop(key) if key in m.store[kept].fields else call()
    fields = m.store.mine(kept).fields
    fields[key] = found
    while isinstance(most, int) and len(fields) > most:
        del fields[next(iter(fields))]
    return found


def _is_told(m: Machine, value: Value) -> bool:
    """Whether a value can be told from others; arrays other than PyTorch's cannot be keys at all."""
    match value:
        case tuple():
            return all(_is_told(m, one) for one in value)
        case Array():
            return value.framework == "torch"
        case _:
            return not isinstance(value, Number | Unknown)
