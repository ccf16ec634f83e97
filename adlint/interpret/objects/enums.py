"""Enumerations: the members of an `Enum`, and looking one up."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items, sequence
from adlint.interpret.collections.text import STRING, text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import NUMBER, Atom, Closure, Value, Wrapped, atoms, join, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.binding import bind, on_class
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.stored import store
from adlint.interpret.views.described import External, Instance
from adlint.interpret.world import MEMBERS
from adlint.ir import Const

_KINDS = frozenset({f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")})
MOST = 40  # members that are told apart
MEMBER, NONMEMBER = "member", "nonmember"  # kinds of what is wrapped in the body of an enumeration
AUTO = Instance("enum.auto")


def is_enumeration(cls: Class) -> bool:
    """Whether a class is an enumeration."""
    return any(isinstance(base, External) and base.path in _KINDS for base in cls.order)


def make_members(f: Frame, at: int, cls: Class) -> None:
    """Make the members of an enumeration of what its body binds; each is set up with its value."""
    maker = lookup(f, cls, "__init__")
    found: Value | None = None
    for name in f.task.keys(cls)[: 2 * MOST]:
        value = _value(f, at, cls, name) if isinstance(name, str) and not name.startswith("_") else None
        if value is None:
            continue
        made = f.task.new_object("instance", cls, at, f.identity)
        made.fields = {"name": text(str(name)), "_name_": text(str(name)), "value": value, "_value_": value}
        f.task.put(cls, name, made)
        found = made if found is None else join(found, made)
        if maker is not None and not isinstance(maker, External):
            given = Arguments(tuple(sequence(f, value) or [value]))
            f.call(at, bind(f, maker, made, cls, at), given)
        for part in ("value", "_value_"):
            store(f.task, cls.shared, part, value)
    if found is not None:
        f.task.put(cls.shared, MEMBERS, found)
        for part in ("name", "_name_"):
            store(f.task, cls.shared, part, STRING)


def _value(f: Frame, at: int, cls: Class, name: str) -> Value | None:
    """The value of a member; None if a name is none."""
    value = f.task.get(cls, name)
    if isinstance(value, Wrapped) and value.kind in (MEMBER, NONMEMBER):
        f.task.put(cls, name, value.callee)
        return value.callee if value.kind == MEMBER else None
    if value == AUTO:
        return _next_value(f, at, cls, name)
    return value if value is not None and any(map(_is_value, atoms(value))) else None


def _next_value(f: Frame, at: int, cls: Class, name: str) -> Value:
    """What `auto()` stands for: while the body of the class runs, its hook is asked."""
    hook = lookup(f, cls, "_generate_next_value_")
    if hook is None or isinstance(hook, External):
        return text(name.lower()) if External("enum.StrEnum") in cls.order else NUMBER
    edges, f.edges = f.edges, f.task.edges.setdefault(cls.name, {})
    given = Arguments((text(name), NUMBER, NUMBER, of_items(f, "list", at, None, NUMBER)))
    found = [f.call(at, on_class(one, cls), given) for one in atoms(hook)]
    f.edges = edges
    return joined(found) or NUMBER


def _is_value(atom: Atom) -> bool:
    return not isinstance(atom, Closure | Wrapped | Class)


def member_of(f: Frame, at: int, cls: Class, value: Value) -> Value | None:
    """`Level(value)`: the members of that value, or what `_missing_` gives; None if there are no members."""
    members = f.task.get(cls.shared, MEMBERS)
    if members is None:
        return None
    kept, is_sure = [], False
    for one in atoms(members):
        own = f.task.get(one, "value") if isinstance(one, Object) else None
        if own == value or own is None or not (isinstance(own, Const) and isinstance(value, Const)):
            kept.append(one)
            is_sure = is_sure or (own == value and isinstance(value, Const))
    missing = None if is_sure else lookup(f, cls, "_missing_")
    if missing is not None and not isinstance(missing, External):
        given = [f.call(at, on_class(one, cls), Arguments((value,))) for one in atoms(missing)]
        return joined([*kept, *given])
    return joined(kept) or members


def member_named(f: Frame, cls: Class, name: Value) -> Value | None:
    """`Level[name]`."""
    members = f.task.get(cls.shared, MEMBERS)
    if members is None:
        return None
    if isinstance(name, Const) and isinstance(name.value, str):
        return f.task.get(cls, name.value) or members
    return members
