"""Functions of libraries that call, bind, wrap or look up what they are given."""

from __future__ import annotations

from adlint import ir
from adlint.models import storage as model
from adlint.storage.attributes import attribute, set_attribute
from adlint.storage.calls import Given, one_of
from adlint.storage.frame import Frame
from adlint.storage.iterating import iterated
from adlint.storage.members import is_class
from adlint.storage.memory import kind_of, touch
from adlint.storage.places import Place
from adlint.storage.state import State
from adlint.storage.values import (
    NONE,
    NOTHING,
    NUMBER,
    Atom,
    Bound,
    Early,
    Entry,
    Function,
    Library,
    Ref,
    Super,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    literal,
    refs,
)

_NO_TYPE = Unknown("which class it is")
_MAPPING = frozenset({"builtins.map", "itertools.starmap", "functools.reduce"})  # what surely calls what it is given
CALLABLE = (Function, Bound, Early)


def known_function(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """The result of a function that calls, binds or looks up what it is given; None if it is no such function."""
    first = given.positional[0] if given.positional else NOTHING
    count = len(given.positional)
    match path:
        case "functools.partial":
            return (Early(first, given.positional[1:], given.keywords, given.spread),)
        case model.CHECKPOINT if first:
            return _checkpointed(f, state, at, first, given)
        case "types.MethodType" if count == 2:
            return tuple([Bound(function, given.positional[1]) for function in first])
        case "functools.wraps":
            return (Early((Library("functools.update_wrapper"),), (), (("wrapped", first),)),)
        case "functools.update_wrapper":
            return first
        case "builtins.getattr" if count > 1:
            return _getattr(f, state, at, given)
        case "builtins.setattr" if count == 3:
            return _setattr(f, state, at, *given.positional)
        case "builtins.delattr" if count == 2:
            return _setattr(f, state, at, first, given.positional[1], (Unknown("an attribute that is deleted"),))
        case "builtins.type" if count == 1 and any(":" in kind_of(ref.thing) for ref in refs(first)):
            kinds = [kind_of(ref.thing) for ref in refs(first)]
            return tuple([Type(kind) if is_class(f.run, kind) else _NO_TYPE for kind in kinds])
        case "builtins.super":
            return _super(f, state)
        case _ if path.rpartition(".")[2] in model.WRAPPERS and (not first or is_callable(first)):
            return first or (Unknown("a decorator"),)
        case _:
            return None


def is_callable(value: Value) -> bool:
    """Whether a value may be a function."""
    return any(isinstance(atom, CALLABLE) for atom in value)


def _checkpointed(f: Frame, state: State, at: int, functions: Value, given: Given) -> Value:
    """The result of the function that is checkpointed."""
    keywords = tuple([(name, value) for name, value in given.keywords if name not in model.OF_CHECKPOINT])
    inner = Given(given.positional[1:], keywords, given.spread)
    return one_of(f, state, functions, lambda function, way: f.run.machine.apply(f, way, at, function, inner))


def called_back(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """Functions that a library is handed may be called, any number of times, with what else it is handed."""
    kinds = (*CALLABLE, Library) if path in _MAPPING else CALLABLE
    functions: list[Atom] = [a for value in given.values for a in value if isinstance(a, kinds)]
    if not functions:
        return NOTHING
    others: Value = NUMBER
    for value in given.values:
        kept = tuple([a for a in value if not isinstance(a, kinds)])
        others = join(join(others, kept), iterated(f, state, kept, at))
        if path == "itertools.starmap":
            rows = tuple([a for a in iterated(f, state, kept, at) if isinstance(a, Ref | Tuple)])
            others = join(others, iterated(f, state, rows, at))
    result: Value = NOTHING
    for function in functions:
        if function in f.run.handed:  # handed to itself: what that leads to is not followed
            touch(f.run, state, given.values, "a function is handed to itself")
            return (Unknown("the result of a function that is handed to itself"), *given.refs)
        way = state.copy()
        f.run.handed.append(function)
        passed = Given((others,) if isinstance(function, Library) else (), (), others)
        result = join(result, f.run.machine.apply(f, way, at, function, passed))
        f.run.handed.pop()
        state.become((state, way), f.run.default)
    return result


def _getattr(f: Frame, state: State, at: int, given: Given) -> Value:
    name = _literal(f, given.positional[1])
    if name is None or not isinstance(name.value, str):
        touch(f.run, state, given.values, "the name of the attribute is not known")
        return (Unknown("an attribute whose name is not known"), *refs(given.positional[0]))
    found = attribute(f, state, given.positional[0], name.value, at)
    return join(found, given.positional[2]) if len(given.positional) > 2 else found


def _setattr(f: Frame, state: State, at: int, base: Value, name: Value, value: Value) -> Value:
    known = _literal(f, name)
    if known is None or not isinstance(known.value, str):
        touch(f.run, state, (base,), "the name of the attribute is not known")
    else:
        set_attribute(f, state, base, known.value, value, at)
    return NONE


def _literal(f: Frame, value: Value) -> ir.Const | None:
    """The literal that a value is, or a global variable that is bound to one and to nothing else."""
    match value:
        case (Ref(Entry(Place(root, (), "global", module))),):
            return f.run.names.literal(module, root)
        case _:
            return literal(value)


def _super(f: Frame, state: State) -> Value:
    """`super()`: the receiver, seen as an object of the class behind the one where the method stands."""
    positional = f.function.positional
    receiver = f.value(state, positional[0]) if positional else NOTHING
    owner = f.run.program.enclosing(f.identity) or ""
    return tuple([Super(owner, kind_of(ref.thing) or owner, ref) for ref in refs(receiver)]) or (
        Unknown("what `super()` gives"),
    )
