"""Items of containers: lists, tuples, dicts, texts, ranges, arrays, and instances with `__getitem__`."""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.errors import Raised
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.attributes import MISSING, OBJECTS, inherited
from adlint.evaluate.operation.keys import key_among
from adlint.evaluate.store import Object
from adlint.evaluate.values import Bound, External, Many, Number, Range, Ref, Slice, Transformed, Unknown, Value
from adlint.shapes.dims import Dim, dim
from adlint.symbolic import Polynomial, trips
from adlint.trace import Array


def item(m: Machine, base: Value, index: Value) -> Value:
    """`base[index]`."""
    if isinstance(base, Unknown):
        return base
    if isinstance(base, Array):
        return m.library_of(base).item(m, base, index)
    if isinstance(index, Unknown):
        return index
    match base:
        case tuple():
            return _of_sequence(m, list(base), index, tuple)
        case str() | bytes():
            return _of_text(base, index)
        case Range():
            return _of_range(m, base, index)
        case Ref():
            return _of_object(m, base, m.store[base], index)
        case External():
            library = m.library(base.path)
            return base if library is None else library.indexed(m, base.path, index)
        case None | bool() | int() | float() | complex() | Number() | Polynomial():
            raise Raised("TypeError", "a number is indexed")
        case _:
            found = m.first_answer(lambda library: library.item_of(m, base, index))
            return Unknown("an item of something that is no container", m.site()) if found is NO_MODEL else found


def set_item(m: Machine, base: Value, index: Value, value: Value) -> None:
    """`base[index] = value`."""
    match base:
        case Array():
            m.library_of(base).set_item(m, base, index, value)
        case Ref():
            _set_in_object(m, base, index, value)
        case Unknown():
            m.say_unknown(f"an assignment into something that is not known: {base.reason}", (value,))
        case _:
            raise Raised("TypeError", "an item is assigned to something that holds none")


def delete_item(m: Machine, base: Value, index: Value) -> None:
    """`del base[index]`."""
    if not isinstance(base, Ref):
        return
    found = m.store.mine(base)
    if found.kind == "list" and isinstance(index, int) and not any(isinstance(one, Many) for one in found.items):
        if not -len(found.items) <= index < len(found.items):
            raise Raised("IndexError", "list index out of range")
        del found.items[index]
    elif found.kind == "dict" or index in found.fields:
        if index not in found.fields:
            raise Raised("KeyError", repr(index))
        del found.fields[index]
        owner = m.store.owner(base)
        if owner is not None:
            owner.fields.pop(index, None)
    else:
        method = inherited(m, found.cls, "__delitem__") if isinstance(found.cls, Ref) else MISSING
        if method is MISSING:
            found.items = m.unknown_items("some items of a list are deleted", tuple(found.items))
        else:
            m.call(Bound(method, base), index)


def _of_object(m: Machine, base: Ref, found: Object, index: Value) -> Value:
    if found.kind in OBJECTS and isinstance(found.cls, Ref):
        method = inherited(m, found.cls, "__getitem__")
        if method is not MISSING:
            return m.call(Bound(method, base), index)
    match found.kind:
        case "list" | "iterator":
            return _of_sequence(m, found.items, index, lambda items: m.store.new("list", items=list(items)))
        case "dict":
            return _of_dict(m, base, found, index)
        case "instance" if found.items:
            return _of_sequence(m, found.items, index, tuple)
        case "instance":
            return _of_dict(m, base, found, index)
        case "class":
            method = inherited(m, base, "__class_getitem__")
            if method is not MISSING:
                return m.call(Bound(method, base), index)
            return Transformed(ALIAS, base, (("args", index),))
        case _:
            raise Raised("TypeError", f"a {found.kind} is indexed")


ALIAS = "typing.alias"  # a class with type parameters


def _of_dict(m: Machine, base: Ref, found: Object, index: Value) -> Value:
    if isinstance(index, Array | Number) or (isinstance(index, tuple) and any(isinstance(i, Unknown) for i in index)):
        return Unknown("an item of a dict under a key that is not known", m.site())
    index = key_among(m, found.fields, index)
    if index in found.fields:
        return found.fields[index]
    factory = found.cls
    if found.kind == "dict" and factory is not None:
        made = m.call(factory)
        m.store.mine(base).fields[index] = made
        return made
    raise Raised("KeyError", repr(index))


def _of_sequence(m: Machine, items: list[Value], index: Value, rebuild: Callable[[list[Value]], Value]) -> Value:
    if isinstance(index, Slice):
        part = plain_slice(index)
        if part is not None and not any(isinstance(one, Many) for one in items):
            return rebuild(items[part])
        if part is not None and part.step in (None, 1):
            return rebuild(_part_of_repeated(m, items, part))
        return Unknown("a slice of a sequence with symbolic ends", m.site())
    if any(isinstance(one, Many) for one in items):
        return _of_repeated(m, items, index)
    if isinstance(index, int):
        if not -len(items) <= index < len(items):
            raise Raised("IndexError", "the index is beyond the end of a sequence")
        return items[index]
    if isinstance(index, Polynomial) and items and all(one == items[0] for one in items):
        return items[0]
    return Unknown("an item of a sequence at an index that is not known", m.site())


def _of_repeated(m: Machine, items: list[Value], index: Value) -> Value:
    """An item of a list that a loop filled: from its ends, or any, if all are alike."""
    if isinstance(index, int) and index >= 0:
        for one in items[: index + 1]:
            if isinstance(one, Many):
                return one.value if len(items) == 1 else Unknown("an item of a list that a loop filled", m.site())
        return items[index]
    if isinstance(index, int):
        last = items[-1]
        return (last.value if isinstance(last, Many) else last) if index == -1 else Unknown(
            "an item of a list that a loop filled", m.site()
        )
    only = items[0]
    if len(items) == 1 and isinstance(only, Many):
        return only.value
    return Unknown("an item of a list that a loop filled", m.site())


def _part_of_repeated(m: Machine, items: list[Value], part: slice) -> list[Value]:
    """Some items from the one end, and up to some from the other, of a list that a loop filled."""
    held: list[Value] = list(items)
    first, last = part.start or 0, part.stop
    if last is not None and last < 0:
        held = _without(m, held, -last, at_end=True)
    elif last is not None:
        return m.unknown_items("the first items of a list that a loop filled")
    if first >= 0:
        return _without(m, held, first, at_end=False)
    kept = [_from_end(m, held, place) for place in range(first, 0)]
    return kept if len(held) > 1 or isinstance(held[0], Many) else held


def _without(m: Machine, items: list[Value], count: int, *, at_end: bool) -> list[Value]:
    """A list without so many items at an end."""
    held = list(items)
    while count and held:
        place = -1 if at_end else 0
        one = held[place]
        if isinstance(one, Many):
            held[place] = Many(one.value, m.sizes.span(dim(one.times - count)))
            return held
        del held[place]
        count -= 1
    return held


def _from_end(m: Machine, items: list[Value], place: int) -> Value:
    for one in reversed(items):
        if isinstance(one, Many):
            return one.value
        place += 1
        if place == 0:
            return one
    return Unknown("an item of a list that a loop filled", m.site())


def _of_text(base: str | bytes, index: Value) -> Value:
    if isinstance(index, Slice):
        part = plain_slice(index)
        if part is not None:
            return base[part]
    elif isinstance(index, int):
        if not -len(base) <= index < len(base):
            raise Raised("IndexError", "the index is beyond the end of a text")
        return base[index]
    return Unknown("a part of a text")


def _of_range(m: Machine, base: Range, index: Value) -> Value:
    if isinstance(index, int) and index < 0:
        return dim(base.start + base.step * (turns(m, base) + index))
    if isinstance(index, int | Polynomial):
        return dim(base.start + base.step * index)
    return Unknown("a part of a range", m.site())


def _set_in_object(m: Machine, base: Ref, index: Value, value: Value) -> None:
    found = m.store[base]
    if found.kind == "instance" and isinstance(found.cls, Ref):
        method = inherited(m, found.cls, "__setitem__")
        if method is not MISSING:
            m.call(Bound(method, base), index, value)
            return
    mine = m.store.mine(base)
    if mine.kind == "list":
        _set_in_list(m, mine, index, value)
    elif isinstance(index, Array | Number | Unknown):
        m.undecided += 1
        m.say_unknown("an assignment under a key that is not known", (value,))
    else:
        mine.fields[key_among(m, mine.fields, index)] = value
        owner = m.store.owner(base)
        if owner is not None:
            owner.fields[index] = value


def _set_in_list(m: Machine, mine: Object, index: Value, value: Value) -> None:
    if isinstance(index, int) and not any(isinstance(one, Many) for one in mine.items):
        if not -len(mine.items) <= index < len(mine.items):
            raise Raised("IndexError", "the index is beyond the end of a list")
        mine.items[index] = value
        return
    part = plain_slice(index) if isinstance(index, Slice) else None
    if part is not None and isinstance(value, Ref | tuple):
        mine.items[part] = list(value) if isinstance(value, tuple) else m.store[value].items
    else:
        mine.items = m.unknown_items("an assignment into a list at an index that is not known", (value,))


def plain_slice(index: Slice) -> slice | None:
    """A slice with known ends as Python's own; None if one is not known."""
    start, stop, step = index.start, index.stop, index.step
    if isinstance(start, int | None) and isinstance(stop, int | None) and isinstance(step, int | None):
        return slice(start, stop, step)
    return None


def turns(m: Machine, value: Range) -> Dim:
    """How many numbers a range has."""
    return dim(trips(value.start, value.stop, value.step, m.sizes.bounds))


def base_kind(m: Machine, found: Object) -> str:
    """Of which builtin container the class of an instance is derived, which holds what it holds; "" if of none."""
    order = m.store[found.cls].order if isinstance(found.cls, Ref) else ()
    bases = (one.path.removeprefix("builtins.") for one in order if isinstance(one, External))
    return next((one for one in bases if one in _HOLDING), "")


_HOLDING = frozenset({"list", "dict", "set"})


def length(m: Machine, value: Value) -> Value:
    """`len(value)`."""
    match value:
        case tuple() | str() | bytes():
            return len(value)
        case Array():
            if not value.shape:
                raise Raised("TypeError", "an array without dimensions has no length")
            return value.shape[0]
        case Range():
            return turns(m, value)
        case Ref():
            found = m.store[value]
            if found.kind in OBJECTS and isinstance(found.cls, Ref):
                method = inherited(m, found.cls, "__len__")
                if method is not MISSING:
                    return m.call(Bound(method, value))
            is_list = bool(found.items) or base_kind(m, found) == "list"
            if found.kind in ("dict", "set") or (found.kind == "instance" and not is_list):
                return len(found.fields)
            total: Dim = 0
            for one in found.items:
                total = dim(total + (one.times if isinstance(one, Many) else 1))
            return total
        case _:
            return m.fresh("the length of something that is not known", 0)
