"""The members of classes, as far as storage goes: functions by name, in the order of lookup."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from adlint import ir
from adlint.interpret.program import identity
from adlint.storage.places import Place
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.values import Entry, Value, join

_DECLARING = {
    "property": "property",
    "cached_property": "cached",
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
    "setter": "setter",
}


class Member(Struct, frozen=True, gc=False):
    """A function in the body of a class; `kind` is `method`, `property`, `cached`, `staticmethod`, `classmethod`."""

    function: str
    kind: str
    setter: str = ""


def member(run: Run, cls: str, name: str, after: str = "") -> Member | None:
    """What the class, or the first of its bases (behind the one `after`) that has one, defines by that name."""
    order = run.orders.get(cls, (cls,))
    for one in order[order.index(after) + 1 :] if after in order else order:
        body = run.program.functions.get(one)
        found = _members(body).get(name) if body is not None and body.kind == "class" else None
        if found is not None:
            module = one.partition(":")[0]
            setter = identity(module, found.setter) if found.setter else ""
            return Member(identity(module, found.function), found.kind, setter)
    return None


def is_class(run: Run, kind: str) -> bool:
    """Whether a kind of thing is a class of the program."""
    return ":" in kind and kind in run.program.functions


def class_thing(cls: str) -> Entry:
    """What stands for the attributes of a class."""
    module, _, name = cls.partition(":")
    return Entry(Place(name.partition("#")[0], (), "class", module), "class")


def class_attribute(run: Run, state: State, cls: str, step: str) -> Value:
    """What a class has by a name, or its bases, up to the first whose body sets it."""
    found: Value = ()
    for one in run.orders.get(cls, (cls,)):
        if is_class(run, one):
            found = join(found, run.get(state, class_thing(one), step))
            ops = (op for block in ir.nested(run.program.functions[one].body) for op in block)
            if any(isinstance(op, ir.Store) and op.name == step[1:] for op in ops):
                break
    return found


def fields(run: Run, cls: str) -> list[tuple[str, ir.Operand | None]]:
    """The annotated fields of a class and its bases, which a constructor that is not written out takes, in order."""
    found: dict[str, ir.Operand | None] = {}
    for one in reversed(run.orders.get(cls, (cls,))):
        body = run.program.functions.get(one)
        if body is not None and body.kind == "class":
            stored = {op.name: op.value for op in body.body if isinstance(op, ir.Store)}
            for op in body.body:
                if isinstance(op, ir.Annotate):
                    found[op.name] = stored.get(op.name)
    return list(found.items())


@cache
def _members(body: ir.Function) -> dict[str, Member]:
    made: dict[int, ir.Op] = {op.at: op for op in body.body}
    found: dict[str, Member] = {}
    for op in body.body:
        if isinstance(op, ir.Store) and isinstance(op.value, int):
            function, kind = _function(made, op.value)
            if kind == "setter":
                old = found.get(op.name)
                found[op.name] = Member(old.function if old else function, "property", function)
            elif function:
                found[op.name] = Member(function, kind)
    return found


@cache
def binds_values(body: ir.Function) -> bool:
    """Whether the body of a class binds something that is no literal, and no function, decorated or not."""
    made: dict[int, ir.Op] = {op.at: op for op in body.body}
    bound = (op.value for op in body.body if isinstance(op, ir.Store))
    return any(isinstance(one, str) or (isinstance(one, int) and not _function(made, one)[0]) for one in bound)


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
