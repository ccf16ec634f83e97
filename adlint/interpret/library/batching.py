"""Custom rules for batches: what is called beside a function that has one where it is mapped over an axis.

JAX's reference, `jax.custom_batching.custom_vmap`: the function itself is traced at each call, and where it is mapped,
its rule is called with the size of the axis, what is batched, and the arguments.
"""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.keeping import BATCHED
from adlint.interpret.memory.atoms import ELSEWHERE, NUMBER, RESULT, Builtin, Partial, Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.views.described import External

_PATH = "jax.custom_batching.custom_vmap"
_RULE = "*rule"  # a part of the function's object


def _made(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`custom_vmap(f)`: an object that calls `f`, and is told its rule."""
    callee = given.at(0, "fun")
    if callee is None:
        return None
    holder = f.make("rules", at)
    holder.fields = {}
    named = {"__call__": "call by rule", "def_vmap": "define rule"}
    f.task.add(f.world.stored, BATCHED, ELSEWHERE)
    return of_library(
        f, at, path, {name: Partial(Builtin(External(path), how), (holder, callee), ()) for name, how in named.items()}
    )


def _defined(f: Frame, _at: int, given: Arguments) -> Value:
    """`f.def_vmap(rule)`."""
    holder, _, *rules = given.positional
    for atom in atoms(holder):
        if isinstance(atom, Object) and rules:
            f.task.put(atom, _RULE, rules[0])
    return rules[0] if rules else RESULT


def _called(f: Frame, at: int, given: Arguments) -> Value:
    """The function is called, and its rule, too, where it is mapped."""
    holder, callee, *passed = given.positional
    result = f.call(at, callee, Arguments(tuple(passed), given.keywords, given.rest, given.extra))
    for atom in atoms(holder) if f.task.rules.is_mapped else ():
        rule = f.task.get(atom, _RULE) if isinstance(atom, Object) else None
        if rule is not None:
            batched = of_items(f, "list", at, [NUMBER] * len(passed), None)
            f.task.rules.is_mapped = False
            f.call(at, rule, Arguments((NUMBER, batched, *passed)))
            f.task.rules.is_mapped = True
    return result


MEANINGS[_PATH] = _made
FUNCTIONS.update({"call by rule": _called, "define rule": _defined})
