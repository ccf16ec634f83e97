"""Variables that count: they index, bound a range or give a shape, and so hold no floats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.interpret.views.facts import CallFact, Facts

_COUNTED = frozenset({"+", "-", "*", "//", "%"})
_SHAPED = frozenset({"range", "zeros", "ones", "empty", "eye", "identity", "rand", "randn", "full"})
_VALUED = frozenset({"full"})  # the shape comes first, then what is filled in
_SHAPES = frozenset({"shape", "size"})


def counts(function: ir.Function, facts: Facts) -> frozenset[str]:
    """The variables of a function whose use shows that they are integers."""
    ops = function.numbered
    found: set[str] = set()
    for op in ops.values():
        for operand in _counted(op, ops, facts):
            found.update(_names(operand, ops))
    return frozenset(found)


def _counted(op: ir.Op, ops: Mapping[int, ir.Op], facts: Facts) -> list[ir.Operand]:
    """The operands of an operation that must be integers."""
    match op:
        case ir.GetItem(_, _, index) | ir.SetItem(_, _, index):
            return [index]
        case ir.Call(at, _, arguments, keywords):
            found = [value for name, value in keywords if name in _SHAPES]
            shaped = _shaped(facts.call.get(at))
            if shaped:
                given = [a.value if isinstance(a, ir.Starred) else a for a in arguments]
                found += given[:1] if shaped in _VALUED else given
            return found
        case ir.Binary(_, "*", left, right):
            return [b for a, b in ((left, right), (right, left)) if isinstance(a, int) and is_repeatable(ops.get(a))]
        case _:
            return []


def is_repeatable(op: ir.Op | None) -> bool:
    """Whether an operation makes a list of one item: what multiplies it says how often, `[None] * n`."""
    return isinstance(op, ir.Build) and op.kind == "list" and len(op.items) == 1


def _shaped(call: CallFact | None) -> str:
    """The name of the library function that makes an array of a shape, if that is called."""
    paths = call.paths if call is not None else []
    return next((last for last in (path.rpartition(".")[2] for path in paths) if last in _SHAPED), "")


def _names(operand: ir.Operand, ops: Mapping[int, ir.Op]) -> Iterator[str]:
    if isinstance(operand, str):
        yield operand
    elif isinstance(operand, int):
        match ops.get(operand):
            case ir.Load(_, name):
                yield name
            case ir.Build(_, "slice" | "tuple" | "list", items):
                for item in items:
                    yield from _names(item.value if isinstance(item, ir.Starred) else item, ops)
            case ir.Binary(_, operator, left, right) if operator in _COUNTED:
                yield from _names(left, ops)
                yield from _names(right, ops)
            case ir.Unary(_, "-" | "+" | "~", inner):
                yield from _names(inner, ops)
            case _:
                pass
