"""Operations without control: what each does to storage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret.program import identity
from adlint.models.protocols import INDEX, KEYS, SPREAD, TEXT
from adlint.storage.callbacks.handing import run_special
from adlint.storage.definitions.defined import binds_values
from adlint.storage.definitions.members import class_thing, member, of_metaclass
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_function, call_special
from adlint.storage.invocation.invoke import call
from adlint.storage.location.places import ANY, Place
from adlint.storage.location.texts import composed
from adlint.storage.operation.attributes import attribute
from adlint.storage.operation.indexing import item
from adlint.storage.operation.iterating import iterated
from adlint.storage.operation.operators import binary, unary
from adlint.storage.operation.setting import delete_attribute, set_attribute
from adlint.storage.operation.setting_items import set_item
from adlint.storage.state import State
from adlint.storage.things.making import make
from adlint.storage.things.memory import items, kind_of, put, reach, read, stays, step_of
from adlint.storage.things.origin import with_originals
from adlint.storage.things.taking import outside, settled
from adlint.storage.things.values import (
    NONE,
    NOTHING,
    NUMBER,
    Entry,
    Function,
    Globals,
    Number,
    Ref,
    Shape,
    Slice,
    Tuple,
    Type,
    Unknown,
    Value,
    Variables,
    display,
    join,
    joined,
    literal,
    refs,
)


def _load(f: Frame, state: State, op: ir.Load) -> None:
    f.temps[op.at] = f.value(state, op.name)


def _store(f: Frame, state: State, op: ir.Store) -> None:
    bind(f, state, op.name, f.value(state, op.value))


def bind(f: Frame, state: State, name: str, value: Value) -> None:
    """Set a variable; noted, if it is one that was there when the piece began."""
    run = f.run
    scope = f.scope(name)
    place = _place(f, scope, name)
    stays(run, state, value, place)  # `x = x`
    if not scope or not scope.call:
        reach(run, value)
    if scope is None:
        run.rebind(place)
        put(run, state, Globals(f.module), name, value, certain=True)
        return
    if scope == run.root and run.is_piece:
        run.rebind(place)
        run.stored[scope, name] = None
    elif not scope.call and scope != run.root:
        run.rebind(place)
    state.parts[scope, name] = value


def _place(f: Frame, scope: Variables | None, name: str) -> Place:
    """The place of a variable: one of the function that is looked at, of one around it, or a global one."""
    if scope is None:
        return Place(name, (), "global", f.module)
    return Place(name) if scope.function == f.run.root.function else Place(name, (), "closure", scope.function)


def _copy(f: Frame, state: State, op: ir.Copy) -> None:
    f.temps[op.to] = f.value(state, op.value)


def _delete(f: Frame, state: State, op: ir.Delete) -> None:
    bind(f, state, op.name, (Unknown("a variable that is deleted"),))


def _annotate(f: Frame, state: State, op: ir.Annotate) -> None:
    """An annotation changes nothing."""


def _get_attribute(f: Frame, state: State, op: ir.GetAttribute) -> None:
    base = f.value(state, op.base)
    if op.name in f.run.program.definers:  # no array's items have that, and objects may
        base = with_originals(f.run, state, base)
    f.attributes[op.at] = (base, op.name)
    f.temps[op.at] = attribute(f, state, base, op.name, op.at)


def _set_attribute(f: Frame, state: State, op: ir.SetAttribute) -> None:
    base = with_originals(f.run, state, f.value(state, op.base))
    if op.value is None:
        delete_attribute(f, state, base, op.name, op.at)
    else:
        set_attribute(f, state, base, op.name, f.value(state, op.value), op.at)


def _get_item(f: Frame, state: State, op: ir.GetItem) -> None:
    base, index = f.value(state, op.base), f.value(state, op.index)
    run_special(f, state, op.at, index, INDEX, within=True)
    f.temps[op.at] = item(f, state, base, index, op.at)


def _set_item(f: Frame, state: State, op: ir.SetItem) -> None:
    value, index = None if op.value is None else f.value(state, op.value), f.value(state, op.index)
    run_special(f, state, op.at, index, INDEX, within=True)
    set_item(f, state, f.value(state, op.base), index, value, op.at)


def _unary(f: Frame, state: State, op: ir.Unary) -> None:
    f.temps[op.at] = unary(f, state, op)


def _binary(f: Frame, state: State, op: ir.Binary) -> None:
    f.temps[op.at] = binary(f, state, op)


def _call(f: Frame, state: State, op: ir.Call) -> None:
    f.temps[op.at] = call(f, state, op)


def _build(f: Frame, state: State, op: ir.Build) -> None:
    if op.kind == "slice":
        bounds = tuple([f.value(state, i) for i in op.items if not isinstance(i, ir.Starred)])
        for bound in bounds:
            read(f.run, state, bound)
        f.temps[op.at] = (Slice(bounds),)
        return
    if op.kind in ("string", "formatted", "template"):
        parts = tuple([f.value(state, part.value if isinstance(part, ir.Starred) else part) for part in op.items])
        for written in parts:
            read(f.run, state, written)
            run_special(f, state, op.at, written, TEXT, within=True)
        f.temps[op.at] = composed(f, op.at, op.kind, parts)
        return
    if op.kind == "tuple" and not any(isinstance(part, ir.Starred) for part in op.items):
        held = [f.value(state, part) for part in op.items if not isinstance(part, ir.Starred)]
        f.temps[op.at] = (display(held),)
        return
    made = make(f, state, op.at, op.kind)
    if op.kind == "dict":
        _entries(f, state, made, op)
    else:
        _items(f, state, made, op)
    f.temps[op.at] = (Ref(made),)


def _entries(f: Frame, state: State, made: Any, op: ir.Build) -> None:
    for key, entry in zip(op.items[::2], op.items[1::2], strict=True):
        if isinstance(key, ir.Starred):
            read(f.run, state, f.value(state, key.value), 0)
            for ref in refs(f.value(state, key.value)):
                for step in f.run.steps.get(ref.thing, ()):
                    put(f.run, state, made, step, f.run.get(state, ref.thing, step), certain=False)
                place = ref.thing.place if isinstance(ref.thing, Entry) else None
                any_item: Value = (Ref(Entry(place.at(ANY))),) if place is not None else NOTHING
                put(f.run, state, made, ANY, join(items(f.run, state, ref.thing), any_item), certain=False)
        elif not isinstance(entry, ir.Starred):
            run_special(f, state, op.at, f.value(state, key), KEYS, within=True)
            known = literal(f.value(state, key))
            settled(f.run, f.value(state, key))
            step = ANY if known is None else f"[{known.text}]"
            put(f.run, state, made, step, f.value(state, entry), certain=known is not None)


def _items(f: Frame, state: State, made: Any, op: ir.Build) -> None:
    is_known = op.kind in ("list", "tuple")
    for number, part in enumerate(op.items):
        if isinstance(part, ir.Starred):
            is_known = False
            run_special(f, state, op.at, f.value(state, part.value), SPREAD)
            put(f.run, state, made, ANY, iterated(f, state, f.value(state, part.value), op.at), certain=False)
            continue
        if op.kind == "set":
            settled(f.run, f.value(state, part))
            run_special(f, state, op.at, f.value(state, part), KEYS, within=True)
        step = f"[{number}]" if is_known else ANY
        put(f.run, state, made, step, f.value(state, part), certain=is_known)


def _append(f: Frame, state: State, op: ir.Append) -> None:
    for ref in refs(f.value(state, op.container)):
        if kind_of(ref.thing) != "list":
            settled(f.run, f.value(state, op.value))
            run_special(f, state, op.at, f.value(state, op.value), KEYS, within=True)
        put(f.run, state, ref.thing, ANY, f.value(state, op.value), certain=False)


def _unpack(f: Frame, state: State, op: ir.Unpack) -> None:
    f.temps[op.at] = f.value(state, op.value)
    f.unpacked[op.at] = op


def _element(f: Frame, state: State, op: ir.Element) -> None:
    value, unpack = f.value(state, op.unpack), f.unpacked[op.unpack]
    if unpack.starred and op.index == unpack.before:
        f.temps[op.at] = _rest(f, state, value, unpack, op.at)
        return
    is_behind = unpack.starred and op.index > unpack.before
    index = op.index - unpack.before - unpack.after - 1 if is_behind else op.index
    found: Value = NOTHING
    for ref in refs(value):
        step = f"[{index}]"
        is_known = (ref.thing, step) in state.parts and kind_of(ref.thing) in ("tuple", "list")
        told = step_of(f.run, state, ref.thing, step) if is_known else iterated(f, state, (ref,), op.at)
        if not is_known and kind_of(ref.thing) == "tuple" and index >= 0:
            told = f.run.get(state, ref.thing, step) or told
        found = join(found, told)
    for atom in value:
        match atom:
            case Ref():
                pass
            case Tuple(held):
                found = join(found, held[index] if -len(held) <= index < len(held) else joined(held))
            case Shape(sizes):
                is_told = 0 <= index < len(sizes)
                found = join(found, (Number(None, sizes[index]),) if is_told else NUMBER)
            case Number():
                found = join(found, NUMBER)
            case Unknown():
                found = join(found, (atom,))
            case _:
                found = join(found, (Unknown("a part of something unknown"),))
    f.temps[op.at] = found


def _rest(f: Frame, state: State, value: Value, unpack: ir.Unpack, at: int) -> Value:
    """A list of what an unpacking leaves."""
    made = make(f, state, at, "list")
    only = value[0] if len(value) == 1 else None
    if isinstance(only, Tuple):
        left = only.items[unpack.before : len(only.items) - unpack.after]
        for number, item in enumerate(left):
            put(f.run, state, made, f"[{number}]", item, certain=True)
    else:
        put(f.run, state, made, ANY, iterated(f, state, value, at), certain=True)
    return (Ref(made),)


def _make_function(f: Frame, state: State, op: ir.MakeFunction) -> None:
    defaults = tuple([(name, settled(f.run, f.value(state, operand))) for name, operand in op.defaults])
    f.temps[op.at] = (Function(identity(f.module, op.function), f.variables, defaults),)


def _make_class(f: Frame, state: State, op: ir.MakeClass) -> None:
    """A class holds what its body binds; functions in it are looked up by their names (`members`)."""
    run, cls = f.run, identity(f.module, op.body)
    f.temps[op.at] = (Type(cls),)
    body = run.program.functions.get(cls)
    is_new = f.function.kind != "module" and not f.function.globals and not run.names.is_kept(f.identity)
    if is_new:  # in each call of the function
        run.places[class_thing(cls)] = ()
    if body is not None and (is_new or binds_values(body)):
        _evaluate_body(f, state, cls, op.at)
    for name in ("__new__", "__init__"):
        meta = of_metaclass(run, cls, name)
        if meta is not None:
            parts = (Type(cls),), NUMBER, NUMBER, NUMBER
            call_function(f, state, op.at, Function(meta.function), Given(parts))
    above = member(run, cls, "__init_subclass__", after=cls)
    if above is not None:
        named = tuple([(name, f.value(state, one)) for name, one in op.keywords if name and name != "metaclass"])
        call_function(f, state, op.at, Function(above.function), Given(((Type(cls),),), named))


def _evaluate_body(f: Frame, state: State, cls: str, at: int) -> None:
    """The body of a class runs where it is made; what it binds the class has."""
    run = f.run
    variables = run.enter(cls)
    run.outer[variables] = f.variables
    behind, _ = run.machine.evaluate(Frame(run, cls, variables, f.variables), state.copy())
    run.leave()
    for (thing, name), value in behind.parts.items() if behind is not None else ():
        if thing == variables and isinstance(name, str):
            state.parts[class_thing(cls), f".{name}"] = value
            for ref in refs(value):
                call_special(f, state, at, ("__set_name__",), Given(((ref,), (Type(cls),), NUMBER)), certain=False)
        elif thing != variables:
            state.parts[thing, name] = value


def _import(f: Frame, _state: State, op: ir.Import) -> None:
    f.temps[op.at] = f.run.names.imported(f.module, op)


def _import_star(f: Frame, state: State, op: ir.ImportStar) -> None:
    """Names that are imported so are looked up where they are used."""


def _await(f: Frame, state: State, op: ir.Await) -> None:
    f.temps[op.at] = settled(f.run, f.value(state, op.value))


def _yield(f: Frame, state: State, op: ir.Yield) -> None:
    value = f.value(state, op.value)
    if f.within is not None:
        behind = f.within(state.copy(), value)
        state.become((behind,) if behind is not None else (state.copy(),), f.run.default)
        f.temps[op.at] = NONE
        return
    given, waiting = iterated(f, state, value, op.at) if op.whole else value, state.copy()
    given = outside(f.run, waiting, given)
    f.yielded = join(f.yielded, given)
    f.suspended.append(waiting)
    f.temps[op.at] = NUMBER if op.whole else (Unknown("what is sent into a generator"),)


OPERATIONS: dict[type, Callable[[Frame, State, Any], None]] = {
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
