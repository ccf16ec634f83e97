"""Library functions that decide what is called and what is held: the interpreter knows them by their path."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from adlint.interpret.collections.containers import held
from adlint.interpret.collections.iteration import called_often, items_of
from adlint.interpret.flow.suspending import handed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments, passed
from adlint.interpret.library.protocols import ask, may_hold_objects, viewed
from adlint.interpret.memory.atoms import (
    NUMBER,
    RESULT,
    Class,
    Closure,
    Instance,
    Method,
    Object,
    Partial,
    Super,
    Value,
    Wrapped,
    atoms,
    join,
)
from adlint.interpret.memory.spaces import RECEIVER
from adlint.interpret.objects.binding import bind
from adlint.interpret.objects.lacking import hand
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.scheduling.deferring import defer
from adlint.interpret.views.described import External
from adlint.models import models

Meaning: TypeAlias = Callable[[Frame, int, str, Arguments], "Value | None"]

# classes of libraries whose objects, when called, call this method
CALLS = {
    "torch.nn.Module": "forward",
    "torch.nn.modules.module.Module": "forward",
    "torch.nn.Sequential": "forward",
    "torch.autograd.Function": "forward",
    "torch.distributions.Transform": "_call",
    "torch.distributions.transforms.Transform": "_call",
    "keras.Model": "call",
    "keras.layers.Layer": "call",
    "tensorflow.keras.Model": "call",
    "tensorflow.keras.layers.Layer": "call",
    "tensorflow.Module": "__call__",
}
MEANINGS: dict[str, Meaning] = {}
# what methods do that are known by their plain names, where nothing is known of the object
NAMED: dict[str, Callable[[Frame, int, Arguments], Value | None]] = {"view": viewed, "as_subclass": viewed}
GIVEN = "*given"  # in the name of a part: what is given to layers that are made in one place
NAMESPACE = ".__dict__.items"  # behind the name of a library's module
HOOKED = "*hooks"  # the part of a module that holds what is called whenever it is called
_SET_UP = External("flax.linen.Module")


def meaning(f: Frame, at: int, path: str, given: Arguments) -> Value:
    """The result of calling a function or class of a library."""
    known = MEANINGS.get(NAMESPACE if path.endswith(NAMESPACE) else path)
    found = known(f, at, path, given) if known is not None else None
    if found is not None:
        return found
    if known is None and path.startswith("torch.") and (named := NAMED.get(path.rpartition(".")[2])) is not None:
        return named(f, at, given) or RESULT
    if may_be_called(given):
        found = None if path.startswith(_NUMERICAL) else passed(given)
        if found is not None:
            hand(f, given)
            return found
        if known is None and (found := _hand_on(f, at, path, given)) is not None:
            return found
    for value in given.values if given.keywords else given.positional:
        if value.__class__ is tuple and path not in _LOOKING:
            handed(f, (value,))
        if value.__class__ is not Object:
            continue
        if value.kind in _DRIVEN:
            if path not in _LOOKING:
                items_of(f, at, value)
                handed(f, (value,))
        elif known is None and path.startswith(_CONVERTING) and _is_model(value) and value is given.at(0):
            return value
        elif value.kind == "instance" or (value.cls is None and may_hold_objects(f, path, value)):
            return ask(f, at, path, given) or object_of(path)
        elif known is None and _is_kept(f, path, value):
            return join(object_of(path), value)
    return object_of(path)


# where functions come from that are given a model, and mostly give one back that does the same
_CONVERTING = ("torch.", "equinox.", "flax.", "jax.")


def _is_model(value: Object) -> bool:
    """Whether an object is a model, which a library calls by its own rules."""
    bases = value.cls.order if value.cls is not None else ()
    return any(isinstance(base, External) and base.path in _MODELS for base in bases)


_OTHERS = ("torch.autograd.Function", "torch.distributions.Transform", "torch.distributions.transforms.Transform")
_MODELS = frozenset({*CALLS, "equinox.Module", "flax.linen.Module", "flax.nnx.Module"}).difference(_OTHERS)


def _is_kept(f: Frame, path: str, value: Object) -> bool:
    """Whether a library's class makes a container of its own of one with functions: what is taken out is the same."""
    if value.kind not in _KEPT or not any(part[:1].isupper() for part in path.split(".")[-2:]):
        return False
    inside = held(f, value)
    return inside is not None and any(isinstance(atom, Closure | Method | Class) for atom in atoms(inside))


_KEPT = frozenset({"dict", "list", "tuple"})


@lru_cache(maxsize=1 << 14)
def plain(path: str) -> Value | None:
    """What a function or class of a library gives where nothing that it is given can be called or looked at; None if
    that depends on what it is given.
    """
    is_named = path.startswith("torch.") and path.rpartition(".")[2] in NAMED
    return None if path in MEANINGS or path.endswith(NAMESPACE) or is_named else object_of(path)


_DRIVEN = frozenset({"lazy", "generator", "coroutine"})  # what is asked for items by whoever is given it
# functions that resume nothing that they are given
_LOOKING = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("builtins", "isinstance issubclass type id repr str format hash callable hasattr getattr setattr bool print"),
        ("inspect", "isgenerator iscoroutine isawaitable isasyncgen"),
        ("asyncio", "iscoroutine isfuture"),
        ("typing", "cast"),
    )
    for name in names.split()
)


@lru_cache(maxsize=1 << 14)
def object_of(path: str) -> Value:
    """What a function or class of a library gives: an object of the class that a model names, or of the class
    that is called, as far as its name shows that it is one.
    """
    model = models().get(path)
    if model is not None and model.result and not model.result.startswith("="):
        return Instance(model.result)
    is_class = path.rpartition(".")[2][:1].isupper() and not path.startswith("builtins.")
    return Instance(path) if is_class else RESULT


def hand_over(f: Frame, given: Arguments) -> None:
    """Functions that are given to something unknown may be called with anything, by nobody who is known."""
    for value in given.values:
        for atom in atoms(value):
            if atom.__class__ is Closure:
                defer(f.task, atom, {})
            elif atom.__class__ is Method and isinstance(atom.callee, Closure):
                names = f.task.function(atom.callee.function).positional
                defer(f.task, atom.callee, {names[0]: atom.receiver} if names else {})


def _hand_on(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """Functions are given to something of a library of which no more is known; what comes back, if that is one."""
    is_class = path.rpartition(".")[2][:1].isupper()
    if path.startswith(_WRAPPING) and len(given.positional) == 1 and all_called(given.positional[0]):
        return given.positional[0]
    if path.startswith(_DRIVING) or (path.startswith(LAYERED) and not is_class):
        drive(f, at, given)
    elif path.startswith("autograd.") and given.positional and all_called(given.positional[0]):
        return given.positional[0]
    elif path.startswith(LAYERED):
        site = f"{f.identity}:{at}"
        for value in (called := [value for value in given.values if all_called(value)]):
            f.task.add(f.world.stored, GIVEN + site, value)
        return Instance(path, site) if called else None
    else:
        hand_over(f, given)
    return None


def all_called(value: Value) -> bool:
    """Whether a value is functions alone."""
    return all(isinstance(atom, Closure | Method | Partial) for atom in atoms(value))


# libraries of layers, which call what they are given where they are called
LAYERED = ("flax.linen.", "flax.nnx.", "equinox.nn.", "haiku.", "torch.nn.")
# libraries whose functions, but for those that stand in `MEANINGS`, call the functions that they are given at once
_DRIVING = (
    "scipy.", "numpy.", "jax.lax.", "jax.numpy.", "jax.scipy.", "jax.experimental.", "timeit.", "pandas.",
    "autograd.misc.",
)  # fmt: skip
_NUMERICAL = ("scipy.", "numpy.", "pandas.")  # of these none decorates
# libraries whose functions, given a function and options, mostly give one that calls it
_WRAPPING = ("jax.shard_map", "jax.experimental.", "equinox.", "flax.", "torch.func.", "torch.compiler.", "numba.")


def drive(f: Frame, at: int, given: Arguments) -> None:
    """Functions that are given to one of a numerical library are called with numbers: where surely one is given, for
    what may as well be an array often is.
    """
    for value in given.values:
        if all_called(value):
            called_often(f, at, value, Arguments((), (), NUMBER))


def may_be_called(given: Arguments) -> bool:
    """Whether a call may be given functions; quick, for most are not."""
    for value in given.positional:
        if value.__class__ in _CALLABLE:
            return True
    return bool(given.keywords) or given.rest is not None or given.extra is not None


_CALLABLE = frozenset({Closure, Method, Partial, Class, Wrapped, tuple})


def called_instance(f: Frame, callee: Instance, given: Arguments) -> Value:
    """Calling an object of a library."""
    of = callee.of
    name = of.rpartition(".")[2]
    if name[:1].isupper():
        f.edges[f"{of}.__call__"] = None
    known = MEANINGS.get(f"{of}.__call__")
    if known is not None and (result := known(f, -1, f"{of}.__call__", given)) is not None:
        return result
    handed(f, given.values)
    hooks = f.task.get(f.world.stored, HOOKED + of)
    if hooks is not None:
        f.call(-1, hooks, Arguments((Instance(of), *given.positional, RESULT)))
    inside = f.task.get(f.world.stored, GIVEN + callee.site) if callee.site else None
    if inside is not None:
        f.call(-1, inside, Arguments((), (), NUMBER))
    found = passed(given)
    hand(f, given)
    if found is None:
        hand_over(f, given)
    return found or RESULT


def set_up(f: Frame, at: int, module: Value) -> None:
    """Flax sets a module up before it is called."""
    for atom in atoms(module):
        cls = atom.cls if isinstance(atom, Object) else None
        member = lookup(f, cls, "setup") if cls is not None and _SET_UP in cls.order else None
        if member is not None and cls is not None and member.__class__ is not External:
            f.call(at, bind(f, member, atom, cls, at), NO_ARGUMENTS)


def called_module(f: Frame, at: int, module: Object, given: Arguments, method: Value) -> Value:
    """Calling a module of a neural network: the method that its library calls, and what was hooked to it."""
    result = f.call(at, method, given)
    for hooks in (f.task.get(module, HOOKED), f.task.get(f.world.stored, HOOKED)):
        if hooks is not None:
            f.call(at, hooks, Arguments((module, *given.positional, result)))
    return result


def super_of(f: Frame, given: Arguments) -> Value:
    """What `super()` or `super(cls, self)` gives."""
    if len(given.positional) > 1:
        owners = [atom for atom in atoms(given.positional[0]) if isinstance(atom, Class)]
        return Super(owners[0], given.positional[1]) if owners else RESULT
    scope = f.scope
    while scope is not None:
        receiver = f.task.get(scope, RECEIVER) if scope.cls is not None else None
        if scope.cls is not None and receiver is not None:
            return Super(scope.cls, receiver)
        scope = scope.outer
    return RESULT


def callable_atoms(value: Value | None) -> bool:
    """Whether a value may be a function or object of the program."""
    return value is not None and any(
        isinstance(atom, Closure | Method | Partial | Class | Object) for atom in atoms(value)
    )
