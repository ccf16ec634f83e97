"""Tables of what a library's module holds, as programs see them that wrap all of it."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.collections.containers import of_items
from adlint.interpret.evidence.types import OTHER
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, NAMESPACE
from adlint.interpret.memory.atoms import ITEM, Value
from adlint.interpret.scheduling.asked import TEXT
from adlint.interpret.views.described import External
from adlint.ir import Const


def _members(f: Frame, at: int, path: str, _given: Arguments) -> Value | None:
    """`library.__dict__.items()`: the members that are named as values where the loop stands, and, twice, for it
    stands for many, any other.
    """
    library = path.removesuffix(NAMESPACE)
    rows: list[list[Value]] = [[Const(repr(one), one), External(f"{library}.{one}")] for one in _named(f, library)]
    rows += [[ITEM, External(f"{library}.{OTHER}")]] * 2
    pairs: list[Value] = [of_items(f, "tuple", -at - 1 - n, row, None) for n, row in enumerate(rows)]
    return of_items(f, "list", at, pairs, None)


def _named(f: Frame, library: str) -> list[str]:
    """The members of a library's module that a module of the program has as values, and does not just use."""
    found: set[str] = set()
    f.task.asked[TEXT, f.module.name] = None
    for function in f.world.program.modules[f.module.name].functions:
        for block in ir.nested(function.body):
            used = {_base(op) for op in block}
            reads = [op for op in block if isinstance(op, ir.GetAttribute) and op.at not in used]
            found.update(op.name for op in reads if isinstance(op.base, str) and _is(f, op.base, library))
    return sorted(name for name in found if not name.startswith("__"))


def _base(op: ir.Op) -> ir.Operand | None:
    """What an operation calls, or looks into."""
    match op:
        case ir.Call(_, base) | ir.GetAttribute(_, base) | ir.GetItem(_, base):
            return base
        case _:
            return None


def _is(f: Frame, name: str, library: str) -> bool:
    return f.task.get(f.module, name) == External(library)


MEANINGS[NAMESPACE] = _members
