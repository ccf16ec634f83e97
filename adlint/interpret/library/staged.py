"""Callbacks of JAX out of what it compiles: they are called by whoever calls what is compiled."""

from __future__ import annotations

from adlint.interpret.arguments import Arguments
from adlint.interpret.atoms import ELSEWHERE, NUMBER, Closure, Method, Value, atoms
from adlint.interpret.described import Instance
from adlint.interpret.frame import Frame
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.methods import FUNCTIONS
from adlint.interpret.world import STAGED


def stage(f: Frame, callee: Value) -> None:
    """Let a function be compiled where it is called."""
    for atom in atoms(callee):
        inner = atom.callee if isinstance(atom, Method) else atom
        if not isinstance(inner, Closure) or f.task.get(inner, STAGED) is not None:
            continue
        if inner.fields is not None:  # no result that is known depends on it
            f.task.journal.write(inner.fields, STAGED, ELSEWHERE)
        else:
            f.task.put(inner, STAGED, ELSEWHERE)


def _around(f: Frame) -> dict[str, None]:
    """The calls of who called the outermost function that is compiled; the frame's own where none is."""
    task = f.task
    callers = [f"{task.root}:" if not task.time[2] else "", *[one.function for one in task.entered]]
    for caller, one in zip(callers, task.entered, strict=False):
        if caller and task.get(one, STAGED) is not None:
            return task.edges.setdefault(caller, {})
    return f.edges


def _called_back(skipped: int) -> Meaning:
    """`pure_callback(f, shapes, *args)`."""

    def call(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        callee = given.at(0, "callback")
        if callee is not None:
            edges, f.edges = f.edges, _around(f)
            f.call(at, callee, Arguments(tuple([NUMBER for _ in given.positional[skipped:]]), (), given.rest))
            f.edges = edges
            f.task.epoch += 1  # who calls it depends on who is evaluated: no result of these is kept
        return NUMBER

    return call


def _lowered(f: Frame, at: int, given: Arguments) -> Value:
    """`jit(f).lower(x)`: what is compiled is traced at once, and not again where it is called."""
    callee, *passed = given.positional
    f.call(at, callee, Arguments(tuple(passed), given.keywords, given.rest, given.extra))
    return Instance("jax.stages.Lowered")


def _staging(path: str) -> Meaning:
    """A loop or branch of JAX: what it is given is compiled."""
    known = MEANINGS[path]

    def call(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
        for value in given.values:
            stage(f, value)
        return known(f, at, path, given)

    return call


_COMPILING = (
    "jax.jit", "jax.pmap", "equinox.filter_jit",
    *(f"jax.lax.{name}" for name in ("scan", "fori_loop", "while_loop", "cond", "switch", "map")),
)  # fmt: skip
FUNCTIONS["*lowered"] = _lowered
MEANINGS.update({path: _staging(path) for path in _COMPILING})
MEANINGS.update({
    **dict.fromkeys(("jax.pure_callback", "jax.experimental.io_callback"), _called_back(2)),
    **dict.fromkeys(("jax.debug.callback", "equinox.filter_pure_callback"), _called_back(1)),
})  # fmt: skip
