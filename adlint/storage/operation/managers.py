"""What `with` enters and leaves."""

from __future__ import annotations

from adlint import ir
from adlint.models.outside import ENDED
from adlint.storage.definitions.members import is_class
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_special, resume
from adlint.storage.location.places import ANY
from adlint.storage.outside.world import end
from adlint.storage.state import State
from adlint.storage.things.kinds import library_of, of_library
from adlint.storage.things.memory import items, kind_of, put, touch
from adlint.storage.things.values import (
    BODY,
    CLOSES,
    NOTHING,
    NUMBER,
    Atom,
    Early,
    Entry,
    Function,
    Number,
    Ref,
    Value,
    join,
    refs,
)

CLOSING = "contextlib.closing"
_ENTERED = "is entered"
STACKS = frozenset(map(of_library, ("contextlib.ExitStack", "contextlib.AsyncExitStack")))


def entered(f: Frame, state: State, manager: Value, at: int) -> Value:
    """What entering a manager gives."""
    found: Value = ()
    for atom in manager:
        if isinstance(atom, Ref) and kind_of(atom.thing) == "generator":
            resume(f, state, atom.thing)
            found = join(found, items(f.run, state, atom.thing))  # of a function that `contextmanager` decorates
        elif isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            given, certain = Given(((atom,),)), len(manager) == 1
            told, is_all = call_special(f, state, at, ("__enter__",), given, certain=certain)
            found = join(found, told if is_all else join(told, (atom,)))
        else:
            if _is_closing(atom):
                found = join(found, _closed(f, state, atom))
                continue
            if _is_unknown(atom):
                touch(f.run, state, (manager,), "what entering and leaving it does is not known")
            found = join(found, (atom,))
    return found


def stacked(f: Frame, state: State, stack: Ref, name: str, given: Given, at: int) -> Value | None:
    """What a method of `contextlib.ExitStack` gives; it keeps what is left and called where it is left itself."""
    first = given.positional[0] if given.positional else NOTHING
    match name:
        case "enter_context" | "push":
            put(f.run, state, stack.thing, ANY, first, certain=False)
            f.run.acts(_ENTERED, (Ref(stack.thing),), "what a stack of managers enters here is not left")
            return entered(f, state, first, at) if name == "enter_context" else first
        case "callback":
            later = Early(first, given.positional[1:], given.keywords, given.spread)
            put(f.run, state, stack.thing, ANY, (later,), certain=False)
            return first
        case "close" | "pop_all":
            left(f, state, (stack,), at)
            return (stack,)
        case _:
            return None


def _is_closing(atom: Atom) -> bool:
    return isinstance(atom, Ref) and library_of(kind_of(atom.thing)) == CLOSING


def _closed(f: Frame, state: State, manager: Atom) -> Value:
    """What is closed where a manager is left."""
    return f.run.get(state, manager.thing, CLOSES) if isinstance(manager, Ref) else NOTHING


def _is_stack(atom: Atom) -> bool:
    return isinstance(atom, Ref) and kind_of(atom.thing) in STACKS


def _is_unknown(atom: Atom) -> bool:
    """Whether something that was there when the piece began may be of any class."""
    return isinstance(atom, Ref) and isinstance(atom.thing, Entry) and kind_of(atom.thing) == ""


def left(f: Frame, state: State, manager: Value, at: int) -> Value:
    """Leaving a manager; what methods of classes of the program give: whether what was raised ends there."""
    told: Value = NOTHING
    for atom in manager:
        if isinstance(atom, Ref) and kind_of(atom.thing) == "generator":
            resume(f, state, atom.thing)
        elif isinstance(atom, Ref) and is_class(f.run, kind_of(atom.thing)):
            given = Given(((atom,), NUMBER, NUMBER, NUMBER))
            told = join(told, call_special(f, state, at, ("__exit__",), given, certain=len(manager) == 1)[0])
        elif isinstance(atom, Ref) and library_of(kind_of(atom.thing)) in ENDED:
            end(f, (atom,))
        elif _is_closing(atom):
            for ref in refs(_closed(f, state, atom)):
                call_special(f, state, at, ("close",), Given(((ref,),)), certain=len(manager) == 1)
        elif isinstance(atom, Ref) and _is_stack(atom):
            f.run.seen.acts.pop((_ENTERED, (Ref(atom.thing),)), None)
            for one in items(f.run, state, atom.thing):
                _undone(f, state, one, at)
        elif _is_unknown(atom):
            touch(f.run, state, (manager,), "what entering and leaving it does is not known")
    return told


def swallows(f: Frame, state: State, manager: Value, told: Value) -> bool:
    """Whether what is raised may end where a manager is left: a method may give what is true (`told`), or the function
    that `contextmanager` decorates may catch it.
    """
    if not all(isinstance(one, Number) and one.known is not None and not one.known.value for one in told):
        return True
    bodies = [one for ref in refs(manager) for one in f.run.get(state, ref.thing, BODY) if isinstance(one, Early)]
    functions = [f.run.body(one.callee[0].name) for one in bodies if isinstance(one.callee[0], Function)]
    ops = (op for function in functions for op in function.operations)
    return any(isinstance(op, ir.Try) and op.handlers for op in ops)


def _undone(f: Frame, state: State, one: Atom, at: int) -> None:
    """What a stack of managers has entered is left; what it is to call is called."""
    if isinstance(one, Early):
        way = state.copy()
        f.run.machine.apply(f, way, at, one, Given())
        state.become((state, way), f.run.default)
    else:
        left(f, state, (one,), at)
