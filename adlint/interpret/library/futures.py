"""Executors: what is left to them nobody of the program calls; what it gives is asked of futures."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.iteration import called_often, items_of, listed
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.library import MEANINGS
from adlint.interpret.memory.atoms import RESULT, Builtin, Partial, Value
from adlint.interpret.objects.classes import of_library
from adlint.interpret.views.described import External

_FUTURE = "concurrent.futures.Future"


def _submitted(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`executor.submit(f, *args)`: a future, whose callbacks are called by who adds them if it is done by then."""
    if not given.positional:
        return None
    edges, f.edges = f.edges, {}
    result = f.call(at, given.positional[0], Arguments(given.positional[1:], given.keywords, given.rest, given.extra))
    f.edges = edges
    given_back = Partial(Builtin(External(f"{_FUTURE}.result"), "*result"), (result,), ())
    made = of_library(f, at, _FUTURE, {"result": given_back})
    f.task.put(made, "add_done_callback", Partial(Builtin(External(_FUTURE), "when done"), (made,), ()))
    return made


def _result(_f: Frame, _at: int, given: Arguments) -> Value:
    return given.positional[0]


def _when_done(f: Frame, at: int, given: Arguments) -> Value:
    future, *callees = given.positional
    for callee in callees:
        f.call(at, callee, Arguments((future,)))
    return RESULT


def _completed(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`as_completed(futures)`."""
    futures = given.at(0, "fs")
    return None if futures is None else of_items(f, "list", at, None, items_of(f, at, futures))


def _waited(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`wait(futures)`: those that are done, and those that are not."""
    some = _completed(f, at, path, given)
    return None if some is None else of_items(f, "tuple", at, [some, some], None)


def _delayed(_f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`delayed(f)`: calling what it gives notes a call, for others to make."""
    first = given.at(0, "function")
    return None if first is None else Partial(Builtin(External(path), "delayed"), (first,), ())


def _noted(_f: Frame, _at: int, given: Arguments) -> Value:
    callee, *passed = given.positional
    return Partial(callee, tuple(passed), given.keywords)


def _run_all(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`Parallel(n)(tasks)` makes the calls that were noted."""
    tasks = given.at(0, "iterable")
    if tasks is None:
        return None
    known = listed(f, at, tasks)
    if known is not None:
        return of_items(f, "list", at, [f.call(at, task, NO_ARGUMENTS) for task in known], None)
    return of_items(f, "list", at, None, called_often(f, at, items_of(f, at, tasks), NO_ARGUMENTS))


_EXECUTORS = ("ThreadPoolExecutor", "ProcessPoolExecutor", "Executor")
MEANINGS.update({
    **{f"concurrent.futures.{name}.submit": _submitted for name in _EXECUTORS},
    "concurrent.futures.as_completed": _completed,
    "concurrent.futures.wait": _waited,
    "joblib.delayed": _delayed,
    "joblib.Parallel.__call__": _run_all,
})  # fmt: skip
FUNCTIONS.update({"*result": _result, "when done": _when_done, "delayed": _noted})
