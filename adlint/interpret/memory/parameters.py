"""Values that may be what the caller of a task's own function passes."""

from __future__ import annotations

from collections.abc import Callable

from adlint.interpret.memory.atoms import Atom, Parameter, Value, atoms, joined


def has_parameters(value: Value) -> bool:
    """Whether a value may be what the caller of a task's own function passes."""
    if value.__class__ is not tuple:
        return value.__class__ is Parameter
    return Parameter in map(type, value)


def exchanged(value: Value, exchange: Callable[[Atom], Value]) -> Value:
    """A value with others in the stead of its parameters, at their places: where there are many, the first count."""
    if value.__class__ is not tuple:
        return exchange(value) if value.__class__ is Parameter else value
    if not has_parameters(value):
        return value
    found: list[Atom] = []
    for atom in value:
        if atom.__class__ is Parameter:
            found += atoms(exchange(atom))
        else:
            found.append(atom)
    return joined(found) or value
