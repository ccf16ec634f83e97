"""Where the value of a clock goes: to messages alone, or into what is computed.

A forward slice inside one function. Harmless ends are printing, logging and progress reports, and branches that hold
nothing else; a return, a store that outlives the call, any other branch and any other call are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adlint import ir
from adlint.analysis.paths import blocks
from adlint.interpret.facts import CallFact, Facts
from adlint.interpret.values import External, atoms

_PRINTS = frozenset({"builtins.print", "warnings.warn", "sys.stdout.write", "sys.stderr.write", "time.sleep"})
_PRINTERS = ("logging.", "loguru.", "tqdm.", "rich.", "warnings.", "click.")
_LOGS = frozenset("debug info warning warn error exception critical log print write set_postfix set_description".split())
_PURE = frozenset(
    "str repr format round float int abs max min divmod len sum isinstance".split()
    + "total_seconds strftime isoformat ctime localtime gmtime timedelta fromtimestamp append join format_time".split()
)


@dataclass(slots=True)
class _Slice:
    facts: Facts
    tainted: set[ir.Operand]
    names: dict[int, str] = field(default_factory=dict)
    bases: dict[int, ir.Operand] = field(default_factory=dict)
    harm: bool = False
    shown: bool = False


def only_shown(function: ir.Function, facts: Facts, at: int) -> bool:
    """Whether what operation `at` yields reaches messages, and nothing but messages."""
    flow = _Slice(facts, {at})
    size = -1
    while size != len(flow.tainted) and not flow.harm:
        size = len(flow.tainted)
        _block(flow, function.body)
    return flow.shown and not flow.harm


def _block(flow: _Slice, block: ir.Block) -> None:
    for op in block:
        _op(flow, op)


def _op(flow: _Slice, op: ir.Op) -> None:
    tainted = flow.tainted
    match op:
        case ir.GetAttribute(at, base, name):
            flow.names[at], flow.bases[at] = name, base
            _spread(flow, at, (base,))
        case ir.Store(_, name, value):
            _spread(flow, name, (value,))
        case ir.Load(at, name):
            _spread(flow, at, (name,))
        case ir.Copy(_, to, value):
            _spread(flow, to, (value,))
        case ir.Binary(at, _, left, right):
            _spread(flow, at, (left, right))
        case ir.Unary(at, _, value) | ir.Unpack(at, value) | ir.Await(at, value):
            _spread(flow, at, (value,))
        case ir.Element(at, unpack):
            _spread(flow, at, (unpack,))
        case ir.GetItem(at, base, _):
            _spread(flow, at, (base,))
        case ir.SetItem(_, base, _, value) if value in tainted:
            flow.harm = flow.harm or not isinstance(base, str)
            tainted.add(base)
        case ir.Build(at, _, items):
            _spread(flow, at, items)
        case ir.Append(_, container, _, value):
            _spread(flow, container, (value,))
        case ir.Call():
            _call(flow, op)
        case ir.Return(_, value) | ir.Yield(_, value):
            flow.harm = flow.harm or value in tainted
        case ir.SetAttribute(_, _, _, value):
            flow.harm = flow.harm or (value is not None and value in tainted)
        case ir.If(_, condition, then, orelse) if condition in tainted:
            _guarded(flow, then)
            _guarded(flow, orelse)
        case ir.While(_, test, condition, _, _):
            _block(flow, test)
            flow.harm = flow.harm or condition in tainted
    for inner in blocks(op):
        _block(flow, inner)


def _spread(flow: _Slice, to: ir.Operand, sources: tuple[ir.Item, ...]) -> None:
    plain = [s.value if isinstance(s, ir.Starred) else s for s in sources]
    if any(source in flow.tainted for source in plain):
        flow.tainted.add(to)


def _guarded(flow: _Slice, block: ir.Block) -> None:
    """What a clock decides: it may show things, and set variables, which then depend on the clock."""
    for op in block:
        match op:
            case ir.Store(_, name) | ir.Copy(_, name):
                flow.tainted.add(name)
            case ir.Call():
                flow.harm = flow.harm or not (_shows(flow, op) or _is_pure(flow, op))
            case ir.Return() | ir.Break() | ir.Continue() | ir.SetAttribute() | ir.SetItem() | ir.Yield():
                flow.harm = True
        for inner in blocks(op):
            _guarded(flow, inner)


def _call(flow: _Slice, op: ir.Call) -> None:
    given = [a.value if isinstance(a, ir.Starred) else a for a in op.arguments] + [v for _, v in op.keywords]
    receiver = flow.bases.get(op.callee) if isinstance(op.callee, int) else None
    if not any(g in flow.tainted for g in given) and (receiver is None or receiver not in flow.tainted):
        return
    if _shows(flow, op):
        flow.shown = True
    elif _is_pure(flow, op):
        flow.tainted.add(op.at)
        if receiver is not None and flow.names.get(op.callee) == "append":  # type: ignore[arg-type]
            flow.tainted.add(receiver)
    else:
        flow.harm = True


def _paths(fact: CallFact | None) -> list[str]:
    return [a.path for a in atoms(fact.callees) if isinstance(a, External)] if fact is not None else []


def _shows(flow: _Slice, op: ir.Call) -> bool:
    paths = _paths(flow.facts.call.get(op.at))
    if any(path in _PRINTS or path.startswith(_PRINTERS) for path in paths):
        return True
    return isinstance(op.callee, int) and flow.names.get(op.callee) in _LOGS


def _is_pure(flow: _Slice, op: ir.Call) -> bool:
    if isinstance(op.callee, int) and flow.names.get(op.callee) in _PURE:
        return True
    return any(path.rpartition(".")[2] in _PURE for path in _paths(flow.facts.call.get(op.at)))
