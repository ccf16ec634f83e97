"""Methods of what is not an instance of a class of the program: lists, dicts, texts, arrays, properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.join import same
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import bind, set_attribute
from adlint.evaluate.operation.containers import base_kind, item
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.keys import key_among
from adlint.evaluate.operation.mappings import pairs_of
from adlint.evaluate.store import Object
from adlint.evaluate.values import Descriptor, External, Many, Member, Partial, Ref, Slice, Transformed, Unknown, Value
from adlint.trace import Array

Method = Callable[[Machine, Ref, Object, Given], Value]


def call_member(m: Machine, callee: Member, given: Given) -> Value:
    """A call of a method by name."""
    base = callee.base
    match base:
        case Array():
            return m.library_of(base).method(m, base, callee.name, given)
        case Descriptor():
            return _descriptor(m, base, callee.name, given)
        case str() | bytes():
            return _text(m, base, callee.name, given)
        case tuple() if callee.name in ("index", "count"):
            return _searched(m, list(base), callee.name, given)
        case Ref():
            return _of_object(m, base, callee.name, given)
        case Transformed():
            return m.libraries[base.transform.partition(".")[0]].transformed_method(m, base, callee.name, given)
        case Partial() | Unknown():
            return m.say_unknown(f"a method `{callee.name}` of something that is not known", given.values)
        case _:
            return _of_plain(m, base, callee.name, given)


def _of_plain(m: Machine, base: Value, name: str, given: Given) -> Value:
    found = m.first_answer(lambda library: library.called_on(m, base, name, given))
    if found is not NO_MODEL:
        return found
    if isinstance(base, bool | int | float | complex) and all(isinstance(one, int | str) for one in given.values):
        try:
            return getattr(base, name)(*given.positional, **given.keywords)  # type: ignore[no-any-return]
        except (AttributeError, TypeError, ValueError) as error:
            raise Raised(type(error).__name__, str(error)) from error
    return m.say_unknown(f"no model of a method `{name}`", given.values)


def _descriptor(m: Machine, base: Descriptor, name: str, given: Given) -> Value:
    match name:
        case "setter":
            return Descriptor(base.kind, (base.functions[0], *given.positional))
        case "getter":
            return Descriptor(base.kind, (*given.positional, *base.functions[1:]))
        case "__get__":
            receiver, cls = given.at(0, "obj"), given.at(1, "objtype")
            is_asked_of_class = receiver is None and base.kind == "property"
            return base if is_asked_of_class or not isinstance(cls, Ref) else bind(m, base, receiver, cls)
        case "__set__":
            return m.call(base.functions[1], *given.positional)
        case "__call__":
            return m.tables.call(m, base, given)
        case _:
            return base


_TEXTS = frozenset(
    "lower upper strip lstrip rstrip startswith endswith replace split rsplit splitlines partition rpartition title"
    " capitalize isdigit isalpha isidentifier isupper islower find index count zfill ljust rjust center removeprefix"
    " removesuffix casefold encode isspace isalnum swapcase".split()
)


def _text(m: Machine, base: str | bytes, name: str, given: Given) -> Value:
    if name == "join":
        held = items(m, given.positional[0])
        parts = [one for one in held or () if isinstance(one, str)]
        if held is not None and isinstance(base, str) and len(parts) == len(held):
            return base.join(parts)
        return Unknown("a text")
    if name == "format" and all(isinstance(one, str | int) for one in given.values):
        return _formatted(base, given)
    if name in _TEXTS and all(isinstance(one, str | int | tuple | None) for one in given.values):
        try:
            found: Any = getattr(base, name)(*given.positional, **given.keywords)
        except (TypeError, ValueError) as error:
            raise Raised(type(error).__name__, str(error)) from error
        return m.store.new("list", items=found) if isinstance(found, list) else found
    return Unknown("a text")


def _formatted(base: str | bytes, given: Given) -> Value:
    try:
        return base.format(*given.positional, **given.keywords)  # type: ignore[union-attr]
    except (AttributeError, IndexError, KeyError, ValueError):
        return Unknown("a text")  # some of what goes into it is not known


def _of_object(m: Machine, base: Ref, name: str, given: Given) -> Value:
    found = m.store[base]
    kind = found.kind
    if kind == "instance":
        known = base_kind(m, found)
        kind = known or ("list" if found.items else "dict")  # else what it looks like
        if name in _OBJECT and not (name == "__init__" and known):
            return _OBJECT[name](m, base, found, given)
    method = _METHODS.get(kind, {}).get(name)
    if method is None:
        if name in ("index", "count"):
            return _searched(m, found.items, name, given)
        result = m.first_answer(lambda library: library.called_on(m, base, name, given))
        if result is not NO_MODEL:
            return result
        if found.kind == "list":
            m.store.mine(base).items = m.unknown_items(f"no model of a method `{name}` of a list")
        return m.say_unknown(f"no model of a method `{name}` of a {found.kind}", given.values)
    return method(m, base, found, given)


def _searched(m: Machine, held: list[Value], name: str, given: Given) -> Value:
    places = [number for number, one in enumerate(held) if same(one, given.positional[0])]
    if name == "count":
        return len(places)
    if not places:
        raise Raised("ValueError", "the value is not in the sequence")
    return places[0]


def _append(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    m.store.mine(base).items.append(given.positional[0])
    return None


def _extend(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    held = items(m, given.at(0, "iterable", ()))
    m.store.mine(base).items += m.unknown_items("a list grows by what is not known") if held is None else held
    return None


def _insert(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    place, value = given.positional
    if isinstance(place, int) and not any(isinstance(one, Many) for one in found.items):
        m.store.mine(base).items.insert(place, value)
    else:
        m.store.mine(base).items = m.unknown_items("something is put into a list at a place that is not known")
    return None


def _pop(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    mine = m.store.mine(base)
    place = given.at(0, "index", -1)
    if not mine.items:
        raise Raised("IndexError", "pop from an empty list")
    if isinstance(place, int) and not isinstance(mine.items[place], Many):
        return mine.items.pop(place)
    return m.say_unknown("something is taken from a list that a loop filled")


def _remove(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    place = _searched(m, found.items, "index", given)
    assert isinstance(place, int)
    del m.store.mine(base).items[place]
    return None


def _clear(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    mine = m.store.mine(base)
    mine.items, mine.fields = [], {}
    return None


def _reverse(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    m.store.mine(base).items.reverse()
    return None


def _copy(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return m.store.new(found.kind, items=list(found.items), fields=dict(found.fields), cls=found.cls)


def _sort(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    ordered = m.tables.call(m, External("builtins.sorted"), Given((base,), given.keywords))
    assert isinstance(ordered, Ref)
    m.store.mine(base).items = list(m.store[ordered].items)
    return None


def _get(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    key = given.positional[0]
    if isinstance(key, Unknown | Array):
        return Unknown("an item of a dict under a key that is not known", m.site())
    return found.fields.get(key, given.at(1, "default"))


def _keys(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return m.store.new("list", items=list(found.fields))


def _values(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return m.store.new("list", items=list(found.fields.values()))


def _pairs(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return m.store.new("list", items=list(found.fields.items()))


def _pop_key(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    key = given.positional[0]
    if key in found.fields:
        owner = m.store.owner(base)
        if owner is not None:
            owner.fields.pop(key, None)
        return m.store.mine(base).fields.pop(key)
    if len(given.positional) > 1:
        return given.positional[1]
    raise Raised("KeyError", repr(key))


def _popitem(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    if not found.fields:
        raise Raised("KeyError", "popitem(): dictionary is empty")
    mine = m.store.mine(base).fields
    key = next(reversed(mine))
    return key, mine.pop(key)


def _setdefault(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    key, value = given.positional[0], given.at(1, "default")
    if key not in found.fields:
        m.store.mine(base).fields[key] = value
        owner = m.store.owner(base)
        if owner is not None:
            owner.fields[key] = value
        return value
    return found.fields[key]


def _update(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    mine: dict[Value, Value] = {}
    for one in given.positional:
        if isinstance(one, Ref) and m.store[one].kind == "set":
            mine.update(m.store[one].fields)
        else:
            mine.update(pairs_of(m, one) or {})
    mine.update(given.keywords)
    m.store.mine(base).fields.update(mine)
    owner = m.store.owner(base)
    if owner is not None:
        owner.fields.update(mine)
    return None


def _combined(keep: Callable[[Value, list[set[Value]]], bool]) -> Method:
    """A set of those of its own items that are to be kept, by the items of others."""

    def found(m: Machine, base: Ref, found: Object, given: Given) -> Value:
        others = [items(m, one) for one in given.positional]
        if any(one is None for one in others):
            return m.say_unknown("a set is compared with what is not known", given.positional)
        sets = [set(one or ()) for one in others]
        return m.store.new("set", fields={one: None for one in found.fields if keep(one, sets)})

    return found


def _compared(holds: Callable[[set[Value], set[Value]], bool]) -> Method:
    """How the items of a set lie to those of another."""

    def found(m: Machine, base: Ref, found: Object, given: Given) -> Value:
        other = items(m, given.positional[0])
        if other is None:
            return m.say_unknown("a set is compared with what is not known", given.positional)
        return holds(set(found.fields), set(other))

    return found


def _add(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    mine = m.store.mine(base).fields
    mine[key_among(m, mine, given.positional[0])] = None
    return None


def _pop_member(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    if not found.fields:
        raise Raised("KeyError", "pop from an empty set")
    mine = m.store.mine(base).fields
    key = next(iter(mine))
    del mine[key]
    return key


def _discard(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    m.store.mine(base).fields.pop(given.positional[0], None)
    return None


def _union(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    fields = dict(found.fields)
    for one in given.positional:
        fields.update(dict.fromkeys(items(m, one) or ()))
    return m.store.new("set", fields=fields)


def _set_attribute(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    name, value = given.positional
    if isinstance(name, str):
        set_attribute(m, base, name, value)
    return None


def _get_attribute(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    name = given.positional[0]
    if name not in found.fields:
        raise Raised("AttributeError", f"there is no attribute `{name!r}`")
    return found.fields[name]


def _drop_attribute(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    m.store.mine(base).fields.pop(given.positional[0], None)
    return None


def _item(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return item(m, base, given.positional[0])


def _set_item(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    key, value = given.positional
    mine = m.store.mine(base)
    if mine.kind == "list" and isinstance(key, int):
        mine.items[key] = value
    elif not isinstance(key, Slice):
        mine.fields[key] = value
    return None


def _rotate(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    by, held = given.at(0, "n", 1), found.items
    if isinstance(by, int) and not any(isinstance(one, Many) for one in held):
        cut = len(held) - by % max(len(held), 1)
        m.store.mine(base).items = [*held[cut:], *held[:cut]]
    else:
        m.store.mine(base).items = m.unknown_items("a queue is rotated by what is not known")
    return None


def _extend_left(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    held = items(m, given.positional[0])
    first = m.unknown_items("a queue grows by what is not known") if held is None else held[::-1]
    m.store.mine(base).items = [*first, *found.items]
    return None


def _move_to_end(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    key = key_among(m, found.fields, given.positional[0])
    moved = {key: _pop_key(m, base, found, Given((key,)))}
    mine, is_last = m.store.mine(base), given.at(1, "last", True) is not False
    mine.fields = {**mine.fields, **moved} if is_last else {**moved, **mine.fields}
    return None


def _nothing(m: Machine, base: Ref, found: Object, given: Given) -> Value:
    return None


_OBJECT: dict[str, Method] = {
    "__init__": _nothing, "__setattr__": _set_attribute, "__getattribute__": _get_attribute,
    "__delattr__": _drop_attribute, "__init_subclass__": _nothing,
}  # fmt: skip
_LIST: dict[str, Method] = {
    "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "remove": _remove, "clear": _clear,
    "reverse": _reverse, "copy": _copy, "sort": _sort, "__getitem__": _item, "__setitem__": _set_item,
    "appendleft": lambda m, base, found, given: _insert(m, base, found, Given((0, *given.positional))),
    "popleft": lambda m, base, found, given: _pop(m, base, found, Given((0,))), "__init__": _extend,
    "close": _nothing, "rotate": _rotate, "extendleft": _extend_left,
}  # fmt: skip
_DICT: dict[str, Method] = {
    "get": _get, "keys": _keys, "values": _values, "items": _pairs, "pop": _pop_key, "setdefault": _setdefault,
    "update": _update, "copy": _copy, "clear": _clear, "__getitem__": _item, "__setitem__": _set_item,
    "popitem": _popitem, "__init__": _update, "move_to_end": _move_to_end,
}  # fmt: skip
_SET: dict[str, Method] = {
    "add": _add, "pop": _pop_member, "discard": _discard, "remove": _discard, "union": _union,
    "difference": _combined(lambda one, sets: not any(one in other for other in sets)),
    "intersection": _combined(lambda one, sets: all(one in other for other in sets)), "update": _update, "copy": _copy,
    "clear": _clear, "issubset": _compared(set.issubset), "issuperset": _compared(set.issuperset),
    "isdisjoint": _compared(set.isdisjoint),
}  # fmt: skip
_METHODS: dict[str, dict[str, Method]] = {"list": _LIST, "iterator": _LIST, "dict": _DICT, "set": _SET}
