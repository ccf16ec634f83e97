"""Classes that are made by calls: `type(name, bases, members)`, `types.new_class`, `make_dataclass`, `namedtuple`."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.interpret.collections.containers import content, entries, sequence
from adlint.interpret.collections.iteration import listed
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.records import as_dataclass
from adlint.interpret.memory.atoms import Closure, Value, atoms
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.classes import begin, define
from adlint.interpret.views.described import External
from adlint.interpret.world import REMADE
from adlint.ir import Const

_NONE = Const("None", None)


def made_class(f: Frame, at: int, name: Value, bases: Value, members: Value, options: Value = _NONE) -> Class:
    """The class that a call makes, its body a dict of members, with the keywords of a class statement as `options`."""
    cls = begin(f, name, members)
    keywords = [pair for atom in atoms(options) if isinstance(atom, Object) for pair in entries(f, atom)]
    told = [(key, value) for key, value in keywords if isinstance(key, str)]
    define(f, cls, list(sequence(f, bases) or []), told, at)
    owners = {one.owner for one in (cls.fields or {}).values() if isinstance(one, Closure)}
    for owner in owners:
        if isinstance(owner, Class) and len(owners) == 1 and set(owner.order[1:]) == set(cls.order[1:]):
            f.task.put(owner.shared, REMADE, cls)
    return cls


def _new_class(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`types.new_class(name, bases, keywords, body)`, whose body is a function that is given the members."""
    name, body = given.at(0, "name"), given.at(3, "exec_body")
    members = f.make("dict", at)
    if name is None:
        return None
    if body is not None and body != _NONE:
        f.call(at, body, Arguments((members,)))
    return made_class(f, at, name, given.at(1, "bases") or _NONE, members, given.at(2, "kwds") or _NONE)


def _with_metaclass(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`with_metaclass(metaclass, *bases)`: a base, whose metaclass is that of the classes that are derived from it."""
    if not given.positional:
        return None
    cls = f.task.new_class(f"{f.identity}.temporary_class")
    define(f, cls, list(given.positional[1:]), [("metaclass", given.positional[0])], at)
    return cls


def _record(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`make_dataclass(name, fields, bases=(), namespace={})`: a field is a name, or a tuple with one and a default."""
    name, fields = given.at(0, "cls_name"), given.at(1, "fields")
    if name is None or fields is None:
        return None
    rows = [sequence(f, item) or [item] for item in listed(f, at, fields) or ()]
    members = f.make("dict", at)
    for atom in atoms(given.at(-1, "namespace") or _NONE):
        members.fields = {**(members.fields or {}), **(content(f, atom) if isinstance(atom, Object) else {})}
    for row in rows:
        if len(row) > 2 and isinstance(row[0], Const):
            f.task.put(members, str(row[0].value), row[2])
    cls = made_class(f, at, name, given.at(-1, "bases") or _NONE, members)
    cls.annotated = _texts([row[0] for row in rows])
    return as_dataclass(f, at, path, Arguments((cls,), given.keywords))


def _tuple(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`namedtuple(name, names)`."""
    names = given.at(1, "field_names")
    if names is None:
        return None
    cls = begin(f, given.at(0, "typename"), None)
    cls.order = (cls, External("typing.NamedTuple"))
    if isinstance(names, Const) and isinstance(names.value, str):
        cls.annotated = names.value.replace(",", " ").split()
    else:
        cls.annotated = _texts(sequence(f, names) or [])
    return cls


def _texts(values: Sequence[Value]) -> list[str]:
    return [value.value for value in values if isinstance(value, Const) and isinstance(value.value, str)]


MEANINGS |= {
    "types.new_class": _new_class,
    **dict.fromkeys(("six.with_metaclass", "future.utils.with_metaclass"), _with_metaclass),
    "dataclasses.make_dataclass": _record,
    "collections.namedtuple": _tuple,
}
