"""Operations without control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.calls import call
from adlint.evaluate.invocation.classes import make_class, super_of
from adlint.evaluate.invocation.imports import import_all, imported
from adlint.evaluate.machine import Frame, Given, Machine
from adlint.evaluate.operation.attributes import assign, attribute, remove
from adlint.evaluate.operation.containers import delete_item, item, set_item
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.keys import distinct, key_among
from adlint.evaluate.operation.mappings import pairs_of
from adlint.evaluate.operation.names import delete, load, store, value_of
from adlint.evaluate.operation.operators import binary, unary
from adlint.evaluate.values import External, Many, Ref, Slice, Unknown, Value
from adlint.interpret.program import identity

SUPER = External("builtins.super")
LOCALS = External("builtins.locals")


def _load(m: Machine, f: Frame, op: ir.Load) -> None:
    f.temporaries[op.at] = load(m, f, op.name)


def _store(m: Machine, f: Frame, op: ir.Store) -> None:
    store(m, f, op.name, value_of(m, f, op.value))


def _copy(m: Machine, f: Frame, op: ir.Copy) -> None:
    f.temporaries[op.to] = value_of(m, f, op.value)


def _delete(m: Machine, f: Frame, op: ir.Delete) -> None:
    delete(m, f, op.name)


def _annotate(m: Machine, f: Frame, op: ir.Annotate) -> None:
    if f.function.kind != "class":
        return
    fields = m.store.mine(f.variables).fields
    known = fields.get("__annotations__")
    if not isinstance(known, Ref):
        known = fields["__annotations__"] = m.store.new("dict")
    m.store.mine(known).fields[op.name] = value_of(m, f, op.annotation)


def _get_attribute(m: Machine, f: Frame, op: ir.GetAttribute) -> None:
    f.temporaries[op.at] = attribute(m, value_of(m, f, op.base), op.name)


def _set_attribute(m: Machine, f: Frame, op: ir.SetAttribute) -> None:
    base = value_of(m, f, op.base)
    if op.value is not None:
        assign(m, base, op.name, value_of(m, f, op.value))
    else:
        remove(m, base, op.name)


def _get_item(m: Machine, f: Frame, op: ir.GetItem) -> None:
    f.temporaries[op.at] = item(m, value_of(m, f, op.base), value_of(m, f, op.index))


def _set_item(m: Machine, f: Frame, op: ir.SetItem) -> None:
    base, index = value_of(m, f, op.base), value_of(m, f, op.index)
    if op.value is None:
        delete_item(m, base, index)
    else:
        set_item(m, base, index, value_of(m, f, op.value))


def _unary(m: Machine, f: Frame, op: ir.Unary) -> None:
    f.temporaries[op.at] = unary(m, op.operator, value_of(m, f, op.operand))


def _binary(m: Machine, f: Frame, op: ir.Binary) -> None:
    f.temporaries[op.at] = binary(m, op.operator, value_of(m, f, op.left), value_of(m, f, op.right))


def _call(m: Machine, f: Frame, op: ir.Call) -> None:
    callee = value_of(m, f, op.callee)
    given = f.passed = passed(m, f, op)
    if callee == SUPER:
        f.temporaries[op.at] = super_of(m, f, given)
    elif callee == LOCALS:
        f.temporaries[op.at] = m.store.new("dict", fields=dict(m.store[f.variables].fields))
    else:
        f.temporaries[op.at] = call(m, callee, given)


def passed(m: Machine, f: Frame, op: ir.Call | ir.MakeClass) -> Given:
    """The arguments of a call, spread where it says so."""
    listed = op.arguments if isinstance(op, ir.Call) else op.bases
    positional = [
        m.say_unknown("how many arguments are passed is not known", (one.value,)) if isinstance(one, Many) else one
        for one in _spread(m, f, listed)
    ]
    keywords: dict[str, Value] = {}
    for name, operand in op.keywords:
        value = value_of(m, f, operand)
        if name is not None:
            keywords[name] = value
        elif (found := pairs_of(m, value)) is not None:
            keywords.update({key: one for key, one in found.items() if isinstance(key, str)})
        else:
            m.say_unknown("keywords that are not known are passed", (value,))
    return Given(tuple(positional), keywords)


def _spread(m: Machine, f: Frame, listed: tuple[ir.Item, ...]) -> list[Value]:
    found: list[Value] = []
    for one in listed:
        if not isinstance(one, ir.Starred):
            found.append(value_of(m, f, one))
            continue
        value = value_of(m, f, one.value)
        held = items(m, value)
        found += m.unknown_items("what is spread is not known", (value,)) if held is None else held
    return found


def _build(m: Machine, f: Frame, op: ir.Build) -> None:
    f.temporaries[op.at] = _BUILT[op.kind](m, f, op)


def _tuple(m: Machine, f: Frame, op: ir.Build) -> Value:
    return tuple(_spread(m, f, op.items))


def _list(m: Machine, f: Frame, op: ir.Build) -> Value:
    return m.store.new("list", items=_spread(m, f, op.items))


def _set(m: Machine, f: Frame, op: ir.Build) -> Value:
    return m.store.new("set", fields=distinct(m, _spread(m, f, op.items)))


def _generator(m: Machine, f: Frame, op: ir.Build) -> Value:
    return m.store.new("iterator")


def _dict(m: Machine, f: Frame, op: ir.Build) -> Value:
    """Keys and values in turn; a starred key is a mapping that is spread, and its value means nothing."""
    fields: dict[Value, Value] = {}
    for key, operand in zip(op.items[::2], op.items[1::2], strict=True):
        if not isinstance(key, ir.Starred):
            fields[value_of(m, f, key)] = value_of(m, f, operand)  # type: ignore[arg-type]
            continue
        spread = value_of(m, f, key.value)
        if (found := pairs_of(m, spread)) is not None:
            fields.update(found)
        else:
            m.say_unknown("a mapping that is not known is spread", (spread,))
    return m.store.new("dict", fields=fields)


def _slice(m: Machine, f: Frame, op: ir.Build) -> Value:
    start, stop, step = (value_of(m, f, one) for one in op.items)  # type: ignore[arg-type]
    return Slice(start, stop, step)


def _text(m: Machine, f: Frame, op: ir.Build) -> Value:
    parts = [value_of(m, f, one) for one in op.items]  # type: ignore[arg-type]
    if all(isinstance(one, str | int) for one in parts):
        return "".join(map(str, parts))
    return Unknown("a text")


def _formatted(m: Machine, f: Frame, op: ir.Build) -> Value:
    value, spec = (value_of(m, f, one) for one in op.items)  # type: ignore[arg-type]
    return m.call(External("builtins.format"), value, spec)


_BUILT: dict[str, Callable[[Machine, Frame, ir.Build], Value]] = {
    "tuple": _tuple, "list": _list, "set": _set, "dict": _dict, "slice": _slice, "string": _text,
    "formatted": _formatted, "generator": _generator, "template": _text,
}  # fmt: skip


def _append(m: Machine, f: Frame, op: ir.Append) -> None:
    container = f.temporaries[op.container]
    assert isinstance(container, Ref)
    value = value_of(m, f, op.value)
    mine = m.store.mine(container)
    if op.key is not None:
        mine.fields[value_of(m, f, op.key)] = value
    elif mine.kind == "set":
        mine.fields[key_among(m, mine.fields, value)] = None
    else:
        mine.items.append(value)


def _unpack(m: Machine, f: Frame, op: ir.Unpack) -> None:
    value = value_of(m, f, op.value)
    held = items(m, value)
    needed = op.before + op.after
    if held is None or any(isinstance(one, Many) for one in held):
        unknown = value if isinstance(value, Unknown) else Unknown("something that is not known is unpacked", m.site())
        held = [unknown] * (needed + op.starred)
        f.temporaries[op.at] = tuple(held)
        return
    if len(held) < needed or (len(held) > needed and not op.starred):
        raise Raised("ValueError", f"{needed} values are expected, and {len(held)} are there")
    if op.starred:
        end = len(held) - op.after
        rest = m.store.new("list", items=held[op.before : end])
        held = [*held[: op.before], rest, *held[end:]]
    f.temporaries[op.at] = tuple(held)


def _element(m: Machine, f: Frame, op: ir.Element) -> None:
    f.temporaries[op.at] = f.temporaries[op.unpack][op.index]  # type: ignore[index]


def _make_function(m: Machine, f: Frame, op: ir.MakeFunction) -> None:
    around = None if f.function.kind == "module" else f.variables.address
    defaults = {name: value_of(m, f, operand) for name, operand in op.defaults}
    made = m.store.new("function", code=identity(f.module, op.function), around=around, defaults=defaults)
    f.temporaries[op.at] = made


def _make_class(m: Machine, f: Frame, op: ir.MakeClass) -> None:
    given = passed(m, f, op)
    f.temporaries[op.at] = make_class(m, f, op, given.positional, given.keywords)


def _import(m: Machine, f: Frame, op: ir.Import) -> None:
    f.temporaries[op.at] = imported(m, f, op)


def _await(m: Machine, f: Frame, op: ir.Await) -> None:
    f.temporaries[op.at] = value_of(m, f, op.value)


def _yield(m: Machine, f: Frame, op: ir.Yield) -> None:
    value = value_of(m, f, op.value)
    if f.at_yield is not None and not op.whole:
        f.at_yield(value)
    elif f.collected is not None:
        held = items(m, value) if op.whole else [value]
        more = m.unknown_items("what a generator gives is not known", (value,)) if held is None else held
        m.store.mine(f.collected).items.extend(more)
    f.temporaries[op.at] = None


SIMPLE: dict[type, Callable[[Machine, Frame, Any], None]] = {
    ir.Load: _load, ir.Store: _store, ir.Copy: _copy, ir.Delete: _delete, ir.Annotate: _annotate,
    ir.GetAttribute: _get_attribute, ir.SetAttribute: _set_attribute, ir.GetItem: _get_item, ir.SetItem: _set_item,
    ir.Unary: _unary, ir.Binary: _binary, ir.Call: _call, ir.Build: _build, ir.Append: _append, ir.Unpack: _unpack,
    ir.Element: _element, ir.MakeFunction: _make_function, ir.MakeClass: _make_class, ir.Import: _import,
    ir.ImportStar: import_all, ir.Await: _await, ir.Yield: _yield,
}  # fmt: skip
