"""Global tables: containers of numbers and texts that are written out, and then only looked up."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.program import Program

_LOOKING = frozenset("get keys values items copy index count".split())


def is_table(program: Program, module: str, name: str, store: ir.Op | None) -> bool:
    """Whether a global variable that one operation binds is a table: so its items stay numbers and texts."""
    others = {other for said in (name, "*") for other in program.named_elsewhere.get(said, ())} - {module}
    if others or not isinstance(store, ir.Store):
        return False
    ops = [op for f in program.modules[module].functions for block in ir.nested(f.body) for op in block]
    body = program.modules[module].functions[0].body
    made = next((op for block in ir.nested(body) for op in block if op.at == store.value), None)
    is_written_out = isinstance(made, ir.Build) and all(isinstance(item, ir.Const) for item in made.items)
    return is_written_out and all(_only_looks(op, name) for op in ops)


def _only_looks(op: ir.Op, name: str) -> bool:
    """Whether an operation does no more to a variable, if anything, than look into it."""
    match op:
        case ir.Load():
            return op.name != name
        case ir.GetItem():
            return op.index != name
        case ir.GetAttribute():
            return op.base != name or op.name in _LOOKING
        case ir.Binary(_, "in" | "not in", left):
            return left != name
        case ir.For():
            return True
        case _:
            return name not in ir.operands(op)
