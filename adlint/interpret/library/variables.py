"""Variables of a context or thread: what they were set to."""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import ITEM, RESULT, Builtin, Partial, Value, atoms, join
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.views.described import External

_VARIABLE = External("contextvars.ContextVar")


def _variable(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`ContextVar(name, default=x)`: which context runs is not known, so that it is anything that it was set to."""
    held = f.make("list", at)
    default = given.at(-1, "default")
    held.fields = {} if default is None else {REST: default}
    of_variable = {one: Partial(Builtin(_VARIABLE, f"variable.{one}"), (held,), ()) for one in ("get", "set")}
    return of_library(f, at, _VARIABLE.path, of_variable)


def _get(f: Frame, _at: int, given: Arguments) -> Value:
    held, *defaults = given.positional
    found: Value | None = None
    for atom in atoms(held):
        known = f.task.get(atom, REST) if isinstance(atom, Object) else None
        found = known if found is None else found if known is None else join(found, known)
    return found or (defaults[0] if defaults else ITEM)


def _set(f: Frame, _at: int, given: Arguments) -> Value:
    held, *values = given.positional
    for atom in atoms(held):
        if isinstance(atom, Object) and values:
            f.task.add(atom, REST, values[0])
    return RESULT


MEANINGS["contextvars.ContextVar"] = _variable
MEANINGS["threading.local"] = MEANINGS["types.SimpleNamespace"]
FUNCTIONS.update({"variable.get": _get, "variable.set": _set})
