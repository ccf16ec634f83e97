"""Variables: where a name is looked up, and bound."""

from __future__ import annotations

import builtins

from adlint import ir
from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.join import UNBOUND
from adlint.evaluate.invocation.imports import resolved, starred
from adlint.evaluate.machine import Frame, Machine
from adlint.evaluate.store import Object
from adlint.evaluate.values import External, Ref, Unknown, Value

_LOST = Unknown("something that raised before it was known")  # in the body of a module, which goes on
BUILTIN_CONSTANTS: dict[str, Value] = {
    "NotImplemented": External("builtins.NotImplemented"), "Ellipsis": ..., "__debug__": True,
}  # fmt: skip


def value_of(m: Machine, f: Frame, operand: ir.Operand) -> Value:
    """What an operand is."""
    if operand.__class__ is int:
        return f.temporaries.get(operand, _LOST)
    if operand.__class__ is str:
        return load(m, f, operand)
    value: Value = operand.value  # type: ignore[union-attr, assignment]
    return value


def load(m: Machine, f: Frame, name: str) -> Value:
    """The variable that a name means. Raised if there is none."""
    own = m.store[f.variables]
    function = f.function
    if name not in function.globals:
        found = own.fields.get(name)
        if found is not None or name in own.fields:
            return resolved(m, _bound(name, found))
        if name in function.bound and name not in function.nonlocals and function.kind not in ("class", "module"):
            raise Raised("UnboundLocalError", f"`{name}` is used before it is bound")
        outer = _around(m, own)
        while outer is not None:
            if name in outer.fields and outer.kind == "frame":
                return _bound(name, outer.fields[name])
            outer = _around(m, outer)
    globals_ = m.store[m.modules[f.module]].fields
    if name in globals_:
        return resolved(m, _bound(name, globals_[name]))
    found = starred(m, f.module, name) if "*" in globals_ else None
    return builtin(name) if found is None else found


def builtin(name: str) -> Value:
    """The builtin of a name; unknown if there is none, for a star import may bring it."""
    if name in BUILTIN_CONSTANTS:
        return BUILTIN_CONSTANTS[name]
    if name in vars(builtins):
        return External(f"builtins.{name}")
    return Unknown(f"nothing that is known binds `{name}`")


def store(m: Machine, f: Frame, name: str, value: Value) -> None:
    """Bind a variable."""
    if name in f.function.globals:
        m.store.mine(m.modules[f.module]).fields[name] = value
    elif name in f.function.nonlocals:
        _enclosing(m, f, name).fields[name] = value
    else:
        m.store.mine(f.variables).fields[name] = value
    m.bind(f"{f.variables.address}.{name}", value)


def delete(m: Machine, f: Frame, name: str) -> None:
    """Unbind a variable."""
    if name in f.function.globals:
        m.store.mine(m.modules[f.module]).fields.pop(name, None)
    else:
        m.store.mine(f.variables).fields.pop(name, None)


def _bound(name: str, value: Value) -> Value:
    if value is UNBOUND:
        raise Raised("UnboundLocalError", f"`{name}` may not be bound")
    return value


def _around(m: Machine, scope: Object) -> Object | None:
    return None if scope.around is None else m.store.objects[scope.around]


def _enclosing(m: Machine, f: Frame, name: str) -> Object:
    """The frame around a function that binds a name, to be written to."""
    address = m.store[f.variables].around
    while address is not None:
        scope = m.store.objects[address]
        if scope.kind == "frame" and name in scope.fields:
            return m.store.mine(Ref(address))
        address = scope.around
    raise Raised("NameError", f"there is no variable `{name}` around")
