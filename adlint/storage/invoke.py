"""Calls of anything: functions and classes of the program, functions of libraries, methods of unknown things."""

from __future__ import annotations

from adlint import ir
from adlint.interpret import described
from adlint.models import objects
from adlint.storage.calls import Given, call_function
from adlint.storage.frame import Frame
from adlint.storage.library import call_library
from adlint.storage.making import make
from adlint.storage.members import fields, is_class, member
from adlint.storage.memory import items_of, kind_of, put, touch
from adlint.storage.methods import call_method
from adlint.storage.state import State, met
from adlint.storage.values import (
    NOTHING,
    Atom,
    Bound,
    Early,
    Function,
    Globals,
    Library,
    Method,
    Number,
    Ref,
    Slice,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    refs,
)

OWNERS = 5  # classes that define a method: with more, its name says little
FEW = 12  # callees of one call that are looked into; with more, it may be something unknown, too


def call(f: Frame, state: State, op: ir.Call) -> Value:
    """The result of a call; `state` becomes the one behind it."""
    given = _given(f, state, op)
    callee = f.value(state, op.callee)
    base, name = f.attributes.get(op.callee, (NOTHING, "")) if isinstance(op.callee, int) else (NOTHING, "")
    callees = _known(f, op, callee, base)
    if not callees:
        callees = (Unknown("what is called is not known"),)
    if len(callees) > FEW:
        callees = (*callees[:FEW], Unknown("it may be one of many functions"))
    return _any(f, state, op.at, callees, given, base, name)


def _any(
    f: Frame, state: State, at: int, callees: Value, given: Given, base: Value, name: str
) -> Value:
    if len(callees) == 1:
        return apply(f, state, at, callees[0], given, base, name)
    result: Value = NOTHING
    ways: list[State | None] = []
    for atom in callees:
        way = state.copy()
        result = join(result, apply(f, way, at, atom, given, base, name))
        ways.append(way)
    behind = met(ways, f.run.default)
    if behind is not None:
        state.parts = behind.parts
    return result


def apply(
    f: Frame, state: State, at: int, callee: Atom, given: Given, base: Value = NOTHING, name: str = ""
) -> Value:
    """The result of calling one atom; it is the attribute `name` of `base`, if it is any."""
    match callee:
        case Function():
            return call_function(f, state, at, callee, given)
        case Bound(inner, receiver):
            return apply(f, state, at, inner, given.behind(receiver))
        case Early(inner, positional, keywords):
            more = Given((*positional, *given.positional), (*keywords, *given.keywords), given.spread)
            return _any(f, state, at, inner, more, NOTHING, "")
        case Type():
            return _instantiate(f, state, at, callee, given)
        case Library(path):
            if name and any(not isinstance(ref.thing, Globals) for ref in refs(base)):
                return call_method(f, state, at, base, name, given, path.rpartition(".")[0])
            return call_library(f, state, at, path, given)
        case Ref(thing) if is_class(f.run, kind_of(thing)):
            return _call_object(f, state, at, callee, kind_of(thing), given)
        case Ref(thing) if _is_called_safely(kind_of(thing)):
            given.read(f.run, state)  # an object of a library: a layer, a distribution
            return (Ref(make(f.run, state, f.identity, at, "array")), Number())
        case Method() | Ref() | Unknown() if name:
            return call_method(f, state, at, base, name, given)
        case Number():
            return NOTHING
        case _:
            reason = "what is called is not known"
            touch(f.run, state, given.values, reason)
            return (Unknown(reason), *given.refs)


def _is_called_safely(kind: str) -> bool:
    return kind.startswith("library ") and objects.is_called_safely(kind.removeprefix("library "))


def _given(f: Frame, state: State, op: ir.Call) -> Given:
    positional: list[Value] = []
    spread: Value = NOTHING
    for argument in op.arguments:
        if isinstance(argument, ir.Starred):
            value = f.value(state, argument.value)
            if len(value) == 1 and isinstance(value[0], Tuple) and not spread:
                positional += value[0].items
                continue
            spread = join(spread, items_of(f.run, state, value)) or (Unknown("an item of something unknown"),)
        elif not spread:
            positional.append(f.value(state, argument))
        else:
            spread = join(spread, f.value(state, argument))
    keywords: list[tuple[str, Value]] = []
    for name, operand in op.keywords:
        if name is not None:
            keywords.append((name, f.value(state, operand)))
            continue
        spread = join(spread, items_of(f.run, state, f.value(state, operand)))
    return Given(tuple(positional), tuple(keywords), spread)


def _known(f: Frame, op: ir.Call, callee: Value, base: Value) -> Value:
    """What is called: what the values say; where they do not, what the call graph says."""
    told = tuple([atom for atom in callee if not isinstance(atom, Ref | Unknown | Number | Slice)])
    instances = tuple([a for a in callee if isinstance(a, Ref) and is_class(f.run, kind_of(a.thing))])
    if len(told) + len(instances) == len(callee) and callee:
        return tuple(dict.fromkeys(a for atom in callee for a in _defined(f, op, atom, base)))
    facts = f.run.facts.get(f.identity)
    fact = facts.call.get(op.at) if facts is not None else None
    found: list[Atom] = [*told, *instances]
    for atom in described.atoms(fact.callees) if fact is not None else ():
        match atom:
            case described.Code(function, receiver) if function in f.run.program.functions:
                made = Function(function)
                found.append(Bound(made, base) if receiver is not None and base else made)
            case described.Class(cls):
                found.append(Type(cls))
            case described.External(path):
                found.append(Library(path))
            case _:
                found += [a for a in callee if isinstance(a, Ref | Unknown)] or [Unknown("it is not known")]
    if fact is None:
        found += [a for a in callee if isinstance(a, Ref | Unknown)]
    return tuple(dict.fromkeys(a for atom in found for a in _defined(f, op, atom, base)))


def _defined(f: Frame, op: ir.Call, atom: Atom, base: Value) -> tuple[Atom, ...]:
    """What classes of the program define by the name of a method of something unknown, if no library's may have it."""
    name = f.attributes[op.callee][1] if isinstance(op.callee, int) and op.callee in f.attributes else ""
    is_open = isinstance(atom, Ref | Unknown | Method) and all(not kind_of(ref.thing) for ref in refs(base))
    is_open = is_open and any(not isinstance(one, Number) for one in base)
    if not name or not is_open or objects.is_common(name):
        return (atom,)
    owners = sorted(f.run.program.definers.get(name, ()))
    found = [member(f.run, cls, name) for cls in owners] if len(owners) <= OWNERS else []
    methods = [Function(one.function) for one in found if one is not None and one.kind == "method"]
    receiver = tuple([one for one in base if not isinstance(one, Number)])
    return tuple([Bound(method, receiver) for method in methods]) or (atom,)


def _instantiate(f: Frame, state: State, at: int, callee: Type, given: Given) -> Value:
    run = f.run
    made = make(run, state, f.identity, at, callee.name)
    init = member(run, callee.name, "__init__")
    if init is not None:
        call_function(f, state, at, Function(init.function), given.behind((Ref(made),)))
        return (Ref(made),)
    named = dict(given.keywords)
    declared = fields(run, callee.name)
    for position, (name, default) in enumerate(declared):
        value = given.positional[position] if position < len(given.positional) else named.get(name, NOTHING)
        if not value:
            value = (Number(default),) if isinstance(default, ir.Const) else (Unknown("a default"),)
        put(run, state, made, f".{name}", join(value, given.spread), certain=True)
    if not declared:
        for number, value in enumerate(given.values):
            put(run, state, made, f"[{number}]", value, certain=True)
    return (Ref(made),)


def _call_object(f: Frame, state: State, at: int, callee: Ref, cls: str, given: Given) -> Value:
    run = f.run
    for name in ("__call__", "forward"):
        found = member(run, cls, name)
        if found is not None:
            return call_function(f, state, at, Function(found.function), given.behind((callee,)))
    touch(run, state, ((callee,), *given.values), "its class does not say what calling it does")
    return (Unknown("the result of an unknown call"), *given.refs)
