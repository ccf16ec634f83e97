"""Generators and coroutines: calling the function makes one, and whoever resumes it calls its body."""

from __future__ import annotations

from adlint.interpret.atoms import SUSPENDED, Closure, Value
from adlint.interpret.frame import Frame
from adlint.interpret.spaces import Object
from adlint.interpret.task import Task


def called(f: Frame, closure: Closure, result: Object) -> None:
    """Note a call that gives a generator or coroutine: where it only makes that, it counts if nobody is seen to
    resume it.
    """
    name = closure.function
    if result.maker != name:
        f.edges[name] = None
    elif name not in f.edges:
        f.task.suspended.append((f.edges, name, result))


def resumed(f: Frame, made: Object) -> None:
    """Whoever asks a generator for an item, or awaits a coroutine, calls it."""
    if made.at == SUSPENDED:
        f.edges[made.maker] = None
        f.task.resumed[made] = None


def handed(f: Frame, values: tuple[Value, ...]) -> None:
    """What is not known is taken to resume the generators that it is given."""
    for value in values:
        if value.__class__ is Object and value.kind == "generator":
            resumed(f, value)


def scheduled(f: Frame, coroutine: Object) -> None:
    """An event loop is to run a coroutine: the loop that runs now, or the next one."""
    if coroutine.at == SUSPENDED:
        f.task.scheduled[coroutine] = None


def run_loop(f: Frame) -> None:
    """An event loop runs until what is scheduled is done: whoever started it resumes that."""
    for coroutine in list(f.task.scheduled):
        resumed(f, coroutine)
    f.task.scheduled.clear()


def finish(task: Task) -> None:
    """At the end of a task: what nobody was seen to resume is taken to be called by who made it."""
    for edges, name, made in task.suspended:
        if made not in task.resumed:
            edges[name] = None
