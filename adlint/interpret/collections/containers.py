"""Lists, tuples, sets, dicts and generators: what they hold."""

from __future__ import annotations

from functools import partial
from itertools import islice, product

from adlint.interpret.flow.suspending import resumed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, Atom, Closure, Value, atoms, joined
from adlint.interpret.memory.spaces import ASKED, FACTORY, KEYS, REST, RETURNED, UNEVEN, Class, Fields, Key, Object
from adlint.interpret.views.described import External, Handle, Instance, Parameter, Unknown
from adlint.ir import Const

SLICE = Unknown("a slice")
SEQUENCES = frozenset({"list", "tuple", "sequential"})
ORDERED = SEQUENCES | {"iterator", "generator"}
_BESIDE = frozenset({ASKED, FACTORY, UNEVEN, RETURNED})  # no items
_NONE = Const("None", None)
CHOICES = 16  # keys that a tuple may stand for
LONG = 64  # entries that are told apart


class Several:
    """A tuple as a key: equal to one with equal parts; `made` is a tuple that was used."""

    __slots__ = ("hash", "made", "parts")

    def __init__(self, parts: tuple[Key, ...], made: Object) -> None:
        self.parts = parts
        self.made = made
        self.hash = hash(parts)  # it is looked for in every container that may have it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Several) and self.parts == other.parts

    def __hash__(self) -> int:
        return self.hash


def literal(value: Value) -> Key | None:
    """The key that a value stands for, None if it may be any."""
    if isinstance(value, Const):
        return value.value if isinstance(value.value, int | str | float) else value if value == _NONE else None
    if isinstance(value, Object) and value.kind == "tuple":
        rows = alternatives(value)
        return rows[0] if len(rows) == 1 else None
    if isinstance(value, External):
        return value if _is_defined(value.path) else None
    return value if isinstance(value, Class | Closure | Object) else None


def _is_defined(path: str) -> bool:
    """Whether something of a library is one and the same wherever it is named, other than what an object of a class
    holds; methods of arrays are keys of tables of what to do instead.
    """
    owner = path.rpartition(".")[0]
    return owner in _ARRAYS or not owner.rpartition(".")[2][:1].isupper()


_ARRAYS = frozenset({"torch.Tensor", "numpy.ndarray"})


def alternatives(atom: Value) -> list[Key | None]:
    """The keys that an atom may stand for: of a tuple one for each choice of its parts, none if one may be any."""
    if not isinstance(atom, Object) or atom.kind != "tuple":
        return [literal(atom)]
    parts = _parts(atom)
    rows = [] if parts is None else list(islice(product(*parts), CHOICES + 1))
    if len(rows) > CHOICES or any(None in row for row in rows):
        return []
    return [Several(row, atom) for row in rows]


def _parts(atom: Value) -> list[list[Key | None]] | None:
    """What each part of a tuple may be as a key; None if its length is not known."""
    if not isinstance(atom, Object) or atom.fields is None or REST in atom.fields:
        return None
    return [[literal(a) for a in atoms(part)] for part in atom.fields.values() if part is not None]


def _matching(known: Fields, atom: Value) -> list[Key | None]:
    """The keys that a tuple of which not every part is known may be equal to."""
    parts = _parts(atom)
    if parts is None:
        return [None]
    found: list[Key | None] = [key for key in known if isinstance(key, Several) and _may_equal(key, parts)]
    return [*found, REST] if REST in known else found


def _may_equal(key: Several, parts: list[list[Key | None]]) -> bool:
    return len(key.parts) == len(parts) and all(
        None in part or one in part for one, part in zip(key.parts, parts, strict=True)
    )


def content(f: Frame, container: Object) -> Fields:
    """All that is known of what a container holds."""
    known = f.task.content(container)
    if not known.keys().isdisjoint(_BESIDE):
        return {key: value for key, value in known.items() if key not in _BESIDE}
    return known


def is_uneven(f: Frame, container: Object) -> bool:
    """Whether it is not known at which place of a list an item is."""
    return f.task.get(container, UNEVEN) is not None


def is_long(f: Frame, container: Object, most: int) -> bool:
    """Whether more entries of a container are told apart."""
    known = container.fields
    return (f.task.count(container) if known is None else len(known)) > most


def entries(f: Frame, container: Object) -> list[tuple[Key, Value]]:
    """The entries of a container by key, those of unknown keys under REST."""
    return [(key, value) for key, value in content(f, container).items() if key is not KEYS and key != KEYS]


def held(f: Frame, container: Object) -> Value | None:
    """What any entry may be."""
    if container.fields is not None:
        return _held(f, container)
    return f.task.once("held", container, 0, partial(_held, f, container))


def _held(f: Frame, container: Object) -> Value | None:
    return joined([value for _, value in entries(f, container)])


def spread(f: Frame, value: Value) -> list[Atom]:
    """What a value may be, with what its tuples hold in their stead, and the tuples in these: one may hold itself."""
    found, waiting, seen = list[Atom](), [*atoms(value)][::-1], set[Atom]()
    while waiting:
        atom = waiting.pop()
        if not isinstance(atom, Object) or atom.kind != "tuple":
            found.append(atom)
        elif atom not in seen:
            seen.add(atom)
            waiting += [*atoms(held(f, atom) or ())][::-1]
    return found


def blur(f: Frame, container: Object) -> Value | None:
    """Forget the order of what a container holds, which is given."""
    found = held(f, container)
    for key in f.task.keys(container):
        if key != REST:
            f.task.put(container, key, None)
    if found is not None:
        f.task.put(container, REST, found)
    return found


def sequence(f: Frame, value: Value) -> list[Value] | None:
    """The items of a tuple or list of known length, in order; None if they are not known."""
    if not isinstance(value, Object) or value.kind not in SEQUENCES:
        return None
    known = content(f, value)
    if REST in known:
        return None
    found: list[Value] = []
    for position in range(len(known)):
        item = known.get(position)
        if item is None:
            return None
        found.append(item)
    return found


def item_of(f: Frame, value: Value) -> Value:
    """What iterating over values that are no objects of the program's classes gives."""
    if value.__class__ is Unknown:
        return ITEM
    found: list[Value] = []
    for atom in atoms(value):
        match atom:
            case Object(kind="dict"):
                found.append(keys_of(f, atom))
            case Object(kind="instance"):
                pass
            case Object():
                found.append(held(f, atom) or not_yet(f, atom))
            case Parameter(name, path) if len(path) < 2:
                found.append(Parameter(name, (*path, "[]")))
            case Handle(kind="temporary") | Handle(of="numpy.memmap"):
                found.append(atom)  # a descriptor and a path, of which either counts; a view
            case _:
                found.append(ITEM)
    return joined(found) or ITEM


def keys_of(f: Frame, container: Object) -> Value:
    """What the keys of a dict may be."""
    known = content(f, container)
    found = [known[KEYS]] if KEYS in known else [ITEM] if REST in known else []
    return joined([*[constant(key) for key in known if key not in (REST, KEYS)], *found]) or ITEM


def constant(key: Key) -> Value:
    """The value that a key stands for."""
    if isinstance(key, Several):
        return key.made
    return Const(repr(key), key) if isinstance(key, int | str | float) else key  # type: ignore[return-value]


def is_slice(index: Value) -> bool:
    """Whether a subscript is a slice."""
    return index is SLICE or (index.__class__ is Object and index.kind == "slice")


def item_at(f: Frame, container: Object, index: Value) -> Value:
    """What a subscript of a container gives."""
    if is_slice(index):
        return _part(f, container, index)
    known = content(f, container)
    found: list[Value] = []
    for key in [key for atom in atoms(index) for key in alternatives(atom) or _matching(known, atom)]:
        if key is None or (container.kind in SEQUENCES and (not isinstance(key, int) or is_uneven(f, container))):
            return held(f, container) or ITEM
        place = key
        if isinstance(key, int) and key < 0 and container.kind in SEQUENCES and REST not in known:
            place = key + len(known)
        equal = [known[place]] if place in known else equals(known, place)
        found += equal
        if REST in known and (not equal or container.kind == "dict"):
            found.append(known[REST])
    return joined(found) or not_yet(f, container)


def not_yet(f: Frame, container: Object) -> Value:
    """An item of a container that nothing is known to be in: others may fill theirs by and by."""
    f.task.is_open = f.task.is_open or container.fields is None
    return ITEM


def equals(known: Fields, key: Key) -> list[Value]:
    """The entries under other objects that a key may be equal to: those of classes that say what is equal."""
    if not isinstance(key, Object) or key.cls is None or not _compares(key.cls):
        return []
    return [item for other, item in known.items() if isinstance(other, Object) and item is not None]


def _compares(cls: Class) -> bool:
    """Whether objects of a class may be equal to others: it has `__eq__`, or fields, of which that may be made."""
    own = [one for one in cls.order if isinstance(one, Class)]
    return any(one.annotated or "__eq__" in (one.cells if one.fields is None else one.fields) for one in own)


def _part(f: Frame, container: Object, index: Value) -> Object:
    """What a slice of a list or tuple holds."""
    made = f.task.new_object("list" if container.kind != "tuple" else "tuple", None, -2, f.identity)
    items = sequence(f, container)
    bounds = sequence_of_bounds(index)
    if items is not None and bounds is not None and not is_uneven(f, container):
        made.fields = dict(enumerate(items[slice(*bounds)]))
    else:
        made.fields = {REST: held(f, container) or ITEM}
    return made


def sequence_of_bounds(index: Value) -> list[int | None] | None:
    """The literal bounds of a slice, if it has only such."""
    if not isinstance(index, Object) or index.fields is None:
        return None
    bounds = [part.value for part in index.fields.values() if isinstance(part, Const)]
    return bounds if len(bounds) == 3 and bounds[2] != 0 else None  # type: ignore[return-value]


def put_item(f: Frame, container: Object, index: Value, value: Value, *, certain: bool) -> None:
    """`container[index] = value`."""
    keys = [literal(atom) for atom in atoms(index)]
    if None in keys or (len(keys) > 1 and container.kind == "dict" and len(content(f, container)) > LONG):
        f.task.add(container, REST, value)
        if container.kind == "dict":
            f.task.add(container, KEYS, index)
        return
    for key in keys:
        place = key
        if isinstance(key, int) and key < 0 and container.kind in SEQUENCES:
            place = key + len(content(f, container))
        if certain and len(keys) == 1:
            f.task.put(container, place, value)
        else:
            f.task.add(container, place, value)


def append(f: Frame, container: Object, value: Value) -> None:
    """Add an item at the end."""
    known = container.fields
    is_certain = known is not None and not f.loops and container.kind in ORDERED and REST not in known
    if is_certain and known is not None and len(known) < LONG:
        f.task.put(container, sum(v is not None and k.__class__ is int for k, v in known.items()), value)
    else:
        f.task.add(container, REST, value)


def fill_dict(f: Frame, made: Object, given: Arguments) -> Object:
    """A dict with the entries of what it is made of: `dict(others, a=1)`."""
    for value in given.positional:
        update(f, made, value)
    for name, value in given.keywords:
        f.task.put(made, name, value)
    return made


def update(f: Frame, container: Object, value: Value) -> None:
    """Set the entries of a dict to those of others."""
    for atom in atoms(value):
        if isinstance(atom, Object) and atom.kind == "dict":
            for key, item in content(f, atom).items():
                if key in (REST, KEYS) or value.__class__ is tuple:
                    f.task.add(container, key, item)
                else:
                    f.task.put(container, key, item)
        elif isinstance(atom, Object) and atom.kind != "instance":
            _update_pairs(f, container, atom)
        elif isinstance(atom, Unknown | Parameter | Instance):
            f.task.add(container, REST, ITEM)


def _update_pairs(f: Frame, container: Object, pairs: Object) -> None:
    known = sequence(f, pairs)
    if pairs.kind == "generator":
        resumed(f, pairs)
    if known is not None and not f.loops:
        rows = [sequence(f, row) for row in known]
        if all(row is not None and len(row) == 2 for row in rows):
            for row in rows:
                put_item(f, container, row[0], row[1], certain=True)  # type: ignore[index]
            return
    for atom in atoms(held(f, pairs) or ITEM):
        pair = sequence(f, atom)
        if pair is not None and len(pair) == 2:
            put_item(f, container, pair[0], pair[1], certain=False)


def of_items(f: Frame, kind: str, at: int, items: list[Value] | None, rest: Value | None) -> Object:
    """A new container of known items, or of any number of `rest`."""
    made = f.make(kind, at)
    if f.loops and made.fields:
        for position, value in enumerate(items or ()):
            f.task.add(made, position if kind in ORDERED else REST, value)
    elif items is not None and kind in ORDERED and len(items) <= LONG:
        made.fields = dict(enumerate(items))
    elif items:
        rest = joined([*items, *([] if rest is None else [rest])])
    if rest is not None:
        f.task.add(made, REST, rest)
    return made
