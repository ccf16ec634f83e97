"""Control: branches, `try`, `match`, and jumps. Loops stand in `loops`, `with` in `managers`."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.branches import either, leaving
from adlint.evaluate.flow.loops import run_for, run_while
from adlint.evaluate.flow.managers import run_with
from adlint.evaluate.invocation.classes import is_subclass
from adlint.evaluate.machine import FALLS, Exit, Flow, Frame, Machine
from adlint.evaluate.operation.names import value_of
from adlint.evaluate.operation.numbers import BY_SIZE
from adlint.evaluate.operation.operators import truth
from adlint.evaluate.operation.patterns import matches
from adlint.evaluate.values import External, Ref, Unknown, Value
from adlint.shapes.dims import Mismatch
from adlint.symbolic import Polynomial


def _if(m: Machine, f: Frame, op: ir.If) -> Flow:
    f.at = op.at
    condition = value_of(m, f, op.condition)
    known = truth(m, condition)
    if known is not None:
        return m.run(f, op.then if known else op.orelse)
    m.undecided += condition == BY_SIZE or isinstance(condition, Polynomial)
    reason = f"which branch runs is not known{_because(condition)}"
    return either(m, f, (lambda: m.run(f, op.then), lambda: m.run(f, op.orelse)), reason)


def _because(condition: Value) -> str:
    return f": {condition.reason}" if isinstance(condition, Unknown) else ""


def _try(m: Machine, f: Frame, op: ir.Try) -> Flow:
    try:
        flow = m.run(f, op.body)
        if flow.falls and op.orelse:
            after = m.run(f, op.orelse)
            flow = Flow(after.falls, flow.exits + after.exits)
    except Raised as raised:
        flow = _handled(m, f, op, raised)
    except Mismatch as mismatch:
        flow = _handled(m, f, op, Raised("ValueError", str(mismatch)))
    return leaving(m, f, flow, lambda: m.run(f, op.final)) if op.final else flow


def _handled(m: Machine, f: Frame, op: ir.Try, raised: Raised) -> Flow:
    for handler in op.handlers:
        m.run(f, handler.test)
        if handler.type is None or catches(m, value_of(m, f, handler.type), raised):
            m.failed_at = None
            f.temporaries[handler.at] = raised.value
            return m.run(f, handler.body)
    if op.final:
        m.run(f, op.final)
    raise raised


def catches(m: Machine, wanted: Value, raised: Raised) -> bool:
    """Whether a handler of a class, or of several, catches what is raised."""
    if isinstance(wanted, tuple):
        return any(catches(m, one, raised) for one in wanted)
    if isinstance(wanted, Ref):
        value = raised.value
        return isinstance(value, Ref) and is_subclass(m, m.store[value].cls, wanted)
    if not isinstance(wanted, External):
        return True
    name = wanted.path.rpartition(".")[2]
    if isinstance(raised.value, Ref) and isinstance(m.store[raised.value].cls, Ref):
        return name in ("Exception", "BaseException") or wanted in m.store[m.store[raised.value].cls].order  # type: ignore[index]
    known, caught = getattr(builtins, raised.name, Exception), getattr(builtins, name, None)
    return raised.name == name or (isinstance(caught, type) and isinstance(known, type) and issubclass(known, caught))


def _match(m: Machine, f: Frame, op: ir.Match) -> Flow:
    f.at = op.at
    subject = value_of(m, f, op.subject)
    return _cases(m, f, op, subject, 0)


def _cases(m: Machine, f: Frame, op: ir.Match, subject: Value, number: int) -> Flow:
    if number == len(op.cases):
        return FALLS
    case = op.cases[number]
    m.run(f, case.test)
    found = matches(m, f, case.pattern, subject)
    if found and case.guard is not None:
        m.run(f, case.guard_test)
        found = truth(m, value_of(m, f, case.guard))
    if found:
        return m.run(f, case.body)
    if found is False:
        return _cases(m, f, op, subject, number + 1)
    branches = (lambda: m.run(f, case.body), lambda: _cases(m, f, op, subject, number + 1))
    return either(m, f, branches, "which case matches is not known")


def _return(m: Machine, f: Frame, op: ir.Return) -> Flow:
    f.at = op.at
    return Flow(falls=False, exits=(Exit("return", value_of(m, f, op.value)),))


def _break(m: Machine, f: Frame, op: ir.Break) -> Flow:
    return Flow(falls=False, exits=(Exit("break"),))


def _continue(m: Machine, f: Frame, op: ir.Continue) -> Flow:
    return Flow(falls=False, exits=(Exit("continue"),))


def _raise(m: Machine, f: Frame, op: ir.Raise) -> Flow:
    f.at = op.at
    if op.exception is None:
        raise Raised("Exception", "raised again")
    value = value_of(m, f, op.exception)
    if isinstance(value, External) or (isinstance(value, Ref) and m.store[value].kind == "class"):
        value = m.call(value)
    raise Raised(*_named(m, value), value)


def _named(m: Machine, value: Value) -> tuple[str, str]:
    if not isinstance(value, Ref):
        return "Exception", ""
    found = m.store[value]
    cls = found.cls
    args = found.fields.get("args")
    message = str(args[0]) if isinstance(args, tuple) and args and isinstance(args[0], str) else ""
    if isinstance(cls, Ref):
        return m.store[cls].code.rpartition(":")[2], message
    return (cls.path.rpartition(".")[2] if isinstance(cls, External) else "Exception"), message


CONTROL: dict[type, Callable[[Machine, Frame, Any], Flow]] = {
    ir.If: _if, ir.While: run_while, ir.For: run_for, ir.With: run_with, ir.Try: _try, ir.Match: _match,
    ir.Return: _return, ir.Break: _break, ir.Continue: _continue, ir.Raise: _raise,
}  # fmt: skip

