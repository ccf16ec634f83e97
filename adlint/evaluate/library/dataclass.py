"""Dataclasses: fields from annotations, an `__init__` and comparisons from fields."""

from __future__ import annotations

from collections.abc import Mapping

from adlint.evaluate.errors import Raised
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING, assign, inherited, lookup, set_plainly
from adlint.evaluate.operation.operators import binary
from adlint.evaluate.values import Descriptor, External, Partial, Ref, Value

FIELDS = "__dataclass_fields__"
_FIELD = External("dataclasses.Field")
_NONE = External("dataclasses.MISSING")
_KEYWORDS = External("dataclasses.KW_ONLY")


def _dataclass(m: Machine, given: Given) -> Value:
    """`@dataclass`, with options or without."""
    if not given.positional or given.positional[0] is None:
        return Partial(External("dataclasses.dataclass"), (), tuple(given.keywords.items()))
    cls = given.positional[0]
    if isinstance(cls, Ref):
        make_dataclass(m, cls, given.keywords)
    return cls


def make_dataclass(m: Machine, cls: Ref, said: Mapping[str, Value]) -> None:
    """Give a class the fields that its annotations name, those of its bases first, and what follows from them."""
    fields: dict[Value, Value] = {}
    for one in reversed(m.store[cls].order[1:]):
        known = m.store[one].fields.get(FIELDS) if isinstance(one, Ref) else None
        if isinstance(known, Ref):
            fields.update(m.store[known].fields)
    fields.update(_own(m, cls, keyword_only=said.get("kw_only") is True))
    mine = m.store.mine(cls).fields
    mine[FIELDS] = m.store.new("dict", fields=fields)
    if "__init__" not in mine and said.get("init") is not False:
        initialiser = Partial(External("dataclasses.<init>"), (cls, said.get("frozen") is True), ())
        mine["__init__"] = Descriptor("method", (initialiser,))
    if "__eq__" not in mine and said.get("eq") is not False:
        mine["__eq__"] = Descriptor("method", (External("dataclasses.<eq>"),))


def _own(m: Machine, cls: Ref, *, keyword_only: bool) -> dict[Value, Value]:
    """The fields that a class itself annotates."""
    annotations = m.store[cls].fields.get("__annotations__")
    fields: dict[Value, Value] = {}
    for name, annotation in list((m.store[annotations].fields if isinstance(annotations, Ref) else {}).items()):
        if annotation == _KEYWORDS:
            keyword_only = True
        elif not _is_of(annotation, "ClassVar"):
            fields[name] = _described(m, cls, str(name), annotation, keyword_only=keyword_only)
    return fields


def _is_of(annotation: Value, name: str) -> bool:
    if isinstance(annotation, str):
        return annotation.replace("typing.", "").replace("dataclasses.", "").startswith(name)
    return isinstance(annotation, External) and annotation.path.rpartition(".")[2] == name


def _described(m: Machine, cls: Ref, name: str, annotation: Value, *, keyword_only: bool) -> Ref:
    """What is said of a field; its default stays in the class."""
    found = inherited(m, cls, name)
    default = _NONE if found is MISSING else lookup(m, cls, name)
    if isinstance(default, Ref) and m.store[default].cls == _FIELD:
        made = default
        default = m.store[made].fields["default"]
        mine = m.store.mine(cls).fields
        if default != _NONE:
            mine[name] = default
        else:
            mine.pop(name, None)
    else:
        made = _field_of(m, {"default": default})
    fields = m.store.mine(made).fields
    fields.update({"name": name, "type": annotation, "init_only": _is_of(annotation, "InitVar")})
    if fields["kw_only"] == _NONE:
        fields["kw_only"] = keyword_only
    return made


def _field_of(m: Machine, said: dict[Value, Value]) -> Ref:
    fields: dict[Value, Value] = {
        "default": _NONE, "default_factory": _NONE, "init": True, "repr": True, "hash": None, "compare": True,
        "kw_only": _NONE, "name": None, "type": None, **said,
    }  # fmt: skip
    if fields.get("metadata") is None:
        fields["metadata"] = m.store.new("dict")
    return m.store.new("instance", cls=_FIELD, fields=fields)


def _field(m: Machine, given: Given) -> Value:
    return _field_of(m, dict(given.keywords.items()))


def _described_fields(m: Machine, cls: Value) -> dict[Value, Value]:
    described = inherited(m, cls, FIELDS) if isinstance(cls, Ref) else None
    return m.store[described].fields if isinstance(described, Ref) else {}


def _initialise(m: Machine, given: Given) -> Value:
    """The `__init__` of a dataclass."""
    cls, frozen, made, *positional = given.positional
    assert isinstance(made, Ref)
    left, keywords = list(positional), dict(given.keywords)
    only: list[Value] = []
    for name, field in list(_described_fields(m, cls).items()):
        said = m.store[field].fields  # type: ignore[index]
        if said["init"] is not False and left and said["kw_only"] is not True:
            value = left.pop(0)
        elif said["init"] is not False and name in keywords:
            value = keywords.pop(str(name))
        elif said["default_factory"] != _NONE:
            value = m.call(said["default_factory"])
        elif said["default"] != _NONE:
            value = said["default"]
        elif said["init"] is False:
            continue
        else:
            raise Raised("TypeError", f"an argument `{name!s}` is missing")
        if said["init_only"] is True:
            only.append(value)
        elif frozen is True:
            set_plainly(m, made, str(name), value)
        elif said["init"] is not False or said["default_factory"] != _NONE:
            assign(m, made, str(name), value)
    if left or keywords:
        raise Raised("TypeError", "there are more arguments than fields")
    hook = lookup(m, made, "__post_init__") if _is_written(m, made, "__post_init__") else MISSING
    if hook is not MISSING:
        m.call(hook, *only)
    return None


def _is_written(m: Machine, made: Ref, name: str) -> bool:
    cls = m.store[made].cls
    return isinstance(cls, Ref) and inherited(m, cls, name) is not MISSING


def _equal(m: Machine, given: Given) -> Value:
    """Instances of one class are equal if their fields are."""
    one, other = given.positional
    if not (isinstance(one, Ref) and isinstance(other, Ref) and m.store[one].cls == m.store[other].cls):
        return External("builtins.NotImplemented")
    names = [
        name for name, field in _described_fields(m, m.store[one].cls).items()
        if isinstance(field, Ref) and m.store[field].fields["compare"] is not False
    ]  # fmt: skip
    left, right = (tuple(m.store[side].fields.get(name) for name in names) for side in (one, other))
    return True if one == other else binary(m, "==", left, right)


def _replace(m: Machine, given: Given) -> Value:
    """`dataclasses.replace`: a new instance, initialised from the fields of the old one."""
    old = given.positional[0]
    if not isinstance(old, Ref) or not isinstance(m.store[old].cls, Ref):
        return m.say_unknown("`replace` of something that is no dataclass", given.positional)
    fields = _described_fields(m, m.store[old].cls)
    values = {
        str(name): lookup(m, old, str(name)) for name, field in fields.items()
        if isinstance(field, Ref) and m.store[field].fields["init"] is not False and str(name) not in given.keywords
    }  # fmt: skip
    return m.tables.call(m, m.store[old].cls, Given((), {**values, **given.keywords}))


def _fields(m: Machine, given: Given) -> Value:
    described = lookup(m, given.positional[0], FIELDS)
    if not isinstance(described, Ref):
        raise Raised("TypeError", "`fields` of something that is no dataclass")
    return tuple(
        one for one in m.store[described].fields.values()
        if isinstance(one, Ref) and m.store[one].fields.get("init_only") is not True
    )  # fmt: skip


def _as_dict(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    return m.store.new("dict", fields=_values(m, old)) if isinstance(old, Ref) else old


def _as_tuple(m: Machine, given: Given) -> Value:
    old = given.positional[0]
    return tuple(_values(m, old).values()) if isinstance(old, Ref) else old


def _values(m: Machine, old: Ref) -> dict[Value, Value]:
    return {name: m.store[old].fields[name] for name in _described_fields(m, m.store[old].cls)}


def _is_dataclass(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    cls = m.store[value].cls if isinstance(value, Ref) and m.store[value].kind == "instance" else value
    return bool(isinstance(cls, Ref) and m.store[cls].kind == "class" and isinstance(inherited(m, cls, FIELDS), Ref))


FUNCTIONS: dict[str, Function] = {
    "dataclasses.dataclass": _dataclass, "dataclasses.field": _field, "dataclasses.<init>": _initialise,
    "dataclasses.<eq>": _equal, "dataclasses.replace": _replace, "copy.replace": _replace,
    "dataclasses.fields": _fields, "dataclasses.asdict": _as_dict, "dataclasses.astuple": _as_tuple,
    "dataclasses.is_dataclass": _is_dataclass,
}  # fmt: skip
