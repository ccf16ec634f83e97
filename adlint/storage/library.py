"""Calls of library functions: what they read, write, and give."""

from __future__ import annotations

from adlint.models import storage as model
from adlint.models.objects import is_value
from adlint.models.outside import CALLS, DRAWING, IN_FILE, WRITING
from adlint.storage.attributes import attribute, set_attribute
from adlint.storage.calls import BODY, Given, one_of, resume
from adlint.storage.frame import Frame
from adlint.storage.hazards import hazard
from adlint.storage.iterating import asked, iterated
from adlint.storage.kinds import of_library
from adlint.storage.making import make
from adlint.storage.memory import kind_of, put, read, touch, write
from adlint.storage.places import ANY
from adlint.storage.regions import mixed, transposed
from adlint.storage.run import Run, exact_sizes, is_number
from adlint.storage.state import State
from adlint.storage.taking import taken
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
    Taken,
    Tuple,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)
from adlint.storage.world import act, advance, draw, of_world

SUPPRESSING = "contextlib.suppress"  # a manager that goes on where something fails
_CALLABLE = (Function, Bound, Early)
_BEGINNING = frozenset({"list", "tuple", "dict", "set", "array"})  # what `iter` gives of these begins anew


def call_library(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The result of a library's function; `state` becomes the one behind the call."""
    last = path.rpartition(".")[2]
    first = given.positional[0] if given.positional else NOTHING
    if path == "functools.partial":
        return (Early(first, given.positional[1:], given.keywords),)
    if path == model.CHECKPOINT and first:
        return _checkpointed(f, state, at, first, given)
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
        return (Ref(make(f, state, at, of_library(path))),)
    if path == "builtins.super":
        return _super(f, state)
    told = of_world(f, state, path, given)
    if told is not None:
        return told
    act(f, path, given)
    hazard(f, at, path, given)
    draw(f, path, given)
    if not model.is_reading(path) and path not in CALLS:
        touch(f.run, state, given.values, f"nothing is known of `{path}`")
        return (Unknown(f"the result of `{path}`"), *given.refs)
    for ref in given.refs if last not in model.MEASURING else ():
        if kind_of(ref.thing) == "generator":
            resume(f, state, ref.thing)
    _reads(f, state, last, _read_by(path, last, given))
    _goes_on(f, state, path, given)
    if path == "builtins.len" and first:
        return _length(f, first)
    for position in model.writes(path):
        if position < len(given.positional):
            is_whole = path in model.FILLING and not given.keyword("where")
            write(f.run, state, given.positional[position], certain=is_whole)
        elif given.spread:
            write(f.run, state, given.spread, certain=False)
    if path in model.WRITES_UNLESS:
        _write_unless(f, state, given, *model.WRITES_UNLESS[path])
    for out in _outs(given.keyword("out") or _third(path, last, given)):
        write(f.run, state, out, certain=not given.keyword("where"))
    called = _callbacks(f, state, at, given)
    return join(_result(f, state, at, path, last, given), called)


def _checkpointed(f: Frame, state: State, at: int, functions: Value, given: Given) -> Value:
    """The result of the function that is checkpointed."""
    keywords = tuple([(name, value) for name, value in given.keywords if name not in model.OF_CHECKPOINT])
    inner = Given(given.positional[1:], keywords, given.spread)
    return one_of(f, state, functions, lambda function, way: f.run.machine.apply(f, way, at, function, inner))


def _reads(f: Frame, state: State, last: str, given: Given) -> None:
    """The arguments are read, but those of which no more than the size is asked for, or that are only gone through."""
    if last in model.MEASURING or last in model.VIEWS or last in ("zip", "enumerate", "iter"):
        for value in given.values:
            for ref in refs(value):
                if isinstance(ref.thing, Taken) and ref.thing.kind == "number":
                    read(f.run, state, (ref,))
                if last == "len" and kind_of(ref.thing) != "array":
                    read(f.run, state, (ref,), 0)  # a container may have had other items
        return
    given.read(f.run, state)


def _read_by(path: str, last: str, given: Given) -> Given:
    """What is given without what is only overwritten."""
    if path in model.FILLING and not given.keyword("where"):
        return Given(given.positional[1:], given.keywords, given.spread)
    position = model.OUT.get(last) if _third(path, last, given) else None
    if position is None:
        return given
    rest = (*given.positional[:position], *given.positional[position + 1 :])
    return Given(rest, given.keywords, given.spread)


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


def _write_unless(f: Frame, state: State, given: Given, name: str, position: int) -> None:
    """The first argument is written, unless another one is true, as it is where it is not given."""
    told = given.keyword(name) or (given.positional[position] if position < len(given.positional) else NOTHING)
    known = literal(told)
    if given.positional and told and not (known is not None and known.value):
        read(f.run, state, given.positional[0])
        write(f.run, state, given.positional[0], certain=False)


def _third(path: str, last: str, given: Given) -> Value:
    """What is given as `out` by its position."""
    position = model.OUT.get(last) if path.startswith(("numpy.", "autograd.numpy.")) else None
    if position is None or position >= len(given.positional):
        return NOTHING
    return given.positional[position]


def _outs(value: Value) -> tuple[Value, ...]:
    """The arrays that are given as `out`: one, or some in a tuple."""
    if len(value) == 1 and isinstance(value[0], Tuple):
        return value[0].items
    return (joined([joined(atom.items) if isinstance(atom, Tuple) else (atom,) for atom in value]),)


def _result(f: Frame, state: State, at: int, path: str, last: str, given: Given) -> Value:
    run = f.run
    out = given.keyword("out") or _third(path, last, given)
    if out and out != NONE:
        return out
    if model.gives_number(path) or (last in model.MEASURING and not last.endswith("_like")):
        return NUMBER
    if path == "builtins.next":
        return _next(f, state, at, given)
    if path in ("builtins.max", "builtins.min"):
        return _extreme(f, state, at, given)
    made = make(f, state, at, "array" if is_value(path) else of_library(path))
    fresh: Value = (Ref(made),)
    if last in model.VIEWS and given.positional:
        found = [ref for ref in refs(given.positional[0]) if not is_number((ref,))]
        if last in model.SAME and len(given.values) == 2 and found and all(kind_of(r.thing) == "array" for r in found):
            return tuple(found)
        is_turned = last == "transpose" and len(given.positional) == 1 and not given.keywords
        views = tuple([_view_by(run, ref, last, is_turned=is_turned) for ref in found])
        if last in model.NEVER_COPIES:
            return views
        copies = joined([taken(run, state, ref, "array") for ref in found])
        return (*views, *(copies or fresh))
    if path in ("builtins.zip", "builtins.enumerate"):
        columns = [iterated(f, state, value, at) for value in given.positional]
        row = Tuple(tuple(columns if path.endswith("zip") else [NUMBER, *columns[:1]]))
        body = _waiting(f, state, given)
        rows = make(f, state, at, "generator" if body else "list")
        put(run, state, rows, ANY, (row,), certain=True)
        put(run, state, rows, BODY, body, certain=True)
        return (Ref(rows),)
    if path in model.HOLDING:
        body = _waiting(f, state, given) if last in model.LAZY else NOTHING
        kind = {"dict": "dict", "defaultdict": "dict", "OrderedDict": "dict", "set": "set"}.get(last, "list")
        held = make(f, state, at, "generator" if body else kind)
        put(run, state, held, BODY, body, certain=True)
        for value in given.values:
            put(run, state, held, ANY, iterated(f, state, value, at), certain=False)
            put(run, state, held, ANY, tuple([a for a in value if not isinstance(a, Ref | Tuple)]), certain=False)
        first = given.positional[0] if given.positional else NOTHING
        if last == "iter":
            return (Ref(held), *[ref for ref in refs(first) if kind_of(ref.thing) not in _BEGINNING])
        return (Ref(held),)
    given_on = tuple([ref for ref in given.refs if _is_generator(ref)])
    if given_on:
        return (*given_on, *fresh)  # `check_random_state(random_state)`
    if not last[:1].islower():
        return (Ref(make(f, state, at, of_library(path))),)
    return fresh if last in model.ARRAYS else join(fresh, NUMBER)


def _extreme(f: Frame, state: State, at: int, given: Given) -> Value:
    """One of several arguments, or one of the items of a single one."""
    several = (*given.positional, given.spread)
    items_of_one = iterated(f, state, given.positional[0], at) if len(given.positional) == 1 else NOTHING
    return joined([items_of_one, *(several if len(several) > 2 or given.spread else ()), given.keyword("default")])


def _view_by(run: Run, ref: Ref, last: str, *, is_turned: bool) -> Ref:
    sizes = run.sizes(ref.thing)
    if is_turned:
        return Ref(ref.thing, transposed(ref.view, sizes))
    return Ref(ref.thing, mixed(ref.view, sizes, keeps_all=last in model.REORDERING))


def _length(f: Frame, value: Value) -> Value:
    """How many items there are along the first axis of an array."""
    if len(value) == 1 and isinstance(value[0], Ref) and kind_of(value[0].thing) in ("array", ""):
        ref = value[0]
        sizes = exact_sizes(f.run, ref)
        return (Number(None, sizes[0]),) if sizes else NUMBER
    return NUMBER


def _next(f: Frame, state: State, at: int, given: Given) -> Value:
    iterators = given.positional[0] if given.positional else given.spread
    found: Value = given.positional[1] if len(given.positional) > 1 else NOTHING
    for ref in refs(iterators):
        advance(f.run, state, ref.thing)
        found = join(found, asked(f, state, ref, at, certain=len(iterators) == 1))
    return found or NUMBER


def _waiting(f: Frame, state: State, given: Given) -> Value:
    """What generators that are given run when they are asked for items."""
    return joined([f.run.get(state, ref.thing, BODY) for ref in given.refs if kind_of(ref.thing) == "generator"])


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
        others = join(join(others, kept), iterated(f, state, kept, at))
    result: Value = NOTHING
    for function in functions:
        way = state.copy()
        result = join(result, f.run.machine.apply(f, way, at, function, Given((), (), others)))
        state.become((state, way), f.run.default)
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
