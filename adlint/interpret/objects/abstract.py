"""Members that no object has itself: abstract methods, and what a protocol only describes."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import Alias, Atom, Closure, Value, Wrapped, atoms
from adlint.interpret.memory.spaces import Class
from adlint.interpret.views.described import External

MARK = "__isabstractmethod__"
_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_CHECKED = (*_PROTOCOLS, "abc.ABC", "abc.ABCMeta", "collections.abc.")  # whose classes make no object with one left


def is_protocol(bases: list[Value]) -> bool:
    """Whether a class with these bases only describes others."""
    return any(_path(atom) in _PROTOCOLS for base in bases for atom in atoms(base))


def abstract_members(f: Frame, cls: Class, keywords: list[tuple[str, Value]]) -> frozenset[str]:
    """The names of the functions in a class's body that only derived classes, or other classes altogether, fill."""
    metaclasses = [value for name, value in keywords if name == "metaclass"]
    if not any(_path(atom).startswith(_CHECKED) for value in (*cls.order, *metaclasses) for atom in atoms(value)):
        return frozenset()
    return frozenset(
        name
        for name, value in (cls.fields or {}).items()
        if isinstance(name, str) and _is_left(f, _function(value), is_protocol=cls.is_protocol)
    )


def concrete(name: str, member: Value | None) -> Value | None:
    """What a class has as `name`, unless no object has that itself."""
    function = _function(member)
    is_left = function is not None and function.owner is not None and name in function.owner.abstract
    return None if is_left else member


def _is_left(f: Frame, function: Closure | None, *, is_protocol: bool) -> bool:
    if function is None:
        return False
    return f.task.get(function, MARK) is not None or (is_protocol and not f.task.function(function.function).body)


def _function(member: Value | None) -> Closure | None:
    """The function that a member is, or that a property calls."""
    if member.__class__ is Closure:
        return member
    if isinstance(member, Wrapped) and isinstance(member.callee, Closure):
        return member.callee
    return None


def _path(atom: Atom) -> str:
    return atom.path if isinstance(atom, External) else atom.of if isinstance(atom, Alias) else ""
