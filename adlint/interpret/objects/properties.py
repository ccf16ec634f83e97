"""Instances of classes derived from `property`: the functions that they keep, and call."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import Value
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.objects.stored import stored
from adlint.interpret.views.described import External
from adlint.ir import Const

_PROPERTY = External("builtins.property")
_PARTS = ("fget", "fset", "fdel")
CALLED = {"__get__": "fget", "__set__": "fset", "__delete__": "fdel"}
_NONE = Const("None", None)


def call_property(f: Frame, at: int, atom: Object, name: str, given: Arguments) -> Value | None:
    """The result of a method that an instance has from `property`; None if it has none from there."""
    if atom.cls is None or _PROPERTY not in atom.cls.order:
        return None
    if name == "__init__":
        for position, part in enumerate(_PARTS):
            value = given.at(position, part)
            if value is not None:
                put_on_instance(f, atom, atom.cls, part, value, certain=not f.loops)
        return _NONE
    if name not in CALLED or not given.positional or given.positional[0] == _NONE:
        return None
    own = f.task.get(atom, CALLED[name])
    function = stored(f.task, atom.cls, CALLED[name]) if own is None else own
    # the class is told to `__get__` alone, and no function is told it
    passed = given.positional[: 2 if name == "__set__" else 1]
    return None if function is None else f.call(at, function, Arguments(passed))
