"""Library methods that call methods of their object by a name that begins in some way."""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import ITEM, Text, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.attributes import attribute_of
from adlint.interpret.objects.computed import fitting
from adlint.interpret.objects.dispatch import methods_of
from adlint.interpret.objects.receivers import WALKING


def _walked(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`visitor.visit(node)`: any of the object's `visit_...` may be called."""
    found: list[Value] = []
    is_tree = path.startswith("ast.")
    given_on = Arguments((ITEM,)) if is_tree else Arguments((), (), ITEM)
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Object):
            steps = _steps(f, at, atom, path) if is_tree else _named(f, at, atom, path)
            found += [f.call(at, step, given_on) for step in steps]
    return joined(found)


def _named(f: Frame, at: int, walker: Object, path: str) -> list[Value]:
    names = fitting(f, walker, Text(WALKING[path], ""))
    return [attribute_of(f, walker, name, at) for name in names if not path.endswith("." + name)]


def _steps(f: Frame, at: int, visitor: Object, path: str) -> list[Value]:
    """What the visitor of a tree has in the place of the library's own steps: `generic_visit` visits each node below,
    and `visit` calls the method for the kind of a node, or, if there is none, `generic_visit`.
    """
    own = {step: methods_of(f, at, [visitor], step) for step in ("visit", "generic_visit")}
    if path.endswith(".generic_visit") and own["visit"]:
        return own["visit"]
    return [*_named(f, at, visitor, path), *(own["generic_visit"] or own["visit"])]


MEANINGS.update(dict.fromkeys(WALKING, _walked))
