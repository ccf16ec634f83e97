"""Where the value of a clock goes: into what is computed, or into timings, logs and statistics.

A forward slice of two kinds of values: times, and what a time has chosen (a variable set in a branch that a time
decides). Differences of times, rates and what is printed or recorded are harmless. A clock influences what a function
computes if it decides a loop, or a branch that does more than report; if a time multiplies the function's data; or if
something that it has chosen is calculated with, stored or returned. Where the slice enters a function of the program,
it goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adlint import ir
from adlint.interpret.facts import Facts
from adlint.interpret.values import Code, External, atoms
from adlint.models import Effect, models

DEPTH = 3  # calls that a slice follows
_REPORTS = frozenset({"builtins.print", "warnings.warn", "sys.stdout.write", "sys.stderr.write", "time.sleep"})
_REPORTERS = ("logging.", "loguru.", "tqdm.", "rich.", "warnings.", "click.")
_LOGS = frozenset(
    [
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "log",
        "print",
        "write",
        "set_postfix",
        "set_description",
        "append",
        "flush",
    ]
)
_PURE = frozenset(
    [
        "str",
        "repr",
        "format",
        "round",
        "float",
        "int",
        "abs",
        "max",
        "min",
        "divmod",
        "len",
        "sum",
        "isinstance",
        "total_seconds",
        "strftime",
        "isoformat",
        "ctime",
        "localtime",
        "gmtime",
        "timedelta",
        "fromtimestamp",
        "join",
    ]
)


@dataclass(slots=True)
class _Slice:
    functions: Mapping[str, ir.Function]
    facts: Mapping[str, Facts]
    own: Facts
    tainted: set[ir.Operand]
    depth: int
    times: frozenset[int]
    chosen: set[ir.Operand] = field(default_factory=set)
    entered: bool = False
    names: dict[ir.Operand, str] = field(default_factory=dict)
    bases: dict[ir.Operand, ir.Operand] = field(default_factory=dict)
    harm: bool = False


def influences(
    functions: Mapping[str, ir.Function],
    facts: Mapping[str, Facts],
    function: str,
    start: ir.Operand,
    depth: int = DEPTH,
) -> bool:
    """Whether the operand `start` of `function`, a time, may change what the function computes."""
    own = facts[function]
    times = frozenset(at for at, call in own.calls if any(models()[m].effect is Effect.CLOCK for m in call.models))
    flow = _Slice(functions, facts, own, {start}, depth, times, entered=depth < DEPTH)
    size = -1
    while size != len(flow.tainted) + len(flow.chosen) and not flow.harm:
        size = len(flow.tainted) + len(flow.chosen)
        _block(flow, functions[function].body)
    return flow.harm


def _block(flow: _Slice, block: ir.Block) -> None:
    for op in block:
        _op(flow, op)
        for inner in ir.blocks(op):
            _block(flow, inner)


def _op(flow: _Slice, op: ir.Op) -> None:
    match op:
        case ir.GetAttribute(at, base, name):
            flow.names[at], flow.bases[at] = name, base
            _spread(flow, at, (base,))
        case ir.Store(_, to, value) | ir.Copy(_, to, value):
            _spread(flow, to, (value,))
        case ir.Load(at, value) | ir.Unary(at, _, value) | ir.Unpack(at, value) | ir.Await(at, value):
            _spread(flow, at, (value,))
        case ir.Binary(at, operator, left, right):
            _binary(flow, operator, left, right)
            _spread(flow, at, (left, right))
        case ir.Element(at, unpack):
            _spread(flow, at, (unpack,))
        case ir.Return(_, value) | ir.Yield(_, value):
            flow.harm = flow.harm or (value in flow.chosen and not flow.entered)
        case ir.SetAttribute(_, _, _, value) | ir.SetItem(_, _, _, value):
            flow.harm = flow.harm or (value is not None and value in flow.chosen)
        case ir.Call():
            _call(flow, op)
        case ir.If(_, condition, then, orelse) if condition in flow.tainted:
            flow.harm = flow.harm or not (_reports(flow, then) and _reports(flow, orelse))
        case ir.If(_, condition, then, orelse) if condition in flow.chosen:
            flow.harm = flow.harm or not (_reports(flow, then) and _reports(flow, orelse))
        case ir.While(_, _, condition) if condition in flow.tainted or condition in flow.chosen:
            flow.harm = True


def _spread(flow: _Slice, to: ir.Operand, sources: Iterable[ir.Operand]) -> None:
    if any(source in flow.tainted for source in sources):
        flow.tainted.add(to)
    if any(source in flow.chosen for source in sources):
        flow.chosen.add(to)


def _binary(flow: _Slice, operator: str, left: ir.Operand, right: ir.Operand) -> None:
    """A time that multiplies anything but a literal or a time is no timing; sums, differences and rates are."""
    if operator.removesuffix("=") not in ("*", "**", "@"):
        return
    for time, other in ((left, right), (right, left)):
        if time in flow.tainted | flow.chosen and other not in flow.tainted and not isinstance(other, ir.Const):
            flow.harm = True


def _reports(flow: _Slice, block: ir.Block) -> bool:
    """Whether a block that a time decides does nothing but report, raise, or set variables that then are times too."""
    for op in block:
        match op:
            case ir.Store(_, name, value) | ir.Copy(_, name, value):
                is_time = value in flow.tainted or value in flow.times or _is_text(value)
                (flow.tainted if is_time else flow.chosen).add(name)
            case ir.Call():
                harmless = op.at in flow.times or _is_report(flow, op) or _is_pure(flow, op)
                if not harmless and not any(isinstance(other, ir.Raise) for other in block):
                    return False
            case ir.Return() | ir.Break() | ir.Continue() | ir.SetAttribute() | ir.SetItem() | ir.Yield():
                return False
        if not all(_reports(flow, inner) for inner in ir.blocks(op)):
            return False
    return True


def _is_text(operand: ir.Operand) -> bool:
    return isinstance(operand, ir.Const) and isinstance(operand.value, str)


def _call(flow: _Slice, op: ir.Call) -> None:
    given = [a.value if isinstance(a, ir.Starred) else a for a in op.arguments]
    named = [value for _, value in op.keywords]
    if _is_pure(flow, op):
        _spread(flow, op.at, (*given, *named, *([flow.bases[op.callee]] if op.callee in flow.bases else [])))
        return
    if not _is_report(flow, op) and any(operand in flow.chosen for operand in (*given, *named)):
        flow.chosen.add(op.at)
    fact = flow.own.call.get(op.at)
    for atom in atoms(fact.callees) if fact is not None and flow.depth else ():
        if isinstance(atom, Code) and atom.function in flow.functions:
            _enter(flow, atom, given, op.keywords)


def _enter(
    flow: _Slice, callee: Code, given: list[ir.Operand], keywords: tuple[tuple[str | None, ir.Operand], ...]
) -> None:
    names = flow.functions[callee.function].positional[callee.receiver is not None :]
    passed = [name for name, operand in zip(names, given, strict=False) if operand in flow.tainted]
    passed += [name for name, operand in keywords if name is not None and operand in flow.tainted]
    for name in passed:
        flow.harm = flow.harm or influences(flow.functions, flow.facts, callee.function, name, flow.depth - 1)


def _paths(flow: _Slice, op: ir.Call) -> list[str]:
    fact = flow.own.call.get(op.at)
    return [a.path for a in atoms(fact.callees) if isinstance(a, External)] if fact is not None else []


def _is_report(flow: _Slice, op: ir.Call) -> bool:
    paths = _paths(flow, op)
    if any(path in _REPORTS or path.startswith(_REPORTERS) for path in paths) or _is_reporter(flow, op):
        return True
    return flow.names.get(op.callee) in _LOGS


def _is_reporter(flow: _Slice, op: ir.Call) -> bool:
    """Whether what is called is a function of the program that does nothing but report."""
    fact = flow.own.call.get(op.at)
    called = [a.function for a in atoms(fact.callees) if isinstance(a, Code)] if fact is not None else []
    if not called or not flow.depth or any(name not in flow.functions for name in called):
        return False
    return all(
        _reports(_Slice(flow.functions, flow.facts, flow.facts[name], set(), flow.depth - 1, frozenset()), body)
        for name in called
        for body in [_without_return(flow.functions[name].body)]
    )


def _without_return(body: ir.Block) -> ir.Block:
    """The body without a `return` of nothing at its end."""
    last = body[-1] if body else None
    return body[:-1] if isinstance(last, ir.Return) and isinstance(last.value, ir.Const) else body


def _is_pure(flow: _Slice, op: ir.Call) -> bool:
    if flow.names.get(op.callee) in _PURE:
        return True
    return any(path.rpartition(".")[2] in _PURE for path in _paths(flow, op))
