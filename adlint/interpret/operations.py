"""Operations without control: what each does to the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret.attributes import ATTRIBUTE, attribute, attribute_of, set_attribute
from adlint.interpret.calls import call, flow
from adlint.interpret.frame import Frame
from adlint.interpret.program import identity
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
    f.temps[op.at] = ITEM if base.__class__ is Unknown else _item(f, base, f.value(op.index))


def _item(f: Frame, base: Value, index: Value) -> Value:
    if isinstance(base, Items) and isinstance(index, Const) and index.value.__class__ is int:
        position = int(index.value)
        return base.items[position] if -len(base.items) <= position < len(base.items) else ITEM
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
            return f.item(atom)


def _set_item(f: Frame, op: ir.SetItem) -> None:
    if op.value is None:
        return
    value = f.value(op.value)
    _remember(f, op.at, value)
    for atom in atoms(f.value(op.base)):
        if isinstance(atom, Container):
            f.put(atom, value)
            f.local.add(op.at)


def _unary(f: Frame, op: ir.Unary) -> None:
    f.temps[op.at] = ARITHMETIC


def _binary(f: Frame, op: ir.Binary) -> None:
    left, right = f.value(op.left), f.value(op.right)
    f.temps[op.at] = ARITHMETIC
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
    target = left[0] if op.in_place and isinstance(left[0], Container) else Container("list", op.at)
    for side in (*left, *atoms(right)):
        if isinstance(side, Container | Iterated | Items) and side is not target:
            f.put(target, f.item(side))
    f.temps[op.at] = target


def _call(f: Frame, op: ir.Call) -> None:
    f.temps[op.at] = call(f, op)


def _build(f: Frame, op: ir.Build) -> None:
    if op.kind == "tuple":
        f.temps[op.at] = _tuple(f, op)
    elif op.kind in _CONTAINERS:
        container = Container(op.kind, op.at)
        values = op.items[1::2] if op.kind == "dict" else op.items
        for item in values:
            held = f.item(f.value(item.value)) if isinstance(item, ir.Starred) else f.value(item)
            f.put(container, held)
        f.temps[op.at] = container
    else:
        f.temps[op.at] = STRING if op.kind == "string" else ARITHMETIC


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
        f.put(container, f.value(op.value))


def _unpack(f: Frame, op: ir.Unpack) -> None:
    f.temps[op.at] = f.value(op.value)
    if op.starred:
        f.starred.add(op.at)


def _element(f: Frame, op: ir.Element) -> None:
    value = f.temps[op.unpack]
    tuples = [a.items for a in atoms(value) if isinstance(a, Items) and op.index < len(a.items)]
    if op.unpack in f.starred or len(tuples) != len(atoms(value)):
        f.temps[op.at] = f.item(value)
    else:
        f.temps[op.at] = _flag(tuples, op.index) or joined([items[op.index] for items in tuples])


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
