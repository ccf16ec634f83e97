"""Builtins that make and go through containers."""

from __future__ import annotations

from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.loops import repeat
from adlint.evaluate.invocation.calls import special
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import FALLS, Flow, Given, Machine
from adlint.evaluate.operation.attributes import MISSING, lookup
from adlint.evaluate.operation.containers import item, length, turns
from adlint.evaluate.operation.iteration import ENDLESS, count, items
from adlint.evaluate.operation.keys import distinct
from adlint.evaluate.operation.mappings import pairs_of
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.operation.sorting import extreme, in_order
from adlint.evaluate.values import (
    Many,
    Number,
    Range,
    Ref,
    Slice,
    Unknown,
    Value,
    Zipped,
)
from adlint.shapes.dims import dim
from adlint.symbolic import Polynomial
from adlint.trace import Array


def _len(m: Machine, given: Given) -> Value:
    return length(m, given.positional[0])


def _range(m: Machine, given: Given) -> Value:
    wrong = next((one for one in given.positional if one is None or isinstance(one, float | str)), 0)
    if wrong != 0:
        raise Raised("TypeError", f"`range` takes integers, and {wrong!r} is given")
    if not all(isinstance(one, int | Polynomial) for one in given.positional):
        reason = "the length of a range depends on data"
        return Range(0, m.fresh(reason, 0), 1)
    ends = given.positional
    start, stop = (0, ends[0]) if len(ends) == 1 else ends[:2]
    step = ends[2] if len(ends) > 2 else 1
    if not isinstance(step, int):
        return Range(0, m.fresh("a range has a symbolic step", 0), 1)
    return Range(start, stop, step)  # type: ignore[arg-type]


def _list(m: Machine, given: Given) -> Value:
    if not given.positional:
        return m.store.new("list")
    return m.store.new("list", items=listed(m, given.positional[0]))


def _tuple(m: Machine, given: Given) -> Value:
    return tuple(listed(m, given.positional[0])) if given.positional else ()


def _set(m: Machine, given: Given) -> Value:
    held = listed(m, given.positional[0]) if given.positional else []
    return m.store.new("set", fields=distinct(m, held))


def _dict(m: Machine, given: Given) -> Value:
    fields: dict[Value, Value] = {}
    if given.positional:
        found = pairs_of(m, given.positional[0])
        if found is None:
            m.say_unknown("what a dict is made of is not known", given.positional)
        fields.update(found or {})
    fields.update(given.keywords)
    return m.store.new("dict", fields=fields)


def listed(m: Machine, value: Value) -> list[Value]:
    """All items, or one that says that they are not known."""
    held = items(m, value)
    if held is not None:
        return held
    trips = count(m, value)
    if isinstance(value, Array) and trips is not None:
        index = m.fresh("an index into an array that is iterated over", 0)
        return [Many(item(m, value, index), trips)]
    return m.unknown_items("the items of something that is not known are listed", (value,))


def _zip(m: Machine, given: Given) -> Value:
    found = items(m, Zipped(given.positional)) if given.positional else []
    return Zipped(given.positional) if found is None else m.store.new("iterator", items=found)


def _enumerate(m: Machine, given: Given) -> Value:
    start = given.at(1, "start", 0)
    counter = Range(start, ENDLESS, 1) if isinstance(start, int | Polynomial) else Range(0, ENDLESS, 1)
    both = Zipped((counter, given.positional[0]))
    if isinstance(given.positional[0], Range | Array) and not isinstance(length(m, given.positional[0]), int):
        return both
    found = items(m, both)
    return both if found is None else m.store.new("iterator", items=found)


def _reversed(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    if isinstance(value, Range):
        last = dim(value.start + value.step * (turns(m, value) - 1))
        return Range(last, dim(value.start - value.step), -value.step)
    return m.store.new("iterator", items=listed(m, value)[::-1])


def _map(m: Machine, given: Given) -> Value:
    function, *several = given.positional
    columns = [listed(m, one) for one in several]
    return m.store.new("iterator", items=[_mapped(m, function, row) for row in zip(*columns, strict=False)])


def _mapped(m: Machine, function: Value, row: tuple[Value, ...]) -> Value:
    many = next((one for one in row if isinstance(one, Many)), None)
    plain = tuple(one.value if isinstance(one, Many) else one for one in row)
    result = m.call(function, *plain)
    return result if many is None else Many(result, many.times)


def _filter(m: Machine, given: Given) -> Value:
    function, held = given.positional[0], listed(m, given.positional[1])
    known = [truth(m, one if function is None else m.call(function, one)) for one in held]
    if None in known:
        kept = m.unknown_items("data decides which items a filter keeps", tuple(held))
    else:
        kept = [one for one, is_kept in zip(held, known, strict=True) if is_kept]
    return m.store.new("iterator", items=kept)


def _sum(m: Machine, given: Given) -> Value:
    total = given.at(1, "start", 0)
    value = given.positional[0]
    if isinstance(value, Array) and items(m, value) is None:
        return m.call(lookup(m, value, "sum"), 0)
    for one in listed(m, value):
        total = _added(m, total, one) if isinstance(one, Many) else binary(m, "+", total, one)
    return total


def _added(m: Machine, total: Value, many: Many) -> Value:
    """A sum over what the turns of a loop put into a list: a loop itself."""
    holder = m.store.new("list", items=[total])

    def once(_: Polynomial | int) -> Flow:
        mine = m.store.mine(holder)
        mine.items[0] = binary(m, "+", mine.items[0], many.value)
        return FALLS

    repeat(m, m.stack[-1], many.times, once)
    return m.store[holder].items[0]


def _extreme(operator: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        several = list(given.positional) if len(given.positional) > 1 else listed(m, given.positional[0])
        if not several:
            return given.keywords.get("default")
        return extreme(m, operator, several, given.keywords.get("key"))

    return found


def _sorted(m: Machine, given: Given) -> Value:
    held = listed(m, given.positional[0])
    ordered = in_order(m, held, given.keywords.get("key"), reverses=given.keywords.get("reverse") is True)
    return m.store.new("list", items=ordered)


def _all_any(stops: bool) -> Function:
    def found(m: Machine, given: Given) -> Value:
        known: list[bool | None] = [truth(m, one) for one in listed(m, given.positional[0])]
        if stops in known:
            return stops
        return Number("bool") if None in known else not stops

    return found


def _iter(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    if isinstance(value, Ref) and m.store[value].kind == "iterator":
        return value
    held = items(m, value)
    return value if held is None else m.store.new("iterator", items=held)


def _next(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    method = special(m, value, "__next__")
    if method is not MISSING:
        return m.call(method)
    if not isinstance(value, Ref):
        return Unknown("the next of something that is not known", m.site())
    held = m.store.mine(value).items
    if held:
        if isinstance(held[0], Many):
            return held[0].value
        return held.pop(0)
    if len(given.positional) > 1:
        return given.positional[1]
    raise Raised("StopIteration")


def _slice(m: Machine, given: Given) -> Value:
    ends = given.positional
    return Slice(None, ends[0], None) if len(ends) == 1 else Slice(ends[0], ends[1], ends[2] if len(ends) > 2 else None)


COLLECTING: dict[str, Function] = {
    "len": _len, "range": _range, "list": _list, "tuple": _tuple, "set": _set, "frozenset": _set, "dict": _dict,
    "zip": _zip, "enumerate": _enumerate, "reversed": _reversed, "map": _map, "filter": _filter, "sum": _sum,
    "min": _extreme("<"), "max": _extreme(">"), "sorted": _sorted, "any": _all_any(True), "all":
    _all_any(False), "iter": _iter, "next": _next, "slice": _slice,
}  # fmt: skip
