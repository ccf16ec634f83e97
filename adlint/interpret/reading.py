"""Reading an attribute: a class may have a `__getattribute__` of its own."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import Atom, Closure, Method, Value, atoms, joined
from adlint.interpret.attributes import attribute, attribute_of
from adlint.interpret.frame import Frame
from adlint.interpret.lookup import lookup
from adlint.interpret.spaces import Object
from adlint.interpret.text import text


def read(f: Frame, base: Value, name: str, at: int) -> Value:
    """What `base.name` gives."""
    if "__getattribute__" not in f.world.methods:
        return attribute(f, base, name, at)
    return joined([_read(f, atom, name, at) for atom in atoms(base)]) or attribute(f, base, name, at)


def _read(f: Frame, atom: Atom, name: str, at: int) -> Value:
    if isinstance(atom, Object) and atom.cls is not None:
        getter = lookup(f, atom.cls, "__getattribute__")
        if isinstance(getter, Closure):
            return f.call(at, Method(getter, atom), Arguments((text(name),)))
    return attribute_of(f, atom, name, at)
