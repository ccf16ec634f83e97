"""Where the result of an operation goes within its function."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.interpret.facts import Facts
from adlint.interpret.values import External, atoms

Uses = Mapping[ir.Operand, list[ir.Op]]
_TEXTS = frozenset({"builtins.str", "builtins.repr", "builtins.hex", "builtins.format", "builtins.chr"})
_STATES = frozenset({"seed", "setstate", "set_state", "manual_seed"})
_JOINING = frozenset({"join", "format", "hex"})


def uses(body: ir.Block) -> Uses:
    """The operations that read each temporary and each variable."""
    found: dict[ir.Operand, list[ir.Op]] = {}
    for block in ir.nested(body):
        for op in block:
            for operand in ir.operands(op):
                found.setdefault(operand, []).append(op)
    return found


def is_set(made: ir.Operand, used: Uses) -> bool:
    """Whether a generator gets its state after it was made: `r = Random(); r.setstate(state)`."""
    return any(
        (isinstance(op, ir.GetAttribute) and op.name in _STATES)
        or (isinstance(op, ir.Store) and op.name != made and is_set(op.name, used))
        for op in used.get(made, ())
    )


def is_text(operand: ir.Operand, used: Uses, facts: Facts, seen: frozenset[ir.Operand] = frozenset()) -> bool:
    """Whether the result ends as a part of a text, and nowhere else: a name, a message."""
    readers = used.get(operand, ())
    return bool(readers) and all(_ends_as_text(op, operand, used, facts, seen | {operand}) for op in readers)


def _ends_as_text(
    op: ir.Op, operand: ir.Operand, used: Uses, facts: Facts, seen: frozenset[ir.Operand]
) -> bool:
    match op:
        case ir.Build(_, "string", _):
            return True
        case ir.Append(_, container, _, _) if container == operand:
            return True  # it holds one more
        case ir.Binary(_, "%", ir.Const(_, str()), _):
            return True
        case ir.Call(at, callee, _, _) if callee != operand:
            fact = facts.call.get(at)
            paths = [a.path for a in atoms(fact.callees) if isinstance(a, External)] if fact is not None else []
            return any(path in _TEXTS for path in paths) or (fact is not None and fact.method in _JOINING)
        case ir.Build(to, "tuple" | "list", _) | ir.Store(_, to, _) | ir.Copy(_, to, _) | ir.Append(_, to, _, _):
            return to not in seen and is_text(to, used, facts, seen)
        case _:
            return False
