"""Objects with fields: made from others with some replaced, and compared field by field."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

from adlint.interpret.collections.containers import of_items, sequence
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.collections.text import text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import RESULT, UNTOLD, Atom, Builtin, Partial, Value, atoms, join, joined
from adlint.interpret.memory.spaces import Class, Object, is_any
from adlint.interpret.objects.attributes import attribute, attribute_of
from adlint.interpret.objects.classes import construct, new_instance
from adlint.interpret.objects.fields import FIELDS
from adlint.interpret.objects.hashing import ask_hash
from adlint.interpret.objects.receivers import FIELDWISE, FILLING
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.objects.special import NOT_IMPLEMENTED, binary, ordered
from adlint.ir import Const


def _replaced(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`dataclasses.replace(x, field=value)` calls the class of `x`."""
    if not given.positional:
        return None
    return joined([_again(f, at, atom, given) for atom in atoms(given.positional[0])])


def _again(f: Frame, at: int, atom: Atom, given: Arguments) -> Value:
    if not isinstance(atom, Object) or atom.cls is None:
        return atom
    fields = {name: attribute_of(f, atom, name, at) for name in _fields(atom)}
    named = tuple({**fields, **dict(given.keywords)}.items())
    return construct(f, at, atom.cls, Arguments((), named, None, given.extra))


def _filled(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`T._make(items)`: a named tuple of these, without a call of `__new__`."""
    if len(given.positional) < 2:
        return None
    found = list[Value]()
    known, other = sequence(f, given.positional[1]), items_of(f, at, given.positional[1])
    for cls in [atom for atom in atoms(given.positional[0]) if isinstance(atom, Class)]:
        made = new_instance(f, at, cls)
        for name, item in zip(_fields(made), known or repeat(other), strict=False):
            put_on_instance(f, made, cls, name, item, certain=True)
        found.append(made)
    return joined(found)


def as_dataclass(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`dataclass(cls)`, or what `dataclass(order=True)` gives: the class, with methods that go through its fields."""
    cls = given.at(0, "cls")
    if cls is None:
        return Partial(Builtin(Const(repr(path), path), "*dataclass"), (), given.keywords)
    options = {name: value.value for name, value in given.keywords if isinstance(value, Const)}
    names = ["__eq__"] if options.get("eq", True) else []
    names += ["__hash__"] if options.get("frozen") or options.get("unsafe_hash") else []
    names += _ORDER if options.get("order") else []
    for one in [atom for atom in atoms(cls) if isinstance(atom, Class)]:
        f.task.put(one, FIELDS, _YES)
        for name in names:
            if f.task.get(one, name) is None:
                f.task.put(one, name, Partial(Builtin(Const(repr(name), name), FIELDWISE), (text(name),), ()))
    return cls


_YES = Const("True", True)
_DEEPEST = 2  # records in records that are compared: these have many fields, which may be many things
_FEW = 8  # things that a field may be: fields that may be more are compared all at once
_ORDER = ["__lt__", "__le__", "__gt__", "__ge__"]


def _fieldwise(f: Frame, at: int, given: Arguments) -> Value:
    """A comparison of the fields of two objects one by one, or the hash of those of one."""
    name, *compared = given.positional
    if given.rest is not None:  # `method(*args)`
        compared = [*compared, given.rest, given.rest][:2]
    if not compared or len(f.task.comparing) >= _DEEPEST:
        return RESULT
    receiver = compared[0]
    begun = frozenset().union(*f.task.comparing)
    objects = [a for a in atoms(receiver) if isinstance(a, Object) and a.cls is not None and a.cls not in begun]
    alike = [_alike(objects, value) for value in compared[1:]]
    others = [joined(atoms_) for atoms_ in alike]
    task, epoch = f.task, f.task.epoch
    is_left = bool(objects) and any(len(a) < len(atoms(v)) for a, v in zip(alike, compared[1:], strict=True))
    result = join(RESULT, NOT_IMPLEMENTED) if is_left else RESULT  # what is of another class is asked itself
    if not objects or None in others:
        return result  # without a field that is read
    key = (f.identity, -1 if f.notes is None else at, task.depth, name, *objects, *others, *task.comparing)
    if task.compared.get(key) == epoch:
        return result
    task.comparing.append(frozenset([one.cls for one in objects if one.cls is not None]))
    try:
        _compare(f, at, name, objects, others)
    finally:
        task.comparing.pop()
    if task.epoch == epoch:
        task.compared[key] = epoch
    return result


def _alike(objects: Iterable[Object], value: Value) -> list[Atom]:
    """What of a value may be of the very class of one of the objects: nothing else is compared with them."""
    exact = {one.cls for one in objects}
    above = {one.cls for one in objects if is_any(one)}
    below = {base for cls in exact if cls is not None for base in cls.order}

    def may_be(atom: Atom) -> bool:
        if not isinstance(atom, Object) or atom.cls is None:
            return atom.__class__ in UNTOLD
        return atom.cls in exact or (is_any(atom) and atom.cls in below) or not above.isdisjoint(atom.cls.order)

    return [atom for atom in atoms(value) if may_be(atom)]


def _compare(f: Frame, at: int, name: Value, objects: list[Object], others: list[Value | None]) -> None:
    """Compare each field, of all objects that have it at once: objects of classes with one base have many in common.
    Fields that may be many things, each mostly the same ones, are taken together.
    """
    holders: dict[str, dict[Object, None]] = {}
    for one in objects:
        for field in _fields(one):
            holders.setdefault(field, {})[one] = None
    many: list[tuple[Value, Value | None]] = []
    for field, holding in holders.items():
        own = joined([attribute_of(f, one, field, at) for one in holding])
        if own is None:
            continue
        other = attribute(f, others[0], field, at) if others and others[0] is not None else None
        if len(atoms(own)) > _FEW:
            many.append((own, other))
        else:
            _compare_values(f, at, name, own, other)
    own = joined([own for own, _ in many])
    if own is not None:
        _compare_values(f, at, name, own, joined([other for _, other in many if other is not None]))


def _compare_values(f: Frame, at: int, name: Value, own: Value, other: Value | None) -> None:
    if name == text("__hash__"):
        ask_hash(f, at, own)
    elif other is not None and (own.__class__ is Object or own.__class__ is tuple):
        binary(f, at, "==", own, other)
        if name != text("__eq__"):
            ordered(f, at, join(own, other))


def _taken_apart(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`asdict(x)`, `astuple(x)`: what a record holds, and the records in it; factories are given pairs, or values."""
    kind = "dict" if path.endswith("asdict") else "tuple"
    if not given.positional:
        return None
    return joined([_apart(f, at, atom, kind, given.at(-1, f"{kind}_factory")) for atom in atoms(given.positional[0])])


def _apart(f: Frame, at: int, atom: Atom, kind: str, factory: Value | None, depth: int = _DEEPEST) -> Value:
    names = _fields(atom) if depth else []
    if not names:
        return atom
    values = [attribute_of(f, atom, name, at) for name in names]
    inner = [joined([_apart(f, at, a, kind, factory, depth - 1) for a in atoms(value)]) or value for value in values]
    if factory is not None:
        pairs = [of_items(f, "tuple", -at - 2 - i, [text(n), inner[i]], None) for i, n in enumerate(names)]
        given = of_items(f, "list", at, [*pairs] if kind == "dict" else inner, None)
        return f.call(at, factory, Arguments((given,)))
    made = f.task.new_object(kind, None, at, f.identity)
    made.fields = dict(zip(names if kind == "dict" else range(len(names)), inner, strict=True))
    return made


def _described(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`fields(x)`: objects with the names of the fields of a record, or of a class of such."""
    found = atoms(given.positional[0]) if given.positional else ()
    names = dict.fromkeys(name for atom in found for name in _fields(atom))
    cls = f.task.new_class(f"{f.identity}.Field")
    rows: list[Value] = []
    for name in names:
        row = f.task.new_object("instance", cls, at, f.identity)
        row.fields = {"name": text(name)}
        rows.append(row)
    return of_items(f, "tuple", at, rows, None) if rows else None


def _fields(atom: Atom) -> list[str]:
    cls = atom.cls if isinstance(atom, Object) else atom
    order = cls.order if isinstance(cls, Class) else ()
    return [name for one in reversed(order) if isinstance(one, Class) for name in one.annotated]


_NEW: dict[str, Meaning] = dict.fromkeys(
    ("dataclasses.replace", "copy.replace", "attr.evolve", "attrs.evolve"), _replaced
)
_NEW |= {
    FILLING: _filled,
    "dataclasses.dataclass": as_dataclass,
    "dataclasses.asdict": _taken_apart,
    "dataclasses.astuple": _taken_apart,
    "dataclasses.fields": _described,
}
MEANINGS.update(_NEW)
FUNCTIONS["*dataclass"] = lambda f, at, given: as_dataclass(f, at, "dataclasses.dataclass", given) or RESULT
FUNCTIONS[FIELDWISE] = _fieldwise
