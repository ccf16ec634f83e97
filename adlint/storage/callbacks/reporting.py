"""Handlers, filters and formatters of a program, which run where something is logged.

Which logger they belong to is not followed: where a program has any, each of them may run. What one keeps is none of
what is computed as long as nothing else in the program looks at it: a second run logs once more, which is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.models.hooks import REPORTED, REPORTING
from adlint.storage.definitions.fields import stored_kinds
from adlint.storage.definitions.members import member, methods
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_perhaps
from adlint.storage.location.places import Place
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import of_library
from adlint.storage.things.making import make
from adlint.storage.things.memory import put
from adlint.storage.things.values import Entry, Function, Ref, Thing, Unknown

_SEEN = Place("a handler of a logger", (), "world")
_OWN = Place("what a handler of a logger keeps to itself", (), "world")
_LOGGED = ("msg", "args")  # of a record
_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr"})


def run_handlers(f: Frame, state: State, at: int) -> None:
    """Methods of handlers, filters and formatters of the program may run, where something is logged."""
    run = f.run
    record = Ref(_record(f, state, at))
    for cls in [cls for cls, order in run.orders.items() if ":" in cls and not REPORTING.isdisjoint(order)]:
        kept = _OWN if _keeps_to_itself(run, cls) else _SEEN
        given = Given(((Ref(Entry(kept, cls)),), (record,)))
        for found in [one for name in REPORTED if (one := member(run, cls, name)) is not None]:
            if not run.recursive.get(found.function):
                call_perhaps(f, state, at, Function(found.function), given, certain=False)
    run.seen.leave_out(_OWN.root)
    if any(place.root == _SEEN.root for place, _ in run.seen.written):
        run.wonder("a handler of a logger keeps something of what is logged")


def _record(f: Frame, state: State, at: int) -> Thing:
    """A record of its own for each message, with what is logged in it."""
    made = make(f, state, at, of_library("logging.LogRecord"))
    for name in _LOGGED:
        put(f.run, state, made, f".{name}", (Unknown("what is logged"),), certain=True)
    return made


def _keeps_to_itself(run: Run, cls: str) -> bool:
    """Whether nothing but what a logger runs of a class looks at the attributes that this looks at or sets, and they
    hold nothing of others.
    """
    known = run.reporting.get(cls)
    if known is None:
        own = {function for name, function in methods(run, cls) if _is_own(name)}
        named = [name for function in own for name in _named(run.program.functions[function], of_self=True)]
        attributes = {name for name in named if name is not None and member(run, cls, name) is None}
        handed = attributes & _handed(run, cls)
        known = run.reporting[cls] = None not in named and not handed and not _is_read(run, attributes, own)
    return known


def _handed(run: Run, cls: str) -> set[str]:
    """The attributes of a class in which what its methods store may be somebody else's."""
    kinds = stored_kinds(run.program, run.names.path, run.orders.get(cls, (cls,)))
    return {name for name, several in kinds.items() if "" in several}


def _is_own(method: str) -> bool:
    return method in REPORTED or method == "__init__" or (method[:1] == "_" and method[:2] != "__")


def _named(function: ir.Function, *, of_self: bool = False) -> Iterator[str | None]:
    """The attributes that a function names, or of its first parameter; None where it computes the name of one."""
    ops = function.numbered
    for op in ops.values():
        about: ir.Item
        name: str | None
        match op:
            case ir.GetAttribute(_, base, attribute) | ir.SetAttribute(_, base, attribute):
                about, name = base, attribute
            case ir.Call(_, callee, (about, given, *_)) if ir.variable(callee, ops) in _BY_NAME:
                name = given.value if isinstance(given, ir.Const) and isinstance(given.value, str) else None
            case _:
                continue
        if not of_self or ir.variable(about, ops) in function.positional[:1]:
            yield name


def _is_read(run: Run, attributes: set[str], own: set[str]) -> bool:
    """Whether another function of the program looks at an attribute of one of some names."""
    modules = {module for name in attributes for module in run.program.named_elsewhere.get(name, ())}
    tables = [run.program.tables[module] for module in modules]
    others = [body for table in tables for function, body in table.items() if function not in own]
    return any(name in attributes for body in others for name in _named(body))
