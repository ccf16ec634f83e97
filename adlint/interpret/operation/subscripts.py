"""Subscripts: items and slices that are read, set and deleted."""

from __future__ import annotations

from typing import Any

from adlint import ir
from adlint.interpret.collections.containers import (
    SEQUENCES,
    content,
    is_slice,
    item_at,
    literal,
    put_item,
    sequence,
    sequence_of_bounds,
)
from adlint.interpret.collections.inherited import has_key, keep, kept
from adlint.interpret.collections.iteration import field_at, items_of, may_be_object
from adlint.interpret.collections.mappings import missing
from adlint.interpret.collections.text import part_of
from adlint.interpret.evidence.types import named
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS
from adlint.interpret.memory.atoms import ITEM, Alias, Value, atoms, informative, join, joined
from adlint.interpret.memory.spaces import FACTORY, REST, Class, Object
from adlint.interpret.objects import classes
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.hashing import ask_hash, is_hashed, may_have_hash, rivals
from adlint.interpret.objects.special import another
from adlint.interpret.views.described import External, Handle, Instance, Part, Unknown
from adlint.ir import Const
from adlint.models import PARTED
from adlint.models.callers import SUBSCRIPTED


def get_item(f: Frame, op: ir.GetItem) -> None:
    """`base[index]`."""
    base = f.given(op.base)
    if base.__class__ is Unknown:
        f.temps[op.at] = ITEM
        return
    index = named(f.given(op.index), op.index)
    if may_have_hash(index) and any(map(is_hashed, atoms(base))):
        ask_hash(f, op.at, index, equal=True, among=rivals(f, base, index))
    found = [item(f, op.at, atom, index) for atom in atoms(base)]
    f.temps[op.at] = joined(found) or ITEM


def item(f: Frame, at: int, atom: Any, index: Value) -> Value:
    """What an item of one atom may be."""
    match atom:
        case Object(kind="instance"):
            given = field_at(f, atom, index) or call_method(f, at, atom, "__getitem__", index)
            stored = kept(f, atom, index)
            if given is None and not has_key(f, atom, index):
                default = missing(f, at, atom, index)
                stored = stored if default is None else default if stored is None else join(default, stored)
            if given is None and stored is None and is_slice(index):
                stored = another(f, at, atom)
            return given or stored or ITEM
        case Object(kind="dict") if (factory := f.task.get(atom, FACTORY)) is not None:
            return _defaulted(f, at, atom, index, factory)
        case Object():
            if atom.kind in SEQUENCES and may_be_object(index):
                call_method(f, at, index, "__index__")
            return item_at(f, atom, index)
        case Class():
            made = classes.subscripted(f, at, atom, index)
            return atom if made is None or not informative(made) else made
        case Const(_, str(whole)):
            return part_of(whole, index)
        case Instance(of) if of in SUBSCRIPTED:
            part = Instance(SUBSCRIPTED[of])
            return part if isinstance(index, Const) else join(part, atom)
        case External("sys.modules"):
            return _modules(f, index) or ITEM
        case External(path):
            return Alias(path, tuple(sequence(f, index) or [index]))
        case Handle(of, _, site) if of in PARTED:
            return Part(site)
        case Part() if isinstance(index, Const) and isinstance(index.value, str):
            return atom
        case _:
            return items_of(f, at, atom)


def _modules(f: Frame, names: Value) -> Value | None:
    """The modules of the program that are named."""
    texts = [atom.value for atom in atoms(names) if isinstance(atom, Const) and isinstance(atom.value, str)]
    return joined([module for name in texts if (module := f.task.module(name)) is not None])


def _defaulted(f: Frame, at: int, table: Object, index: Value, factory: Value) -> Value:
    """`table[index]` of a `defaultdict`: what is missing is made, and stays."""
    known, key = content(f, table), literal(index)
    if key is not None and key in known:
        return known[key]
    made = f.call(at, factory, NO_ARGUMENTS)
    put_item(f, table, index, made, certain=key is not None and REST not in known and not f.loops)
    return join(made, item_at(f, table, index))


def set_item(f: Frame, op: ir.SetItem) -> None:
    """`base[index] = value`, `del base[index]`."""
    base, index = f.given(op.base), f.given(op.index)
    is_certain = base.__class__ is not tuple
    value = None if op.value is None else f.value(op.value)
    if may_have_hash(index) and any(map(is_hashed, atoms(base))):
        ask_hash(f, op.at, index, among=rivals(f, base, index))
    for atom in atoms(base):
        if f.notes is not None and value is not None:
            f.notes.put(f, op.at, atom, value)
        if not isinstance(atom, Object):
            continue
        if atom.kind == "instance":
            if value is None:
                call_method(f, op.at, atom, "__delitem__", index)
            elif call_method(f, op.at, atom, "__setitem__", index, value) is None:
                keep(f, atom, value, index)
        elif is_slice(index):
            _set_slice(f, op.at, atom, index, value, certain=is_certain and not f.loops)
        elif value is not None:
            put_item(f, atom, index, value, certain=is_certain)
        elif is_certain:
            _remove(f, atom, index)


def _set_slice(f: Frame, at: int, container: Object, index: Value, value: Value | None, *, certain: bool) -> None:
    """`container[a:b] = value` and `del container[a:b]`, item by item if all of them are known."""
    items, bounds = sequence(f, container), sequence_of_bounds(index)
    new = [] if value is None else sequence(f, value)
    if certain and items is not None and bounds is not None and new is not None and bounds[2] in (None, 1):
        before = len(items)
        items[slice(*bounds)] = new
        for position in range(max(before, len(items))):
            f.task.put(container, position, items[position] if position < len(items) else None)
    elif value is not None:
        f.task.add(container, REST, items_of(f, at, value))


def _remove(f: Frame, container: Object, index: Value) -> None:
    """`del container[index]`."""
    key = literal(index)
    if container.kind == "dict" and key is not None:
        f.task.put(container, key, None)
    items = sequence(f, container)
    if container.kind != "list" or not isinstance(key, int) or items is None or f.loops:
        return
    if -len(items) <= key < len(items):
        del items[key]
        for position, item in enumerate([*items, None]):
            f.task.put(container, position, item)
