"""Values that are printed or logged, and go nowhere else: a second run that gets others does the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.paths.uses import Uses, goes_only, used_in
from adlint.interpret.views.facts import Facts
from adlint.models.reports import PURE, REPORTERS, REPORTS

_SAYING = frozenset("debug info warning warn error exception critical".split())  # methods of loggers
_TEXTS = frozenset({"string", "formatted", "tuple"})


def is_only_printed(functions: Mapping[str, ir.Function], facts: Facts, function: str, at: int) -> bool:
    """Whether what an operation of a function gives is computed with, and put into variables of the function, until it
    is printed or logged.
    """
    body = functions[function]
    is_called = body.kind not in ("class", "module")  # whose variables are attributes
    own = body.bound - body.globals - body.nonlocals - _captured(functions, function) if is_called else frozenset()
    used = used_in(body)
    return goes_only(at, used, lambda op, operand: _goes_to(op, operand, used, facts, own))


def _captured(functions: Mapping[str, ir.Function], function: str) -> frozenset[str]:
    """The variables that functions inside of a function may use."""
    inside = [body for name, body in functions.items() if name.startswith(f"{function}.")]
    return frozenset(name for body in inside for name in _names(body)) if inside else frozenset()


def _names(function: ir.Function) -> Iterator[str]:
    """All names that a body uses."""
    for op in function.operations:
        yield from (one for one in ir.operands(op) if isinstance(one, str))
        if isinstance(op, ir.Load):
            yield op.name


def _goes_to(
    op: ir.Op, operand: ir.Operand, used: Uses, facts: Facts, own: frozenset[str]
) -> tuple[ir.Operand, ...] | None:
    """Where an operation takes what it reads: nowhere, if it prints it; None if it does anything else with it."""
    match op:
        case ir.Store(_, name):
            return (name,) if name in own else None
        case ir.Load(at) | ir.Unary(at) | ir.Binary(at):
            return (at,)
        case ir.Build(at, kind) if kind in _TEXTS:
            return (at,)
        case ir.GetAttribute(at, _, name) if name in PURE:
            return (at,)
        case ir.Call(at, callee):
            return _called(at, callee, operand, used, facts)
        case _:
            return None


def _called(
    at: int, callee: ir.Operand, operand: ir.Operand, used: Uses, facts: Facts
) -> tuple[ir.Operand, ...] | None:
    """The same of a call: of a function that only computes, or that prints and gives nothing that is used."""
    fact = facts.call.get(at)
    paths = fact.paths if fact is not None else []
    name = fact.method if fact is not None else ""
    if callee == operand or name in PURE or (paths and all(path.rpartition(".")[2] in PURE for path in paths)):
        return (at,)
    says = all(path in REPORTS or path.startswith(REPORTERS) for path in paths) if paths else name in _SAYING
    return () if says and at not in used else None
