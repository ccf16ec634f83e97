"""Calls: of functions of the program, of classes, of methods, and of what libraries give."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adlint import ir
from adlint.evaluate.errors import GaveUp, Raised, Reached, Turned
from adlint.evaluate.flow.branches import returned
from adlint.evaluate.invocation.binding import bound_arguments
from adlint.evaluate.invocation.caching import KEPT, kept_or_called
from adlint.evaluate.invocation.classes import instantiate
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import MOST_LEVELS, Exit, Frame, Given, Machine
from adlint.evaluate.operation.attributes import MISSING, OBJECTS, inherited, lookup
from adlint.evaluate.operation.methods import call_member
from adlint.evaluate.stated import call_stated
from adlint.evaluate.store import Object
from adlint.evaluate.values import (
    Bound,
    Descriptor,
    External,
    Member,
    Partial,
    Ref,
    Transformed,
    Unknown,
    Value,
)
from adlint.interpret.program import identity
from adlint.shapes.dims import Mismatch
from adlint.trace import Array, Call

MOST_FORKED = 2  # levels of a function that calls itself, if how deep it goes is not known


def call(m: Machine, callee: Value, given: Given) -> Value:
    """The result of a call of anything."""
    match callee:
        case Ref():
            return _object(m, callee, given)
        case Bound():
            return call(m, callee.function, Given((callee.receiver, *given.positional), given.keywords))
        case External():
            return external(m, callee, given)
        case Member():
            return call_member(m, callee, given)
        case Partial():
            keywords = {**dict(callee.keywords), **given.keywords}
            return call(m, callee.function, Given((*callee.positional, *given.positional), keywords))
        case Transformed():
            library = m.libraries[callee.transform.partition(".")[0]]
            return modelled(m, callee.transform, given, lambda: library.transformed(m, callee, given))
        case Descriptor():
            return call(m, callee.functions[0], given)
        case Unknown():
            return m.spread(callee, flat(m, given))
        case _:
            raise Raised("TypeError", f"{type(callee).__name__} is called, which is no function")


def external(m: Machine, callee: External, given: Given) -> Value:
    """A call of a function that is not evaluated."""
    stated = m.program.stated.get(callee.path)
    if stated is not None:
        return call_stated(m, stated, given)
    library = m.library(callee.path)
    found: Value = NO_MODEL
    if library is not None:
        found = modelled(m, callee.path, given, lambda: library.function(m, callee.path, given))
    if found is NO_MODEL:
        return m.say_unknown(f"no model of `{callee.path}`", flat(m, given))
    return found


def modelled(m: Machine, what: str, given: Given, run: Callable[[], Value]) -> Value:
    """What the model of a library gives; where it cannot read what is given, that is said, and all else goes on."""
    try:
        return run()
    except Mismatch:
        raise
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        reason = f"the model of `{what}` cannot read these arguments ({type(error).__name__})"
        return m.say_unknown(reason, flat(m, given))


def call_function(m: Machine, ref: Ref, given: Given) -> Value:
    """A call of a function of the program: its body is gone through with these arguments."""
    made = m.store[ref]
    if made.code == m.awaited:
        raise Reached(ref, given, m.site())
    function = m.functions[made.code]
    if len(m.stack) > MOST_LEVELS:
        raise GaveUp(f"calls are nested more than {MOST_LEVELS} deep, the innermost of `{made.code}`")
    if _recurs_without_end(m, made.code):
        return m.say_unknown(f"how deep `{function.name}` calls itself is not known", flat(m, given))
    fields = bound_arguments(m, function, made, given)
    variables = m.store.new("frame", fields=fields, code=made.code, around=made.around)
    frame = Frame(made.code, function, made.code.partition(":")[0], variables)
    if function.is_generator:
        frame.at_yield, m.at_yield = m.at_yield, None
        frame.collected = m.store.new("list")
    site, caller = m.site(), m.own_frame
    outer, m.trace = m.trace, []
    m.stack.append(frame)
    for name, value in fields.items():
        m.bind(f"{variables.address}.{name!s}", value)
    try:
        result = _body(m, frame, function)
    except Turned as turned:
        turned.trace = (*outer, Call(site, made.code, turned.trace))
        raise
    except (Raised, Mismatch, GaveUp):
        m.failed_at = m.failed_at or m.site()
        raise
    finally:
        m.stack.pop()
        body, m.trace = m.trace, outer
    if body:
        values = () if caller is None else caller.passed.values
        passed = tuple(one for one in values if isinstance(one, Array))
        gives = _arrays(m, (result,)) if result is not None and _are_arrays(m, (result,)) else None
        are_arrays = _are_arrays(m, values)
        m.trace = [*outer, Call(site, made.code, tuple(body), passed, passes_arrays=are_arrays, gives=gives)]
    return result


def _recurs_without_end(m: Machine, code: str) -> bool:
    """Whether a function calls itself again and again, and always meets conditions that are not known."""
    return sum(one.identity == code and one.forked for one in m.stack) > MOST_FORKED


def _body(m: Machine, frame: Frame, function: ir.Function) -> Value:
    flow = m.run(frame, function.body)
    if frame.collected is not None:
        return m.store.new("iterator", items=list(m.store[frame.collected].items))
    exits = [*flow.exits, Exit("return")] if flow.falls else list(flow.exits)
    return returned(m, frame, exits, f"`{function.name}` returns at several places")


def _object(m: Machine, callee: Ref, given: Given) -> Value:
    found = m.store[callee]
    match found.kind:
        case "function" if KEPT in found.fields:
            return kept_or_called(m, found, given, lambda: call_function(m, callee, given))
        case "function":
            return call_function(m, callee, given)
        case "class":
            return _class(m, callee, found, given)
        case "instance" if isinstance(found.cls, Ref):
            method = inherited(m, found.cls, "__call__")
            if method is not MISSING:
                return call(m, Bound(method, callee), given)
    raise Raised("TypeError", "something is called that is no function")


def _class(m: Machine, callee: Ref, found: Object, given: Given) -> Value:
    if isinstance(found.cls, Ref):
        meta = inherited(m, found.cls, "__call__")
        if meta is not MISSING:
            return call(m, Bound(meta, callee), given)
    return instantiate(m, callee, given)


def special(m: Machine, value: Value, name: str) -> Value:
    """A special method of an instance or of a class, bound; MISSING if its class, or metaclass, has none."""
    if isinstance(value, Ref) and m.store[value].kind in OBJECTS and isinstance(m.store[value].cls, Ref):
        found = inherited(m, m.store[value].cls, name)  # type: ignore[arg-type]
        return MISSING if found is MISSING else Bound(found, value)
    return MISSING


def _are_arrays(m: Machine, values: Iterable[Value]) -> bool:
    """Whether all values are arrays, or containers of them."""
    for one in values:
        match one:
            case Array() | None:
                continue
            case tuple() if _are_arrays(m, one):
                continue
            case Ref() if m.store[one].kind in ("list", "dict"):
                if _are_arrays(m, (*m.store[one].items, *m.store[one].fields.values())):
                    continue
        return False
    return True


def flat(m: Machine, given: Given) -> tuple[Value, ...]:
    """All arrays that a call can reach through what is passed."""
    return _arrays(m, given.values)


def _arrays(m: Machine, values: Iterable[Value]) -> tuple[Array, ...]:
    found: list[Array] = []
    seen: set[Ref] = set()
    pending = list(values)
    while pending:
        one = pending.pop()
        if isinstance(one, Array):
            found.append(one)
        elif isinstance(one, tuple):
            pending += one
        elif isinstance(one, Ref) and one not in seen:
            seen.add(one)
            pending += [*m.store[one].items, *m.store[one].fields.values()]
    return tuple(found)


__all__ = ["call", "call_function", "external", "flat", "identity", "lookup", "special"]
