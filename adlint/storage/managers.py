"""What `with` enters and leaves."""

from __future__ import annotations

from adlint.storage.calls import Given, call_perhaps, resume
from adlint.storage.frame import Frame
from adlint.storage.members import is_class, member
from adlint.storage.memory import items, kind_of, touch
from adlint.storage.state import State
from adlint.storage.values import NUMBER, Atom, Entry, Function, Ref, Value, join


def entered(f: Frame, state: State, manager: Value, at: int) -> Value:
    """What entering a manager gives."""
    found: Value = ()
    for atom in manager:
        if isinstance(atom, Ref) and kind_of(atom.thing) == "generator":
            resume(f, state, atom.thing)
            found = join(found, items(f.run, state, atom.thing))  # of a function that `contextmanager` decorates
        elif isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            own = member(f.run, kind_of(atom.thing), "__enter__")
            given, certain = Given(((atom,),)), len(manager) == 1
            found = join(
                found,
                (atom,) if own is None else call_perhaps(f, state, at, Function(own.function), given, certain=certain),
            )
        else:
            if _is_unknown(atom):
                touch(f.run, state, (manager,), "what entering and leaving it does is not known")
            found = join(found, (atom,))
    return found


def _is_unknown(atom: Atom) -> bool:
    """Whether something that was there when the piece began may be of any class."""
    return isinstance(atom, Ref) and isinstance(atom.thing, Entry) and kind_of(atom.thing) == ""


def left(f: Frame, state: State, manager: Value, at: int) -> None:
    """Leaving a manager."""
    for atom in manager:
        if isinstance(atom, Ref) and kind_of(atom.thing) == "generator":
            resume(f, state, atom.thing)
        elif isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            own = member(f.run, kind_of(atom.thing), "__exit__")
            if own is not None:
                given = Given(((atom,), NUMBER, NUMBER, NUMBER))
                call_perhaps(f, state, at, Function(own.function), given, certain=len(manager) == 1)
        elif _is_unknown(atom):
            touch(f.run, state, (manager,), "what entering and leaving it does is not known")
