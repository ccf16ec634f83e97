"""Classes that hold data: dataclasses, named tuples, enumerations."""

from __future__ import annotations

from adlint.evaluate.attributes import inherited, lookup
from adlint.evaluate.errors import Raised
from adlint.evaluate.iteration import items
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Bound, Descriptor, External, Partial, Ref, Value

FIELDS = "__dataclass_fields__"
_FIELD = External("dataclasses.Field")
_TUPLE = External("builtins.tuple")


def _dataclass(m: Machine, given: Given) -> Value:
    """`@dataclass`, with options or without."""
    if not given.positional:
        return Partial(External("dataclasses.dataclass"), (), tuple(given.keywords.items()))
    cls = given.positional[0]
    if isinstance(cls, Ref):
        make_dataclass(m, cls, keyword_only=given.keywords.get("kw_only") is True)
    return cls


def make_dataclass(m: Machine, cls: Ref, *, keyword_only: bool = False) -> None:
    """Give a class the fields that its annotations name, those of its bases first, and an `__init__`."""
    fields: dict[Value, Value] = {}
    for one in m.store[cls].order[1:]:
        known = m.store[one].fields.get(FIELDS) if isinstance(one, Ref) else None
        if isinstance(known, Ref):
            fields = {**m.store[known].fields, **fields}
    mine = m.store.mine(cls).fields
    annotations = mine.get("__annotations__")
    for name, annotation in (m.store[annotations].fields if isinstance(annotations, Ref) else {}).items():
        if annotation != External("typing.ClassVar"):
            fields[name] = _described(m, mine.get(name), keyword_only=keyword_only, has_default=name in mine)
            default = m.store[fields[name]].fields  # type: ignore[index]
            if "default" in default:
                mine[name] = default["default"]
            elif name in mine:
                del mine[name]
    mine[FIELDS] = m.store.new("dict", fields=fields)
    if "__init__" not in mine:
        mine["__init__"] = Descriptor("method", (External("dataclasses.<init>"),))


def _described(m: Machine, default: Value, *, keyword_only: bool, has_default: bool) -> Ref:
    """What is said of a field."""
    if isinstance(default, Ref) and m.store[default].cls == _FIELD:
        return default
    said: dict[Value, Value] = {"kw_only": keyword_only}
    if has_default:
        said["default"] = default
    return m.store.new("instance", cls=_FIELD, fields=said)


def _field(m: Machine, given: Given) -> Value:
    return m.store.new("instance", cls=_FIELD, fields=dict(given.keywords))


def _initialise(m: Machine, given: Given) -> Value:
    """The `__init__` of a dataclass."""
    made, *positional = given.positional
    assert isinstance(made, Ref)
    cls = m.store[made].cls
    assert isinstance(cls, Ref)
    described = inherited(m, cls, FIELDS)
    assert isinstance(described, Ref)
    left, keywords = list(positional), dict(given.keywords)
    for name, field in m.store[described].fields.items():
        said = m.store[field].fields  # type: ignore[index]
        if said.get("init") is not False and left and said.get("kw_only") is not True:
            value = left.pop(0)
        elif name in keywords:
            value = keywords.pop(name)  # type: ignore[arg-type]
        elif "default" in said:
            value = said["default"]
        elif said.get("default_factory") is not None:
            value = m.call(said["default_factory"])
        elif said.get("init") is False:
            continue
        else:
            raise Raised("TypeError", f"an argument `{name!s}` is missing")
        m.store.mine(made).fields[name] = value
    if left or keywords:
        raise Raised("TypeError", "there are more arguments than fields")
    hook = inherited(m, cls, "__post_init__")
    if isinstance(hook, Ref):
        m.call(Bound(hook, made))
    return None


def _replace(m: Machine, given: Given) -> Value:
    """`dataclasses.replace`: a new instance, initialised from the fields of the old one."""
    old = given.positional[0]
    if not isinstance(old, Ref) or not isinstance(m.store[old].cls, Ref):
        return m.say_unknown("`replace` of something that is no dataclass", given.positional)
    cls = m.store[old].cls
    described = inherited(m, cls, FIELDS)  # type: ignore[arg-type]
    names = list(m.store[described].fields) if isinstance(described, Ref) else list(m.store[old].fields)
    values = {str(name): m.store[old].fields.get(name) for name in names}
    return m.tables.call(m, cls, Given((), {**values, **given.keywords}))


def _fields(m: Machine, given: Given) -> Value:
    described = lookup(m, given.positional[0], FIELDS)
    if not isinstance(described, Ref):
        return ()
    for name, field in m.store[described].fields.items():
        if isinstance(field, Ref):
            m.store.mine(field).fields["name"] = name
    return tuple(m.store[described].fields.values())


def _as_dict(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    return m.store.new("dict", fields=dict(m.store[old].fields)) if isinstance(old, Ref) else old


def _as_tuple(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    return tuple(m.store[old].fields.values()) if isinstance(old, Ref) else old


def _is_dataclass(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    cls = m.store[value].cls if isinstance(value, Ref) and m.store[value].kind == "instance" else value
    return isinstance(cls, Ref) and isinstance(inherited(m, cls, FIELDS), Ref)


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
    if FIELDS in found.fields:
        return
    annotations = found.fields.get("__annotations__")
    names = list(m.store[annotations].fields) if isinstance(annotations, Ref) else []
    found.order = tuple(_TUPLE if one == External(path) else one for one in found.order)
    _make_tuple(m, cls, names, {name: found.fields[name] for name in names if name in found.fields})


def _make_tuple(m: Machine, cls: Ref, names: list[Value], defaults: dict[Value, Value]) -> None:
    mine = m.store.mine(cls).fields
    mine["_fields"] = tuple(names)
    mine[FIELDS] = m.store.new("dict", fields=dict(defaults))
    for number, name in enumerate(names):
        mine[name] = Descriptor("property", (Partial(External("collections.<item>"), (number,), ()),))
    mine["__new__"] = Descriptor("staticmethod", (External("collections.<new>"),))
    for name in ("_replace", "_asdict"):
        mine[name] = Descriptor("method", (External(f"collections.<{name}>"),))
    mine["_make"] = Descriptor("classmethod", (External("collections.<_make>"),))


def _new_tuple(m: Machine, given: Given) -> Value:
    cls, *positional = given.positional
    assert isinstance(cls, Ref)
    names, defaults = inherited(m, cls, "_fields"), inherited(m, cls, FIELDS)
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
    "dataclasses.dataclass": _dataclass, "dataclasses.field": _field, "dataclasses.<init>": _initialise,
    "dataclasses.replace": _replace, "dataclasses.fields": _fields, "dataclasses.asdict": _as_dict,
    "dataclasses.astuple": _as_tuple, "dataclasses.is_dataclass": _is_dataclass, "copy.replace": _replace,
    "collections.namedtuple": _named_tuple, "collections.<new>": _new_tuple, "collections.<item>": _item,
    "collections.<_replace>": _replaced, "collections.<_asdict>": _to_dict, "collections.<_make>": _made,
    "enum.<member>": _member, "enum.auto": _automatic, "enum.unique": lambda m, given: given.positional[0],
}  # fmt: skip
HOOKS = {"typing": subclass_of_named_tuple, "enum": subclass_of_enum}
