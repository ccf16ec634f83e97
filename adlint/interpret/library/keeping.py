"""What a decorator of a library does with the arguments of the function that it wraps, beside calling it."""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library.trees import has_nodes, rebuilt
from adlint.interpret.memory.atoms import RESULT, Builtin, Partial, Value
from adlint.interpret.objects.hashing import ask_hash, may_have_hash
from adlint.ir import Const
from adlint.models.transforms import TRANSPARENT

BATCHED = "*batched"  # of what is stored anywhere: that there are rules for batches
_MAPS = frozenset({"jax.vmap", "jax.pmap", "equinox.filter_vmap", "torch.func.vmap", "torch.vmap"})
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
# of JAX's transformations those that take their arguments and their result apart; custom derivatives stay functions
_TRACES = frozenset({path for path in TRANSPARENT if path.startswith("jax.") and ".custom_" not in path})


def keeping(f: Frame, path: str, callee: Value) -> Value:
    """A function as a decorator gives it: itself, or one that does something with what it is passed, if the program
    has classes of which that asks anything.
    """
    if path in _CACHES and "__hash__" in f.world.methods:
        return Partial(Builtin(Const(repr(path), path), "*cached"), (callee,), ())
    if path in _MAPS and (f.task.get(f.world.stored, BATCHED) is not None or "vmap" in f.world.methods):
        callee = Partial(Builtin(Const(repr(path), path), "*mapped"), (callee,), ())
    if path in _TRACES and has_nodes(f):
        return Partial(Builtin(Const(repr(path), path), "*traced"), (callee,), ())
    return callee


def decorator(path: str) -> Value:
    """What a decorator gives that is called for its options."""
    named = Const(repr(path), path)
    return Partial(Builtin(named, "*decorator"), (named,), ())


def _decorated(f: Frame, _at: int, given: Arguments) -> Value:
    path, callee = given.at(0), given.at(1)
    return RESULT if callee is None else keeping(f, str(path.value), callee) if isinstance(path, Const) else callee


def _cached(f: Frame, at: int, given: Arguments) -> Value:
    """The arguments are the key of a table."""
    callee, passed = given.positional[0], _behind(given)
    for value in passed.values:
        if may_have_hash(value):
            ask_hash(f, at, value, equal=True)
    return f.call(at, callee, passed)


def _mapped(f: Frame, at: int, given: Arguments) -> Value:
    """What runs is mapped over an axis."""
    rules = f.task.rules
    was, rules.is_mapped = rules.is_mapped, True
    result = f.call(at, given.positional[0], _behind(given))
    rules.is_mapped = was
    return result


def _traced(f: Frame, at: int, given: Arguments) -> Value:
    """Trees are taken apart, and put together of what is traced."""
    callee, passed = given.positional[0], _behind(given)
    for value in passed.values:
        rebuilt(f, at, value)
    result = f.call(at, callee, passed)
    rebuilt(f, at, result)
    return result


def _behind(given: Arguments) -> Arguments:
    return Arguments(given.positional[1:], given.keywords, given.rest, given.extra)


FUNCTIONS.update({"*decorator": _decorated, "*cached": _cached, "*mapped": _mapped, "*traced": _traced})
