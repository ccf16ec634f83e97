"""Global tables: containers of numbers and texts that are written out, and then only looked up."""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.interpret.program import Program

_LOOKING = frozenset("get keys values items copy index count".split())


def is_table(program: Program, module: str, name: str, store: ir.Op | None) -> bool:
    """Whether a global variable that one operation binds is a table: so its items stay numbers and texts."""
    if not isinstance(store, ir.Store):
        return False
    body = {op.at: op for op in _nested(program.modules[module].functions[0])}
    made = body.get(store.value) if isinstance(store.value, int) else None
    added = [op.value for op in body.values() if isinstance(op, ir.Append) and op.container == store.value]
    held = (*made.items, *added) if isinstance(made, ir.Build) else ()
    is_written_out = isinstance(made, ir.Build) and all(isinstance(item, ir.Const) for item in held)
    others = {other for said in (name, "*") for other in program.named_elsewhere.get(said, ())} - {module}
    return (
        is_written_out
        and all(_only_looks(op, name) for f in program.modules[module].functions for op in _nested(f))
        and all(_only_imports(f, name) for other in others for f in program.modules[other].functions)
    )


def _nested(function: ir.Function) -> Iterator[ir.Op]:
    return iter(function.operations)


def _only_imports(function: ir.Function, name: str) -> bool:
    """Whether a function of another module has the variable only by an import under its own name, and looks into it."""
    imported = {op.at for op in _nested(function) if isinstance(op, ir.Import) and op.name == name}
    return all(_only_looks(op, name) and not _takes(op, name, imported) for op in _nested(function))


def _takes(op: ir.Op, name: str, imported: set[int]) -> bool:
    """Whether an operation has the variable by way of its module, or gives it another name."""
    match op:
        case ir.GetAttribute() | ir.SetAttribute():
            return op.name == name
        case ir.Store():
            return op.value in imported and op.name != name
        case _:
            return False


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
