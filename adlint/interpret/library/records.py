"""Objects that are made from others of the same class, with some fields replaced."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import Atom, Value, atoms, joined
from adlint.interpret.attributes import attribute_of
from adlint.interpret.classes import construct
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.spaces import Class, Object


def _replaced(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`dataclasses.replace(x, field=value)` calls the class of `x`."""
    if not given.positional:
        return None
    return joined([_again(f, at, atom, given) for atom in atoms(given.positional[0])])


def _again(f: Frame, at: int, atom: Atom, given: Arguments) -> Value:
    if not isinstance(atom, Object) or atom.cls is None:
        return atom
    names = [name for one in reversed(atom.cls.order) if isinstance(one, Class) for name in one.annotated]
    fields = {name: attribute_of(f, atom, name, at) for name in names}
    named = tuple({**fields, **dict(given.keywords)}.items())
    return construct(f, at, atom.cls, Arguments((), named, None, given.extra))


_NEW: dict[str, Meaning] = dict.fromkeys(
    ("dataclasses.replace", "copy.replace", "attr.evolve", "attrs.evolve"), _replaced
)
MEANINGS.update(_NEW)
