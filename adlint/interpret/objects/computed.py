"""Members of objects and classes of the program under names that are computed."""

from __future__ import annotations

from adlint.interpret.collections.text import matches
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Atom, Class, Closure, External, Module, Object, Text, Wrapped, atoms
from adlint.interpret.memory.spaces import Space, is_generic
from adlint.interpret.objects.derived import derived
from adlint.interpret.scheduling.asked import TEXT

_ANSWERING = frozenset({"__getattr__", "__getattribute__"})
MEMBERS = 60  # members whose names fit a pattern; with more nothing is said


def fitting(f: Frame, atom: Atom, pattern: Text) -> list[str]:
    """The names of the members that a text of which a part is known may be."""
    names: dict[str, None] = {}
    for space in _spaces(f, atom):
        named = [key for key in f.task.keys(space) if isinstance(key, str)]
        names.update(dict.fromkeys(key for key in named if matches(pattern, key)))
    return list(names) if len(names) <= MEMBERS else []


def _spaces(f: Frame, atom: Atom) -> list[Space]:
    """Where the members of an object, a class or a module stand."""
    spaces: list[Space | External] = []
    if isinstance(atom, Object) and atom.cls is not None:
        below = derived(f.task, atom.cls) if is_generic(atom) else []
        spaces = [atom, *atom.cls.order, *below]
    elif isinstance(atom, Class):
        spaces = [*atom.order]
    elif isinstance(atom, Module):
        spaces = [atom]
    return [space for space in spaces if not isinstance(space, External)]


def unnamed(f: Frame, atom: Atom) -> list[str]:
    """The members that a text of which nothing is known may name: functions and classes in a class that is no part of
    a library, which are not private, and which the modules around the classes look up under no name; none where the
    text is what somebody looks up.
    """
    if f.function.name.rpartition(".")[2].partition("#")[0] in _ANSWERING:
        return []
    owners = [space for space in _spaces(f, atom) if isinstance(space, Class)]
    looked_up: set[str] = set()
    for module in dict.fromkeys(owner.name.partition(":")[0] for owner in owners):
        f.task.asked[TEXT, module] = None
        looked_up |= f.world.program.looked_up(module)
    names = {
        name: None
        for owner in owners
        for name in f.task.keys(owner)
        if isinstance(name, str) and not name.startswith("_") and name not in looked_up and _is_called(f, owner, name)
    }
    return list(names) if len(names) <= MEMBERS else []


def _is_called(f: Frame, owner: Class, name: str) -> bool:
    member = f.task.get(owner, name)
    is_plain = isinstance(member, Wrapped) and member.kind != "property"
    return is_plain or any(isinstance(one, Closure | Class) for one in atoms(member or ()))
