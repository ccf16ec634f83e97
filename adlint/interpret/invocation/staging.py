"""What JAX compiles: a function is traced where it is called, and what was traced is run, or differentiated, by who
called the outermost one.
"""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import ELSEWHERE, Closure, Method, Partial, Value, atoms
from adlint.interpret.task import Callees
from adlint.interpret.world import STAGED


def stage(f: Frame, callee: Value) -> None:
    """Let a function be compiled where it is called."""
    for atom in atoms(callee):
        inner = atom
        while isinstance(inner, Method | Partial):
            inner = atoms(inner.callee)[0]
        if not isinstance(inner, Closure) or f.task.get(inner, STAGED) is not None:
            continue
        if inner.fields is not None:  # no result that is known depends on it
            f.task.journal.write(inner.fields, STAGED, ELSEWHERE)
        else:
            f.task.put(inner, STAGED, ELSEWHERE)


def outside(f: Frame, since: int = 0) -> Callees | None:
    """The calls of who called the outermost function that is compiled, of those that are being evaluated but for so
    many; None where none is.
    """
    task = f.task
    callers = [f"{task.root}:" if not task.time[2] else "", *[one.function for one in task.entered]]
    for caller, one in list(zip(callers, task.entered, strict=False))[since:]:
        if caller and task.get(one, STAGED) is not None:
            return task.edges.setdefault(caller, {})
    return None
