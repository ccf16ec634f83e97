"""Programs with their plans written into them: what they keep and give, before and after."""

from __future__ import annotations

import sys
import sysconfig
from fractions import Fraction
from types import ModuleType

import jax
import jax.numpy as jnp
import numpy as np
from msgspec import Struct

from adlint.answers.document import Document
from adlint.answers.plan.planned import Planned
from adlint.answers.tape.question import Question
from adlint.fixes import with_checkpoints
from adlint.placement.plan import Goal
from adlint.placement.written.writing import SYSTEMS
from adlint.project.installed import Installed
from adlint.workspace import Workspace
from tests.tape.jax import live


class Measured(Struct, frozen=True):
    """Bytes that are kept, as predicted and as measured, without checkpoints and as planned."""

    predicted: tuple[int | None, int | None]
    measured: tuple[int, int]
    changes: int
    left: int


ONCE = Goal(max_recompute=Fraction(1), written=True)
INSTALLED = Installed((sysconfig.get_path("purelib"),))


def planned(text: str, call: str, goal: Goal) -> Planned:
    """The plan for a call of `main`."""
    documents = [Document("program.py", "program", text.encode())]
    question = Question("program.py", "main", f"main({call})")
    return Workspace(keeps=False).plan(documents, question, goal, INSTALLED.module)


def measure(text: str, call: str, goal: Goal = ONCE) -> Measured:
    """A JAX program: planned, written, run. AssertionError if it then has another gradient."""
    found = planned(text, call, goal)
    wraps = found.changes.get("program.py", ())
    after, left = with_checkpoints(text, wraps, SYSTEMS["jax"])
    (before_bytes, before), (after_bytes, gradient) = (_run(one, call) for one in (text, after))
    for one, other in zip(jax.tree_util.tree_leaves(before), jax.tree_util.tree_leaves(gradient), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-3, atol=1e-5)
    tape = (found.tape["store_all"], found.tape["plan"])
    return Measured(tape, (before_bytes, after_bytes), len(wraps), len(left))


def _run(text: str, call: str) -> tuple[int, object]:
    namespace = sys.modules.setdefault("program", ModuleType("program")).__dict__
    namespace.clear()
    namespace["__name__"] = "program"
    exec(compile(text, "program.py", "exec"), namespace)
    given, named = live.arguments(call, namespace)
    function = namespace["main"]
    kept = live.size(live.kept(function, given, named, list(namespace.values())))  # type: ignore[arg-type]
    flat, tree = jax.tree_util.tree_flatten((given, named))
    arrays = [(n, one) for n, one in enumerate(flat) if isinstance(one, jax.Array)]
    places = [n for n, one in arrays if jnp.issubdtype(one.dtype, jnp.floating)]

    def of_floats(arrays: list[jax.Array]) -> object:
        full = list(flat)
        for place, one in zip(places, arrays, strict=True):
            full[place] = one
        a, k = jax.tree_util.tree_unflatten(tree, full)
        leaves = jax.tree_util.tree_leaves(function(*a, **k))  # type: ignore[operator]
        return sum(abs(one).sum() for one in leaves if one.dtype.kind in "fc")

    return kept, jax.grad(of_floats)([flat[n] for n in places])
