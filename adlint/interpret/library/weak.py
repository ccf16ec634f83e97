"""Weak references and finalizers: what they refer to, and what is called when that is gone.

An object is taken to be gone where a variable that holds it alone is deleted.
"""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import RESULT, Builtin, Partial, Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.deleting import GONE
from adlint.ir import Const


def _keep(f: Frame, on: Value, callee: Value) -> None:
    for atom in atoms(on):
        if isinstance(atom, Object) and atom.kind == "instance":
            f.task.add(atom, GONE, callee)


def _finalized(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`finalize(x, f, *args)`: calling what it gives calls `f`, too."""
    if len(given.positional) < 2:
        return None
    on, callee, *early = given.positional
    last = Partial(callee, tuple(early), given.keywords)
    _keep(f, on, last)
    return last


def _referred(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`ref(x, callback)`: calling what it gives gives `x`."""
    on, callback = given.at(0), given.at(1)
    if on is None:
        return None
    if callback is not None:
        _keep(f, on, Partial(callback, (RESULT,), ()))
    return Partial(Builtin(Const(repr(path), path), "referred to"), (on,), ())


def _referent(_f: Frame, _at: int, given: Arguments) -> Value:
    return given.positional[0]


MEANINGS.update({
    "weakref.finalize": _finalized,
    **dict.fromkeys(("weakref.ref", "weakref.WeakMethod"), _referred),
    "weakref.proxy": lambda _f, _at, _path, given: given.at(0),
    **dict.fromkeys(("weakref.WeakValueDictionary", "weakref.WeakKeyDictionary"), MEANINGS["builtins.dict"]),
    "weakref.WeakSet": MEANINGS["builtins.set"],
})  # fmt: skip
FUNCTIONS["referred to"] = _referent
