"""Methods that only tell what their objects hold: in all classes of the program that define one by a name.

Where a method of something unknown may be one of many, it is enough that none of them does more than to look at things.
"""

from __future__ import annotations

from adlint import ir
from adlint.models import models
from adlint.models import storage as model
from adlint.models.reading import is_reading
from adlint.storage.definitions.fields import Made
from adlint.storage.definitions.members import member
from adlint.storage.run import Run

_CHANGING = (ir.SetAttribute, ir.SetItem, ir.Delete, ir.Yield, ir.Await, ir.With, ir.MakeFunction, ir.MakeClass)
_TELLING = frozenset({"keys", "values", "items", "get", "copy", "format", "join", "__init__"})
_READING = ("numpy.", "math.")
_BUILTINS = frozenset(
    f"builtins.{name}"
    for name in (
        "len int float bool str tuple list dict set frozenset min max sum abs any all round isinstance hasattr type"
        " super range zip enumerate sorted repr NotImplementedError ValueError TypeError RuntimeError AttributeError"
    ).split()
)


def only_tells(run: Run, name: str) -> bool:
    """Whether classes of the program define a method of that name, which does no more than to look at things."""
    return bool(run.program.definers.get(name)) and _tells(run, name, frozenset())


def _tells(run: Run, name: str, around: frozenset[str]) -> bool:
    if name in around:
        return True
    known = run.telling.get(name)
    if known is None:
        known = all(_is_plain(run, cls, name, around | {name}) for cls in run.program.definers.get(name, ()))
        if not around:
            run.telling[name] = known
    return known


def _is_plain(run: Run, cls: str, name: str, around: frozenset[str]) -> bool:
    found = member(run, cls, name)
    if found is None or found.kind == "property":
        return False
    body = run.body(found.function)
    if body.is_generator or body.globals or body.nonlocals:
        return False
    made = Made(run.program, run.names.path, found.function)
    return all(_is_look(run, made, op, around) for op in made.ops.values())


def _is_look(run: Run, made: Made, op: ir.Op, around: frozenset[str]) -> bool:
    if not isinstance(op, ir.Call):
        return not isinstance(op, _CHANGING)
    path = made.path(op.callee)
    if path:
        return path in _BUILTINS or (path.startswith(_READING) and _reads(path, op))
    method = made.ops.get(op.callee) if isinstance(op.callee, int) else None
    if not isinstance(method, ir.GetAttribute):
        return False
    is_defined = bool(run.program.definers.get(method.name))
    return _tells(run, method.name, around) if is_defined else method.name in _TELLING


def _reads(path: str, call: ir.Call) -> bool:
    """Whether a function of a library reads what it is given, and does no more."""
    is_pure = is_reading(path) and path not in models() and not model.writes(path)
    return is_pure and all(name != "out" for name, _ in call.keywords)
