"""Resources that go with the last reference to them, so that a piece that acquires one has given it back at its end."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.uses import Uses
from adlint.interpret.facts import CallFact
from adlint.models import TEMPORARY, Model


def is_harmless(at: int, model: Model, call: CallFact, used: Uses) -> bool:
    """Whether nothing is left of what the call `at` acquires: a file that is only read from in the same expression, a
    temporary file or folder that is only asked for its name. A lock that is asked for with a time-out may not have been
    acquired.
    """
    if model.of == "self":
        return bool(call.arguments or call.keywords)
    if model.result == TEMPORARY:
        return not _stays(call) and is_place(at, used)
    if model.name == "tempfile.TemporaryDirectory":
        return is_place(at, used)
    return model.acquires == "file" and _reads_only(model, call) and _is_dropped(at, used)


def is_place(operand: ir.Operand, used: Uses) -> bool:
    """Whether a result, or the variable that it is stored in, is asked for its name and nothing else."""
    return all(
        (isinstance(op, ir.GetAttribute) and op.name == "name")
        or (isinstance(op, ir.Store) and op.name != operand and is_place(op.name, used))
        for op in used.get(operand, ())
    )


def _is_dropped(at: int, used: Uses) -> bool:
    """Whether nothing keeps the result: it is only asked for something, given to a call, or visited by a loop."""
    return all(isinstance(op, ir.GetAttribute | ir.GetItem | ir.Call | ir.For) for op in used.get(at, ()))


def _stays(call: CallFact) -> bool:
    """Whether a temporary file outlives its object: `delete=False`."""
    return any(name == "delete" and not (isinstance(v, ir.Const) and v.value) for name, v in call.keywords)


def _reads_only(model: Model, call: CallFact) -> bool:
    """Whether a call opens a file object, and only to read from it; a descriptor is a number that nothing closes."""
    modes = [*call.arguments[:2], *(value for name, value in call.keywords if name == "mode")]
    literals = [value.value for value in modes if isinstance(value, ir.Const)]
    known = len(call.arguments) < 2 or isinstance(call.arguments[1], ir.Const)
    return known and not model.result.endswith("()") and not any(_writes(mode) for mode in literals)


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and set(mode) <= set("rwxabt+") and not set(mode) <= set("rbt")
