"""What the body of a class has in the stead of an attribute that is described as a field."""

from __future__ import annotations

from adlint.interpret.memory.atoms import Builtin, Partial, Value, atoms

FIELD = "field"  # the name of the atom


def is_field(value: Value | None) -> bool:
    """Whether a part of a class's body is a field that says more than a default."""
    return value is not None and any(isinstance(atom, Builtin) and atom.name == FIELD for atom in atoms(value))


def of_field(atom: Builtin, name: str) -> Value | None:
    """`@x.default`, `@x.validator` in the body of a class of attrs."""
    if atom.name != FIELD or name not in ("default", "validator"):
        return None
    return Partial(Builtin(atom.receiver, f"{FIELD} {name}"), (atom.receiver,), ())
