"""What fields of a class hold that the constructor is given nothing for: `field(default_factory=list)`."""

from __future__ import annotations

from adlint import ir
from adlint.storage.definitions.defaults import meaning
from adlint.storage.definitions.fields import Made
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, one_of
from adlint.storage.state import State
from adlint.storage.things.values import NOTHING, Number, Unknown, Value

_FIELDS = frozenset("dataclasses.field attr.ib attr.attrib attr.field attrs.field".split())
_FACTORIES = frozenset({"default_factory", "factory"})


def default(f: Frame, state: State, at: int, owner: str, operand: ir.Operand | None) -> Value:
    """What a field of the class `owner` holds by default; what makes it is called."""
    if isinstance(operand, ir.Const):
        return (Number(operand),)
    made = Made(f.run.program, f.run.names.path, owner)
    op = made.ops.get(operand) if isinstance(operand, int) else None
    if not isinstance(op, ir.Call) or made.path(op.callee) not in _FIELDS:
        return (Unknown("a default"),)
    for name, given in op.keywords:
        if name == "default":
            return default(f, state, at, owner, given)
        if name in _FACTORIES:
            return _made(f, state, at, made, given)
    return (Unknown("a default"),)


def _made(f: Frame, state: State, at: int, made: Made, factory: ir.Operand) -> Value:
    callees = meaning(f.run.names, made.module, made.body, factory)
    if callees == NOTHING:
        f.run.wonder("what makes the default of a field is not known")
        return (Unknown("a default"),)
    return one_of(f, state, callees, lambda callee, way: f.run.machine.apply(f, way, at, callee, Given()))
