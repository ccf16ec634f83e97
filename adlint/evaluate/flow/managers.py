"""`with`: managers by their methods, those of libraries, and generators, in which the body runs where they yield."""

from __future__ import annotations

from collections.abc import Callable

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.branches import leaving
from adlint.evaluate.invocation.calls import special
from adlint.evaluate.libraries import Entered
from adlint.evaluate.machine import FALLS, Flow, Frame, Given, Machine
from adlint.evaluate.operation.attributes import MISSING
from adlint.evaluate.operation.names import value_of
from adlint.evaluate.operation.operators import truth
from adlint.evaluate.values import External, Partial, Ref, Value

GENERATED = External("contextlib.<generated>")  # a call of a function under `contextlib.contextmanager`, put off


def run_with(m: Machine, f: Frame, op: ir.With) -> Flow:
    """`with manager: body`."""
    f.at = op.at
    manager = value_of(m, f, op.manager)
    if isinstance(manager, Partial) and manager.function == GENERATED:
        return _within_generator(m, f, op, manager)
    enter = special(m, manager, "__enter__")
    leave = special(m, manager, "__exit__")
    undo: Callable[[], None] | None = None
    if enter is not MISSING:
        f.temporaries[op.at] = m.call(enter)
    else:
        f.temporaries[op.at], undo = _entered(m, manager)
    try:
        flow = m.run(f, op.body)
    except Raised as raised:
        if leave is not MISSING and truth(m, m.call(leave, External(f"builtins.{raised.name}"), raised.value, None)):
            return FALLS
        raise
    finally:
        if undo is not None:
            undo()
    return flow if leave is MISSING else leaving(m, f, flow, lambda: _left(m, leave))


def _left(m: Machine, leave: Value) -> Flow:
    m.call(leave, None, None, None)
    return FALLS


def _within_generator(m: Machine, f: Frame, op: ir.With, manager: Partial) -> Flow:
    """The body runs where the generator yields, so that what that sets up is there, and gone afterwards."""
    flows: list[Flow] = []
    depth = len(m.stack)

    def body(value: Value) -> None:
        f.temporaries[op.at] = value
        inside = m.stack[depth:]
        del m.stack[depth:]
        try:
            flows.append(FALLS)  # what the generator makes of an exception of the body
            flows[-1] = m.run(f, op.body)
        finally:
            m.stack += inside

    m.at_yield = body
    function, *positional = manager.positional
    m.tables.call(m, function, Given(tuple(positional), dict(manager.keywords)))
    m.at_yield = None
    if not flows:
        raise Raised("RuntimeError", "generator didn't yield")
    return flows[-1]


def _entered(m: Machine, manager: Value) -> Entered:
    """What entering a manager of a library gives, and what leaving it does."""
    for library in m.libraries.values():
        found = library.entered(m, manager)
        if found is not None:
            return found
    if isinstance(manager, Ref) and m.store[manager].kind == "iterator":
        held = m.store[manager].items
        return (held[0] if held else None), None
    return manager, None
