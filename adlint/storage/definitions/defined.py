"""What the bodies of classes define: functions by name, and how they are declared."""

from __future__ import annotations

from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir

_DECLARING = {
    "property": "property",
    "cached_property": "cached",
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
    "setter": "setter",
    "deleter": "deleter",
}


class Member(Struct, frozen=True, gc=False):
    """A function in the body of a class; `kind` is `method`, `property`, `cached`, `staticmethod`, `classmethod`."""

    function: str
    kind: str
    setter: str = ""
    deleter: str = ""


@cache
def defined(body: ir.Function) -> dict[str, Member]:
    """The functions in the body of a class, by name; they are named as in the body."""
    made: dict[int, ir.Op] = {op.at: op for op in body.body}
    found: dict[str, Member] = {}
    for op in body.body:
        if isinstance(op, ir.Store) and isinstance(op.value, int):
            function, kind = _function(made, op.value)
            if kind in ("setter", "deleter"):
                old = found.get(op.name, Member(function, "property"))
                found[op.name] = replace(old, kind="property", **{kind: function})
            elif function:
                found[op.name] = Member(function, kind)
    return found


@cache
def binds_values(body: ir.Function) -> bool:
    """Whether the body of a class does more than to bind literals, and functions, decorated or not."""
    made: dict[int, ir.Op] = {op.at: op for op in body.body}
    bound = (op.value for op in body.body if isinstance(op, ir.Store))
    does = any(isinstance(op, ir.Call) and not _function(made, op.at)[0] for op in body.body)
    return does or any(isinstance(one, str) or (isinstance(one, int) and not _function(made, one)[0]) for one in bound)


def _function(made: dict[int, ir.Op], at: int) -> tuple[str, str]:
    """The function that an operation makes, or decorates."""
    match made.get(at):
        case ir.MakeFunction(_, function):
            return function, "method"
        case ir.Call(_, callee, (int(inner),), ()):
            function, kind = _function(made, inner)
            said = made.get(callee) if isinstance(callee, int) else None
            name = said.name if isinstance(said, ir.GetAttribute) else callee
            return function, _DECLARING.get(name, kind) if isinstance(name, str) else kind
        case _:
            return "", ""
