"""Event loops: whoever starts one resumes the coroutines that are left to it."""

from __future__ import annotations

from adlint.interpret.collections.containers import held, of_items
from adlint.interpret.collections.iteration import items_of
from adlint.interpret.flow.suspending import resumed, run_loop, scheduled
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, NAMED, Meaning
from adlint.interpret.memory.atoms import ITEM, Atom, Partial, Value, atoms, joined
from adlint.interpret.memory.spaces import REST, Object
from adlint.interpret.views.described import Instance


def _left(skipped: int) -> Meaning:
    """`loop.call_soon(f, *args)`: whoever runs the loop calls `f`; before it stands when."""

    def leave(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
        callee, *early = given.positional[skipped:] or (None,)
        if callee is not None:
            scheduled(f, Partial(callee, tuple(value for value in early if value is not None), ()))
        return None

    return leave


def _run(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """What running a coroutine gives, with all that it left to the loop."""
    found: list[Value] = []
    for atom in atoms(given.positional[0]) if given.positional else ():
        if isinstance(atom, Object) and atom.kind == "coroutine":
            resumed(f, atom)
            found.append(held(f, atom) or ITEM)
    run_loop(f)
    return joined(found)


def _scheduled(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`create_task(coroutine)`: what awaits the task resumes no coroutine."""
    first = given.at(0, "coro")
    return None if first is None else joined([_task(f, at, atom) for atom in atoms(first)])


def _task(f: Frame, at: int, atom: Atom) -> Value:
    if not isinstance(atom, Object) or atom.kind != "coroutine":
        return atom
    scheduled(f, atom)
    made = f.task.new_object("coroutine", None, at, f.identity)
    made.fields = {REST: held(f, atom) or ITEM}
    return made


def _gathered(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`gather(a, b)`: awaiting it gives a list of results."""
    results = [_result(f, at, value) for value in given.positional]
    made = f.task.new_object("coroutine", None, at, f.identity)
    made.fields = {REST: of_items(f, "list", at, results, None)}
    if given.rest is not None:
        made.fields = {REST: of_items(f, "list", at, None, _result(f, at, given.rest))}
    return made


def _result(f: Frame, at: int, value: Value) -> Value:
    tasks = [_task(f, at, atom) for atom in atoms(value)]
    return joined([held(f, one) or ITEM for one in tasks if isinstance(one, Object)]) or ITEM


def _several(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`wait(tasks)` and `as_completed(tasks)`."""
    if not given.positional:
        return None
    item = joined([_task(f, at, atom) for atom in atoms(items_of(f, at, given.positional[0]))]) or ITEM
    some = of_items(f, "list", at, None, item)
    if path.endswith("as_completed"):
        return some
    made = f.task.new_object("coroutine", None, at, f.identity)
    made.fields = {REST: of_items(f, "tuple", at, [some, some], None)}
    return made


def _made(of: str) -> Meaning:
    return lambda _f, _at, _path, _given: Instance(of)


_LOOP, _FUTURE = "asyncio.AbstractEventLoop", "asyncio.Future"
_SCHEDULING = ("asyncio.create_task", "asyncio.ensure_future", "asyncio.wait_for", "asyncio.shield",
               "asyncio.TaskGroup.create_task")  # fmt: skip
_NEW: dict[str, Meaning] = {
    "asyncio.run": _run,
    "asyncio.Runner.run": _run,
    "asyncio.gather": _gathered,
    "asyncio.wait": _several,
    "asyncio.as_completed": _several,
    **dict.fromkeys(_SCHEDULING, _scheduled),
    f"{_LOOP}.run_until_complete": _run,
    f"{_LOOP}.create_task": _scheduled,
    f"{_LOOP}.create_future": _made(_FUTURE),
    f"{_FUTURE}.add_done_callback": _left(0),
    **{f"{_LOOP}.{name}": _left(0) for name in ("call_soon", "call_soon_threadsafe")},
    **{f"{_LOOP}.{name}": _left(1) for name in ("call_later", "call_at")},
    **{f"asyncio.{name}": _made(_LOOP) for name in ("get_event_loop", "new_event_loop", "get_running_loop")},
}
MEANINGS.update(_NEW)
NAMED["run_until_complete"] = lambda f, at, given: _run(f, at, "", given)
