"""What `with` enters and leaves."""

from __future__ import annotations

from adlint.storage.calls import Given, call_perhaps
from adlint.storage.frame import Frame
from adlint.storage.members import is_class, member
from adlint.storage.memory import items, kind_of
from adlint.storage.state import State
from adlint.storage.values import NUMBER, Function, Ref, Value, join


def entered(f: Frame, state: State, manager: Value, at: int) -> Value:
    """What entering a manager gives."""
    found: Value = ()
    for atom in manager:
        if isinstance(atom, Ref) and kind_of(atom.thing) == "generator":
            found = join(found, items(f.run, state, atom.thing))  # of a function that `contextmanager` decorates
        elif isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            own = member(f.run, kind_of(atom.thing), "__enter__")
            given, certain = Given(((atom,),)), len(manager) == 1
            found = join(
                found,
                (atom,) if own is None else call_perhaps(f, state, at, Function(own.function), given, certain=certain),
            )
        else:
            found = join(found, (atom,))
    return found


def left(f: Frame, state: State, manager: Value, at: int) -> None:
    """Leaving a manager."""
    for atom in manager:
        if isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            own = member(f.run, kind_of(atom.thing), "__exit__")
            if own is not None:
                given = Given(((atom,), NUMBER, NUMBER, NUMBER))
                call_perhaps(f, state, at, Function(own.function), given, certain=len(manager) == 1)
