"""What iterating gives: all items at once, where they are known, or one that stands for each turn."""

from __future__ import annotations

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, inherited
from adlint.evaluate.operation.containers import length
from adlint.evaluate.store import Object
from adlint.evaluate.values import Bound, External, Many, Range, Ref, Unknown, Value, Zipped
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX
from adlint.symbolic import Polynomial, polynomial, symbols_of, trips
from adlint.trace import Array

MOST_ITEMS = 20_000  # that are formed one by one
_MOST_NEXT = 10_000
ENDLESS = 1 << 62  # the end of a range that counts what it is in step with


def items(m: Machine, value: Value) -> list[Value] | None:
    """All items; None if they are not known one by one. A list that a loop filled has `Many` among them."""
    match value:
        case tuple():
            return list(value)
        case str():
            return list(value)
        case Range(int() as start, int() as stop, step):
            found = range(start, stop, step)
            return list(found) if len(found) <= MOST_ITEMS else None
        case Array():
            count = value.shape[0] if value.shape else None
            if isinstance(count, int) and count <= MOST_ITEMS:
                library = m.library_of(value)
                return [library.item(m, value, number) for number in range(count)]
            return None
        case Ref():
            return _of_object(m, value)
        case Zipped():
            return _in_step(m, value)
        case _:
            return None


def _in_step(m: Machine, value: Zipped) -> list[Value] | None:
    """Tuples, as long as all parts last; a part without an end is as long as the others."""
    columns = [None if _is_endless(part) else items(m, part) for part in value.parts]
    ended = [column for column, part in zip(columns, value.parts, strict=True) if not _is_endless(part)]
    if not ended or any(column is None or any(isinstance(one, Many) for one in column) for column in ended):
        return None
    least = min(len(column) for column in ended if column is not None)
    pairs = list(zip(value.parts, columns, strict=True))
    return [
        tuple(turn(m, part, polynomial(n)) if column is None else column[n] for part, column in pairs)
        for n in range(least)
    ]


def _is_endless(value: Value) -> bool:
    """Whether a range counts as long as what it is in step with (`enumerate`)."""
    return isinstance(value, Range) and value.stop == ENDLESS


def _of_object(m: Machine, value: Ref) -> list[Value] | None:
    found = m.store[value]
    match found.kind:
        case "list":
            return list(found.items)
        case "iterator":
            rest = list(found.items)
            m.store.mine(value).items = []
            return rest
        case "dict" | "set":
            return list(found.fields)
        case "instance" | "class" if isinstance(found.cls, Ref):
            maker = inherited(m, found.cls, "__iter__")
            if maker is not MISSING:
                made = m.call(Bound(maker, value))
                return items(m, made) if made != value else _by_next(m, value)
            getter = inherited(m, found.cls, "__getitem__")
            if getter is not MISSING:
                return _by_item(m, Bound(getter, value))
            return _of_builtin_base(m, found)
        case _:
            return None


def _of_builtin_base(m: Machine, found: Object) -> list[Value] | None:
    """The items of an instance that is a list, tuple, dict or set by inheritance. Raised if it is none of these."""
    assert isinstance(found.cls, Ref)
    bases = [one.path for one in m.store[found.cls].order if isinstance(one, External)]
    if any(one in ("builtins.dict", "builtins.set", "collections.OrderedDict") for one in bases):
        return list(found.fields)
    if found.items or any(one in ("builtins.list", "builtins.tuple") for one in bases):
        return list(found.items)
    if bases == ["builtins.object"]:
        raise Raised("TypeError", "an object that is not iterable is iterated over")
    return None


def _by_next(m: Machine, value: Ref) -> list[Value] | None:
    method = inherited(m, m.store[value].cls, "__next__")  # type: ignore[arg-type]
    return None if method is MISSING else _until(m, Bound(method, value), "StopIteration", ())


def _by_item(m: Machine, getter: Bound) -> list[Value] | None:
    found: list[Value] = []
    for number in range(_MOST_NEXT):
        try:
            found.append(m.call(getter, number))
        except Raised as raised:
            if raised.name == "IndexError":
                return found
            raise
    return None


def _until(m: Machine, method: Bound, name: str, given: tuple[Value, ...]) -> list[Value] | None:
    found: list[Value] = []
    for _ in range(_MOST_NEXT):
        try:
            found.append(m.call(method, *given))
        except Raised as raised:
            if raised.name == name:
                return found
            raise
    return None


def count(m: Machine, value: Value) -> Dim | None:
    """How often a loop over something goes; None if that is not known."""
    match value:
        case Range():
            return dim(trips(value.start, value.stop, value.step, m.sizes.bounds))
        case Zipped():
            return _least(m, [count(m, part) for part in value.parts if not _is_endless(part)])
        case Array() | tuple() | Ref():
            found = length(m, value)
            return found if isinstance(found, int | Polynomial) else None
        case _:
            return None


def _least(m: Machine, counts: list[Dim | None]) -> Dim | None:
    """The smallest of several counts; None if one of them is not known."""
    least: Dim | None = None
    for one in counts:
        if one is None:
            return None
        least = one if least is None or one == least else m.sizes.smaller(least, one)
    return least


def turn(m: Machine, value: Value, index: Polynomial) -> Value:
    """The item of one turn of a loop, by the symbol that counts turns."""
    match value:
        case Range():
            return dim(value.start + value.step * index)
        case Zipped():
            return tuple(turn(m, part, index) for part in value.parts)
        case Array():
            return m.library_of(value).item(m, value, index)
        case Ref() if len(m.store[value].items) == 1 and isinstance(m.store[value].items[0], Many):
            only = m.store[value].items[0]
            assert isinstance(only, Many)
            if any(one.reason == INDEX for one in symbols_of(polynomial(only.times))):
                m.say_unknown("an item of a list that the same loop fills", (only.value,))
            return only.value
        case Unknown():
            return value
        case _:
            return Unknown("an item of something that is not known", m.site())
