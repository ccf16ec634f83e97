"""Callbacks of JAX out of what it compiles: they are called by whoever calls what is compiled."""

from __future__ import annotations

from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.invocation.staging import outside, stage
from adlint.interpret.library import MEANINGS, Meaning
from adlint.interpret.memory.atoms import NUMBER, Value
from adlint.interpret.views.described import Instance


def _called_back(skipped: int) -> Meaning:
    """`pure_callback(f, shapes, *args)`."""

    def call(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        callee = given.at(0, "callback")
        if callee is not None:
            edges, around = f.edges, outside(f)
            f.edges = edges if around is None else around
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
    "jax.jit", "jax.pmap", "jax.checkpoint", "jax.remat", "equinox.filter_jit", "equinox.filter_checkpoint",
    *(f"jax.lax.{name}" for name in ("scan", "fori_loop", "while_loop", "cond", "switch", "map")),
)  # fmt: skip
FUNCTIONS["*lowered"] = _lowered
MEANINGS.update({path: _staging(path) for path in _COMPILING})
MEANINGS.update({
    **dict.fromkeys(("jax.pure_callback", "jax.experimental.io_callback"), _called_back(2)),
    **dict.fromkeys(("jax.debug.callback", "equinox.filter_pure_callback"), _called_back(1)),
})  # fmt: skip
