"""Builtin functions."""

from __future__ import annotations

from adlint.interpret.collections.containers import (
    SEQUENCES,
    blur,
    content,
    held,
    is_uneven,
    of_items,
    put_item,
    sequence,
    update,
)
from adlint.interpret.collections.iteration import UNTIL, extend, items_of, lazy, listed, may_be_object, next_of, solid
from adlint.interpret.collections.mappings import asked_entries
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.collections.ranking import compare, rank
from adlint.interpret.collections.text import STRING, converted
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import ITEM, RESULT, Builtin, Partial, Unknown, Value, Wrapped, atoms, join, joined
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.hashing import ask_hash, ask_hashes, hashed, rivals
from adlint.interpret.objects.outside import outside
from adlint.interpret.objects.special import ask_truth, binary, divided
from adlint.interpret.views.described import External
from adlint.ir import Const

_NONE = Const("None", None)


def _given(given: Arguments, at: int, name: str) -> Value | None:
    """An argument, if it is given and is not None."""
    value = given.at(at, name)
    return None if value == _NONE else value


def wrapper(kind: str) -> Meaning:
    """`property`, `staticmethod`, `classmethod`. In the body of a class they declare, and are no calls."""

    def wrap(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
        if f.function.kind == "class":
            f.edges.pop(path, None)
        first = given.at(0, "fget" if kind == "property" else "function")
        if first is None:
            return None
        return Wrapped(kind, first, _given(given, 1, "fset"), _given(given, 2, "fdel"))

    return wrap


def _map(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    return lazy(f, at, "map", given.positional[0], given.positional[1:])


def _filter(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) < 2:
        return None
    callee = given.positional[0]
    if callee == _NONE:  # the items are asked themselves
        callee = Partial(Builtin(_NONE, "truth of"), (), ())
    return lazy(f, at, "filter", callee, given.positional[1:2])


def _truth(f: Frame, at: int, given: Arguments) -> Value:
    """What `filter(None, items)` asks of an item."""
    ask_truth(f, at, given.positional[0])
    known = truth_of(given.positional[0])
    return ITEM if known is None else Const(repr(known), known)


def _sorted(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    known = listed(f, at, given.positional[0])
    ranked = None if known is None or _is_uneven(f, given.positional[0]) else rank(f, at, known, given)
    if ranked is not None:
        return of_items(f, "list", at, ranked, None)
    item = items_of(f, at, given.positional[0]) if known is None else joined(known)
    compare(f, at, given, item)
    return of_items(f, "list", at, None, item)


def _is_uneven(f: Frame, value: Value) -> bool:
    return isinstance(value, Object) and is_uneven(f, value)


def _extreme(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    several = len(given.positional) > 1
    known = list(given.positional) if several else listed(f, at, given.positional[0])
    if known and given.rest is None and not _is_uneven(f, given.positional[0]):
        ranked = rank(f, at, known, given, downwards=path.endswith("max"))
        if ranked is not None:
            return ranked[0]
    item = joined(given.positional) if several else items_of(f, at, given.positional[0])
    if item is None:
        return None
    compare(f, at, given, item, ">" if path.endswith("max") else "<")
    default = given.at(-1, "default")
    return item if default is None else join(item, default)


def _sequence(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    kind = path.partition(".")[2]
    kind = kind if kind in ("tuple", "set") else "list"
    if not given.positional:
        return of_items(f, kind, at, [], None)
    first = given.positional[0]
    known = listed(f, at, first)
    if known is not None and path != "builtins.reversed":
        return of_items(f, kind, at, known, None)
    if known is not None:
        return of_items(f, kind, at, known[::-1], None)
    if path == "builtins.reversed":
        turned = call_method(f, at, first, "__reversed__")
        if turned is not None:
            return of_items(f, kind, at, None, items_of(f, at, turned))
    if kind != "set" and may_be_object(first):
        call_method(f, at, first, "__len__")  # for the room that it takes
    item = items_of(f, at, first)
    return of_items(f, kind, at, [] if _is_empty(f, first) else None, None if _is_empty(f, first) else item)


def _is_empty(f: Frame, value: Value) -> bool:
    return isinstance(value, Object) and value.kind != "instance" and not content(f, value)


def _iter(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    first = given.positional[0]
    if len(given.positional) > 1:
        return lazy(f, at, UNTIL, first, ())
    if not may_be_object(first):
        is_iterator = first.__class__ is Object and first.kind == "generator"
        known = None if is_iterator else listed(f, at, first)
        return first if known is None else of_items(f, "iterator", at, known, None)
    made = call_method(f, at, first, "__iter__")
    return made if made is not None else of_items(f, "list", at, None, items_of(f, at, first))


def _next(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    return next_of(f, at, given.positional[0], given.at(1))


def _enumerate(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    known, start = listed(f, at, given.positional[0]), given.at(1, "start") or _ZERO
    first = start.value if isinstance(start, Const) else None
    if known is not None and len(known) <= 12 and not f.loops and isinstance(first, int):
        pairs: list[Value] = [_tuple(f, at, [Const(repr(i), i), item]) for i, item in enumerate(known, first)]
        return of_items(f, "list", at, pairs, None)
    return of_items(f, "list", at, None, _tuple(f, at, [ITEM, items_of(f, at, given.positional[0])]))


_ZERO = Const("0", 0)


def _zip(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    rows = [_row(f, at, value) for value in (*given.positional, *([] if given.rest is None else [given.rest]))]
    known = [row for row in rows if row is not None]
    if known and len(known) == len(rows) and not f.loops:
        columns: list[Value] = [_tuple(f, at, list(column)) for column in zip(*known, strict=False)]
        for column in columns if given.rest is not None else ():
            _repeat_last(f, column)
        if len(columns) <= 12:
            return of_items(f, "list", at, columns, None)
    return of_items(
        f, "list", at, None, _tuple(f, at, [items_of(f, at, value) for value in given.positional])
    )


def _row(f: Frame, at: int, value: Value) -> list[Value] | None:
    """The items of one of the arguments of `zip`, of which all that it may be have as many."""
    found = [listed(f, at, atom) for atom in atoms(value) if atom.__class__ is not Unknown]
    known = [items for items in found if items is not None]
    if not known or len(known) < len(found) or len({len(items) for items in known}) > 1:
        return None
    return [joined(column) or ITEM for column in zip(*known, strict=True)]


def _repeat_last(f: Frame, column: Value) -> None:
    """There may be any number of the last row, which is what any of the further arguments holds."""
    assert isinstance(column, Object)
    items = content(f, column)
    f.task.put(column, REST, items[len(items) - 1])


def _tuple(f: Frame, at: int, items: list[Value]) -> Object:
    made = f.task.new_object("tuple", None, at, f.identity)
    made.fields = dict(enumerate(items))
    return made


def _dict(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    made = f.make("dict", at)
    for value in given.positional:
        update(f, made, solid(f, at, value))
        for atom in atoms(value):
            asked = asked_entries(f, at, atom)
            for key, item in asked:
                f.task.add(made, key, item)
            if not asked and may_be_object(atom):
                items_of(f, at, atom)  # pairs
    for key, value in given.keywords:
        f.task.put(made, key, value)
    if given.extra is not None:
        f.task.add(made, REST, given.extra)
    return made


def _from_keys(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`dict.fromkeys(keys, value)`."""
    if not given.positional:
        return None
    made = f.make("dict", at)
    keys, value = given.positional[0], given.at(1) or _NONE
    known = listed(f, at, keys)
    for key in [items_of(f, at, keys)] if known is None else known:
        ask_hash(f, at, key, equal=known is None, among=rivals(f, made, key))
        put_item(f, made, key, value, certain=known is not None and not f.loops)
    return made


def _len(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    value = given.at(0)
    if isinstance(value, Object) and value.kind == "tuple" and not f.loops:
        items = sequence(f, value)
        return None if items is None else Const(repr(len(items)), len(items))
    if value is not None:
        call_method(f, at, value, "__len__")
    return None


def _str(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return STRING
    return converted(f, at, given.positional[0], "__repr__" if path == "builtins.repr" else "__str__")


def _format(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`format(x, spec)`: as a text asks it, and `str` where the class has no format of its own."""
    value = given.at(0)
    said = None if value is None else call_method(f, at, value, "__format__", given.at(1) or STRING)
    return said if said is not None or value is None else converted(f, at, value, "__str__")


def _print(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    for value in given.positional:
        if value.__class__ is Object or value.__class__ is tuple:
            _str(f, at, path, Arguments((value,)))
    stream = given.at(-1, "file") or outside(f.task, _OUTPUT)
    call_method(f, at, stream, "write", STRING)
    if (flush := given.at(-1, "flush")) is not None and truth_of(flush):
        call_method(f, at, stream, "flush")
    return _NONE


_OUTPUT = External("sys.stdout")


def _sum(f: Frame, at: int, value: Value, start: Value | None) -> Value | None:
    known = listed(f, at, value)
    total: Value = Const("0", 0) if start is None else start
    items = [items_of(f, at, value)] * 2 if known is None else known
    if isinstance(total, Object) and total.kind in SEQUENCES:
        return _chained(f, at, total, items, is_known=known is not None)
    if not any(map(may_be_object, [total, *items])):
        return None
    for item in items[:4]:
        total = binary(f, at, "+", total, item) or RESULT
    return total


def _chained(f: Frame, at: int, start: Object, items: list[Value], *, is_known: bool) -> Object:
    """`sum(items, start)` of lists: a list of what all of them hold."""
    made = f.make(start.kind, at)
    made.fields = dict(content(f, start))
    for item in items:
        extend(f, made, at, item)
    if not is_known:
        blur(f, made)
    return made


def _consumed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    for value in given.positional[:1]:
        if path == "builtins.sum":
            return _sum(f, at, value, given.at(1, "start"))
        item = items_of(f, at, value)
        if path in ("builtins.any", "builtins.all") and may_be_object(item):
            call_method(f, at, item, "__bool__") or call_method(f, at, item, "__len__")
    return None


def _divmod(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return divided(f, at, *given.positional) if len(given.positional) == 2 else None


def _pow(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return binary(f, at, "**", *given.positional[:2]) if len(given.positional) > 1 else None


def _bool(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    for value in given.positional[:1]:
        ask_truth(f, at, value)
    return None


def _hash(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return hashed(f, at, given.positional[0]) if given.positional else None


def _set(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    made = _sequence(f, at, path, given)
    members = held(f, made) if isinstance(made, Object) else None
    if members is not None:
        ask_hashes(f, at, atoms(members))
    return made


MEANINGS |= {
    **dict.fromkeys([f"builtins.{n}" for n in ("list", "tuple", "set", "frozenset", "reversed")], _sequence),
    "builtins.bool": _bool,
    "builtins.divmod": _divmod,
    "builtins.pow": _pow,
    "builtins.len": _len,
    "builtins.hash": _hash,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.property": wrapper("property"),
    "builtins.staticmethod": wrapper("staticmethod"),
    "builtins.classmethod": wrapper("classmethod"),
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.sorted": _sorted,
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "builtins.iter": _iter,
    "builtins.next": _next,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "builtins.str": _str,
    "builtins.repr": _str,
    "builtins.format": _format,
    "builtins.print": _print,
    "builtins.sum": _consumed,
    "builtins.any": _consumed,
    "builtins.all": _consumed,
}
FUNCTIONS["truth of"] = _truth
