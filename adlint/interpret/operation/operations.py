"""Operations without control: what each does to the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.interpret import library
from adlint.interpret.collections.containers import append, held
from adlint.interpret.collections.iteration import extend
from adlint.interpret.evidence.annotations import instance_of
from adlint.interpret.evidence.exact import TYPE, note_class
from adlint.interpret.evidence.having import narrow_to_owners
from adlint.interpret.evidence.narrowing import note_test
from adlint.interpret.evidence.recalled import keep
from adlint.interpret.evidence.types import named
from adlint.interpret.flow.branches import failed
from adlint.interpret.flow.late import bind_late, keep_late
from adlint.interpret.flow.pausing import wait
from adlint.interpret.flow.raising import raised
from adlint.interpret.flow.suspending import resumed
from adlint.interpret.frame import Frame
from adlint.interpret.imports.importing import import_name, import_star
from adlint.interpret.invocation.arguments import Arguments, takes
from adlint.interpret.invocation.calls import apply, call
from adlint.interpret.invocation.passing import arguments, spreads
from adlint.interpret.memory.atoms import ARITHMETIC, NOT_YET, RAISES, Closure, Method, Value, atoms, joined
from adlint.interpret.memory.spaces import RETURNED, Class, Object, Scope
from adlint.interpret.objects import classes
from adlint.interpret.objects.attributes import of_library
from adlint.interpret.objects.callables import ATTRIBUTE
from adlint.interpret.objects.declarations import declare, declare_of, is_untold, or_of_type
from adlint.interpret.objects.deleting import delete_attribute, delete_variable
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.private import hide, meant
from adlint.interpret.objects.reading import read
from adlint.interpret.objects.setting import set_attribute
from adlint.interpret.objects.stored import store
from adlint.interpret.operation import arithmetic, building, subscripts
from adlint.interpret.program import identity
from adlint.interpret.scheduling.asked import VARIABLES
from adlint.interpret.views.described import External, Parameter, Unknown
from adlint.interpret.views.notes import Notes
from adlint.interpret.world import CLOSURES, REPLACED
from adlint.ir import Const


def _load(f: Frame, op: ir.Load) -> None:
    f.temps[op.at] = f.value(op.name)


def _store(f: Frame, op: ir.Store) -> None:
    value, name = f.value(op.value), op.name
    function = f.function
    if value.__class__ is Closure and function.kind in _BODIES:
        _defined(f, op, value)
    if value.__class__ is Object and value.kind == "generator" and value.at == op.value:
        keep_late(f, value)
    if f.conditions:
        keep(f, name, op.value, value)
    if not function.globals and not function.nonlocals:
        if f.levels:
            f.task.journal.write(f.fields, name, value)
        else:
            f.fields[name] = value
    elif name in function.globals:
        f.task.put(f.module, name, value)
    elif name in function.nonlocals:
        _store_outside(f, name, value)
    else:
        f.task.journal.write(f.fields, name, value)
    if f.late:
        bind_late(f, name)


_BODIES = frozenset({"module", "class"})


def _defined(f: Frame, op: ir.Store, made: Closure) -> None:
    """Note a plain definition, and that it takes the place of one before it."""
    before = f.made.get(("plain", op.name))
    if isinstance(before, Closure) and f.fields.get(op.name) is before and not f.levels:
        f.task.add(f.world.function(before.function), REPLACED, Const("True", True))
    is_plain = isinstance(op.value, int) and op.at == op.value + 1
    f.made["plain", op.name] = made if is_plain else f.space


def _store_outside(f: Frame, name: str, value: Value) -> None:
    scope = f.scope.outer if f.scope is not None else None
    while scope is not None:
        if f.task.get(scope, name) is not None or _is_bound(f, scope.function, name):
            f.task.put(scope, name, value)
            return
        scope = scope.outer


def _is_bound(f: Frame, function: str, name: str) -> bool:
    f.task.asked[VARIABLES, function] = None
    return name in f.world.body(function).bound


def _is_property(f: Frame, name: str) -> bool:
    """Whether one class alone has something of that name, which is a property, and no object is seen to hold it."""
    return name in f.world.only and name in f.world.properties and f.task.get(f.world.stored, name) is None


def _copy(f: Frame, op: ir.Copy) -> None:
    f.temps[op.to] = f.value(op.value)
    value = op.value
    if value.__class__ is int and value in f.conditions:
        f.conditions[op.to] = f.conditions[value]
    elif value.__class__ is str:
        f.conditions[op.to] = (value, "true", True)
    else:
        f.conditions.pop(op.to, None)


def _delete(f: Frame, op: ir.Delete) -> None:
    old = f.fields.get(op.name)
    if f.notes is not None and old is not None:
        f.notes.kept(f, op.at, old)
    if op.name in f.function.globals:
        f.task.put(f.module, op.name, None)
    else:
        f.task.journal.write(f.fields, op.name, None)
    if old is not None:
        delete_variable(f, old, op.at)


def _annotate(f: Frame, op: ir.Annotate) -> None:
    if f.function.kind == "class" and isinstance(f.space, Class) and op.name not in f.space.annotated:
        f.space.annotated.append(op.name)
        f.space.declared[op.name] = Closure(f.identity, f.scope, None, {}, ()), _annotation(f, op.annotation)
    held = f.fields.get(op.name)
    is_bound = held is not None and held.__class__ is not Unknown
    if is_bound and not (isinstance(f.space, Class) and is_untold(held)):  # type: ignore[arg-type]
        return
    declared = instance_of(f.task, Closure(f.identity, f.scope, None, {}, ()), f.value(op.annotation))
    if declared is None:
        return
    if isinstance(f.space, Class):
        (declare if is_bound else store)(f.task, f.space.shared, op.name, declared)
    elif held is not None:
        f.task.journal.write(f.fields, op.name, declared)


_SAYING_NOTHING = frozenset({Unknown, Parameter})


def _get_attribute(f: Frame, op: ir.GetAttribute) -> None:
    base, name = f.given(op.base), op.name if op.name[:2] != "__" else meant(f, op.name)
    if base.__class__ is External:  # as below, without asking what it is: most are so
        f.attributes[op.at] = (base, op.name)
        f.temps[op.at] = of_library(f, base, name)
        return
    if base.__class__ is tuple and op.base.__class__ is str and f.scope is not None and op.base in f.fields:
        base = narrow_to_owners(f, op.base, base, name)
    f.attributes[op.at] = (base, op.name)
    if base.__class__ in _SAYING_NOTHING and f.task.is_method(op.name) and _is_property(f, op.name):
        f.task.unknown[f.identity, op.at] = ("", op.name)  # a property that one class alone has
    if name == "__class__":
        note_class(f, op.at, op.base)
    f.temps[op.at] = ATTRIBUTE if base.__class__ is Unknown else read(f, base, name, op.at)


def _set_attribute(f: Frame, op: ir.SetAttribute) -> None:
    base, name = f.given(op.base), op.name if op.name[:2] != "__" else meant(f, op.name)
    if op.value is not None:
        value = or_of_type(f, f.value(op.value), op.annotation) if op.annotation else f.value(op.value)
        if f.notes is not None:
            f.notes.kept(f, op.at, value)
        set_attribute(f, base, name, value, op.at)
        if op.annotation and is_untold(value):
            declare_of(f, base, name, op.annotation)
    else:
        delete_attribute(f, base, name, op.at)


_SUPER = "builtins.super"
_PLAIN: tuple[Value | None, str] = (None, "")
_OURS = frozenset({Class, Closure, Method})


def _call(f: Frame, op: ir.Call) -> None:
    callee = f.given(op.callee)
    kind, given = callee.__class__, arguments(f, op)
    before, ends = len(f.task.raised), False
    if kind is External and callee.path == _SUPER:  # type: ignore[union-attr]
        result = library.super_of(f, given)
        f.edges[_SUPER] = None
    elif kind is tuple:
        result = call(f, op.at, _able(f, op, callee, given), given)
    else:
        result = apply(f, op.at, callee, given)  # type: ignore[arg-type]
        ends = result is RAISES and kind in _OURS
    if f.failures and (len(f.task.raised) > before or ends):
        failed(f)
    if callee == TYPE and len(op.arguments) == 1:
        note_class(f, op.at, op.arguments[0])  # type: ignore[arg-type]
    elif kind is External and 0 < len(op.arguments) < 4:
        note_test(f, op, callee, given.positional[1:])  # type: ignore[arg-type]
    base, method = f.attributes.get(op.callee, _PLAIN) if op.callee.__class__ is int else _PLAIN
    if method in library.NAMED and kind in _SAYING_NOTHING:
        result = library.NAMED[method](f, op.at, given) or result
    if kind is Unknown:
        f.task.is_open |= not method or callee is NOT_YET or f.task.is_method(method)
        f.task.unknown[f.identity, op.at] = (callee.reason, method)  # type: ignore[union-attr]
    elif kind is Parameter:
        f.task.is_open = True
        f.task.unknown[f.identity, op.at] = ("what the caller passes", method)
        f.task.is_method(method)
    elif method and f.task.is_method(method) and method in f.world.only:
        f.task.told[f.identity, op.at] = None
    if f.notes is not None:
        f.notes.got(f, result)
        result = f.notes.called(f, op, callee, base, given, result, method)
    f.temps[op.at] = result
    f.dead = ends


def _able(f: Frame, op: ir.Call, callee: Value, given: Arguments) -> Value:
    """Which of several functions that a call may mean take what it passes, where it spreads nothing."""
    if spreads(op):
        return callee
    kept = [atom for atom in atoms(callee) if _may_take(f, atom, given)]
    return joined(kept) or callee if len(kept) < len(atoms(callee)) else callee


def _may_take(f: Frame, atom: Any, given: Arguments) -> bool:
    if atom.__class__ is Method and atom.callee.__class__ is Closure:
        return takes(f.task.function(atom.callee.function), given.behind(atom.receiver))
    return atom.__class__ is not Closure or takes(f.task.function(atom.function), given)


def _make_function(f: Frame, op: ir.MakeFunction) -> None:
    name = identity(f.module.name, op.function)
    defaults = {parameter: f.value(operand) for parameter, operand in op.defaults}
    annotations = tuple([(parameter, _annotation(f, operand)) for parameter, operand in op.annotations])
    owner = f.space if isinstance(f.space, Class) else None
    outer = f.scope if f.scope is not None else f.around() if owner is not None else None
    f.keeps_variables = True  # the function sees them as they are when it is called
    made = f.task.new_closure(name, outer, owner, defaults, annotations)
    f.temps[op.at] = made
    f.task.add(f.world.function(name), CLOSURES, made)


def _annotation(f: Frame, operand: ir.Operand) -> Value:
    return named(f.value(operand), operand)


def _make_class(f: Frame, op: ir.MakeClass) -> None:
    name = identity(f.module.name, op.body)
    cls = f.task.new_class(name)
    bases = [f.given(b.value if isinstance(b, ir.Starred) else b) for b in op.bases]
    keywords = [(keyword, f.value(operand)) for keyword, operand in op.keywords if keyword is not None]
    function = f.world.body(name)
    inner = Frame(function, name, f.module, cls, f.task)
    around = f.scope if f.scope is not None else f.around()
    if isinstance(around, Scope):
        inner.made["around",] = around
    if f.notes is not None:
        inner.notes = Notes()
    f.task.machine.run(inner, function.body)
    if inner.notes is not None:
        f.task.facts[name] = inner.notes.facts(inner)
    hide(f, cls)
    classes.define(f, cls, bases, keywords, op.at)
    f.temps[op.at] = cls


def _import(f: Frame, op: ir.Import) -> None:
    f.temps[op.at] = import_name(f, op)


def _import_star(f: Frame, op: ir.ImportStar) -> None:
    import_star(f, op)


def _await(f: Frame, op: ir.Await) -> None:
    value = f.given(op.value)
    found = [_awaited(f, op.at, atom) for atom in atoms(value)]
    f.temps[op.at] = joined(found) or ARITHMETIC


def _awaited(f: Frame, at: int, atom: Any) -> Value:
    if isinstance(atom, Object) and atom.kind == "coroutine":
        resumed(f, atom)
        return held(f, atom) or ARITHMETIC
    made = call_method(f, at, atom, "__await__")
    if isinstance(made, Object) and made.kind == "generator":
        resumed(f, made)
        return f.task.get(made, RETURNED) or ARITHMETIC
    return atom if made is None else made


def _yield(f: Frame, op: ir.Yield) -> None:
    value = f.given(op.value)
    wait(f, once=not op.whole and not f.function.is_async)
    if f.yields is None:
        f.yields = f.task.new_object("list", None, -2, f.identity)
    f.temps[op.at] = ARITHMETIC if f.sent is None else f.sent
    if f.thrown is not None:
        raised(f, op.at, f.thrown)
        failed(f)
    if not op.whole:
        append(f, f.yields, value)
    else:
        _pass_on(f, value)
        extend(f, f.yields, op.at, value)
        returned = [f.task.get(a, RETURNED) for a in atoms(value) if isinstance(a, Object)]
        f.temps[op.at] = joined([r for r in returned if r is not None]) or ARITHMETIC


def _pass_on(f: Frame, inner: Value) -> None:
    """What is sent into a generator, or raised in it, goes to those that it delegates to."""
    if f.sent is None and f.thrown is None:
        return
    for atom in atoms(inner):
        if atom.__class__ is Object and atom.kind == "generator":
            f.task.machine.send(f.task, atom, f.sent, f.thrown)


OPERATIONS: dict[type, Callable[[Frame, Any], None]] = {
    ir.Load: _load,
    ir.Store: _store,
    ir.Copy: _copy,
    ir.Delete: _delete,
    ir.Annotate: _annotate,
    ir.GetAttribute: _get_attribute,
    ir.SetAttribute: _set_attribute,
    ir.GetItem: subscripts.get_item,
    ir.SetItem: subscripts.set_item,
    ir.Unary: arithmetic.unary,
    ir.Binary: arithmetic.binary,
    ir.Call: _call,
    ir.Build: building.build,
    ir.Append: building.append,
    ir.Unpack: building.unpack,
    ir.Element: building.element,
    ir.MakeFunction: _make_function,
    ir.MakeClass: _make_class,
    ir.Import: _import,
    ir.ImportStar: _import_star,
    ir.Await: _await,
    ir.Yield: _yield,
}
