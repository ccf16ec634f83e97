"""Functions of libraries that call, bind, wrap or look up what they are given."""

from __future__ import annotations

from adlint import ir
from adlint.models import storage as model
from adlint.models.outside import AROUND, CHECKS
from adlint.storage.callbacks.handed import called_argument
from adlint.storage.callbacks.handing import CALLABLE
from adlint.storage.definitions.members import is_class, properties
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_perhaps, one_of
from adlint.storage.location.places import ANY, Place
from adlint.storage.onetime import guards
from adlint.storage.operation.attributes import attribute, attributes_held, type_of
from adlint.storage.operation.iterating import iterated
from adlint.storage.operation.setting import delete_attribute, lacks, set_any_attribute, set_attribute
from adlint.storage.outside.world import is_seed
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.kinds import of_library
from adlint.storage.things.making import make
from adlint.storage.things.memory import kind_of, put, touch
from adlint.storage.things.values import (
    ANY_ATTRIBUTE,
    CLOSES,
    NONE,
    NOTHING,
    OFF,
    Bound,
    Early,
    Entry,
    Function,
    Globals,
    Library,
    Number,
    Ref,
    Super,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)

_NOT_KNOWN: Value = (Unknown("a method of an object of a library"),)


def known_function(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """The result of a function that calls, binds or looks up what it is given; None if it is no such function."""
    first = given.positional[0] if given.positional else NOTHING
    count = len(given.positional)
    match path:
        case "functools.partial":
            return (Early(first or _NOT_KNOWN, given.positional[1:], given.keywords, given.spread),)
        case model.CHECKPOINT if first:
            return _checkpointed(f, state, at, called_argument(f, at, given, 0), given)
        case "contextlib.closing" if first:
            manager = make(f, state, at, of_library(path))
            put(f.run, state, manager, CLOSES, first, certain=True)
            return (Ref(manager),)
        case "joblib.delayed" if first:
            return (Early((Library("functools.partial"),), (first,), ()),)
        case "types.MethodType" if count == 2:
            return tuple([Bound(function, given.positional[1]) for function in first])
        case _ if path in AROUND and len(first) == 1 and refs(first):
            return first
        case _ if path in CHECKS:
            return _checked(f, state, at, path, joined(given.values) or NONE)
        case "functools.wraps":
            return (Early((Library("functools.update_wrapper"),), (), (("wrapped", first),)),)
        case "functools.update_wrapper":
            return first
        case "builtins.getattr" if count > 1:
            return _getattr(f, state, at, given)
        case "builtins.setattr" if count == 3:
            return _setattr(f, state, at, *given.positional)
        case "builtins.delattr" if count == 2:
            return _delattr(f, state, at, *given.positional)
        case "builtins.hasattr" if count == 2:
            return _hasattr(f, state, at, given)
        case "builtins.type" if count == 1 and any(":" in (kind_of(one.thing) or ":") for one in refs(first)):
            return joined([type_of(f.run, ref.thing) for ref in refs(first)])
        case "builtins.super":
            return _super(f, state)
        case "builtins.vars" if count == 1:
            return attribute(f, state, first, "__dict__", at)
        case "builtins.locals" | "builtins.vars" if f.function.kind == "function":
            return _variables(f, state, at)
        case _ if model.wraps(path) and (not first or is_callable(first)):
            return first or (Unknown("a decorator"),)
        case _ if model.wraps(path) and _is_transformed(f.run, path, first):
            return called_argument(f, at, given, 0)
        case _:
            return None


def _checked(f: Frame, state: State, at: int, path: str, told: Value) -> Value:
    """The generator that is made of a seed, the one that is passed, or for None the global one."""
    passed = tuple([ref for ref in refs(told) if kind_of(ref.thing) != "number" and not is_seed(ref.thing)])
    made = (Ref(make(f, state, at, of_library(path))),) if set(told) - {*passed, *NONE} else NOTHING
    return (*((Library("numpy.random"),) if NONE[0] in told else ()), *passed, *made)


def is_callable(value: Value) -> bool:
    """Whether a value may be a function."""
    return any(isinstance(atom, CALLABLE) for atom in value)


def _is_transformed(run: Run, path: str, value: Value) -> bool:
    """Whether it is an object, or what a caller passes, that a system of derivatives is given for a function."""
    things = [ref.thing for ref in refs(value)]
    known = [thing for thing in things if is_class(run, kind_of(thing))]
    open_ones = [thing for thing in things if isinstance(thing, Entry) and not thing.kind]
    return bool(things) and len(known) + len(open_ones) == len(things) and path.startswith(model.TRANSFORMING)


def _checkpointed(f: Frame, state: State, at: int, functions: Value, given: Given) -> Value:
    """The result of the function that is checkpointed."""
    keywords = tuple([(name, value) for name, value in given.keywords if name not in model.OF_CHECKPOINT])
    inner = Given(given.positional[1:], keywords, given.spread)
    return one_of(f, state, functions, lambda function, way: f.run.machine.apply(f, way, at, function, inner))


def run_items(f: Frame, state: State, at: int, given: Given) -> Value:
    """A list of the results of the calls that are the items of the first argument: `Parallel(2)(delayed(f)(x) …)`."""
    items = iterated(f, state, given.positional[0], at) if given.positional else NOTHING
    called = tuple([atom for atom in items if not isinstance(atom, Number)])
    results = one_of(f, state, called, lambda atom, way: f.run.machine.apply(f, way, at, atom, Given()))
    made = make(f, state, -at, "list")
    put(f.run, state, made, ANY, results, certain=True)
    return (Ref(made),)


def _getattr(f: Frame, state: State, at: int, given: Given) -> Value:
    name = _literal(f, given.positional[1])
    if name is None or not isinstance(name.value, str):
        return _any_attribute(f, state, at, given)
    found = attribute(f, state, given.positional[0], name.value, at)
    return join(found, given.positional[2]) if len(given.positional) > 2 else found


def _hasattr(f: Frame, state: State, at: int, given: Given) -> Value | None:
    """Whether there is an attribute, as far as is known; a property may tell, and what is given is read besides."""
    first, name = given.positional[0], _literal(f, given.positional[1])
    if name is not None and isinstance(name.value, str) and lacks(f.run, state, first, name.value):
        return OFF
    if any(is_class(f.run, kind_of(ref.thing)) for ref in refs(first)):
        _getattr(f, state, at, given)
    if name is not None and isinstance(name.value, str):
        guards.has(f, at, attributes_held(first), f".{name.value}")
    return None


def _any_attribute(f: Frame, state: State, at: int, given: Given) -> Value:
    """Any attribute of an object, which may be a property of its class."""
    base = given.positional[0]
    base = tuple([atom for atom in base if not isinstance(atom, Number)])
    if not all(isinstance(atom, Ref) and not isinstance(atom.thing, Globals) for atom in base):
        touch(f.run, state, given.values, "the name of the attribute is not known")
        return (ANY_ATTRIBUTE, *refs(base))
    given.read(f.run, state)
    found: Value = (ANY_ATTRIBUTE, *refs(base))
    for ref in refs(base):
        for function in properties(f.run, kind_of(ref.thing)):
            found = join(found, call_perhaps(f, state, at, Function(function), Given(((ref,),)), certain=False))
        for step in f.run.steps.get(ref.thing, ()):
            found = join(found, f.run.get(state, ref.thing, step))
    return found


def _setattr(f: Frame, state: State, at: int, base: Value, name: Value, value: Value) -> Value:
    known = _literal(f, name)
    if known is None or not isinstance(known.value, str):
        set_any_attribute(f, state, base, value, at)
    else:
        set_attribute(f, state, base, known.value, value, at)
    return NONE


def _delattr(f: Frame, state: State, at: int, base: Value, name: Value) -> Value:
    known = _literal(f, name)
    if known is None or not isinstance(known.value, str):
        touch(f.run, state, (base,), "the name of the attribute is not known")
    else:
        delete_attribute(f, state, base, known.value, at)
    return NONE


def _literal(f: Frame, value: Value) -> ir.Const | None:
    """The literal that a value is, or a global variable that is bound to one and to nothing else."""
    match value:
        case (Ref(Entry(Place(root, (), "global", module))),):
            return f.run.names.literal(module, root)
        case _:
            return literal(value)


def _variables(f: Frame, state: State, at: int) -> Value:
    """A dict of what the variables of the function hold."""
    made = make(f, state, at, "dict")
    for name in sorted(f.function.bound | {one.name for one in f.function.parameters}):
        put(f.run, state, made, f"[{name!r}]", f.value(state, name), certain=True)
    return (Ref(made),)


def _super(f: Frame, state: State) -> Value:
    """`super()`: the receiver, seen as an object of the class behind the one where the method stands."""
    positional = f.function.positional
    receiver = f.value(state, positional[0]) if positional else NOTHING
    owner = f.run.program.enclosing(f.identity) or ""
    return tuple([Super(owner, kind_of(ref.thing) or owner, ref) for ref in refs(receiver)]) or (
        Unknown("what `super()` gives"),
    )
