"""Named tuples and enumerations."""

from __future__ import annotations

from adlint.evaluate.errors import Raised
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import inherited
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Descriptor, External, Partial, Ref, Value

DEFAULTS = "_field_defaults"
_TUPLE = External("builtins.tuple")


def _named_tuple(m: Machine, given: Given) -> Value:
    """`collections.namedtuple(name, fields)`."""
    name, listed = given.at(0, "typename"), given.at(1, "field_names")
    names: list[Value] = list(listed.replace(",", " ").split()) if isinstance(listed, str) else items(m, listed) or []
    made = m.store.new("class", code=f":{name!s}")
    m.store[made].order = (made, _TUPLE, External("builtins.object"))
    defaults = items(m, given.keywords.get("defaults", ())) or []
    values = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    _make_tuple(m, made, names, values)
    return made


def subclass_of_named_tuple(m: Machine, path: str, cls: Ref) -> None:
    """`class Point(NamedTuple)`: annotations are the fields."""
    if path != "typing.NamedTuple":
        return
    found = m.store.mine(cls)
    if DEFAULTS in found.fields:
        return
    annotations = found.fields.get("__annotations__")
    names = list(m.store[annotations].fields) if isinstance(annotations, Ref) else []
    found.order = tuple(_TUPLE if one == External(path) else one for one in found.order)
    _make_tuple(m, cls, names, {name: found.fields[name] for name in names if name in found.fields})


def _make_tuple(m: Machine, cls: Ref, names: list[Value], defaults: dict[Value, Value]) -> None:
    mine = m.store.mine(cls).fields
    mine["_fields"] = tuple(names)
    mine[DEFAULTS] = m.store.new("dict", fields=dict(defaults))
    for number, name in enumerate(names):
        mine[name] = Descriptor("property", (Partial(External("collections.<item>"), (number,), ()),))
    mine["__new__"] = Descriptor("staticmethod", (External("collections.<new>"),))
    for name in ("_replace", "_asdict"):
        mine[name] = Descriptor("method", (External(f"collections.<{name}>"),))
    mine["_make"] = Descriptor("classmethod", (External("collections.<_make>"),))


def _new_tuple(m: Machine, given: Given) -> Value:
    cls, *positional = given.positional
    assert isinstance(cls, Ref)
    names, defaults = inherited(m, cls, "_fields"), inherited(m, cls, DEFAULTS)
    assert isinstance(names, tuple)
    assert isinstance(defaults, Ref)
    known: dict[Value, Value] = dict(m.store[defaults].fields)
    known.update(given.keywords)
    known.update(zip(names, positional, strict=False))
    missing = [name for name in names if name not in known]
    if missing or len(positional) > len(names):
        what = f"an argument `{missing[0]!s}` is missing" if missing else "there are too many arguments"
        raise Raised("TypeError", what)
    return m.store.new("instance", cls=cls, items=[known[name] for name in names])


def _item(m: Machine, given: Given) -> Value:
    number, base = given.positional
    assert isinstance(base, Ref)
    assert isinstance(number, int)
    return m.store[base].items[number]


def _replaced(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    assert isinstance(old, Ref)
    found = m.store[old]
    names = inherited(m, found.cls, "_fields")  # type: ignore[arg-type]
    assert isinstance(names, tuple)
    held = [given.keywords.get(str(name), value) for name, value in zip(names, found.items, strict=True)]
    return m.store.new("instance", cls=found.cls, items=held)


def _to_dict(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    assert isinstance(old, Ref)
    names = inherited(m, m.store[old].cls, "_fields")  # type: ignore[arg-type]
    assert isinstance(names, tuple)
    return m.store.new("dict", fields=dict(zip(names, m.store[old].items, strict=True)))


def _made(m: Machine, given: Given) -> Value:
    cls, held = given.positional
    return m.call(cls, *(items(m, held) or ()))


def subclass_of_enum(m: Machine, path: str, cls: Ref) -> None:
    """`class Kind(Enum)`: what the body binds are its members."""
    mine = m.store.mine(cls).fields
    members: dict[Value, Value] = {}
    for name, value in list(mine.items()):
        if isinstance(name, str) and not name.startswith("_") and not isinstance(value, Ref | Descriptor):
            made = m.store.new("instance", cls=cls, fields={"value": value, "name": name, "_value_": value})
            mine[name] = members[value] = made
    if "__new__" not in mine:
        mine["__members__"] = m.store.new("dict", fields=members)
        mine["__new__"] = Descriptor("staticmethod", (External("enum.<member>"),))


def _member(m: Machine, given: Given) -> Value:
    cls, value = given.positional
    members = inherited(m, cls, "__members__") if isinstance(cls, Ref) else None
    found = m.store[members].fields.get(value) if isinstance(members, Ref) else None
    if found is None:
        raise Raised("ValueError", "there is no such member")
    return found


def _automatic(m: Machine, given: Given) -> Value:
    m.numbers += 1
    return m.numbers


FUNCTIONS: dict[str, Function] = {
    "collections.namedtuple": _named_tuple, "collections.<new>": _new_tuple, "collections.<item>": _item,
    "collections.<_replace>": _replaced, "collections.<_asdict>": _to_dict, "collections.<_make>": _made,
    "enum.<member>": _member, "enum.auto": _automatic, "enum.unique": lambda m, given: given.positional[0],
}  # fmt: skip
HOOKS = {"typing": subclass_of_named_tuple, "enum": subclass_of_enum}
