"""Methods of dicts."""

from __future__ import annotations

from adlint.interpret.collections.containers import (
    constant,
    content,
    equals,
    fill_dict,
    is_uneven,
    item_at,
    keys_of,
    literal,
    not_yet,
    of_items,
    put_item,
    update,
)
from adlint.interpret.collections.iteration import listed, solid
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import FEW, ITEM, RESULT, Value, atoms, joined
from adlint.interpret.memory.spaces import KEYS, REST, UNEVEN, Object
from adlint.interpret.objects.hashing import ask_hash, may_have_hash, rivals
from adlint.ir import Const

_NONE = Const("None", None)
_KEYED = frozenset({"get", "setdefault", "pop", "__getitem__", "__setitem__", "__contains__"})


def call_dict(f: Frame, at: int, container: Object, name: str, given: Arguments) -> Value:
    """The result of a method of a dict."""
    first = given.at(0)
    if first is not None and may_have_hash(first) and name in _KEYED:
        ask_hash(f, at, first, equal=name != "__setitem__", among=rivals(f, container, first))
    match name:
        case "get" | "setdefault" | "pop" if first is not None:
            return _looked_up(f, container, name, first, given.at(1))
        case "__getitem__" if first is not None:
            return item_at(f, container, first)
        case "__setitem__" if len(given.positional) > 1:
            put_item(f, container, given.positional[0], given.positional[1], certain=True)
        case "update":
            if first is not None:
                update(f, container, solid(f, at, first))
            for key, value in given.keywords:
                f.task.put(container, key, value)
            if given.extra is not None:
                f.task.add(container, REST, given.extra)
        case "items":
            return _listed(f, at, container, _pairs(f, at, container))
        case "popitem":
            return _taken(f, at, container, given.at(0, "last"))
        case "move_to_end":
            f.task.put(container, UNEVEN, _NONE)
        case "values":
            return _listed(
                f, at, container, [value for key, value in content(f, container).items() if key != KEYS]
            )
        case "keys" | "__iter__":
            known = listed(f, at, container)
            return of_items(f, "list", at, known, keys_of(f, container) if known is None else None)
        case "copy" | "new_child":  # of a chain of maps, with one before them
            made = f.make(container.kind, at)
            made.fields = dict(content(f, container))
            return fill_dict(f, made, given)
        case "clear":
            for entry in f.task.keys(container):
                f.task.put(container, entry, None)
        case _:
            return RESULT
    return _NONE


def _looked_up(f: Frame, container: Object, name: str, key: Value, default: Value | None) -> Value:
    known = content(f, container)
    keys = [literal(atom) for atom in atoms(key)]
    is_certain = None not in keys and REST not in known
    found: list[Value] = [known[one] for one in keys if one in known] if None not in keys else []
    found += [value for one in keys if one is not None and one not in known for value in equals(known, one)]
    if not is_certain:
        value = item_at(f, container, key)
        found = [*found, value] if found or value is not ITEM or default is None else found
    is_missing = not is_certain or any(one not in known for one in keys)
    if is_missing:
        not_yet(f, container)
    if is_missing and default is not None:
        found.append(default)
        if name == "setdefault":
            put_item(f, container, key, joined(found) or default, certain=is_certain)
    elif is_missing and name == "get" and found:
        found.append(_NONE)
    if name == "pop" and is_certain and len(keys) == 1 and keys[0] in known:
        f.task.put(container, keys[0], None)
    return joined(found) or (_NONE if is_certain else ITEM)


def _pairs(f: Frame, at: int, container: Object) -> list[Value]:
    """Keys with their values, in order; of many, one for all, since those of one place would become one in a sum."""
    known = content(f, container)
    rows = [(key, value) for key, value in known.items() if key != KEYS]
    if len(rows) > FEW:
        return [_pair(f, at, keys_of(f, container), joined([value for _, value in rows]) or ITEM)]
    return [_pair(f, at, known.get(KEYS, ITEM) if key == REST else constant(key), value) for key, value in rows]


def _pair(f: Frame, at: int, key: Value, value: Value) -> Object:
    pair = f.task.new_object("tuple", None, at, f.identity)
    pair.fields = {0: key, 1: value}
    return pair


def _taken(f: Frame, at: int, container: Object, last: Value | None) -> Value:
    """What `popitem()` gives: the last pair, or the first one; any where it is not known which."""
    pairs, known = _pairs(f, at, container), content(f, container)
    end = _end(last)
    if not pairs or REST in known or f.loops or end is None or is_uneven(f, container):
        return joined(pairs) or ITEM
    f.task.put(container, list(known)[end], None)
    return pairs[end]


def _end(last: Value | None) -> int | None:
    """The position of the pair that is meant."""
    told = True if last is None else truth_of(last)
    return None if told is None else -told


def _listed(f: Frame, at: int, container: Object, items: list[Value]) -> Object:
    made = f.make("list", at)
    if not items:
        not_yet(f, container)
    known = content(f, container)
    if REST in known or f.loops or len(items) < len(known):
        found = joined(items)
        made.fields = {} if found is None else {REST: found}
    else:
        made.fields = dict(enumerate(items))
    return made
