"""Instances of classes derived from lists, dicts and their like: what they hold, beside their attributes."""

from __future__ import annotations

from adlint.interpret.collections.containers import content, held, literal
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, Value, atoms, join, joined
from adlint.interpret.memory.spaces import REST, Class, Key, Object, is_generic
from adlint.interpret.objects.setting import put_on_instance
from adlint.interpret.objects.stored import store, stored
from adlint.interpret.views.described import External
from adlint.ir import Const

_MAPPINGS = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("builtins", ("dict",)),
        ("collections", ("OrderedDict", "defaultdict", "UserDict", "Counter")),
        ("collections.abc", ("MutableMapping", "Mapping")),
        ("typing", ("Dict", "MutableMapping", "Mapping", "OrderedDict", "DefaultDict")),
    )
    for name in names
)
_LISTS = frozenset(
    (
        "builtins.list builtins.set builtins.tuple builtins.frozenset collections.deque collections.UserList"
        " collections.abc.MutableSequence collections.abc.MutableSet typing.List typing.Set"
        " torch.nn.ModuleList torch.nn.Sequential"
    ).split()
)
SEQUENTIAL = "torch.nn.Sequential"  # which is given its items one by one
_NONE = Const("None", None)


def holds_items(cls: Class) -> bool:
    """Whether objects of a class hold items as a list or a dict does."""
    return any(
        isinstance(base, External) and (base.path in _MAPPINGS or base.path in _LISTS)
        for base in cls.order[1:]
    )


def _is_mapping(cls: Class) -> bool:
    return any(isinstance(base, External) and base.path in _MAPPINGS for base in cls.order[1:])


def kept(f: Frame, atom: Object, index: Value = ITEM) -> Value | None:
    """What an instance holds, at `index` if that is known; None if it is no container, or nothing is known to be
    there.
    """
    cls = atom.cls
    if cls is None or not holds_items(cls):
        return None
    own = None if is_generic(atom) else _own(f, atom, literal(index))
    if is_settled(f, atom):
        return own
    others = stored(f.task, cls, REST)
    if own is None and others is None:
        f.task.is_open = True
    return others if own is None else own if others is None else join(own, others)


def _own(f: Frame, atom: Object, key: Key | None) -> Value | None:
    known = content(f, atom)
    if key is not None:
        found = [known[k] for k in (("item", key), REST) if k in known]
    else:
        found = [value for k, value in known.items() if k == REST or (isinstance(k, tuple) and k[:1] == ("item",))]
    return joined(found)


def is_settled(f: Frame, atom: Object) -> bool:
    """Whether all that an instance holds is known: it was made here, and nothing was put off."""
    return not is_generic(atom) and atom.fields is not None and not f.task.pending


def has_key(f: Frame, atom: Object, index: Value) -> bool:
    """Whether an instance surely has an entry at `index`."""
    return not is_generic(atom) and f.task.get(atom, ("item", literal(index))) is not None


def keep(f: Frame, atom: Object, value: Value, index: Value = ITEM) -> None:
    """Let an instance hold a value, too; at `index`, if that is known."""
    if atom.cls is None or not holds_items(atom.cls):
        return
    key = literal(index) if _is_mapping(atom.cls) else None
    if key is not None and not is_generic(atom):
        store(f.task, atom.cls.exact, REST, value)
        f.task.add(atom, ("item", key), value) if f.loops else f.task.put(atom, ("item", key), value)
    else:
        put_on_instance(f, atom, atom.cls, REST, value, certain=False)


def iterated(f: Frame, atom: Object) -> Value | None:
    """What iterating over an instance gives, if its library base says how."""
    cls = atom.cls
    if cls is None or not holds_items(cls):
        return None
    return ITEM if _is_mapping(cls) else kept(f, atom)


def call_inherited(f: Frame, at: int, atom: Object, name: str, given: Arguments) -> Value | None:
    """The result of a method that an instance has from its library base; None if it is none that is known."""
    if atom.cls is None or not holds_items(atom.cls):
        return None
    match name:
        case "__setitem__" | "insert" if len(given.positional) > 1:
            keep(f, atom, given.positional[1], given.positional[0])
        case "append" | "add" | "appendleft" if given.positional:
            keep(f, atom, given.positional[0])
        case "setdefault" if len(given.positional) > 1:
            keep(f, atom, given.positional[1])
            return join(kept(f, atom, given.positional[0]) or ITEM, given.positional[1])
        case "extend" | "update" | "__init__" | "__ior__" | "__iadd__":
            take(f, atom, given)
        case "__getitem__" | "get" | "pop" | "popleft":
            found = kept(f, atom, given.at(0) or ITEM)
            if name == "get" and given.positional[1:] and not has_key(f, atom, given.positional[0]):
                found = given.positional[1] if found is None else join(found, given.positional[1])
            return found or ITEM
        case "items" | "popitem":
            pair = f.task.new_object("tuple", None, at, f.identity)
            pair.fields = {0: ITEM, 1: kept(f, atom) or ITEM}
            return pair if name == "popitem" else _listed(f, at, pair)
        case "values":
            return _listed(f, at, kept(f, atom) or ITEM)
        case "keys" | "__iter__":
            return _listed(f, at, iterated(f, atom) or ITEM)
        case "copy" | "__copy__":
            return atom
        case _:
            return None
    return _NONE


def take(f: Frame, atom: Object, given: Arguments) -> None:
    """Hold all that others hold."""
    if atom.cls is None or not holds_items(atom.cls):
        return
    if External(SEQUENTIAL) in atom.cls.order:
        for layer in given.values:
            keep(f, atom, layer)
        return
    for value in given.positional[:1]:
        for other in atoms(value):
            found: Value | None = None
            if isinstance(other, Object):
                found = held(f, other) if other.kind != "instance" else kept(f, other)
            if found is not None:
                keep(f, atom, _second(f, found) if _pairs(f, found) else found)
    for name, value in given.keywords:
        keep(f, atom, value, Const(repr(name), name))


def _pairs(f: Frame, found: Value) -> bool:
    return all(isinstance(a, Object) and a.kind == "tuple" and len(content(f, a)) == 2 for a in atoms(found))


def _second(f: Frame, pairs: Value) -> Value:
    return joined([content(f, a).get(1, ITEM) for a in atoms(pairs) if isinstance(a, Object)]) or ITEM


def _listed(f: Frame, at: int, item: Value) -> Object:
    made = f.make("list", at)
    made.fields = {REST: item}
    return made
