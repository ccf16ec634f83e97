"""Where the value of a clock goes: into what is computed, or into timings, logs and statistics.

A forward slice of two kinds of values: times, and what a time has chosen (a variable set in a branch that a time
decides, a product or a sum of a time and data, a generator that a time seeds). Differences of times, rates and what is
printed or recorded are harmless. A clock influences what a function computes if it decides a loop, or a branch that
does more than report, or if something that it has chosen is stored or returned. Where the slice enters a function of
the program, it goes on there, and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adlint import ir
from adlint.analysis.effects.summary import Chain
from adlint.analysis.hazards.time_slices import (
    Known,
    Slice,
    holds_data,
    holds_no_time,
    is_literal,
    paths_of,
    sliced,
    spread,
)
from adlint.analysis.hazards.timed_arrays import combined, stored
from adlint.analysis.paths.uses import goes_only
from adlint.interpret.views.described import Code, atoms
from adlint.interpret.views.facts import Facts
from adlint.models import Effect, models
from adlint.models.outside import GENERATORS, KEYS
from adlint.models.reports import KEEPING, LOGGING, PURE, REPORTERS, REPORTS, TALKING

DEPTH = 3  # calls that a slice follows
_TEXTS = ("string", "formatted")


def influences(functions: Mapping[str, ir.Function], facts: Mapping[str, Facts], chain: Chain) -> bool:
    """Whether the time that is read at the end of `chain` may change what the function at its start computes. One that
    is read where other processes are talked with says how long they are waited for.
    """
    if any(path.startswith(TALKING) for _, call in facts[chain[-1][0]].calls for path in call.paths):
        return False
    found, known = {False}, Known()
    for position, (function, at) in reversed(list(enumerate(chain))):
        flow = sliced(functions, facts, function, DEPTH, known, called=position > 0)
        flow.chosen.update([at] if True in found else [])
        flow = _followed(flow, function, [at] if False in found else [])
        found = flow.returned
        if flow.harm or not found:
            return flow.harm
    return False


def _followed(flow: Slice, function: str, times: Iterable[ir.Operand]) -> Slice:
    """The slice when nothing more is reached from `times`."""
    flow.tainted.update(times)
    size = -1
    while size != len(flow.tainted) + len(flow.chosen) and not flow.harm:
        size = len(flow.tainted) + len(flow.chosen)
        _block(flow, flow.functions[function].body)
    return flow


def _block(flow: Slice, block: ir.Block) -> None:
    for op in block:
        match op:
            case ir.Try():
                _op(flow, op)
                _block(flow, op.body + op.orelse + op.final)
                _failed(flow, op)
            case ir.If(_, _, then, orelse):  # what these do to a time is known before it is asked what that decides
                _block(flow, then + orelse)
                _op(flow, op)
            case _:
                _op(flow, op)
                for inner in ir.blocks(op):
                    _block(flow, inner)


def _failed(flow: Slice, op: ir.Try) -> None:
    """What a time decides where something has failed is how long that is tried again."""
    harm = flow.harm
    for handler in op.handlers:
        _block(flow, handler.test + handler.body)
    flow.harm = harm


def _op(flow: Slice, op: ir.Op) -> None:
    match op:
        case ir.GetAttribute(at, base):
            spread(flow, at, (base,))
        case ir.Store(_, to, value) | ir.Copy(_, to, value):
            spread(flow, to, (value,))
        case ir.Load(at, value) | ir.Unary(at, _, value) | ir.Unpack(at, value) | ir.Await(at, value):
            spread(flow, at, (value,))
        case ir.Binary(_, "is" | "is not"):
            pass  # whether there is a time does not depend on the time
        case ir.Binary(at, _, left, right) if is_literal(flow, left) and is_literal(flow, right):
            flow.literals.add(at)
        case ir.Binary(at, operator, left, right):
            spread(flow, at, (left, right))
            if _is_scaled(flow, operator, left, right) or _is_added(flow, operator, left, right):
                flow.chosen.add(at)
                flow.harm = flow.harm or (op.in_place and left in flow.given)  # the caller's array
        case ir.Element(at, value) | ir.GetItem(at, value):
            spread(flow, at, (value,))
        case ir.Build(at, kind) if kind not in _TEXTS and not flow.chosen.isdisjoint(ir.operands(op)):
            flow.chosen.add(at)
        case ir.Append(_, to, _, value) if value in flow.chosen:
            flow.chosen.add(to)
        case ir.Return(_, value) | ir.Yield(_, value):
            _returned(flow, value)
        case ir.SetAttribute(_, _, _, value) | ir.SetItem(_, _, _, value):
            flow.harm = flow.harm or (value is not None and value in flow.chosen)
            if isinstance(op, ir.SetItem):
                stored(flow, op)
        case ir.Call():
            _call(flow, op)
        case ir.If(_, condition, then, orelse) if condition in flow.tainted or condition in flow.chosen:
            kept = _statistics(flow, then) | _statistics(flow, orelse)
            harmless = all(_reports(flow, block, kept, leaves=flow.called) for block in (then, orelse))
            flow.harm = flow.harm or not harmless
        case ir.While(_, _, condition) if condition in flow.tainted or condition in flow.chosen:
            flow.harm = True


def _returned(flow: Slice, value: ir.Operand) -> None:
    """What is chosen by a time is a result; a caller knows what it does with it."""
    if flow.called and (value in flow.chosen or value in flow.tainted):
        flow.returned.add(value in flow.chosen)
    flow.harm = flow.harm or (value in flow.chosen and not flow.called)


def _is_scaled(flow: Slice, operator: str, left: ir.Operand, right: ir.Operand) -> bool:
    """A time that multiplies anything but a literal or a time is no timing; sums, differences and rates are."""
    return operator.removesuffix("=") in ("*", "**", "@") and any(
        time in flow.tainted and other not in flow.tainted and not is_literal(flow, other)
        for time, other in ((left, right), (right, left))
    )


def _is_added(flow: Slice, operator: str, left: ir.Operand, right: ir.Operand) -> bool:
    """A sum of a time and data is no timing, as one of a time and a number of seconds is; nor is a difference, unless
    the data may be times.
    """
    is_data = {"+": holds_data, "-": holds_no_time}.get(operator.removesuffix("="))
    return is_data is not None and any(
        time in flow.tainted and other not in flow.tainted and is_data(flow, other)
        for time, other in ((left, right), (right, left))
    )


def _statistics(flow: Slice, block: ir.Block) -> frozenset[str]:
    """The attributes that a block sets to times."""
    stored = [op for inner in ir.nested(block) for op in inner if isinstance(op, ir.SetAttribute)]
    return frozenset(op.name for op in stored if op.value is not None and _is_time(flow, op.value))


def _reports(flow: Slice, block: ir.Block, kept: frozenset[str] = frozenset(), *, leaves: bool = False) -> bool:
    """Whether a block that a time decides does nothing but report, raise, or set variables and attributes that then are
    times too, or literals in the place of those that are `kept`; one that `leaves` may return: the result is chosen.
    """
    for op in block:
        match op:
            case ir.Store(_, name, value) | ir.Copy(_, name, value):
                (flow.tainted if _is_time(flow, value) or _is_text(value) else flow.chosen).add(name)
            case ir.SetAttribute(_, _, _, value) if value is not None and _is_time(flow, value):
                pass
            case ir.SetAttribute(_, _, name, ir.Const()) if name in kept:
                pass
            case ir.Call():
                harmless = op.at in flow.times or _is_report(flow, op) or _is_pure(flow, op) or _is_said(flow, op.at)
                if not harmless and not any(isinstance(other, ir.Raise) for other in block):
                    return False
            case ir.Return() if leaves:
                flow.returned.add(True)
            case ir.Return() | ir.Break() | ir.Continue() | ir.SetAttribute() | ir.SetItem() | ir.Yield():
                return False
        if not all(_reports(flow, inner, kept, leaves=leaves) for inner in ir.blocks(op)):
            return False
    return True


def _is_time(flow: Slice, operand: ir.Operand) -> bool:
    return operand in flow.tainted or operand in flow.times


def _is_none(operand: ir.Operand) -> bool:
    return isinstance(operand, ir.Const) and operand.value is None


def _is_text(operand: ir.Operand) -> bool:
    return isinstance(operand, ir.Const) and isinstance(operand.value, str)


def _call(flow: Slice, op: ir.Call) -> None:
    given = [a.value if isinstance(a, ir.Starred) else a for a in op.arguments]
    named = [value for _, value in op.keywords]
    if op.callee in flow.bases and flow.bases[op.callee] in flow.chosen:
        flow.chosen.add(op.at)  # a method of what is chosen
    if _is_pure(flow, op):
        spread(flow, op.at, (*given, *named, *([flow.bases[op.callee]] if op.callee in flow.bases else [])))
        return
    combined(flow, op)
    if any(operand in flow.chosen for operand in (*given, *named)) and not _is_report(flow, op):
        flow.chosen.add(op.at)
    fact = flow.own.call.get(op.at)
    if fact is not None and any(_is_time(flow, operand) for operand in (*given, *named)):
        flow.chosen.update([op.at] if any(map(_is_generator, fact.paths)) else [])
        flow.harm = flow.harm or any(models()[name].effect is Effect.SEED for name in fact.models)
    for atom in atoms(fact.callees) if fact is not None and flow.depth else ():
        if isinstance(atom, Code) and atom.function in flow.functions:
            _enter(flow, op, atom, given)


def _is_generator(path: str) -> bool:
    return path in GENERATORS or path in KEYS


def _enter(flow: Slice, op: ir.Call, callee: Code, given: list[ir.Operand]) -> None:
    names = flow.functions[callee.function].positional[callee.receiver is not None :]
    passed = [*zip(names, given, strict=False), *((name, operand) for name, operand in op.keywords if name is not None)]
    times = frozenset(name for name, operand in passed if operand in flow.tainted)
    chosen = frozenset(name for name, operand in passed if operand in flow.chosen)
    if not times and not chosen:
        return
    key = (callee.function, flow.depth, times, chosen)
    if key not in flow.known.entered:
        inner = sliced(flow.functions, flow.facts, callee.function, flow.depth - 1, flow.known, called=True)
        inner.chosen.update(chosen)
        inner = _followed(inner, callee.function, times)
        flow.known.entered[key] = (inner.harm, frozenset(inner.returned))
    harm, returned = flow.known.entered[key]
    flow.harm = flow.harm or harm
    for is_chosen in returned:
        (flow.chosen if is_chosen else flow.tainted).add(op.at)


def _is_report(flow: Slice, op: ir.Call) -> bool:
    paths = paths_of(flow, op)
    if any(path in REPORTS or path.startswith(REPORTERS) for path in paths) or _is_reporter(flow, op):
        return True
    if _is_teller(flow, flow.bases.get(op.callee)):
        return True
    name = op.callee if isinstance(op.callee, str) else flow.names.get(op.callee, "")
    is_said = op.at not in flow.used and name.strip("_").partition("_")[0] in KEEPING
    return is_said or (not paths and flow.names.get(op.callee) in LOGGING)


def _is_teller(flow: Slice, operand: ir.Operand | None) -> bool:
    """Whether a value is nothing but what a library that reports has made: a progress bar, if there is one."""
    if isinstance(operand, str) and operand in flow.body.bound - flow.given:
        values = [op.value for op in flow.body.of(ir.Store) if op.name == operand and not _is_none(op.value)]
        return bool(values) and all(isinstance(value, int) and _is_teller(flow, value) for value in values)
    made = flow.body.numbered.get(operand) if isinstance(operand, int) else None
    return isinstance(made, ir.Call) and any(path.startswith(REPORTERS) for path in paths_of(flow, made))


def _is_said(flow: Slice, made: int) -> bool:
    """Whether a value is asked for to be reported, and for nothing else."""
    return made in flow.used and goes_only(made, flow.used, lambda op, _: _says(flow, op))


def _says(flow: Slice, op: ir.Op) -> tuple[ir.Operand, ...] | None:
    """Where an operation that reads a value takes it; None if it does anything else than say it."""
    match op:
        case ir.Call(at) if _is_report(flow, op):
            return () if at not in flow.used else None
        case ir.Call(at):
            return (at,) if _is_pure(flow, op) else None
        case ir.Append(_, to) | ir.Store(_, to):
            return (to,)
        case ir.Load(at) | ir.Build(at) | ir.Binary(at) | ir.Unary(at) | ir.GetItem(at) | ir.For(at):
            return (at,)
        case ir.With(at) | ir.GetAttribute(at):  # a file that is written to
            return (at,)
        case ir.If(at):
            return (at,)  # what it decides is looked at where it stands
        case _:
            return None


def _is_reporter(flow: Slice, op: ir.Call) -> bool:
    """Whether what is called is a function of the program that does nothing but compute and report."""
    fact = flow.own.call.get(op.at)
    called = [a.function for a in atoms(fact.callees) if isinstance(a, Code)] if fact is not None else []
    if not called or not flow.depth or any(name not in flow.functions for name in called):
        return False
    return all(_only_reports(flow, name) for name in called)


def _only_reports(flow: Slice, name: str) -> bool:
    key = (name, flow.depth)
    if key not in flow.known.reporters:
        inner = sliced(flow.functions, flow.facts, name, flow.depth - 1, flow.known, called=True)
        flow.known.reporters[key] = _reports(inner, flow.functions[name].body, leaves=True)
    return flow.known.reporters[key]


def _is_pure(flow: Slice, op: ir.Call) -> bool:
    if flow.names.get(op.callee) in PURE:
        return True
    return any(path.rpartition(".")[2] in PURE for path in paths_of(flow, op))
