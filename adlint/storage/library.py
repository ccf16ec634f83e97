"""Calls of library functions: what they read, write, and give."""

from __future__ import annotations

from adlint.models import storage as model
from adlint.models.objects import is_value
from adlint.models.outside import CALLS, DRAWING, IN_FILE, WRITING
from adlint.storage.calls import Given
from adlint.storage.frame import Frame
from adlint.storage.indexing import attribute, set_attribute
from adlint.storage.iterating import iterated
from adlint.storage.making import make
from adlint.storage.memory import items, items_of, kind_of, put, read, touch, write
from adlint.storage.places import ANY
from adlint.storage.regions import mixed
from adlint.storage.state import State, met
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
    Number,
    Range,
    Ref,
    Super,
    Tuple,
    Unknown,
    Value,
    join,
    literal,
    refs,
)
from adlint.storage.world import act, advance, draw, of_world

SUPPRESSING = "contextlib.suppress"  # a manager that goes on where something fails
_CALLABLE = (Function, Bound, Early)


def call_library(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The result of a library's function; `state` becomes the one behind the call."""
    last = path.rpartition(".")[2]
    first = given.positional[0] if given.positional else NOTHING
    if path == "functools.partial":
        return (Early(first, given.positional[1:], given.keywords),)
    if path == "types.MethodType" and len(given.positional) == 2:
        return tuple([Bound(function, given.positional[1]) for function in first])
    if path == "functools.wraps":
        return (Early((Library("functools.update_wrapper"),), (), (("wrapped", first),)),)
    if path == "functools.update_wrapper":
        return first
    if last in model.WRAPPERS and (not first or _is_callable(first)):
        return first or (Unknown("a decorator"),)
    if path == "builtins.getattr" and len(given.positional) > 1:
        return _getattr(f, state, at, given)
    if path == "builtins.setattr" and len(given.positional) == 3:
        return _setattr(f, state, at, given)
    if path == "builtins.delattr" and len(given.positional) == 2:
        return _setattr(f, state, at, Given((*given.positional, (Unknown("an attribute that is deleted"),))))
    if path == "builtins.range":
        _reads(f, state, last, given)
        return (Range(given.positional),)
    if path == SUPPRESSING:
        return (Ref(make(f.run, state, f.identity, at, f"library {path}")),)
    if path == "builtins.super":
        return _super(f, state)
    told = of_world(f, state, path, given)
    if told is not None:
        return told
    act(f, path, given)
    draw(f, path, given)
    if not model.is_reading(path) and path not in CALLS:
        touch(f.run, state, given.values, f"nothing is known of `{path}`")
        return (Unknown(f"the result of `{path}`"), *given.refs)
    _reads(f, state, last, given)
    _goes_on(f, state, path, given)
    if path == "builtins.len" and first:
        return _length(f, first)
    for position in model.writes(path):
        if position < len(given.positional):
            is_whole = path in model.FILLING and not given.keyword("where")
            write(f.run, state, given.positional[position], certain=is_whole)
    for atom in join(given.keyword("out"), _third(path, last, given)):
        for out in atom.items if isinstance(atom, Tuple) else ((atom,),):
            write(f.run, state, out)
    called = _callbacks(f, state, at, given)
    return join(_result(f, state, at, path, last, given), called)


def _reads(f: Frame, state: State, last: str, given: Given) -> None:
    """The arguments are read, but those of which no more than the size is asked for, or that are only gone through."""
    if last in model.MEASURING or last in model.VIEWS or last in ("zip", "enumerate", "iter"):
        for value in given.values:
            for ref in refs(value):
                if last == "len" and kind_of(ref.thing) != "array":
                    read(f.run, state, (ref,), 0)  # a container may have had other items
        return
    given.read(f.run, state)


def _is_generator(ref: Ref) -> bool:
    """Whether a thing is a generator of random numbers, by what its place is called."""
    if not isinstance(ref.thing, Entry):
        return False
    place = ref.thing.place
    return (place.steps[-1].lstrip(".") if place.steps else place.root) in DRAWING


def _goes_on(f: Frame, state: State, path: str, given: Given) -> None:
    """A function that is given a generator draws from it; one that is given an open file goes on in it."""
    for name, value in given.keywords:
        for ref in refs(value) if name in DRAWING | WRITING else ():
            advance(f.run, state, ref.thing)
    position = IN_FILE.get(path)
    if position is not None and position < len(given.positional):
        for ref in refs(given.positional[position]):
            advance(f.run, state, ref.thing)


def _third(path: str, last: str, given: Given) -> Value:
    """What is given as `out` by its position."""
    position = model.OUT.get(last) if path.startswith(("numpy.", "autograd.numpy.")) else None
    if position is None or position >= len(given.positional):
        return NOTHING
    return given.positional[position]


def _result(f: Frame, state: State, at: int, path: str, last: str, given: Given) -> Value:
    run = f.run
    out = given.keyword("out") or _third(path, last, given)
    if out and out != NONE:
        return out
    if model.gives_number(path) or (last in model.MEASURING and not last.endswith("_like")):
        return NUMBER
    if path == "builtins.next":
        return _next(f, state, given)
    made = make(run, state, f.identity, at, "array" if is_value(path) else f"library {path}")
    fresh: Value = (Ref(made),)
    if last in model.VIEWS and given.positional:
        found = refs(given.positional[0])
        views = tuple([Ref(ref.thing, mixed(ref.view, run.sizes(ref.thing))) for ref in found])
        return (*views, *(fresh if last not in model.NEVER_COPIES else ()))
    if path in ("builtins.zip", "builtins.enumerate"):
        columns = [iterated(f, state, value, at) for value in given.positional]
        row = Tuple(tuple(columns if path.endswith("zip") else [NUMBER, *columns[:1]]))
        rows = make(run, state, f.identity, at, "list")
        put(run, state, rows, ANY, (row,), certain=True)
        return (Ref(rows),)
    if path in model.HOLDING:
        kind = {"dict": "dict", "defaultdict": "dict", "OrderedDict": "dict", "set": "set"}.get(last, "list")
        held = make(run, state, f.identity, at, kind)
        for value in given.values:
            put(run, state, held, ANY, iterated(f, state, value, at), certain=False)
            put(run, state, held, ANY, tuple([a for a in value if not isinstance(a, Ref | Tuple)]), certain=False)
        first = given.positional[0] if given.positional else NOTHING
        return (Ref(held), *refs(first)) if last in ("max", "min", "iter") else (Ref(held),)
    given_on = tuple([ref for ref in given.refs if _is_generator(ref)])
    if given_on:
        return (*given_on, *fresh)  # `check_random_state(random_state)`
    if path.startswith(("builtins.", "math.")):
        return join(fresh, NUMBER)
    return fresh if last[:1].islower() else (Ref(make(run, state, f.identity, at, f"library {path}")),)


def _length(f: Frame, value: Value) -> Value:
    """How many items there are along the first axis of an array."""
    if len(value) == 1 and isinstance(value[0], Ref) and kind_of(value[0].thing) in ("array", ""):
        ref = value[0]
        sizes = f.run.sizes(ref.thing) if ref.view is None else ref.view.extents
        return (Number(None, sizes[0]),) if sizes else NUMBER
    return NUMBER


def _next(f: Frame, state: State, given: Given) -> Value:
    found: Value = given.positional[1] if len(given.positional) > 1 else NOTHING
    for ref in refs(given.positional[0]) if given.positional else ():
        advance(f.run, state, ref.thing)
        found = join(found, items(f.run, state, ref.thing))
    return found or NUMBER


def _is_callable(value: Value) -> bool:
    return any(isinstance(atom, _CALLABLE) for atom in value)


def _callbacks(f: Frame, state: State, at: int, given: Given) -> Value:
    """Functions that a library is handed may be called, any number of times, with what else it is handed."""
    functions: list[Atom] = [a for value in given.values for a in value if isinstance(a, _CALLABLE)]
    if not functions:
        return NOTHING
    others: Value = NUMBER
    for value in given.values:
        kept = tuple([a for a in value if not isinstance(a, _CALLABLE)])
        others = join(join(others, kept), items_of(f.run, state, kept))
    result: Value = NOTHING
    for function in functions:
        way = state.copy()
        result = join(result, f.run.machine.apply(f, way, at, function, Given((), (), others)))
        behind = met((state, way), f.run.default)
        if behind is not None:
            state.parts = behind.parts
    return result


def _getattr(f: Frame, state: State, at: int, given: Given) -> Value:
    name = literal(given.positional[1])
    if name is None or not isinstance(name.value, str):
        touch(f.run, state, given.values, "the name of the attribute is not known")
        return (Unknown("an attribute whose name is not known"), *refs(given.positional[0]))
    found = attribute(f, state, given.positional[0], name.value, at)
    return join(found, given.positional[2]) if len(given.positional) > 2 else found


def _setattr(f: Frame, state: State, at: int, given: Given) -> Value:
    base, name, value = given.positional
    known = literal(name)
    if known is None or not isinstance(known.value, str):
        touch(f.run, state, (base,), "the name of the attribute is not known")
    else:
        set_attribute(f, state, base, known.value, value, at)
    return NONE


def _super(f: Frame, state: State) -> Value:
    """`super()`: the receiver, seen as an object of the class behind the one where the method stands."""
    positional = f.function.positional
    receiver = f.value(state, positional[0]) if positional else NOTHING
    owner = f.run.program.enclosing(f.identity) or ""
    return tuple([Super(owner, kind_of(ref.thing) or owner, ref) for ref in refs(receiver)]) or (
        Unknown("what `super()` gives"),
    )
