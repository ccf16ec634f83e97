"""Functions of the standard library that take functions: functools, itertools, contextlib, threads."""

from __future__ import annotations

from adlint.interpret.collections.containers import fill_dict, of_items, sequence
from adlint.interpret.collections.iteration import SHORT, items_of, lazy, listed
from adlint.interpret.collections.methods import wrap
from adlint.interpret.collections.streams import ask_stream
from adlint.interpret.evidence.annotations import instance_of
from adlint.interpret.flow.suspending import start
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.differentiating import exclude, gradient
from adlint.interpret.library import LAYERED, MEANINGS, Meaning
from adlint.interpret.library.builtin import wrapper
from adlint.interpret.library.keeping import decorator, keeping
from adlint.interpret.memory.atoms import (
    ITEM,
    TOO_MANY,
    Builtin,
    Closure,
    Method,
    Partial,
    Value,
    Wrapped,
    atoms,
    join,
    joined,
)
from adlint.interpret.memory.spaces import FACTORY, REST
from adlint.interpret.objects.abstract import MARK
from adlint.interpret.views.described import External, Instance, Unknown
from adlint.ir import Const
from adlint.models.transforms import DIFFERENTIATE, TRANSPARENT

_NONE = Const("None", None)
NESTED = 4  # partials in partials


def _partial(_f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    callee, *early = [_shallow(value) for value in given.positional]
    keywords = tuple([(name, _shallow(value)) for name, value in given.keywords])
    nested = max([_nested(value) for value in (callee, *early, *[value for _, value in keywords])])
    return Partial(callee, tuple(early), keywords, nested + 1)


def _nested(value: Value) -> int:
    return max([atom.nested for atom in atoms(value) if isinstance(atom, Partial)], default=0)


def _shallow(value: Value) -> Value:
    """A value without what is wrapped in itself over and over again: where attributes are wrapped when they are read,
    those that are set are, too.
    """
    if _nested(value) < NESTED:
        return value
    return joined([atom for atom in atoms(value) if not isinstance(atom, Partial) or atom.nested < NESTED]) or TOO_MANY


def _partial_method(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    made = _partial(f, at, path, given)
    return None if made is None else Wrapped("partialmethod", made)


def _reduce(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if len(given.positional) < 2:
        return None
    known = listed(f, at, given.positional[1])
    if known and len(known) <= SHORT and not f.loops:
        first = given.positional[2] if len(given.positional) > 2 else known.pop(0)
        for one in known:
            first = f.call(at, given.positional[0], Arguments((first, one)))
        return first
    item = items_of(f, at, given.positional[1])
    start = given.positional[2] if len(given.positional) > 2 else item
    once = f.call(at, given.positional[0], Arguments((start, item)))
    both = join(start, once)
    if both is not start:
        once = join(once, f.call(at, given.positional[0], Arguments((both, item))))
    return join(start, once)


def _transparent(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """What is wrapped comes back; without a function, a decorator is made."""
    first = given.at(0)
    if isinstance(first, Instance) and first.of.startswith(LAYERED):
        return first  # a layer of a library, which may call what it was given
    if first is None or all(isinstance(atom, Const | Unknown | Instance) for atom in atoms(first)):
        return decorator(path) if given.keywords or first is None else None
    positions = given.at(-1, "nondiff_argnums")
    for atom in atoms(first):
        if isinstance(atom, Closure) and positions is not None:
            exclude(f, atom, positions)
    return keeping(f, path, gradient(f, path, first) if path in DIFFERENTIATE else first)


def _wraps(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    wrapped = given.at(1 if path.endswith("update_wrapper") else 0)
    if wrapped is None:
        return None
    if path.endswith("update_wrapper"):
        return wrap(f, wrapped, given.positional[0])
    return Partial(Builtin(Const(repr(path), path), "*wraps"), (wrapped,), ())


def _cached_property(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    first = given.at(0)
    return Wrapped("cached" if path.startswith("functools") else "property", first) if first is not None else None


def _queue(f: Frame, at: int, _path: str, _given: Arguments) -> Value | None:
    """`Queue(size)`: empty at first."""
    return of_items(f, "list", at, [], None)


_QUEUES = tuple([f"queue.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")])


def _all_items(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    rows = [listed(f, at, value) for value in given.positional]
    if not f.loops and None not in rows and given.rest is None:
        return of_items(f, "list", at, [item for row in rows if row is not None for item in row], None)
    return of_items(
        f, "list", at, None, joined([items_of(f, at, value) for value in given.positional]) or ITEM
    )


def _first_items(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return of_items(f, "list", at, None, items_of(f, at, given.positional[0])) if given.positional else None


def _nested_items(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    return of_items(f, "list", at, None, items_of(f, at, items_of(f, at, given.positional[0])))


def _tuples(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`product(a, b)`, `zip_longest(a, b)`; `combinations(a, 2)`, `pairwise(a)`: tuples of items."""
    several = path.rpartition(".")[2] in ("product", "zip_longest")
    items = [items_of(f, at, value) for value in (given.positional if several else given.positional[:1])]
    made = f.task.new_object("tuple", None, at, f.identity)
    made.fields = dict(enumerate(items)) if several else {REST: items[0] if items else ITEM}
    return of_items(f, "list", at, None, made)


def _predicated(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`takewhile(f, items)`, `starmap(f, rows)`: lazy."""
    if len(given.positional) < 2:
        return None
    return lazy(f, at, path.rpartition(".")[2], given.positional[0], given.positional[1:2])


def _accumulate(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    item = items_of(f, at, given.positional[0])
    if len(given.positional) > 1:
        item = join(item, f.call(at, given.positional[1], Arguments((item, item))))
    return of_items(f, "list", at, None, item)


def _groupby(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    if not given.positional:
        return None
    item = items_of(f, at, given.positional[0])
    key = given.at(1, "key")
    value = f.call(at, key, Arguments((item,))) if key is not None else item
    pair = f.task.new_object("tuple", None, at, f.identity)
    items = of_items(f, "list", at, None, item)
    pair.fields = {0: value, 1: items if key is None else lazy(f, at, "takewhile", key, (items,))}
    return of_items(f, "list", at, None, pair)


def _defaultdict(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    made = f.make("dict", at)
    factory = given.at(0, "default_factory")
    if factory is not None and factory != Const("None", None):
        f.task.put(made, FACTORY, factory)
    return fill_dict(f, made, Arguments(given.positional[1:], given.keywords))


def _counted(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    return fill_dict(f, f.make("dict", at), given)


def _chained(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`ChainMap(*maps)`: the first that has a key says what is there."""
    return fill_dict(f, f.make("dict", at), Arguments(given.positional[::-1]))


def _namespace(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """An object with the attributes that are given."""
    cls = f.task.new_class(f"{f.identity}.SimpleNamespace")
    made = f.make("instance", at, cls)
    made.fields = dict(given.keywords)
    return made


def _method(_f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`MethodType(function, receiver)`."""
    if len(given.positional) != 2:
        return None
    callee, receiver = given.positional
    return joined([Method(one, on) for one in atoms(callee) for on in atoms(receiver)])


def _run(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`context.run(f, *args)`."""
    if not given.positional:
        return None
    return f.call(at, given.positional[0], Arguments(given.positional[1:], given.keywords, given.rest, given.extra))


def _started(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`Thread(target=f, args=(x,))`, `submit(f, x)`, `register(f)`: what is handed over nobody calls."""
    args = given.at(-1, "args")
    passed = sequence(f, args) if args is not None else list(given.positional[1:])
    for value in given.values:
        for atom in atoms(value):
            if isinstance(atom, Closure | Method | Partial):
                start(f, Partial(atom, tuple(passed or ()), ()))
    return None


def _same(_f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    return given.at(0)


def _abstract(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Closure):
            f.task.put(atom, MARK, Const("True", True))
    return given.at(0)


_CONTEXT = ("contextlib.contextmanager", "contextlib.asynccontextmanager")


def _chain(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    return _all_items(f, at, path, given)


_STARTED = (
    "threading.Thread", "threading.Timer", "multiprocessing.Process", "atexit.register",
    "_thread.start_new_thread", "asyncio.to_thread",
)  # fmt: skip
_FIRST = ("islice", "cycle", "compress", "tee", "repeat", "batched")
_TUPLES = (
    "product", "zip_longest", "combinations", "permutations", "pairwise", "combinations_with_replacement",
)  # fmt: skip
def _cast(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`cast(kind, value)` is the value; where nothing is known of that, one of the kind."""
    kind, value = given.at(0), given.at(1)
    if kind is None or value is None or not all(isinstance(a, Unknown | External) or a == _NONE for a in atoms(value)):
        return value
    one = instance_of(f.task, Closure(f.identity, f.scope, None, {}, ()), kind)
    return value if one is None else joined([one, *[a for a in atoms(value) if not isinstance(a, Unknown)]])


_NEW: dict[str, Meaning] = {
    **dict.fromkeys(TRANSPARENT, _transparent),
    **dict.fromkeys(_STARTED, _started),
    **dict.fromkeys([f"itertools.{name}" for name in _FIRST], _first_items),
    **dict.fromkeys([f"itertools.{name}" for name in _TUPLES], _tuples),
    **dict.fromkeys(_CONTEXT, _same),
    "functools.wraps": _wraps,
    "functools.update_wrapper": _wraps,
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "functools.reduce": _reduce,
    "functools.cached_property": _cached_property,
    "abc.abstractproperty": _cached_property,
    "abc.abstractmethod": _abstract,
    "abc.abstractclassmethod": wrapper("classmethod"),
    "enum.member": wrapper("member"),
    "enum.nonmember": wrapper("nonmember"),
    "abc.abstractstaticmethod": wrapper("staticmethod"),
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _nested_items,
    "itertools.takewhile": _predicated,
    "itertools.dropwhile": _predicated,
    "itertools.filterfalse": _predicated,
    "itertools.starmap": _predicated,
    "itertools.accumulate": _accumulate,
    "itertools.groupby": _groupby,
    "collections.defaultdict": _defaultdict,
    "collections.OrderedDict": _counted,
    "collections.ChainMap": _chained,
    "types.MappingProxyType": _same,
    "types.SimpleNamespace": _namespace,
    "flax.training.train_state.TrainState.create": _namespace,
    "types.MethodType": _method,
    "contextvars.copy_context": lambda _f, _at, _path, _given: Instance("contextvars.Context"),
    "contextvars.Context.run": _run,
    "collections.deque": _all_items,
    **dict.fromkeys(_QUEUES, _queue),
    "typing.cast": _cast,
    "io.TextIOWrapper": ask_stream,
}
MEANINGS.update(_NEW)
