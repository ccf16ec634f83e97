"""Generators and coroutines: calling the function makes one, and whoever resumes it calls its body.

Where one leaves the program without being resumed, by a result that nobody of the program asks for items, nobody is
known to call the body: who made it does not.
"""

from __future__ import annotations

from msgspec import structs

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS
from adlint.interpret.memory.atoms import Atom, Closure, Partial, Unknown, Value, atoms, join
from adlint.interpret.memory.spaces import ASKED, SUSPENDED, Object
from adlint.ir import Const

OFTEN = 1 << 20  # more often than is told apart
_SUSPENDED = frozenset({"generator", "coroutine"})


def called(f: Frame, closure: Closure, result: Value) -> Value:
    """Note a call; what it gives is a generator or coroutine if the function is one, whatever else is known of it."""
    name = closure.function
    function = f.task.function(name)
    if not function.is_generator and not function.is_async:
        f.edges[name] = None
        return result
    if any(atom.__class__ is Object and atom.at == SUSPENDED and atom.maker == name for atom in atoms(result)):
        if isinstance(result, Object):
            f.generators.append(result)
        return result
    made = f.world.suspended(name)
    return made if result.__class__ is not tuple and not isinstance(result, Object) else join(result, made)


def resumed(f: Frame, made: Object, *, once: bool = False) -> None:
    """Whoever asks a generator for an item, or awaits a coroutine, calls it; `once`, it is asked for one item."""
    if made.at != SUSPENDED:
        return
    f.edges[made.maker] = None
    if made.kind == "generator":
        f.task.edges.setdefault(made.maker, {})
        f.task.resumed[made.maker] = max(f.task.resumed.get(made.maker, 0), _times(f, made) if once else OFTEN)


def _times(f: Frame, made: Object) -> int:
    """How often a generator was asked so far, and now once more: where it was made here, and whoever gets this gets
    another one.
    """
    if f.loops or made not in f.generators:
        return OFTEN
    before = f.task.get(made, ASKED)
    count = 0 if before is None else before.value if isinstance(before, Const) else OFTEN
    assert isinstance(count, int)
    f.task.put(made, ASKED, Const(str(count + 1), count + 1))
    return count + 1


def waited_for(f: Frame, made: Object) -> None:
    """Whoever awaits a coroutine calls it; what was done since that was made, for it may have begun later, it sees."""
    resumed(f, made)
    known = f.task.generators.get(made)
    if known is not None and known.epoch != f.task.epoch:
        f.task.generators[made] = structs.replace(known, epoch=f.task.epoch)
        f.task.machine.send(f.task, made, None, None)


def handed(f: Frame, values: tuple[Value, ...]) -> None:
    """What is not known is taken to resume the generators and coroutines that it is given; not what might be
    something else as well, for that is often a value of any kind.
    """
    for value in values:
        if value.__class__ is not Object and value.__class__ is not tuple:
            continue
        found = [atom for atom in atoms(value) if atom.__class__ is not Unknown]
        if all(atom.__class__ is Object and atom.kind in _SUSPENDED for atom in found):
            for atom in found:
                resumed(f, atom)  # type: ignore[arg-type]


def scheduled(f: Frame, left: Atom) -> None:
    """An event loop is to run a coroutine, or to call a function: the loop that runs now, or the next one."""
    if not isinstance(left, Object) or left.at == SUSPENDED:
        f.task.scheduled[left] = None


def start(f: Frame, callee: Partial) -> None:
    """Something runs beside the caller, called by nobody: it sees what is there now, and what comes later."""
    _run_beside(f, callee)
    f.task.started[callee] = None


def run_on(f: Frame) -> None:
    """What was started has gone on while the module ran."""
    for callee in list(f.task.started):
        _run_beside(f, callee)


def _run_beside(f: Frame, callee: Partial) -> None:
    edges, f.edges = f.edges, {}
    f.call(-1, callee, NO_ARGUMENTS)
    f.edges = edges


def run_loop(f: Frame) -> None:
    """An event loop runs until what is scheduled is done: whoever started it resumes and calls that."""
    for left in list(f.task.scheduled):
        if isinstance(left, Object):
            waited_for(f, left)
        else:
            f.call(-1, left, NO_ARGUMENTS)
    f.task.scheduled.clear()
