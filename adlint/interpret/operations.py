"""Operations without control: what each does to the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret.attributes import ATTRIBUTE, attribute, attribute_of, set_attribute
from adlint.interpret.calls import call, flow
from adlint.interpret.containers import SLICE, extend, item_at, literal, made, sequence
from adlint.interpret.frame import Frame
from adlint.interpret.program import identity
from adlint.interpret.special import binary, may_be_object, special, unary
from adlint.interpret.values import (
    ARITHMETIC,
    ITEM,
    Class,
    Code,
    Container,
    External,
    Handle,
    Imported,
    Instance,
    Items,
    Iterated,
    ModuleRef,
    Part,
    Unknown,
    Value,
    atoms,
    handles,
    join,
    joined,
)  # fmt: skip
from adlint.interpret.world import instance_of
from adlint.ir import Const
from adlint.models import PARTED

STRING = Instance("builtins.str")
_CONTAINERS = frozenset({"list", "set", "dict", "generator"})


def _load(f: Frame, op: ir.Load) -> None:
    f.temps[op.at] = f.value(op.name)


def _store(f: Frame, op: ir.Store) -> None:
    if op.name in f.function.globals:
        f.write(("export", f.module, op.name), f.value(op.value))
        return
    value = op.value
    f.env[op.name] = f.temps.get(value, ITEM) if value.__class__ is int else f.value(value)
    if op.name in f.function.nonlocals:
        for scope, bound in f.scopes:
            if op.name in bound:
                f.write(("cell", scope, op.name), f.env[op.name])
                break


def _copy(f: Frame, op: ir.Copy) -> None:
    value = f.value(op.value)
    old = f.temps.get(op.to)
    f.temps[op.to] = value if old is None else join(old, value)


def _delete(f: Frame, op: ir.Delete) -> None:
    value = f.env.pop(op.name, None)
    if value is not None:
        _remember(f, op.at, value)


def _annotate(f: Frame, op: ir.Annotate) -> None:
    declared = instance_of(f.value(op.annotation))
    if f.function.kind == "class" and declared is not None:
        f.write(("instance", f.identity, op.name), declared)
    elif op.name in f.env and isinstance(f.env[op.name], Unknown) and declared is not None:
        f.env[op.name] = declared


def _get_attribute(f: Frame, op: ir.GetAttribute) -> None:
    at = op.at
    base = f.bases[at] = f.value(op.base)
    f.names[at] = op.name
    if base.__class__ is Unknown:
        f.temps[at] = ATTRIBUTE
    elif base.__class__ is frozenset:
        f.temps[at] = attribute(f, base, op.name, at)
    else:
        f.temps[at] = attribute_of(f, base, op.name, at)


def _set_attribute(f: Frame, op: ir.SetAttribute) -> None:
    if op.value is not None:
        value = f.value(op.value)
        _remember(f, op.at, value)
        set_attribute(f, f.value(op.base), op.name, value)


def _remember(f: Frame, at: int, value: Value) -> None:
    if f.holds_resource(value):
        f.stored[at] = value


def _get_item(f: Frame, op: ir.GetItem) -> None:
    base = f.bases[op.at] = f.value(op.base)
    if base.__class__ is Unknown:
        f.temps[op.at] = ITEM
        return
    index = f.value(op.index)
    given = special(f, op.at, base, "__getitem__", index) if may_be_object(base) else None
    f.temps[op.at] = _item(f, base, index) if given is None else given


def _item(f: Frame, base: Value, index: Value) -> Value:
    return joined([_item_of(f, atom, index) for atom in atoms(base)])


def _item_of(f: Frame, atom: Value, index: Value) -> Value:
    match atom:
        case Class() | External():
            return atom  # `Generic[T]` is `Generic`
        case Handle(of, _, site) if of in PARTED:
            return Part(site)
        case Part() if isinstance(index, Const) and isinstance(index.value, str):
            return atom
        case _:
            return item_at(f, atom, index)


def _set_item(f: Frame, op: ir.SetItem) -> None:
    base, index = f.value(op.base), f.value(op.index)
    if op.value is None:
        if may_be_object(base):
            special(f, op.at, base, "__delitem__", index)
        return
    value = f.value(op.value)
    _remember(f, op.at, value)
    if may_be_object(base):
        special(f, op.at, base, "__setitem__", index, value)
    for atom in atoms(base):
        if isinstance(atom, Container):
            f.content[atom.site].put(literal(index), f.sealed(value), f.block)
            f.local.add(op.at)


def _unary(f: Frame, op: ir.Unary) -> None:
    value = f.value(op.operand)
    given = unary(f, op.at, op.operator, value) if may_be_object(value) else None
    f.temps[op.at] = ARITHMETIC if given is None else given


def _binary(f: Frame, op: ir.Binary) -> None:
    left, right = f.value(op.left), f.value(op.right)
    given = None
    if may_be_object(left) or may_be_object(right):
        given = binary(f, op.at, op.operator, left, right)
    f.temps[op.at] = ARITHMETIC if given is None else given
    if op.operator in ("is", "is not", "==", "!=") and f.holds_resource(left):
        f.tests[op.at] = left
    if op.operator in ("*", "*="):
        repeated = [a for side in (left, right) for a in atoms(side) if isinstance(a, Container)]
        if repeated:
            f.temps[op.at] = repeated[0]
    elif op.operator in ("+", "+=") and not (left.__class__ is Unknown and right.__class__ is Unknown):
        containers = [a for a in atoms(left) if isinstance(a, Container | Iterated | Items)]
        if containers:
            _concatenate(f, op, containers, right)


def _concatenate(f: Frame, op: ir.Binary, left: list[Any], right: Value) -> None:
    """`list + list`: the new list (or, for `+=`, the old one) holds what both hold."""
    if op.in_place and isinstance(left[0], Container):
        extend(f, left[0], right)
        f.temps[op.at] = left[0]
    else:
        f.temps[op.at] = made(f, "list", op.at, (*left, right))


def _call(f: Frame, op: ir.Call) -> None:
    f.temps[op.at] = call(f, op)


def _build(f: Frame, op: ir.Build) -> None:
    if op.kind == "tuple":
        f.temps[op.at] = _tuple(f, op)
    elif op.kind in _CONTAINERS:
        container = made(f, op.kind, op.at, ())
        if op.kind == "dict":
            _fill(f, container, op.items)
        else:
            for item in op.items:
                if isinstance(item, ir.Starred):
                    extend(f, container, f.value(item.value))
                else:
                    f.put(container, f.value(item))
        f.temps[op.at] = container
    else:
        f.temps[op.at] = STRING if op.kind == "string" else SLICE if op.kind == "slice" else ARITHMETIC


def _fill(f: Frame, container: Container, items: tuple[ir.Item, ...]) -> None:
    """The entries of a dict: keys and values in turn, or `**other` and None."""
    for key, item in zip(items[::2], items[1::2], strict=True):
        if isinstance(key, ir.Starred):
            extend(f, container, f.value(key.value))
        elif not isinstance(item, ir.Starred):
            f.content[container.site].put(literal(f.value(key)), f.sealed(f.value(item)), f.block)


def _tuple(f: Frame, op: ir.Build) -> Value:
    plain = [item for item in op.items if not isinstance(item, ir.Starred)]
    if len(plain) == len(op.items) and len(plain) <= 16:
        return Items(tuple([_flat(f.value(item)) for item in plain]))
    spread = [f.item(f.value(item.value)) for item in op.items if isinstance(item, ir.Starred)]
    return Iterated(joined([*spread, *[f.value(item) for item in plain]]))


def _flat(value: Value) -> Value:
    """A tuple in a tuple in a tuple is where the nesting ends."""
    if isinstance(value, Items) and any(isinstance(i, Items) for i in value.items):
        return Items(tuple([ITEM if isinstance(i, Items) else i for i in value.items]))
    return value


def _append(f: Frame, op: ir.Append) -> None:
    container = f.temps[op.container]
    if isinstance(container, Container):
        key = None if op.key is None else literal(f.value(op.key))
        f.content[container.site].put(key, f.sealed(f.value(op.value)), f.block)


def _unpack(f: Frame, op: ir.Unpack) -> None:
    f.temps[op.at] = f.value(op.value)
    if op.starred:
        f.starred[op.at] = op


def _element(f: Frame, op: ir.Element) -> None:
    value = f.temps[op.unpack]
    known = [items for atom in atoms(value) if (items := sequence(f, atom)) is not None]
    starred = f.starred.get(op.unpack)
    if len(known) != len(atoms(value)):
        f.temps[op.at] = f.item(value) if starred is None or op.index != starred.before else Iterated(f.item(value))
    elif starred is not None:
        f.temps[op.at] = joined([_spread(items, starred, op.index) for items in known])
    else:
        long = [items for items in known if op.index < len(items)]
        f.temps[op.at] = _flag(long, op.index) or joined([items[op.index] for items in long])


def _spread(items: tuple[Value, ...], op: ir.Unpack, index: int) -> Value:
    """What the target `index` of `a, *b, c = items` is."""
    if index == op.before:
        return Items(items[op.before : len(items) - op.after])
    position = index if index < op.before else len(items) - op.after + index - op.before - 1
    return items[position] if 0 <= position < len(items) else ITEM


def _flag(tuples: list[tuple[Value, ...]], index: int) -> Value | None:
    """The resource that an item tells of: `return open(path), True` and `return stream, False` give a resource and
    whether it is there.
    """
    if len(tuples) < 2 or not all(isinstance(items[index], Const) for items in tuples):
        return None
    held = [next((h for item in items for h in handles(item)), None) for items in tuples]
    told = [bool(flag.value) for items in tuples if isinstance(flag := items[index], Const)]
    if any(held) and told == [h is not None for h in held]:
        return next(h for h in held if h is not None)
    return None


def _make_function(f: Frame, op: ir.MakeFunction) -> None:
    function = identity(f.module, op.function)
    f.temps[op.at] = Code(function)
    for name, operand in op.defaults:
        flow(f, function, name, f.value(operand))
    for name, operand in op.annotations:
        declared = instance_of(f.value(operand))
        if declared is not None:
            key = ("declared", function, "") if name == "return" else ("argument", function, name)
            f.write(key, declared)


def _make_class(f: Frame, op: ir.MakeClass) -> None:
    cls = identity(f.module, op.body)
    bases = [f.value(b.value if isinstance(b, ir.Starred) else b) for b in op.bases]
    if bases:
        f.write(("bases", cls, ""), Items(tuple(bases)))
    f.temps[op.at] = Class(cls)


def _import(f: Frame, op: ir.Import) -> None:
    program = f.world.program
    module = program.absolute(f.module, op.module, op.level)
    if op.name is None:
        shown = module if op.whole else module.partition(".")[0]
        f.temps[op.at] = ModuleRef(shown) if f.world.has_module(shown) else External(shown)
    elif f.world.has_module(module):
        f.temps[op.at] = Imported(module, op.name)
    else:
        f.temps[op.at] = External(f"{module}.{op.name}")


def _import_star(f: Frame, op: ir.ImportStar) -> None:
    module = f.world.program.absolute(f.module, op.module, op.level)
    if f.world.has_module(module):
        f.stars.append(ModuleRef(module))


def _await(f: Frame, op: ir.Await) -> None:
    f.temps[op.at] = f.value(op.value)


def _yield(f: Frame, op: ir.Yield) -> None:
    value = f.value(op.value)
    f.yields.append(f.item(value) if op.whole else value)
    f.temps[op.at] = ARITHMETIC


OPERATIONS: dict[type, Callable[[Frame, Any], None]] = {
    ir.Load: _load,
    ir.Store: _store,
    ir.Copy: _copy,
    ir.Delete: _delete,
    ir.Annotate: _annotate,
    ir.GetAttribute: _get_attribute,
    ir.SetAttribute: _set_attribute,
    ir.GetItem: _get_item,
    ir.SetItem: _set_item,
    ir.Unary: _unary,
    ir.Binary: _binary,
    ir.Call: _call,
    ir.Build: _build,
    ir.Append: _append,
    ir.Unpack: _unpack,
    ir.Element: _element,
    ir.MakeFunction: _make_function,
    ir.MakeClass: _make_class,
    ir.Import: _import,
    ir.ImportStar: _import_star,
    ir.Await: _await,
    ir.Yield: _yield,
}
