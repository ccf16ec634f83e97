"""Seeds that a caller need not pass: a parameter that is None by default, and used as it is."""

from __future__ import annotations

from functools import lru_cache

from adlint import ir
from adlint.storage.frame import Frame
from adlint.storage.things.values import Entry, Ref, Value

_COMPARING = frozenset({"is", "is not", "==", "!="})


def is_unset(f: Frame, value: Value) -> bool:
    """Whether a value is None where the function that is looked at is not passed another one."""
    match value:
        case (Ref(Entry(place)),) if place.kind == "local" and not place.steps:
            return place.root in _unset(f.run.body(f.run.root.function))
        case _:
            return False


@lru_cache(maxsize=1 << 8)
def _unset(body: ir.Function) -> frozenset[str]:
    """The parameters that are None by default, of which nothing is asked, and that never name anything else."""
    absent = {p.name for p in body.parameters if p.default is not None and p.default.value is None}
    if not absent:
        return frozenset()
    every = body.operations
    asked = {op.name for op in every if isinstance(op, ir.Store | ir.Delete)}
    for op in every:
        match op:
            case ir.Binary(_, operator, left, right) if operator in _COMPARING:
                asked |= {one for one in (left, right) if isinstance(one, str)}
            case ir.If(_, str(name)) | ir.While(_, _, str(name)) | ir.Unary(_, "not", str(name)):
                asked.add(name)
            case ir.Copy(_, _, str(name)):
                asked.add(name)
            case _:
                pass
    return frozenset(absent - asked)
