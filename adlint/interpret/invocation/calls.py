"""Calls: what may be called, with what, and what comes back."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.interpret import library
from adlint.interpret.collections.containers import held, sequence
from adlint.interpret.collections.inherited import SEQUENTIAL
from adlint.interpret.collections.methods import call_builtin
from adlint.interpret.evidence.annotations import instance_of
from adlint.interpret.evidence.declared import admitted, received
from adlint.interpret.evidence.types import OTHER
from adlint.interpret.flow.suspending import called, handed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NOT_GIVEN, Arguments, passed, says_nothing, signature
from adlint.interpret.invocation.differentiating import ruled
from adlint.interpret.measures import size_of
from adlint.interpret.memory.atoms import (
    RAISES,
    RESULT,
    SILENT,
    TOO_MANY,
    Atom,
    Builtin,
    Class,
    Closure,
    External,
    Handle,
    Instance,
    Method,
    Object,
    Parameter,
    Part,
    Partial,
    Unknown,
    Value,
    Wrapped,
    atoms,
    informative,
    join,
    joined,
)  # fmt: skip
from adlint.interpret.memory.journal import Changes
from adlint.interpret.memory.parameters import exchanged
from adlint.interpret.memory.spaces import RECEIVER, Every, Fields, is_generic
from adlint.interpret.objects.abstract import concrete
from adlint.interpret.objects.attributes import attribute, or_overridden, overrides
from adlint.interpret.objects.binding import bind
from adlint.interpret.objects.classes import instantiate
from adlint.interpret.objects.dispatching import dispatched
from adlint.interpret.objects.lacking import hand
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.scheduling.deferring import defer
from adlint.interpret.scheduling.roots import generic
from adlint.interpret.task import DEPTH, Task
from adlint.interpret.views.notes import brought
from adlint.interpret.world import BRINGS, RETURN
from adlint.ir import Const

MANY = 400  # callees of one call whose arguments and results are followed
FEW = 8  # callees of one call; with more, none is evaluated where the call stands
NESTED = 48  # calls of objects that one call leads to, without a function in between
DEEP = 6  # evaluations of a function in itself, for other numbers each
TINY = 6  # operations: what reads an attribute or passes on is evaluated where it stands whatever was spent,
NEAR = 4  # unless so many calls lie between it and what is evaluated for itself
GIVEN = Unknown("what a callee was given")


def call(f: Frame, at: int, callee: Value, given: Arguments) -> Value:
    """The result of calling what `callee` may be."""
    if callee.__class__ is not tuple:
        return apply(f, at, callee, given)  # type: ignore[arg-type]
    several = _together(callee)
    if len(several) > FEW:
        return _in_one(f, lambda: _any_of_many(f, at, several, given))
    if len(several) == 1:
        atom, receiver = several[0]
        return apply(f, at, atom, given if receiver is None else given.behind(receiver))
    task, found, live = f.task, list[Value](), list[Changes]()
    if not task.scale.operations:  # nothing is evaluated where it stands
        return joined([apply(f, at, a, given if on is None else given.behind(on)) for a, on in several]) or RESULT
    for atom, receiver in several:
        epoch = task.epoch
        task.journal.begin()
        found.append(apply(f, at, atom, given if receiver is None else given.behind(receiver)))
        live.append(task.journal.end())
        if task.epoch != epoch:
            task.epoch += 1  # what was written is undone
    if any(live):
        task.journal.meet(live)
        task.epoch += 1
    return joined(found) or RESULT


def _any_of_many(f: Frame, at: int, several: list[tuple[Atom, Value | None]], given: Arguments) -> Value:
    """The result of calling one of many: none is evaluated where the call stands, and of very many it is not
    followed what they are given and give.
    """
    f.task.spent += 8 * len(several)
    f.task.take(len(several))
    found: list[Value] = [TOO_MANY] if len(several) > MANY else []
    for atom, receiver in several:
        passed_on = given if receiver is None else given.behind(receiver)
        if not isinstance(atom, Closure):
            value = apply(f, at, atom, passed_on)
        else:
            if len(several) > MANY:
                called(f, atom, TOO_MANY)
                defer(f.task, atom, {})
                continue
            passed = received(f.task, f.task.function(atom.function), atom, passed_on)
            value = called(f, atom, later(f.task, atom, passed))
        found.append(value)
    return joined(found) or RESULT


def _together(callees: tuple[Atom, ...]) -> list[tuple[Atom, Value | None]]:
    """What is called, and on what: one method on several objects is called once."""
    receivers: dict[Atom, list[Value]] = {}
    others: list[tuple[Atom, Value | None]] = []
    for atom in callees:
        if isinstance(atom, Method):
            receivers.setdefault(atom.callee, []).append(atom.receiver)
        else:
            others.append((atom, None))
    return [*others, *[(callee, joined(on)) for callee, on in receivers.items()]]


# builtins that ask what they are given by methods of its class
_ASKING = frozenset(
    f"builtins.{name}"
    for name in (
        "abs all any bool dict enumerate filter float format frozenset hash int iter len list map max min next print"
        " repr reversed round set sorted str sum tuple zip"
    ).split()
)


def apply(f: Frame, at: int, callee: Atom, given: Arguments) -> Value:
    """The result of calling one atom."""
    if callee.__class__ is Method:
        given = Arguments((callee.receiver, *given.positional), given.keywords, given.rest, given.extra)
        callee = callee.callee
    if callee.__class__ is External:
        if callee.path[-1:] == OTHER:
            handed(f, given.values)
            return _come_back(f, given)
        f.edges[callee.path] = None
        if says_nothing(given) and (known := library.plain(callee.path)) is not None:
            return known
        are_asked = callee.path in _ASKING and f.task.scale.operations > 0  # of many functions that costs too much
        return library.meaning(f, at, callee.path, f.handed(given, are_asked=are_asked))
    if callee.__class__ in SILENT:
        handed(f, given.values)
        return _come_back(f, given)
    if callee.__class__ is Closure:
        if f.task.rules.is_on and (replaced := ruled(f, at, callee, given)) is not None:
            return replaced
        result = called(f, callee, invoke(f.task, callee, given))
        if result is RAISES and any(isinstance(a, Object) and is_generic(a) for a in given.positional[:1]):
            result = RESULT  # a derived class may do something else
        return result if f.notes is None else brought(f, at, result)
    match callee:
        case Method(inner, receiver):
            return apply(f, at, inner, given.behind(receiver))
        case Class():
            return instantiate(f, at, callee, given)
        case Object(kind="instance"):
            return _object(f, at, callee, given)
        case Object(kind="dispatch" | "dispatchmethod"):
            return call(f, at, dispatched(f, callee, given), given)
        case Object(kind="generator") if given.positional:
            return managed(callee, given)
        case Object(kind="sequential"):
            return _in_turn(f, at, callee, given)
        case Builtin():
            return call_builtin(f, at, callee, f.handed(given))
        case Partial(inner, early, keywords):
            named = {**dict(keywords), **dict(given.keywords)}
            arguments = Arguments((*early, *given.positional), tuple(named.items()), given.rest, given.extra)
            return call(f, at, inner, arguments)
        case Wrapped(_, inner):
            return call(f, at, inner, given)
        case Instance():
            return library.called_instance(f, callee, given)
        case _:
            handed(f, given.values)
            return _come_back(f, given)


def _come_back(f: Frame, given: Arguments) -> Value:
    """What something unknown gives: a function that it is given alone."""
    found = passed(given)
    if found is None:
        return RESULT
    hand(f, given)
    return found


def _object(f: Frame, at: int, callee: Object, given: Arguments) -> Value:
    """Calling an object: its `__call__`, or the method that its library's class calls in its stead. Where that is an
    object again, as in sums of such, each is called once with the same arguments.
    """
    calling, key = f.task.calling, (callee, given)
    if calling is None:
        return _in_one(f, lambda: _object(f, at, callee, given))
    if key in calling or len(calling) >= NESTED:
        return calling.get(key, TOO_MANY)
    calling[key] = TOO_MANY  # where it calls what calls it
    result = calling[key] = _called_object(f, at, callee, given)
    return result


def _in_one(f: Frame, step: Callable[[], Value]) -> Value:
    """What a step gives, in which no object is called twice with the same arguments."""
    if f.task.calling is not None:
        return step()
    f.task.calling = {}
    result = step()
    f.task.calling = None
    return result


def _called_object(f: Frame, at: int, callee: Object, given: Arguments) -> Value:
    assert callee.cls is not None
    member = concrete("__call__", lookup(f, callee.cls, "__call__"))
    if member is not None and member.__class__ is not External:
        if f.fields.get(RECEIVER) is not callee:
            library.set_up(f, at, callee)
        method = bind(f, member, callee, callee.cls, at)
        if callee is callee.cls.anyone:
            method = or_overridden(f, callee.cls, "__call__", at, method) or method
        return call(f, at, method, given)
    for base in callee.cls.order:
        name = library.CALLS.get(base.path) if isinstance(base, External) else None
        if name is not None:
            return library.called_module(f, at, callee, given, attribute(f, callee, name, at))
    if _DECORATOR in callee.cls.order:
        return managed(callee, given)
    below = overrides(f, callee.cls, "__call__", at) if is_generic(callee) else None
    if below is not None and any(isinstance(atom, Closure | Method) for atom in atoms(below)):
        return call(f, at, below, given)  # Python asks classes alone, and no `__getattr__`
    return RESULT


_DECORATOR = External("contextlib.ContextDecorator")


def managed(manager: Object, given: Arguments) -> Value:
    """A function that a manager decorates: it runs inside of that."""
    return Partial(Builtin(manager, "*managed"), (manager, *given.positional), ())


def _in_turn(f: Frame, at: int, layers: Object, given: Arguments) -> Value:
    """Each part is given what the one before it gave; what is hooked to one such object is taken to be to all."""
    for layer in sequence(f, layers) or [held(f, layers) or RESULT]:
        given = Arguments((call(f, at, layer, given),))
    hooks = f.task.get(f.world.stored, library.HOOKED + SEQUENTIAL)
    if hooks is not None:
        call(f, at, hooks, given.behind(layers))
    return given.positional[0] if given.positional else RESULT


def of_passed(result: Value, fields: Fields) -> Value:
    """What calls give in all without the objects that were made where one of a class that this call passes was, but are
    of other classes: other calls pass these.
    """
    cls = next(iter(fields.values()), None)
    if result.__class__ is not tuple or cls.__class__ is not Class:
        return result
    made = [atom for atom in result if atom.__class__ is Object and atom.cls is not None]
    places = {(atom.maker, atom.at) for atom in made if atom.cls is cls}
    if not places or len(made) < 2:
        return result
    others = {atom for atom in made if atom.cls is not cls and (atom.maker, atom.at) in places}
    return tuple([atom for atom in result if atom not in others]) if others else result


def invoke(task: Task, closure: Closure, given: Arguments) -> Value:
    """The result of a function of the program."""
    function = task.function(closure.function)
    fields = received(task, function, closure, given)
    if not task.scale.operations:
        return later(task, closure, fields)
    for name, value in fields.items():
        if value.__class__ in _LOCAL:
            fields[name] = Instance(value.of) if isinstance(value, Handle) else GIVEN
    for name, annotation in closure.annotations:
        value = fields.get(name, GIVEN)
        if name != "return" and value.__class__ in _NOTHING:
            declared = instance_of(task, closure, annotation)
            if declared is not None:
                fields[name] = declared
    return enter(task, closure, function, fields)


_LOCAL = frozenset({Handle, Part})
_NOTHING = frozenset({Unknown})


def enter(task: Task, closure: Closure, function: ir.Function, fields: Fields) -> Value:
    """The result of a function with these arguments, evaluated where the call stands if there is room."""
    name = closure.function
    rules = task.rules
    key = (closure, rules.is_on, rules.is_forward, rules.is_mapped, *signature(fields))
    known = task.known.get(key)
    if known is not None and known[0] == task.epoch:
        return known[1]
    running = task.running.get(name, 0)
    used = task.contexts.get(closure, 0)
    size = size_of(function)
    scale = task.scale
    is_deep = task.depth >= DEPTH or (running >= 2 and (running >= DEEP or not _counts(fields)))
    is_spared = size <= TINY and task.depth <= NEAR and scale.operations > 0
    is_dear = task.spent + size > scale.operations and not is_spared
    fails = any(value is NOT_GIVEN for value in fields.values())
    if is_deep or used >= scale.contexts or is_dear or fails:
        result = later(task, closure, fields)
        if is_deep or is_dear or running or fails or not scale.finishes:
            return result
        return join(result, _caught_up(task, name, result))
    task.contexts[closure] = used + 1
    task.reached[name] = None
    task.met.update({(name, str(key)): None for key, value in fields.items() if informative(value)})
    task.spent += size
    epoch = task.epoch
    result = as_declared(task, closure, task.machine.evaluate(task, closure, function, fields))
    if not running and name in task.pending and scale.finishes:
        task.pending[name].met = {}
        result = join(result, _caught_up(task, name, result))
    if task.epoch == epoch:  # else it may have changed what it reads itself
        task.known[key] = (epoch, result)
    return result


def _caught_up(task: Task, name: str, result: Value) -> Value:
    """What a function gives where calls of it were put off: they are evaluated before the caller goes on, who may look
    at what they leave, as often as they are given something new.
    """
    pending, function = task.pending[name], task.world.body(name)
    size = size_of(function)
    for _ in range(DEEP):
        used = task.contexts.get(pending.closure, 0)
        is_known = pending.fields == pending.met or pending.closure.outer.__class__ is Every
        if is_known or used >= 2 * task.scale.contexts or task.spent + size > task.scale.operations:
            break
        pending.met = dict(pending.fields)
        task.contexts[pending.closure] = used + 1
        task.spent += size
        given = {**generic(task, pending.closure, function), **pending.met}
        task.journal.begin()
        result = join(result, task.machine.evaluate(task, pending.closure, function, given))
        task.journal.weaken([task.journal.end()])
        task.epoch += 1
    return result


def _counts(fields: Fields) -> bool:
    """Whether a call is told from others by a number, as where a function calls itself for a smaller one."""
    return any(value.__class__ is Const and value.value.__class__ is int for value in fields.values())


def later(task: Task, closure: Closure, fields: Fields) -> Value:
    """What is known of the result of a call that is not evaluated where it stands."""
    # no body runs with an argument that is not given: the call fails
    defer(task, closure, {name: value for name, value in fields.items() if value is not NOT_GIVEN})
    name = closure.function
    result = task.results.get(name)
    known = task.world.functions.get(name) or task.world.function(name)
    left = task.get(known, RETURN)
    if task.wants_facts:
        task.get(known, BRINGS)  # only to be evaluated again when that is known
    if left is not None:
        result = left if result is None else join(result, left)
    elif result is None and task.scale.operations:
        task.is_open = True  # it may be known by and by
    return as_declared(task, closure, RESULT if result is None else of_passed(substituted(result, fields), fields))


def as_declared(task: Task, closure: Closure, result: Value) -> Value:
    """A result is what the function says that it returns, where that excludes some of it, or nothing is known."""
    annotation = closure.returns
    if annotation is None or result is RAISES:
        return result
    if result.__class__ is Unknown:
        return instance_of(task, closure, annotation) or result
    return admitted(task, closure, "return", annotation, result)


def substituted(value: Value, fields: Fields) -> Value:
    """A result in which parameters stand, with what was passed in their stead."""
    if value.__class__ is not tuple and value.__class__ is not Parameter:
        return value
    found = exchanged(value, lambda atom: GIVEN if atom.path else fields.get(atom.name, GIVEN))  # type: ignore[union-attr]
    return join(found, RESULT) if found.__class__ is Const else found  # which other literals it gives is not kept


