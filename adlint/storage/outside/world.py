"""The world outside of the program: files, processes, the environment, generators, cursors."""

from __future__ import annotations

from itertools import product

from adlint import ir
from adlint.models import Effect, canonical, models
from adlint.models.outside import (
    CALLS,
    ENDING,
    LEAVING,
    NAMES,
    NUMBERED,
    OPENING,
    Act,
    Outside,
    opens_for,
)
from adlint.models.paths import EXISTING, LISTING, READ_AT, WRITTEN_AT
from adlint.models.randomness import DRAWN_BY, GIVING_STATE, MASKING, MASKING_IF, TOLD_BY
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import ANY
from adlint.storage.location.sizes import texts
from adlint.storage.location.texts import file_of, is_made_up, is_temporary, is_told
from adlint.storage.onetime import there
from adlint.storage.onetime.hanging import OTHERWISE, RAISES, hangs, hunts, leaving
from adlint.storage.onetime.listed import is_listed
from adlint.storage.outside.flags import opens_by_flags
from adlint.storage.outside.hazards import is_excused, is_off
from adlint.storage.parameters.unset import is_unset
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.memory import changeable, put
from adlint.storage.things.values import (
    CURSOR,
    MOVED,
    NONE,
    NOTHING,
    NUMBER,
    STANDING,
    Entry,
    Function,
    Library,
    Number,
    Ref,
    Thing,
    Value,
    joined,
    literal,
    refs,
)

_CONTENT = frozenset({Act.LOAD, Act.REWRITE})
_FROM_THE_START = ((Number(ir.Const("0", 0)),), (Library("os.SEEK_SET"),), (Library("io.SEEK_SET"),))
_FAILING = frozenset({Act.CREATE, Act.REMOVE, Act.MOVE})  # a second run only fails, which may be caught


def act(f: Frame, path: str, given: Given, receiver: Value = NOTHING) -> None:
    """Note what a library's function does to the outside, or a method to what it is called on."""
    run = f.run
    first = file_of(run, receiver or (given.positional[0] if given.positional else NOTHING))
    if path in ENDING:
        end(f, first)
    if path in LEAVING:
        f.run.seen.acts.pop((Act.ENLIST.value, given.positional[-1] if given.positional else NOTHING), None)
    if path in OPENING or path == "os.open":
        by_flags = opens_by_flags(f.function, run.here[-1][1])
        hows = _hows(given, OPENING[path]) if path in OPENING else {by_flags} if by_flags is not None else set()
        _opened(f, first, hows)
        return
    _note_named(f, path, given, first)
    known = CALLS.get(path)
    if known is None or _is_excused(given, known) or (run.caught and known.act in _FAILING):
        return
    if known.behind:
        first = file_of(f.run, joined(given.positional[known.behind : known.behind + 1]) or given.keyword("dst"))
    if known.act in _CONTENT:
        _content(f, known.act, first)
        return
    if known.once:
        first = joined(given.positional[-1:] or given.values)
        if _stood(run, first):
            return
    if known.act in (Act.CREATE, Act.REMOVE) and is_temporary(run, first):
        return
    if known.act is Act.REMOVE:
        if _is_created(run, first):
            run.seen.acts.pop((Act.CREATE.value, first), None)
            return
        if is_listed(f, run.here[-1][1]):
            return
    elif known.act is Act.CREATE:
        run.created.setdefault(first, False)
    elif known.act is Act.MOVE and _is_created(run, first):
        return
    if known.act in _FAILING and there.is_known(f, first, is_there=known.act is not Act.CREATE):
        if known.act is Act.MOVE:
            _moved_away(f, first)
        return
    run.acts(known.act.value, first, f"{known.what} {known.act.value}: `{path}`")


def _note_named(f: Frame, path: str, given: Given, first: Value) -> None:
    """Note which files a function of a library asks for, reads, or writes anew, by their names."""
    run = f.run
    if path in EXISTING and not is_temporary(run, first):
        there.asks(f, run.here[-1][1], first)
        run.asked[first] = run.asked.get(first) or hangs(f, run.here[-1][1])
    if path in EXISTING | LISTING and hunts(f, run.here[-1][1]):
        run.asked[NOTHING] = OTHERWISE
    if path in READ_AT:
        _content(f, Act.LOAD, file_of(f.run, joined(given.positional[READ_AT[path] : READ_AT[path] + 1])))
    if path in WRITTEN_AT:
        written_anew(f, file_of(f.run, joined(given.positional[WRITTEN_AT[path] : WRITTEN_AT[path] + 1])))


def _stood(run: Run, value: Value) -> bool:
    """Whether each thing that it may be was there when the piece began; a function that is defined there was not."""
    return bool(value) and all(
        run.stood(atom.thing) if isinstance(atom, Ref) else isinstance(atom, Function) and atom.outer is None
        for atom in value
    )


def _moved_away(f: Frame, file: Value) -> None:
    """What is moved away where it is there may be written anew: then a second run moves that, too."""
    run, at = f.run, f.run.here[-1][1]
    run.moved[file] = None
    ops = f.function.numbered
    named = set(ir.operands(ops[at])) if at in ops else set()
    names = {one for one in named if isinstance(one, str)}
    later = [op for op in ops.values() if op.at > at and isinstance(op, ir.Call)]
    if any(names & set(ir.operands(op)) for op in later):
        run.wonder("it is not known whether what is moved away is written anew")


def created(f: Frame, state: State, path: str, given: Given, made: Value) -> None:
    """Note what stands for a new temporary file or folder, or for a thread: its name, too; for the state of a hidden
    generator.
    """
    if path in GIVING_STATE:
        f.run.kept[GIVING_STATE[path]] = made
    model = models().get(path)
    is_new = model is not None and model.acquires == "temporary"
    is_named = is_new or (path in NUMBERED and not given.keyword("name"))
    for ref, name in product(refs(made), NAMES) if is_named else ():
        f.run.created[(Ref(ref.thing),)] = is_new
        put(f.run, state, ref.thing, f".{name}", (ref,), certain=True)


def _is_created(run: Run, file: Value) -> bool:
    """Whether the piece has made a file or folder: under that name, or as a temporary one of which that is a part."""
    found = refs(file)
    is_made = is_told(file) and file in run.created
    return is_made or (bool(found) and all((Ref(ref.thing),) in run.created for ref in found))


def end(f: Frame, started: Value) -> None:
    """What was started is waited for."""
    f.run.seen.acts.pop((Act.START.value, started), None)


def draw(f: Frame, path: str, given: Given) -> None:
    """Note where a library draws from its hidden generator, or sets it."""
    model = models().get(canonical(path))
    if model is not None and model.effect is Effect.SEED:
        _seed(f, path, model.what, joined(given.values) or NONE)
    elif model is not None and model.effect is Effect.DRAW and not is_excused(f, model, given):
        f.run.seen.draws.setdefault(f.run.here[-1], path)


def _seed(f: Frame, path: str, what: str, told: Value) -> None:
    """A hidden generator is set to a state: for None, to one that the operating system gives."""
    run = f.run
    if told == NONE or is_unset(f, told):
        run.acts(path, NOTHING, f"`{path}` is not given a seed: the operating system gives another each time", "RNG")
    elif NONE[0] not in told:
        run.seen.seeds[what] = None
    kept = refs(run.kept.get(what, NOTHING)) if ".cuda." not in path else ()  # which has generators of its own
    if any(atom in kept for atom in told):
        run.seen.acts.pop((f"state of {what}", NOTHING), None)
    elif kept:
        text = f"the state of the hidden generator of `{what}` is kept, then set to another, which a second run keeps"
        run.acts(f"state of {what}", NOTHING, text, "RNG")


def mask(f: Frame, path: str, given: Given) -> None:
    """Note that dropout, or a transform of images, draws what it does, unless it is told that nothing is trained."""
    if path not in MASKING or (path in MASKING_IF and MASKING_IF[path] not in f.run.names.told):
        return
    name, place, by_default = MASKING[path]
    told = given.positional[place] if place < len(given.positional) else given.keyword(name)
    known = literal(told)
    if (known is None or known.value) if told else by_default:
        text = f"`{path.removesuffix('.__call__')}` draws from the hidden state of `torch`"
        f.run.seen.masks.setdefault(f.run.here[-1], (tuple(f.run.here), text, "RNG"))


def draw_by(f: Frame, base: Value, name: str, given: Given) -> bool:
    """Whether a method draws by its name, and is told neither what from nor anything that may be that; noted if so."""
    named = {keyword for keyword, _ in given.keywords}
    if name not in DRAWN_BY or named & TOLD_BY or given.spread or any(map(changeable, given.values)):
        return False
    f.run.acts(name, base, f"`{name}` draws from a generator that it is not told", "RNG")
    return True


def _hows(given: Given, place: int) -> set[Act]:
    """What opening a file may do with it, by the mode that is given; nothing if that is not known."""
    mode = given.positional[place] if len(given.positional) > place else given.keyword("mode")
    return {opens_for(text) for text in (texts(mode) if mode else ["r"])} if mode or not given.spread else set()


def _opened(f: Frame, first: Value, hows: set[Act]) -> None:
    if len(hows) != 1 and Act.APPEND not in hows:
        f.run.wonder("the mode in which a file is opened is not known")
        return
    how = Act.APPEND if Act.APPEND in hows else hows.pop()
    if how in _CONTENT:
        _content(f, how, first)
        if how is Act.REWRITE:
            _made_again(f, first)
        return
    if not is_temporary(f.run, first) and (how is Act.CREATE or not is_told(first) or first not in f.run.created):
        f.run.acts(how.value, first, f"a file {how.value}")


def _content(f: Frame, how: Act, file: Value) -> None:
    """A file is read, or written anew: then a second run reads what the first one has written."""
    run = f.run
    if is_temporary(run, file):
        return
    if how is Act.LOAD:
        if not is_told(file) or file not in run.created:
            run.loaded[file] = (*run.loaded.get(file, ()), leaving(f, run.here[-1][1]))
        return
    here = set(run.here)
    ways = run.loaded.get(file, ()) if is_told(file) else ()
    if any(way is None or not here.isdisjoint(way) for way in ways):
        run.acts(how.value, file, f"a file {how.value}")
    if file in run.moved and is_told(file):
        run.acts(Act.MOVE.value, file, "a file is moved away and written anew, which a second run moves away")
    hanging = run.asked.get(file, "") or (run.asked.get(NOTHING, "") if is_made_up(file) else "")
    if hanging == RAISES:
        run.acts(how.value, file, hanging)
    elif hanging:
        run.wonder(hanging)
    run.created.setdefault(file, False)


def written_anew(f: Frame, file: Value) -> None:
    """A file is written, whatever it held."""
    _content(f, Act.REWRITE, file)


def _made_again(f: Frame, first: Value) -> None:
    """What was removed in the same block is there again, and as after one run."""
    acts, here = f.run.seen.acts, f.run.here
    chain, *_ = acts.get((Act.REMOVE.value, first), ((), ""))
    if not chain or not _is_known(first) or list(chain[:-1]) != here[:-1]:
        return
    both = {chain[-1][1], here[-1][1]}
    if any(both <= {op.at for op in block} for block in ir.nested(f.function.body)):
        del acts[Act.REMOVE.value, first]


def _is_known(value: Value) -> bool:
    """Whether equal values are surely the same name of a file."""
    match value:
        case (Ref(Entry(place)),):
            return ANY not in place.steps
        case _:
            return literal(value) is not None


def _is_excused(given: Given, known: Outside) -> bool:
    """Whether an argument is passed that makes a second run do no harm."""
    passed = [value for name in known.unless.split() if (value := given.keyword(name))]
    if known.when and is_off(given, known.when, by_default=False):
        return True
    if known.act is Act.TAKE:
        return any(value != NONE for value in passed)
    if known.act is Act.STAMP:
        return any(value != NONE for value in (*passed, *given.positional[1:]))
    if not passed and known.by_default and len(given.positional) < 2:
        return True
    told = [literal(value) for value in passed]
    return any(one is None or bool(one.value) for one in told)


def advance(run: Run, state: State, thing: Thing, *, places: bool = False) -> None:
    """A generator, iterator or file goes on from where it stands; or (`places`) is set to stand somewhere."""
    if not places and run.get(state, thing, CURSOR) != NUMBER:
        for place in run.paths_of(thing):
            run.seen.advanced.setdefault(place, tuple(run.here))
        state.parts[thing, CURSOR] = MOVED
    run.overwrite(thing, None)
    if not places:
        run.use(thing, None)
    else:
        state.parts[thing, CURSOR] = NUMBER


def is_seed(thing: Thing) -> bool:
    """Whether a thing is named as what a generator is made of, and so is none itself."""
    return isinstance(thing, Entry) and "seed" in thing.place.name


def standing(run: Run, state: State, thing: Thing) -> Value:
    """What `tell` gives: where a file stood at the beginning, if it has not gone on."""
    run.use(thing, None)
    return _origin(run, thing) if run.get(state, thing, CURSOR) == STANDING else NUMBER


def is_placed(given: tuple[Value, ...]) -> bool:
    """Whether `seek` is given a place that does not depend on where the file stands, or ends."""
    return bool(given) and (len(given) < 2 or given[1] in _FROM_THE_START)


def is_put_back(run: Run, thing: Thing, given: tuple[Value, ...]) -> bool:
    """Whether `seek` is given where the file stood at the beginning."""
    return is_placed(given) and given[0] == _origin(run, thing) != NUMBER


def put_back(run: Run, state: State, thing: Thing) -> None:
    """A file stands where it stood at the beginning."""
    run.overwrite(thing, None)
    state.parts[thing, CURSOR] = STANDING


def _origin(run: Run, thing: Thing) -> Value:
    """The number that says where a file stood at the beginning."""
    places = run.paths_of(thing)
    return (Ref(Entry(places[0].at(".tell()"), "number")),) if len(places) == 1 else NUMBER
