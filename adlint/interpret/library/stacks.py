"""`contextlib.ExitStack`: what is told to a stack is called by who leaves it, the last first.

Python's reference, `contextlib.ExitStack`: `pop_all` gives another stack with all that was told to this one.
"""

from __future__ import annotations

from collections.abc import Callable

from adlint.interpret.collections.containers import append, of_items
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.flow.managers import PENDING, close_stack, enter_now, is_stack, leave_now
from adlint.interpret.flow.pausing import go_on
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import Builtin, Partial, Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.receivers import STACKS
from adlint.interpret.views.described import External
from adlint.ir import Const

_NONE = Const("None", None)


def _stack(f: Frame, at: int, path: str, _given: Arguments) -> Value | None:
    return of_library(f, at, path, {})


def _told(f: Frame, at: int, given: Arguments, entry: Value) -> None:
    """Let a stack call this where it is left; one that is not known is taken to be left in the same function."""
    stacks = [atom for atom in atoms(given.positional[0]) if isinstance(atom, Object) and is_stack(atom)]
    for stack in stacks:
        pending = f.task.get(stack, PENDING)
        if not isinstance(pending, Object):
            pending = of_items(f, "list", at, [], None)
            f.task.put(stack, PENDING, pending)
        append(f, pending, entry)
    if not stacks:
        f.call(at, entry, NO_ARGUMENTS)


def _others(given: Arguments) -> Arguments:
    """What is told: of a stack that is not known as an object the method is given that alone."""
    is_known = any(isinstance(atom, Object) and is_stack(atom) for atom in atoms(given.positional[0]))
    return Arguments(given.positional[1:] if is_known else given.positional, given.keywords, given.rest)


def _entered(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`stack.enter_context(manager)`."""
    manager = _others(given).at(0) if given.positional else None
    if manager is None:
        return None
    entered = enter_now(f, at, manager, is_async="_async_" in path)
    go_on(f, manager, to_end=False)
    _told(f, at, given, _leaving(path, manager))
    return entered


def _leaving(path: str, manager: Value) -> Partial:
    return Partial(Builtin(External(path), "*leave async" if "_async_" in path else "*leave"), (manager,), ())


def _left_with(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`stack.callback(f, *args)`."""
    told = _others(given) if given.positional else given
    if told.positional:
        entry = Partial(told.positional[0], told.positional[1:], told.keywords)
        _told(f, at, given, entry)
    return told.at(0)


def _pushed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`stack.push(x)`: a manager that was entered before, or a function that is called as `__exit__` is."""
    first = _others(given).at(0) if given.positional else None
    for atom in atoms(first) if first is not None else ():
        if isinstance(atom, Object) and atom.kind == "instance":
            _told(f, at, given, _leaving(path, atom))
        else:
            _told(f, at, given, Partial(atom, (_NONE, _NONE, _NONE), ()))
    return first


def _popped(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    made = of_library(f, at, path.rpartition(".")[0], {})
    for atom in atoms(given.positional[0]) if given.positional else ():
        pending = f.task.get(atom, PENDING) if isinstance(atom, Object) else None
        if pending is not None:
            f.task.add(made, PENDING, pending)
            f.task.put(atom, PENDING, None)  # type: ignore[arg-type]
    return made


def _itself(_f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    return given.at(0)


def _closed(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Object):
            close_stack(f, at, atom)
    return None


def _leave(*, is_async: bool) -> Callable[[Frame, int, Arguments], Value]:
    """A manager that was entered into a stack is left."""

    def leave(f: Frame, at: int, given: Arguments) -> Value:
        go_on(f, given.positional[0], to_end=True)
        leave_now(f, at, given.positional[0], is_async=is_async)
        return _NONE

    return leave


_METHODS: dict[str, Meaning] = {
    **dict.fromkeys(("enter_context", "enter_async_context"), _entered),
    **dict.fromkeys(("callback", "push_async_callback"), _left_with),
    **dict.fromkeys(("push", "push_async_exit"), _pushed),
    "pop_all": _popped,
    **dict.fromkeys(("__enter__", "__aenter__"), _itself),
    **dict.fromkeys(("close", "aclose", "__exit__", "__aexit__"), _closed),
}
for _kind in STACKS:
    MEANINGS[_kind] = _stack
    MEANINGS.update({f"{_kind}.{name}": meaning for name, meaning in _METHODS.items()})
FUNCTIONS.update({"*leave": _leave(is_async=False), "*leave async": _leave(is_async=True)})
