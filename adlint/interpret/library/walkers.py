"""Library methods that call methods of their object by a name that begins in some way."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import ITEM, Text, Value, atoms, joined
from adlint.interpret.attributes import attribute_of
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS
from adlint.interpret.library.reflection import fitting
from adlint.interpret.receivers import WALKING
from adlint.interpret.spaces import Object


def _walked(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`visitor.visit(node)`: any of the object's `visit_...` may be called."""
    found: list[Value] = []
    for atom in atoms(given.positional[0]) if given.positional else ():
        names = fitting(f, atom, Text(WALKING[path], "")) if isinstance(atom, Object) else []
        given_on = Arguments((ITEM,)) if path.startswith("ast.") else Arguments((), (), ITEM)
        found += [
            f.call(at, attribute_of(f, atom, name, at), given_on) for name in names if not path.endswith("." + name)
        ]
    return joined(found)


MEANINGS.update(dict.fromkeys(WALKING, _walked))
