"""Reading an attribute: a class may have a `__getattribute__` of its own."""

from __future__ import annotations

from adlint.interpret.collections.text import text
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import Atom, Closure, Method, Value, atoms, joined
from adlint.interpret.memory.spaces import Object, is_any
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.derived import overriding
from adlint.interpret.objects.lookup import lookup


def read(f: Frame, base: Value, name: str, at: int) -> Value:
    """What `base.name` gives."""
    if "__getattribute__" not in f.world.methods:
        return attribute(f, base, name, at)
    asked, others = list[Value](), list[Value]()
    for atom in atoms(base):
        getter = lookup(f, atom.cls, "__getattribute__") if isinstance(atom, Object) and atom.cls is not None else None
        if isinstance(getter, Closure):
            asked.append(f.call(at, Method(getter, atom), Arguments((text(name),))))
        else:
            _note_overriding(f, atom)
            others.append(atom)
    rest = joined(others)
    return joined(asked if rest is None else [*asked, attribute(f, rest, name, at)]) or attribute(f, base, name, at)


def _note_overriding(f: Frame, atom: Atom) -> None:
    """Any object of a class may be of one derived from it that is asked: what that gives stands for the attribute."""
    if isinstance(atom, Object) and atom.cls is not None and is_any(atom):
        for owner, _ in overriding(f.task, atom.cls, "__getattribute__"):
            own = f.task.get(owner, "__getattribute__")
            if isinstance(own, Closure):
                f.edges[own.function] = None
