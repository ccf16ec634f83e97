"""Iteration over anything: containers, generators, lazy maps, and objects of the program that say how."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from adlint import ir
from adlint.interpret.collections.containers import (
    SEQUENCES,
    append,
    constant,
    content,
    held,
    is_uneven,
    item_of,
    of_items,
    sequence,
)
from adlint.interpret.collections.inherited import iterated
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.flow.suspending import resumed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, NUMBER, Atom, Closure, Method, Value, atoms, join, joined
from adlint.interpret.memory.spaces import KEYS, REST, Class, Object
from adlint.interpret.objects.dispatch import APART, call_method, parted
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.stored import stored
from adlint.interpret.views.described import External
from adlint.interpret.world import MEMBERS

SHORT = 12  # items that are told apart where a function is called for each
_DRIVEN = frozenset({"instance", "lazy", "generator", "iterator"})
_GIVING = frozenset({"iterator", "generator"})  # what is gone when it was given
_KEPT = {"filter": True, "filterfalse": False}


def may_be_object(value: Value) -> bool:
    """Whether `value` may be an object of a class of the program; quick, for most values are not."""
    if value.__class__ is Object:
        return value.kind == "instance"
    if value.__class__ is tuple:
        for atom in value:
            if atom.__class__ is Object and atom.kind == "instance":
                return True
    return False


def iteration(f: Frame, at: int, value: Value) -> Value | None:
    """What iterating over objects of the program gives: items of `__iter__`, or `__getitem__`'s."""
    objects = [atom for atom in atoms(value) if isinstance(atom, Object) and atom.kind == "instance"]
    together, others = parted(f, objects, "__iter__")
    iterators = call_method(f, at, tuple(together), "__iter__") if together else None
    found = [] if iterators is None else [_iterated(f, at, one) for one in atoms(iterators)]
    for atom in others:
        made = call_method(f, at, atom, "__iter__")
        if made is None:
            item = call_method(f, at, atom, "__getitem__", NUMBER)
            if item is None:
                item = joined(fields_of(f, atom) or []) or iterated(f, atom)
        else:
            item = joined([_iterated(f, at, one) for one in atoms(made)])
        if item is not None:
            found.append(item)
    return joined(found)


def _iterated(f: Frame, at: int, made: Atom) -> Value:
    if made.__class__ is Object and made.kind == "instance":
        return repeated(f, lambda: next_of(f, at, made))
    return items_of(f, at, made)


def repeated(f: Frame, step: Callable[[], Value]) -> Value:
    """What a step that is taken any number of times gives: again where it left something that it may read."""
    journal, before = f.task.journal, f.task.epoch
    found = step()
    for _ in range(f.task.scale.passes - 1 if f.task.epoch != before else 0):
        journal.begin()
        found = join(found, step())
        if not journal.weaken([journal.end()]):
            break
        f.task.epoch += 1
    return found


def called_often(f: Frame, at: int, callee: Value, given: Arguments) -> Value:
    """What calling something any number of times with the like of this gives."""
    return repeated(f, lambda: f.call(at, callee, given))


def items_of(f: Frame, at: int, value: Value) -> Value:
    """What iterating over any value gives."""
    if value.__class__ is not tuple:
        return _items(f, at, value)  # type: ignore[arg-type]
    objects = [atom for atom in value if atom.__class__ is Object and atom.kind == "instance"]
    if len(objects) <= APART:
        return joined([_items(f, at, atom) for atom in value]) or ITEM
    found = [_items(f, at, atom) for atom in value if atom.__class__ is not Object or atom.kind != "instance"]
    return joined([*found, iteration(f, at, tuple(objects)) or ITEM]) or ITEM


def _items(f: Frame, at: int, atom: Atom) -> Value:
    if atom.__class__ is Class:
        return _of_class(f, at, atom)
    if atom.__class__ is not Object or atom.kind not in _DRIVEN:
        return item_of(f, atom)
    match atom:
        case Object(kind="instance"):
            return iteration(f, at, atom) or ITEM
        case Object(kind="lazy"):
            known = listed(f, at, atom)
            return (_once(f, atom, lambda: _mapped(f, at, atom)) if known is None else joined(known)) or ITEM
        case Object(kind="generator"):
            resumed(f, atom)
    return item_of(f, atom)


def _of_class(f: Frame, at: int, cls: Class) -> Value:
    """The members of an enumeration, or what the `__iter__` of a metaclass gives."""
    if cls.metaclass is not None:
        member = lookup(f, cls.metaclass, "__iter__")
        if isinstance(member, Closure):
            return items_of(f, at, f.call(at, Method(member, cls), Arguments()))
    return f.task.get(cls.shared, MEMBERS) or ITEM


def next_of(f: Frame, at: int, value: Value, default: Value | None = None) -> Value:
    """What `next` gives."""
    found: list[Value] = [] if default is None else [default]
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind in _GIVING:
            if atom.kind == "generator":
                resumed(f, atom, once=True)
            taken = _taken(f, atom)
            if taken is not None and default is not None and not f.loops and value.__class__ is not tuple:
                return taken
            found += [] if taken is None and default is not None else [taken or ITEM]
            continue
        if may_be_object(atom):  # one without the method is no iterator
            found.append(call_method(f, at, atom, "__next__") or ITEM)
        else:
            found.append(_items(f, at, atom))
    return joined(found) or ITEM


def _taken(f: Frame, iterator: Object) -> Value | None:
    """The next item, which is gone then."""
    items = _left(f, iterator)
    if items is None or f.loops:
        return held(f, iterator)
    for position, item in enumerate([*items[1:], None] if items else []):
        f.task.put(iterator, position, item)
    return items[0] if items else None


def listed(f: Frame, at: int, value: Value) -> list[Value] | None:
    """The items that iterating gives, one by one; None if they are not known."""
    if value.__class__ is ir.Const:
        return _counts(value.value)
    if value.__class__ is not Object:
        return None
    kind = value.kind
    if kind in SEQUENCES:
        return sequence(f, value)
    match value:
        case Object(kind="lazy"):
            return _once(f, value, lambda: _drained(f, at, value))
        case Object(kind="iterator"):
            return _left(f, value)
        case Object(kind="instance"):
            return fields_of(f, value)
        case Object(kind="generator"):
            resumed(f, value)
            return _left(f, value)
        case Object(kind="dict"):
            return _keys(f, value)
        case _:
            return None


def _counts(literal: object) -> list[Value] | None:
    """The numbers of a short range."""
    is_short = isinstance(literal, range) and len(literal) <= SHORT
    return [ir.Const(repr(one), one) for one in literal] if is_short else None  # type: ignore[attr-defined]


def extend(f: Frame, container: Object, at: int, value: Value) -> None:
    """Add all that iterating over `value` gives at the end."""
    known = listed(f, at, value)
    if known is None:
        f.task.add(container, REST, items_of(f, at, value))
    for item in known or ():
        append(f, container, item)


def unpacked(f: Frame, at: int, atom: Atom) -> list[Value] | None:
    """As `listed`, also of an object that says how it is iterated over."""
    known = listed(f, at, atom)
    made = call_method(f, at, atom, "__iter__") if known is None and may_be_object(atom) else None
    return known if made is None else listed(f, at, made)


def _left(f: Frame, iterator: Object) -> list[Value] | None:
    """The items that an iterator has still to give; None if they are not known."""
    known = content(f, iterator)
    return None if REST in known or is_uneven(f, iterator) else list(known.values())


def _keys(f: Frame, table: Object) -> list[Value] | None:
    """The keys of a dict in their order, where a loop may not have set some of them."""
    known = content(f, table)
    return None if not known or REST in known or KEYS in known or f.loops else [constant(key) for key in known]


R = TypeVar("R")
_NAMED = External("typing.NamedTuple")


def fields_of(f: Frame, atom: Object) -> list[Value] | None:
    """The fields of an object of a named tuple, in order."""
    if atom.cls is None or _NAMED not in atom.cls.order:
        return None
    names = [name for one in reversed(atom.cls.order) if isinstance(one, Class) for name in one.annotated]
    return [f.task.get(atom, name) or stored(f.task, atom.cls, name) or ITEM for name in dict.fromkeys(names)]


def field_at(f: Frame, atom: Object, index: Value) -> Value | None:
    """The field of a named tuple at an index; None if it is none, or the index is not known."""
    at = index.value if index.__class__ is ir.Const else None
    fields = fields_of(f, atom) if isinstance(at, int) else None
    return fields[at] if fields is not None and isinstance(at, int) and -len(fields) <= at < len(fields) else None


def solid(f: Frame, at: int, value: Value) -> Value:
    """The same, with a list in the place of a lazy map, which is asked for its items."""
    if value.__class__ is tuple:
        return joined([solid(f, at, atom) for atom in value]) or value
    if value.__class__ is not Object or value.kind not in ("lazy", "iterator"):
        if value.__class__ is Object and value.kind == "generator":
            resumed(f, value)
        return value
    items = listed(f, at, value)
    return of_items(f, "list", at, items, None if items is not None else items_of(f, at, value))


UNTIL = "until"  # how `iter(f, sentinel)` gives items


def lazy(f: Frame, at: int, how: str, callee: Value, sources: tuple[Value, ...]) -> Object:
    """`map`, `filter` and their like: `callee` is called by whoever iterates over it."""
    begun = [_begun(f, at, source) for source in sources]
    made = f.make("lazy", at)
    made.fields = {"how": ir.Const(repr(how), how), "callee": callee, **dict(enumerate(begun))}
    return made


def _begun(f: Frame, at: int, value: Value) -> Value:
    """What gives the items of a value: objects of the program are asked for it before the first item is."""
    if not may_be_object(value):
        return value
    return joined([_iterator(f, at, atom) if may_be_object(atom) else atom for atom in atoms(value)]) or value


def _iterator(f: Frame, at: int, atom: Atom) -> Value:
    return call_method(f, at, atom, "__iter__") or atom


def _of_begun(f: Frame, at: int, value: Value) -> Value:
    """What iterating over what was begun gives: its objects are iterators, but for those that have only items."""
    found = [_iterated(f, at, atom) if _is_iterator(f, atom) else items_of(f, at, atom) for atom in atoms(value)]
    return joined(found) or ITEM


def _is_iterator(f: Frame, atom: Atom) -> bool:
    return isinstance(atom, Object) and atom.cls is not None and isinstance(lookup(f, atom.cls, "__next__"), Closure)


def _once(f: Frame, made: Object, step: Callable[[], R]) -> R | None:
    """What a step gives that goes through a lazy object; None if that holds itself, and the step is on its way."""
    if made in f.task.draining:
        return None
    f.task.draining[made] = None
    result = step()
    del f.task.draining[made]
    return result


def _parts(f: Frame, made: Object) -> tuple[str, Value, list[Value]]:
    known = content(f, made)
    how = known["how"]
    sources = [value for key, value in known.items() if isinstance(key, int)]
    return str(how.value) if isinstance(how, ir.Const) else "map", known["callee"], sources


def _drained(f: Frame, at: int, made: Object) -> list[Value] | None:
    """The items of a lazy map over a few known ones, for each of which its function is called."""
    how, callee, sources = _parts(f, made)
    if how == UNTIL:
        return None
    rows = [listed(f, at, source) for source in sources]
    if f.loops or not rows or any(row is None or len(row) > SHORT for row in rows):
        return None
    found: list[Value] = []
    for row in zip(*[row for row in rows if row is not None], strict=False):
        given = _given(f, at, how, row)
        result = f.call(at, callee, given)
        if how not in _KEPT and how not in ("takewhile", "dropwhile"):
            found.append(result)
            continue
        told = truth_of(result)
        if told is None or how not in _KEPT:
            return None
        if told is _KEPT[how]:
            found.append(row[0])
    return found


def _given(f: Frame, at: int, how: str, row: tuple[Value, ...]) -> Arguments:
    if how != "starmap":
        return Arguments(row)
    items = listed(f, at, row[0])
    return Arguments((), (), items_of(f, at, row[0])) if items is None else Arguments(tuple(items))


def _mapped(f: Frame, at: int, made: Object) -> Value:
    how, callee, sources = _parts(f, made)
    row = tuple([_of_begun(f, at, source) for source in sources])
    if how == "starmap":
        found = [called_often(f, at, callee, _given(f, at, how, (atom,))) for atom in atoms(row[0])]
        return joined(found) or ITEM
    result = called_often(f, at, callee, Arguments(row))
    return result if how in ("map", UNTIL) else row[0]
