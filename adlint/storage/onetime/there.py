"""Files and folders that are asked for before they are made or removed: `if not os.path.exists(d): os.mkdir(d)`.

What is done only where the answer is so is done once: a second run gets the other answer, and leaves all as it is. That
holds where nothing else hangs on the answer: no variable, and nothing that is returned.
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.views import described
from adlint.models.storage import DICT_WRITES, LIST_WRITES, SET_WRITES
from adlint.storage.frame import Frame
from adlint.storage.invocation import graph
from adlint.storage.location.texts import is_told
from adlint.storage.things.values import Value

_SILENT = (
    ir.Call, ir.GetAttribute, ir.GetItem, ir.Load, ir.Build, ir.Binary, ir.Unary, ir.If, ir.With, ir.Try, ir.Copy,
)  # fmt: skip


def asks(f: Frame, at: int, file: Value) -> None:
    """Note that an operation gives whether there is a file."""
    f.asked[at] = (file, True)


def negated(f: Frame, op: ir.Unary) -> None:
    """`not os.path.exists(p)`."""
    if isinstance(op.operand, int) and op.operand in f.asked:
        file, is_there = f.asked[op.operand]
        f.asked[op.at] = (file, not is_there)


def told(f: Frame, op: ir.If, *, holds: bool) -> tuple[Value, bool] | None:
    """A file of which it is known on one of two ways whether it is there, if nothing else hangs on that."""
    known = _asked(f, op.condition, holds=holds)
    arm, other = (op.then, op.orelse) if holds else (op.orelse, op.then)
    if known is None or other or not all(is_silent(f, one) for block in ir.nested(arm) for one in block):
        return None
    return known[0], known[1] is holds


def told_behind(f: Frame, op: ir.If) -> tuple[Value, bool] | None:
    """The same of what stands behind a condition, one of whose ways ends there: `if not exists(p): return`."""
    known = f.asked.get(op.condition) if isinstance(op.condition, int) else None
    if known is None or not _gives_nothing(f.function):
        return None
    for arm, other, holds in ((op.then, op.orelse, False), (op.orelse, op.then, True)):
        if not other and len(arm) == 1 and isinstance(arm[0], ir.Return | ir.Continue):
            return known[0], known[1] is holds
    return None


def _asked(f: Frame, condition: ir.Operand, *, holds: bool) -> tuple[Value, bool] | None:
    """What a condition asks for; one of several that all hold if `a and b` does, or that all fail if `a or b` does."""
    if not isinstance(condition, int) or not f.asked:
        return None
    every = list(f.function.operations)
    inner = [op for op in every if isinstance(op, ir.If) and op.condition == condition and _is_part(op, condition)]
    is_sure = all(bool(op.then) is holds for op in inner)
    parts = [op.value for op in every if isinstance(op, ir.Copy) and op.to == condition] if inner and is_sure else []
    return next((f.asked[one] for one in (condition, *parts) if isinstance(one, int) and one in f.asked), None)


def _is_part(op: ir.If, to: int) -> bool:
    """Whether a condition is a part of `a and b` or `a or b`, which sets the temporary."""
    match (op.then or op.orelse)[-1:]:
        case (ir.Copy(_, target),):
            return target == to
        case (ir.If(_, condition),):
            return condition == to
        case _:
            return False


def is_known(f: Frame, file: Value, *, is_there: bool) -> bool:
    """Whether it is known that a file is there, or that it is not, wherever the function gets to what it does now."""
    return is_told(file) and (file, is_there) in f.there


def is_silent(f: Frame, op: ir.Op) -> bool:
    """Whether an operation leaves no sign that it was reached."""
    fact = graph.told(f, op.at) if isinstance(op, ir.Call) else None
    is_method = fact is not None and not isinstance(fact.receiver, described.External)  # and no function of a module
    if fact is not None and is_method and fact.method in LIST_WRITES | DICT_WRITES | SET_WRITES:
        return False  # what is put into a container tells of the answer, too
    return isinstance(op, _SILENT) or (isinstance(op, ir.Return) and _gives_nothing(f.function))


def _gives_nothing(function: ir.Function) -> bool:
    returned = [op.value for op in function.of(ir.Return)]
    is_none = all(isinstance(value, ir.Const) and value.value is None for value in returned)
    return is_none and not function.is_generator
