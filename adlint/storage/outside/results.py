"""What functions of libraries give that read what they are given."""

from __future__ import annotations

from adlint.models import storage as model
from adlint.models.iterators import goes_on, reader
from adlint.models.objects import PATH, is_made, is_value
from adlint.models.outside import GENERATORS, OF_KEYS, SEEDS, is_generator
from adlint.models.paths import NAMING
from adlint.storage.callbacks.handed import called_argument, held_within
from adlint.storage.definitions.members import is_class, special
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.paths import path_of
from adlint.storage.location.places import ANY
from adlint.storage.location.regions import mixed, transposed
from adlint.storage.location.texts import composed
from adlint.storage.operation.iterating import asked, is_iterator, iterated, row
from adlint.storage.outside.world import advance
from adlint.storage.run import Run, is_number
from adlint.storage.state import State
from adlint.storage.things.copying import copied
from adlint.storage.things.kinds import CONTAINERS, SEQUENCES, library_of, of_library
from adlint.storage.things.making import make, several
from adlint.storage.things.measured import sizes_now
from adlint.storage.things.memory import is_array, items, kind_of, put
from adlint.storage.things.taking import taken
from adlint.storage.things.values import (
    BODY,
    GIVEN_BACK,
    NONE,
    NOTHING,
    NUMBER,
    Bound,
    Early,
    Entry,
    Function,
    Library,
    Number,
    Ref,
    Tuple,
    Type,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)

_NO_ITEMS = (Ref, Tuple, Function, Bound, Early, Library, Type)  # what is gone through, or called, and so is no item
# what `iter` gives of these begins anew; what nothing is known of is taken to be a container
_BEGINNING = frozenset({"list", "tuple", "dict", "set", "array", "number", ""})
_HOLDING = ("collections.", "numpy.", "pandas.", "xarray.")  # libraries whose objects begin anew, too
_GATHERING = frozenset("array asarray asanyarray".split())  # what makes an array of what a list holds
_AS_NUMBERS = ("__array__", "__array_interface__", "__float__", "__getitem__")  # by which what has one is put in arrays
_KINDS = {"dict": "dict", "defaultdict": "dict", "OrderedDict": "dict", "UserDict": "dict", "set": "set"}


def result(f: Frame, state: State, at: int, path: str, given: Given, out: Value) -> Value:
    """What a function gives that reads what it is given; `out` is where it puts its result, if it is told."""
    last = path.rpartition(".")[2]
    if out and out != NONE:
        return out
    if path == PATH:
        return path_of(f, state, at, path, given.positional)
    if path in NAMING:
        return composed(f, at, path, (*given.positional, *[value for _, value in given.keywords]))
    if model.gives_number(path) or (last in model.MEASURING and not last.endswith("_like")):
        return NUMBER
    if path in model.MAKES_CLASSES:
        return (Unknown(f"the class that `{path}` makes"),)
    if path in model.IMPORTING:
        return (Unknown(f"the module that `{path}` gives"),)
    if path == "builtins.next":
        return _next(f, state, at, given)
    if path in ("builtins.max", "builtins.min"):
        return _extreme(f, state, at, given)
    if path in model.DEEP_COPIES:
        return copied(f, state, at, joined(given.positional[:1]))
    if path in model.CHOOSING:
        items = joined([iterated(f, state, value, at) for value in given.positional[:1]])
        return joined([items, *given.positional[1:]])
    if told := reader(path, [name for name, _ in given.keywords]):
        return (Ref(make(f, state, at, of_library(told))),)
    if path in model.ALIKE and (alike := _alike(f, state, at, joined(given.positional[model.ALIKE[path] :][:1]))):
        return alike
    is_plain = is_value(path) and not goes_on(path)
    fresh: Value = (Ref(make(f, state, at, "array" if is_plain else of_library(path))),)
    if path.startswith("numpy.") and _holds_objects(f, state, last, given):
        return _holding(f, state, at, last, given)
    if (last in model.VIEWS or _may_share(last, given)) and given.positional:
        return _views(f, state, at, last, given, fresh)
    if path in model.STANDING_FOR:
        return (*(_view_of(f, path, ref) for ref in given.refs), *fresh)
    held = _held(f, state, at, path, given)
    if held:
        return held
    given_on = tuple([ref for ref in given.refs if _is_generator(ref)])
    if given_on and path not in OF_KEYS:
        return (*given_on, *fresh)  # `check_random_state(random_state)`
    if is_made(path):
        return (Ref(make(f, state, at, of_library(path))),)
    is_one = last in model.ELEMENTWISE and any(is_array(f.run, value) for value in given.positional)
    return fresh if last in model.ARRAYS or is_one else join(fresh, NUMBER)


def _held(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """What holds the arguments, or what they hold; nothing if a function gives no such thing."""
    if path == "builtins.sum" and _is_of_containers(given):
        return _holding(f, state, at, "from_iterable", given)
    if path == "types.SimpleNamespace":
        return _namespace(f, state, at, given)
    if path in ("builtins.zip", "builtins.enumerate"):
        return _rows(f, state, at, path, given)
    return _holding(f, state, at, path.rpartition(".")[2], given) if path in model.HOLDING else NOTHING


def _alike(f: Frame, state: State, at: int, value: Value) -> Value:
    """New objects of the classes of libraries that a value's are of; nothing if some are of no such class."""
    kinds = dict.fromkeys(kind_of(ref.thing) for ref in refs(value))
    return tuple([Ref(make(f, state, at, kind)) for kind in kinds]) if all(map(library_of, kinds)) else NOTHING


def _views(f: Frame, state: State, at: int, last: str, given: Given, fresh: Value) -> Value:
    """A view of the first argument, or a copy of it; or that itself; of some functions, views of several."""
    run = f.run
    if last in model.SEVERAL and len(given.positional) > 1:
        held = make(f, state, at, "list")
        for value in given.positional:
            put(run, state, held, ANY, _views(f, state, at, last, Given((value,)), fresh), certain=False)
        return (Ref(held),)
    found = [ref for ref in refs(given.positional[0]) if not is_number((ref,))]
    if last in model.SAME and len(given.values) == 2 and found and all(kind_of(r.thing) == "array" for r in found):
        return tuple(found)
    is_turned = last == "transpose" and len(given.positional) == 1 and not given.keywords
    views = tuple([_view_by(run, ref, last, is_turned=is_turned) for ref in found])
    if last in model.NEVER_COPIES:
        return views
    copies = joined([taken(run, state, ref, "array") for ref in found])
    return (*views, *(copies or fresh))


def _rows(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """Tuples of an item of each argument, or of a number and an item."""
    body = _waiting(f, state, given)
    rows = make(f, state, at, "generator" if body else "list")
    put(f.run, state, rows, ANY, row(f, state, path, given.positional, at), certain=True)
    put(f.run, state, rows, BODY, (*body, Early((Library(path),), given.positional, ())), certain=True)
    return (Ref(rows),)


def _holding(f: Frame, state: State, at: int, last: str, given: Given) -> Value:
    """A container of the items of the arguments; or, of `iter`, its argument itself, if it is an iterator."""
    run = f.run
    body = _waiting(f, state, given) if last in model.LAZY else NOTHING
    held = make(f, state, at, "generator" if body else _KINDS.get(last, "list"))
    put(run, state, held, BODY, body, certain=True)
    for value in given.values:
        inner = iterated(f, state, tuple([a for a in value if isinstance(a, Ref | Tuple)]), at)
        put(run, state, held, ANY, inner, certain=False)
        if last in model.NESTING and not _is_dict(value):
            deeper = tuple([a for a in inner if isinstance(a, Ref | Tuple)])
            put(run, state, held, ANY, iterated(f, state, deeper, at), certain=False)
        kept = value if last in ("repeat", "fromkeys") else tuple([a for a in value if not isinstance(a, _NO_ITEMS)])
        put(run, state, held, ANY, kept, certain=False)
    if last == "defaultdict" and given.positional:
        put(run, state, held, ANY, _by_default(f, state, at, called_argument(f, at, given, 0)), certain=False)
    if last == "tee":
        several = make(f, state, at, "tuple")
        put(run, state, several, ANY, (Ref(held),), certain=True)
        return (Ref(several),)
    if last == "groupby":
        rows = make(f, state, at, "tuple")
        put(run, state, rows, ANY, (Tuple((join(items(run, state, held), NUMBER), (Ref(held),))),), certain=True)
        return (Ref(rows),)
    if last == "copy":
        itself = [ref for ref in given.refs if kind_of(ref.thing) not in (*CONTAINERS, "array", "number")]
        return (Ref(held), *itself)
    first = given.positional[0] if given.positional else NOTHING
    return (Ref(held), *(ref for ref in refs(first) if last == "iter" and not _begins_anew(kind_of(ref.thing))))


def _begins_anew(kind: str) -> bool:
    """Whether what is gone through is not what stands there, but another iterator over it."""
    return kind in _BEGINNING or library_of(kind).startswith(_HOLDING)


def _is_dict(value: Value) -> bool:
    """Whether a value is a dict, and no sequence of pairs."""
    return all(isinstance(atom, Ref) and kind_of(atom.thing) == "dict" for atom in value)


def _by_default(f: Frame, state: State, at: int, factory: Value) -> Value:
    """What a factory makes for a key that is not there."""
    made: Value = NOTHING
    for atom in factory:
        way = state.copy()
        made = join(made, f.run.machine.apply(f, way, at, atom, Given()))
        state.become((state, way), f.run.default)
    return several(f.run, state, made)


def _namespace(f: Frame, state: State, at: int, given: Given) -> Value:
    """An object with attributes that are given by their names."""
    if given.spread:
        return (Unknown("an object with attributes that are not told"), *given.refs)
    made = make(f, state, at, of_library("types.SimpleNamespace"))
    for name, value in given.keywords:
        put(f.run, state, made, f".{name}", value, certain=False)
    return (Ref(made),)


def _holds_objects(f: Frame, state: State, last: str, given: Given) -> bool:
    """Whether an array is made of objects, which it holds themselves: as it is told, or as they are no numbers."""
    kind = given.keyword("dtype")
    told = literal(kind)
    if kind or last not in _GATHERING:
        return kind == (Library("builtins.object"),) or (told is not None and told.value in ("object", "O"))
    held = refs(held_within(f, state, tuple(refs(joined(given.positional[:1])))))
    return any(is_class(f.run, kind_of(one.thing)) and not special(f.run, one, _AS_NUMBERS)[0] for one in held)


def _may_share(last: str, given: Given) -> bool:
    """Whether a function may give its argument itself, which it is told not to `copy`."""
    told = given.keyword("copy")
    known = literal(told)
    return last in model.COPYING and bool(told) and not (known is not None and known.value is True)


def _view_of(f: Frame, path: str, ref: Ref) -> Ref:
    is_array = path.startswith("numpy.")
    return Ref(ref.thing, mixed(ref.view, f.run.sizes(ref.thing), keeps_all=False)) if is_array else ref


def _is_of_containers(given: Given) -> bool:
    """Whether lists are added, which gives one that holds what they hold."""
    start = joined([*given.positional[1:2], given.keyword("start")])
    return any(kind_of(atom.thing) in SEQUENCES if isinstance(atom, Ref) else isinstance(atom, Tuple) for atom in start)


def _extreme(f: Frame, state: State, at: int, given: Given) -> Value:
    """One of several arguments, or one of the items of a single one."""
    several = (*given.positional, given.spread)
    items_of_one = iterated(f, state, given.positional[0], at) if len(given.positional) == 1 else NOTHING
    return joined([items_of_one, *(several if len(several) > 2 or given.spread else ()), given.keyword("default")])


def _view_by(run: Run, ref: Ref, last: str, *, is_turned: bool) -> Ref:
    sizes = run.sizes(ref.thing)
    if last in model.SAME:
        return ref
    if is_turned:
        return Ref(ref.thing, transposed(ref.view, sizes))
    return Ref(ref.thing, mixed(ref.view, sizes, keeps_all=last in model.REORDERING))


def length(f: Frame, state: State, value: Value) -> Value:
    """How many items there are along the first axis of an array."""
    if len(value) == 1 and isinstance(value[0], Ref) and kind_of(value[0].thing) in ("array", ""):
        ref = value[0]
        sizes = sizes_now(f.run, state, ref)
        return (Number(None, sizes[0]),) if sizes else NUMBER
    return NUMBER


def _next(f: Frame, state: State, at: int, given: Given) -> Value:
    iterators = given.positional[0] if given.positional else given.spread
    found: Value = given.positional[1] if len(given.positional) > 1 else NOTHING
    for ref in refs(iterators):
        if GIVEN_BACK in iterators and not is_iterator(state, ref.thing):  # new, or the caller's
            _doubt(f, ref)
            continue
        advance(f.run, state, ref.thing)
        found = join(found, asked(f, state, ref, at, certain=len(iterators) == 1))
    return found or NUMBER


def _doubt(f: Frame, ref: Ref) -> None:
    """Something may be an iterator that a function gives back, which a caller passes, if nothing is known of it."""
    if isinstance(ref.thing, Entry) and ref.thing.place.kind == "local" and not kind_of(ref.thing):
        f.run.wonder("what is asked for an item may be an iterator that was given to what a caller passes")


def _waiting(f: Frame, state: State, given: Given) -> Value:
    """What generators that are given run when they are asked for items."""
    return joined([f.run.get(state, ref.thing, BODY) for ref in given.refs if kind_of(ref.thing) == "generator"])


def _is_generator(ref: Ref) -> bool:
    """Whether a thing is a generator of random numbers, by its class or by what its place is called."""
    if library_of(kind_of(ref.thing)) in GENERATORS - SEEDS:
        return True
    return isinstance(ref.thing, Entry) and is_generator(ref.thing.place.name)
