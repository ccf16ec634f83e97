"""Building containers and texts, and taking containers apart."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import SLICE, of_items, put_item, sequence, update
from adlint.interpret.collections.containers import append as add_item
from adlint.interpret.collections.iteration import items_of, listed, may_be_object, unpacked
from adlint.interpret.collections.mappings import asked_entries
from adlint.interpret.collections.text import STRING, by_format, shown, text, woven
from adlint.interpret.evidence.types import named
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import (
    ARITHMETIC,
    ITEM,
    Atom,
    Class,
    Closure,
    Method,
    Partial,
    Value,
    atoms,
    join,
    joined,
)
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.objects.hashing import ask_hash, ask_hashes, is_hashed, may_have_hash, rivals
from adlint.interpret.views.notes import told_by_flag
from adlint.ir import Const


def build(f: Frame, op: ir.Build) -> None:
    """A display, a slice or a text."""
    match op.kind:
        case "tuple" | "list" | "set" | "generator":
            f.temps[op.at] = _sequence(f, op)
        case "dict":
            f.temps[op.at] = _dict(f, op)
        case "slice":
            f.temps[op.at] = _slice(f, op)
        case "string":
            f.temps[op.at] = _string(f, op)
        case "formatted":
            f.temps[op.at] = _formatted(f, op)
        case _:
            f.temps[op.at] = ARITHMETIC


def _slice(f: Frame, op: ir.Build) -> Value:
    """A slice, by its literal bounds where it has only such."""
    bounds = [f.value(item) for item in op.items if not isinstance(item, ir.Starred)]
    if len(bounds) == 3 and all(isinstance(b, Const) and isinstance(b.value, int | None) for b in bounds):
        made = f.task.new_object("slice", None, op.at, f.identity)
        made.fields = dict(enumerate(bounds))
        return made
    return SLICE


def _string(f: Frame, op: ir.Build) -> Value:
    return woven([shown(f, op.at, f.given(item)) for item in op.items])  # type: ignore[arg-type]


def _formatted(f: Frame, op: ir.Build) -> Value:
    """A value by its format: a text that is known where both are literals."""
    value, spec = (f.given(item) for item in op.items)  # type: ignore[arg-type]
    said = shown(f, op.at, value)
    written = by_format(said.value, spec.value) if isinstance(said, Const) and isinstance(spec, Const) else None
    return STRING if written is None else text(written)


def _sequence(f: Frame, op: ir.Build) -> Value:
    items: list[Value] = []
    rest: Value | None = None
    for item in op.items:
        if item.__class__ is ir.Starred:
            value = f.given(item.value)
            known = listed(f, op.at, value)
            if known is not None and rest is None:
                items += known
                continue
            more = items_of(f, op.at, value)
        else:
            operand: ir.Operand = item  # type: ignore[assignment]
            more = f.value(operand) if op.kind != "tuple" else named(f.value(operand), operand)
            if rest is None:
                items.append(more)
                continue
        rest = more if rest is None else join(rest, more)
    if op.kind == "set":
        ask_hashes(f, op.at, items)
    made = of_items(f, op.kind, op.at, items, rest)
    if op.kind == "tuple":
        made.is_row = any(atom.__class__ in _TELLING for item in items for atom in atoms(item))
    return made


_TELLING = frozenset({Class, Closure, Method, Partial})


def _dict(f: Frame, op: ir.Build) -> Value:
    made = f.make("dict", op.at)
    for key, item in zip(op.items[::2], op.items[1::2], strict=True):
        if isinstance(key, ir.Starred):
            spread = f.given(key.value)
            update(f, made, spread)
            for one, value in [pair for atom in atoms(spread) for pair in asked_entries(f, op.at, atom)]:
                f.task.add(made, one, value)
        elif not isinstance(item, ir.Starred):
            entry = f.given(key)
            if may_have_hash(entry):
                ask_hash(f, op.at, entry, among=rivals(f, made, entry))
            put_item(f, made, entry, f.value(item), certain=not f.loops)
    return made


def append(f: Frame, op: ir.Append) -> None:
    """A comprehension adds an item."""
    container = f.temps[op.container]
    if is_hashed(container) and may_have_hash(entry := f.given(op.value if op.key is None else op.key)):
        ask_hash(f, op.at, entry, among=rivals(f, container, entry))
    if isinstance(container, Object):
        if op.key is not None:
            put_item(f, container, f.given(op.key), f.value(op.value), certain=False)
        else:
            add_item(f, container, f.value(op.value))


def unpack(f: Frame, op: ir.Unpack) -> None:
    """Iterate over a value that several targets share."""
    value = _of_length(f, op, f.given(op.value))
    if value.__class__ is not tuple and sequence(f, value) is None:
        items = listed(f, op.at, value)
        if items is not None:
            value = of_items(f, "list", op.at, items, None)
    if may_be_object(value):
        made = f.task.new_object("list", None, op.at, f.identity)
        rows = [unpacked(f, op.at, atom) for atom in atoms(value)]
        known = [row for row in rows if row is not None]
        if len(known) == len(rows) and len({len(row) for row in known}) == 1:
            made.fields = {at: joined(column) or ITEM for at, column in enumerate(zip(*known, strict=True))}
        else:
            made.fields = {REST: items_of(f, op.at, value)}
        value = made
    f.temps[op.at] = value
    if op.starred:
        f.temps[-1 - op.at] = Const("", (op.before, op.after))


def _of_length(f: Frame, op: ir.Unpack, value: Value) -> Value:
    """What of a value has as many items as there are targets: taking anything else apart raises."""
    if value.__class__ is not tuple:
        return value
    number = op.before + op.after
    kept: list[Atom] = []
    for atom in value:
        items = sequence(f, atom)
        if items is None or len(items) == number or (op.starred and len(items) > number):
            kept.append(atom)
    return tuple(kept) if 1 < len(kept) < len(value) else kept[0] if len(kept) == 1 else value


def element(f: Frame, op: ir.Element) -> None:
    """What one target of several is."""
    value = f.temps[op.unpack]
    starred = f.temps.get(-1 - op.unpack)
    found: list[Value] = []
    for atom in atoms(value):
        items = sequence(f, atom)
        if items is None:
            item = items_of(f, op.at, atom)
            is_star = isinstance(starred, Const) and op.index == starred.value[0]  # type: ignore[index]
            found.append(of_items(f, "list", op.at, None, item) if is_star else item)
        elif isinstance(starred, Const):
            found.append(_spread(f, op, items, starred.value))  # type: ignore[arg-type]
        elif op.index < len(items):
            found.append(items[op.index])
    flag = None if f.notes is None else told_by_flag(f, value, op.index)
    f.temps[op.at] = flag or joined(found) or ITEM


def _spread(f: Frame, op: ir.Element, items: list[Value], around: tuple[int, int]) -> Value:
    """What a target of `a, *b, c = items` is."""
    before, after = around
    if op.index == before:
        return of_items(f, "list", op.at, items[before : len(items) - after], None)
    position = op.index if op.index < before else len(items) - after + op.index - before - 1
    return items[position] if 0 <= position < len(items) else ITEM
