"""Calls of functions of libraries: what they read and write."""

from __future__ import annotations

from adlint import ir
from adlint.models import storage as model
from adlint.models.estimators import is_by_chance, keeps_seed, shuffles
from adlint.models.hooks import BACKWARD, SHOWING, WARNING
from adlint.models.iterators import goes_on, makes_iterator
from adlint.models.objects import calls_inside, is_made, logs
from adlint.models.outside import (
    CALLS,
    GENERATORS,
    IN_FILE,
    NUMBERED,
    PLACING_IN,
    SEEDS,
    goes_on_in,
    is_module_generator,
    is_of_attribute,
    plain,
)
from adlint.models.paths import NAMED_OR_OPEN
from adlint.models.protocols import ITEMWISE
from adlint.models.randomness import TOLD_BY
from adlint.models.reading import OF_ARRAYS, is_reading
from adlint.models.states import HELD
from adlint.storage.callbacks.calling import known_function
from adlint.storage.callbacks.getters import of_getter
from adlint.storage.callbacks.handed import held_within
from adlint.storage.callbacks.handing import called_back, keep
from adlint.storage.callbacks.hooked import run_hooks
from adlint.storage.callbacks.reporting import run_handlers
from adlint.storage.definitions.names import of_library as named
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.invocation.methods import call_method
from adlint.storage.invocation.phrased import classes_of, of_operator, unbound
from adlint.storage.location.places import ANY
from adlint.storage.operation.indexing import pointed
from adlint.storage.operation.iterating import iterators, pass_on
from adlint.storage.outside.file_parts import opened
from adlint.storage.outside.going_on import told_to_go_on
from adlint.storage.outside.hazards import hazard, is_off
from adlint.storage.outside.mapped import mapped_file
from adlint.storage.outside.messages import of_mpi
from adlint.storage.outside.results import length, result
from adlint.storage.outside.stated import call_stated
from adlint.storage.outside.states import feel, of_world
from adlint.storage.outside.world import act, advance, created, draw, draw_by, is_placed, mask
from adlint.storage.state import State
from adlint.storage.things.kinds import is_file, library_of, of_library
from adlint.storage.things.making import make, something
from adlint.storage.things.measured import measure
from adlint.storage.things.memory import changeable, kind_of, look_at_end, move_items, put, read, touch, write
from adlint.storage.things.values import (
    NONE,
    NOTHING,
    NUMBER,
    PASSING,
    SEEDED,
    Range,
    Ref,
    Taken,
    Tuple,
    Unknown,
    Value,
    join,
    joined,
    literal,
    refs,
)

_OF_LISTS = ("heapq.", "bisect.", "random.", "numpy.random.")  # whose functions put items of lists elsewhere
SUPPRESSING = "contextlib.suppress"  # a manager that goes on where something fails


def call_library(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The result of a library's function; `state` becomes the one behind the call."""
    path = plain(path)
    known = _known(f, state, at, path, given)
    return _called(f, state, at, path, given) if known is None else known


def _known(f: Frame, state: State, at: int, path: str, given: Given) -> Value | None:
    """The result of a function that does something of its own; None if it is no such function."""
    stated = f.run.program.stated.get(path)
    if stated is not None and stated.effects is not None:
        return call_stated(f, state, at, stated, given)
    for way in (known_function, of_getter, of_operator, of_mpi):
        known = way(f, state, at, path, given)
        if known is not None:
            return known
    owner, _, last = path.rpartition(".")
    if owner in HELD:  # a method of what a module holds, taken from it before
        return call_method(f, state, at, (named(owner),), last, given)
    if path.endswith(".__new__") and classes_of(given):
        return call_method(f, state, at, NOTHING, "__new__", given)
    method = unbound(path, given)
    if method:
        rest = Given(given.positional[1:], given.keywords, given.spread)
        return call_method(f, state, at, given.positional[0], method, rest)
    if path == "builtins.range":
        called_back(f, state, at, path, given)
        _reads(f, state, path, given)
        return (Range(given.positional),)
    if path == SUPPRESSING:
        return (Ref(make(f, state, at, of_library(path))),)
    told = of_world(f, state, path, given)
    if told is not None:  # what is set may be called from now on
        called_back(f, state, at, path, given)
    return told


def _called(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The result of a function that reads, writes, draws and calls what its name says."""
    last = path.rpartition(".")[2]
    act(f, path, given)
    if path == "torch.autograd.grad":
        run_hooks(f, state, at, BACKWARD)
    elif path in WARNING:
        run_hooks(f, state, at, SHOWING)
    elif path.startswith("logging.") and logs(last):
        run_handlers(f, state, at)
    hazard(f, at, path, given)
    draw(f, path, given)
    feel(f, state, path)
    mask(f, path, given)
    if is_module_generator(path):
        f.run.acts(path, NOTHING, f"`{path}` draws from a generator that a module holds", "RNG")
        given.read(f.run, state)
        return something(f, state, at)
    is_told = bool(TOLD_BY & {name for name, _ in given.keywords})
    if not is_reading(path, is_told=is_told) and path not in CALLS:
        return _untold(f, state, at, path, given)
    given = _at_index(f, state, path, _renamed(path, given))
    out = given.keyword("out") or joined(_behind(path, last, given))
    for value in given.values if last not in model.MEASURING and path not in model.AS_WHOLE else ():
        for thing in iterators(f, state, value):
            pass_on(f, state, thing)
    _reads(f, state, path, _read_by(path, last, given))
    if path == "builtins.len":
        called_back(f, state, at, path, given)
        return length(f, state, given.positional[0] if given.positional else NOTHING)
    _goes_on(f, state, path, given)
    _writes(f, state, path, given, out)
    is_class = path == "builtins.type" and len(given.positional) > 1
    called = called_back(f, state, at, "types.new_class" if is_class else path, given)
    made = mapped_file(path, given) or result(f, state, at, path, given, out)
    created(f, state, path, given, made)
    _mark(f, state, path, given, made)
    if is_file(of_library(path)):
        opened(f, state, path, given, made)
    if is_made(path) or calls_inside(path) or not path.startswith(OF_ARRAYS):
        keep(f, state, at, path, given, made)
    if path in ITEMWISE:
        for ref in refs(made):
            put(f.run, state, ref.thing, ANY, called, certain=False)
        return made
    # what a thread gives, nobody gets, and what is put into a copy is a part of that
    return made if path in NUMBERED or path in model.ALIKE else join(made, called)


def _mark(f: Frame, state: State, path: str, given: Given, made: Value) -> None:
    """Note of what was made whether it is asked for items, and by which seed it draws."""
    for ref in refs(made) if makes_iterator(path) else ():
        put(f.run, state, ref.thing, PASSING, NUMBER, certain=True)
    if is_by_chance(path) or (keeps_seed(path) and given.keyword("random_state")):
        is_steady = shuffles(path) and is_off(given, "shuffle", by_default=True)
        for ref in refs(made):
            told = NUMBER if is_steady else given.keyword("random_state") or NONE
            put(f.run, state, ref.thing, SEEDED, told, certain=True)


def _untold(f: Frame, state: State, at: int, path: str, given: Given) -> Value:
    """The result of a function of a library of which nothing is known."""
    owner, _, last = path.rpartition(".")
    if is_of_attribute(path):
        return call_method(f, state, at, (Unknown(f"`{owner}`"),), last, given)
    if is_made(path) and _is_raised(f, at):
        f.run.suppose("an exception of a library reads what it is made of, and does nothing else")
        given.read(f.run, state)
        return something(f, state, at)
    draw_by(f, NOTHING, last, given)
    touch(f.run, state, given.values, f"nothing is known of `{path}`")
    return (Unknown(f"the result of `{path}`"), *given.refs)


def _is_raised(f: Frame, at: int) -> bool:
    """Whether what a call gives is raised where it stands."""
    return any(isinstance(op, ir.Raise) and op.exception == at for op in f.function.operations)


def _at_index(f: Frame, state: State, path: str, given: Given) -> Given:
    """What is given to a function that changes an array at an index: a part of the array."""
    is_flat = path == "numpy.put"
    if not (is_flat or (path.startswith("numpy.") and path.endswith(".at"))) or len(given.positional) < 2:
        return given
    base, index, *rest = given.positional
    part = pointed(f.run, state, base, index, is_flat=is_flat)
    return Given((part, index, *rest), given.keywords, given.spread, given.perhaps)


def _renamed(path: str, given: Given) -> Given:
    """What is given, with the name that NumPy has for where the result is put."""
    if not path.startswith("scipy.ndimage.") or not refs(given.keyword("output")):
        return given
    keywords = tuple([("out" if name == "output" else name, value) for name, value in given.keywords])
    return Given(given.positional, keywords, given.spread, given.perhaps)


def _writes(f: Frame, state: State, path: str, given: Given, out: Value) -> None:
    """The arguments that a function overwrites, and where it puts its result."""
    is_whole = not given.keyword("where") and "out" not in given.perhaps
    for position in model.writes(path):
        if position < len(given.positional):
            written = given.positional[position]
            write(f.run, state, written, certain=path in model.FILLING and is_whole)
            if path.startswith("torch."):  # of several tensors: `clip_grad_norm_([w, b], 1.0)`
                write(f.run, state, tuple(refs(held_within(f, state, written))), certain=False)
            if path.startswith(_OF_LISTS):
                _reorder(f, state, position, given)
        elif given.spread:
            write(f.run, state, given.spread, certain=False)
        else:
            for name in model.WRITTEN:
                write(f.run, state, given.keyword(name), certain=path in model.FILLING and is_whole)
    told = given.keyword("inplace")
    if told and not ((known := literal(told)) is not None and not known.value):
        write(f.run, state, joined(given.positional[:1]), certain=False)
    _use_up(f, state, given)
    if path in model.WRITES_WHERE:
        _write_where(f, state, path, given)
    for array in _outs(out):
        write(f.run, state, array, certain=is_whole)


def _use_up(f: Frame, state: State, given: Given) -> None:
    """Arguments that a function may use up are written, perhaps: `solve(a, b, overwrite_b=True)`."""
    for keyword, value in given.keywords:
        name = keyword.removeprefix(model.USING_UP)
        if name == keyword or ((known := literal(value)) is not None and not known.value):
            continue
        arrays = [one for one in given.positional if changeable(one)]
        place = -1 if name == "b" else 0
        for one in (given.keyword(name),) if given.keyword(name) else (arrays[place],) if arrays else ():
            write(f.run, state, one, certain=False)


def _reorder(f: Frame, state: State, position: int, given: Given) -> None:
    """A list is put in another order, perhaps with what else is given among its items."""
    for ref in refs(given.positional[position]):
        if kind_of(ref.thing) != "array":
            move_items(f.run, state, ref.thing)
            for value in given.positional[position + 1 :]:
                put(f.run, state, ref.thing, ANY, value, certain=False)


def _reads(f: Frame, state: State, path: str, given: Given) -> None:
    """The arguments are read, but those of which no more than the size is asked for, or that are only gone through."""
    last = path.rpartition(".")[2]
    if last in model.MEASURING or last in model.VIEWS or path in model.TAKING:
        for value in given.values:
            for ref in refs(value):
                measure(f.run, ref.thing)
                if isinstance(ref.thing, Taken) and ref.thing.kind == "number":
                    read(f.run, state, (ref,))
                if last == "len" and kind_of(ref.thing) != "array":
                    look_at_end(f.run, state, ref)  # a container may have had other items
                    f.run.seen.counted.update(dict.fromkeys(f.run.paths_of(ref.thing)))
        return
    given.read(f.run, state)


def _read_by(path: str, last: str, given: Given) -> Given:
    """What is given without what is only overwritten."""
    if path in model.OVERWRITING:
        keywords = tuple([(name, value) for name, value in given.keywords if name not in model.WRITTEN])
        return Given(given.positional[1:], keywords, given.spread)
    outs = _behind(path, last, given)
    if not outs:
        return given
    first = model.OUT[last]
    rest = (*given.positional[:first], *given.positional[first + len(outs) :])
    return Given(rest, given.keywords, given.spread)


def _goes_on(f: Frame, state: State, path: str, given: Given) -> None:
    """A function that is given a generator draws from it; one that is given an open file goes on in it."""
    told_to_go_on(f, state, path, given)
    for position in IN_FILE.get(path, ()):
        for ref in refs(joined(given.positional[position : position + 1])):
            advance(f.run, state, ref.thing)
    for ref in refs(joined(given.positional[:1])) if path in PLACING_IN else ():
        advance(f.run, state, ref.thing, places=is_placed(given.positional[1:]))
    if goes_on_in(path) and path not in IN_FILE:
        _in_file(f, state, path, given)


def _in_file(f: Frame, state: State, path: str, given: Given) -> None:
    """A function is given open files, or what may be one, in which it goes on from where they stand, or generators
    that it draws from.
    """
    for ref in given.refs:
        kind = library_of(kind_of(ref.thing))
        if goes_on(kind) or (kind in GENERATORS - SEEDS and not keeps_seed(path)):
            advance(f.run, state, ref.thing)
    position, name = NAMED_OR_OPEN.get(path, (0, ""))
    file = joined((*given.positional[position : position + 1], given.keyword(name), given.spread)) if name else NOTHING
    if any(f.run.stood(ref.thing) and not kind_of(ref.thing) for ref in refs(file)):
        f.run.wonder(f"what `{path}` is given may name a file, or be an open one, in which it goes on")


def _write_where(f: Frame, state: State, path: str, given: Given) -> None:
    """Some arguments are written where another one says so."""
    written, name, position, truth, by_default = model.WRITES_WHERE[path]
    told = given.keyword(name) or joined(given.positional[position : position + 1])
    known = literal(told)
    if by_default if not told else known is None or bool(known.value) is truth:
        for at, keyword in written:
            value = given.keyword(keyword) or joined(given.positional[at : at + 1])
            read(f.run, state, value)
            write(f.run, state, value, certain=False)


def _behind(path: str, last: str, given: Given) -> tuple[Value, ...]:
    """What is given as `out` by position; of some functions, several."""
    position = model.OUT.get(last) if path.startswith(("numpy.", "autograd.numpy.")) else None
    if position is None:
        return ()
    return given.positional[position : position + model.OUTS.get(last, 1)]


def _outs(value: Value) -> tuple[Value, ...]:
    """The arrays that are given as `out`: one, or some in a tuple."""
    if len(value) == 1 and isinstance(value[0], Tuple):
        return value[0].items
    return (joined([joined(atom.items) if isinstance(atom, Tuple) else (atom,) for atom in value]),)
