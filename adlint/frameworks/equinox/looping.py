"""`equinox.internal.while_loop`: a loop that keeps states of a number of turns, from which it runs again.

What is kept is as in `equinox/internal/_loop/checkpointed.py` (online, after Stumm and Walther, 2010): the states
of so many turns, which turns they are of, how many there were, what the loop began with, and the arrays that its
functions have from around them. It does not depend on how often the loop goes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value
from adlint.frameworks.jax.control.loops import while_loop
from adlint.frameworks.jax.control.tracing import arrays, fresh, with_leaves
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.trees import leaves, mapped
from adlint.frameworks.jax.values import array, unknown
from adlint.trace import Array, Custom, Op, Scan, Trace
from adlint.trace.walking import bound, reads

_COPY = External("jax.numpy.copy")


def _while(m: Machine, given: Given) -> Value:
    """`while_loop(cond_fun, body_fun, init_val, *, max_steps, buffers, kind, checkpoints, base)`."""
    test, body, initial = (given.at(n, name) for n, name in enumerate(("cond_fun", "body_fun", "init_val")))
    kind, most = given.keywords.get("kind"), given.keywords.get("max_steps")
    start = mapped(m, lambda one: m.call(_COPY, array(m, one)), initial)
    if kind == "lax":
        return while_loop(m, test, lambda state: m.call(body, state), start)
    count = given.keywords.get("checkpoints")
    count = _count(most) if count is None else count
    if kind != "checkpointed" or not isinstance(count, int):
        raise unknown(m, f"what a `while_loop` of Equinox keeps, of kind {kind!s}", initial)
    buffers = given.keywords.get("buffers")
    count = min(count, most) if isinstance(most, int) else count
    return _checkpointed(m, test, body, start, count, [] if buffers is None else leaves(m, m.call(buffers, start)))


def _count(most: Value) -> int | None:
    """How many states are kept of a loop that goes at most so often (Stumm and Walther, 2010)."""
    if not isinstance(most, int):
        return None
    return 1 if most == 1 else math.floor(-1.5 + math.sqrt(2 * most + 0.25)) + 1


def _checkpointed(m: Machine, test: Value, body: Value, start: Value, count: int, buffers: Sequence[Value]) -> Value:
    """A call with a derivative of its own, which keeps what is said above; of `buffers` there is one, filled."""
    first = array(m, m.call(_COPY, array(m, m.call(test, start))))  # whether there is a turn at all is asked in front
    held = arrays(m, start)
    trace, result = m.traced(lambda: _run(m, test, body, start))
    outputs = arrays(m, result)
    pairs = list(zip(held, outputs, strict=True))
    written = [end for one, end in pairs if any(one is other for other in buffers)]
    states = [end for _, end in pairs if end not in written]
    rule, stacked = m.traced(lambda: tuple(_stacks(m, states, count)))
    inputs = (*held, *_around(trace, held))
    kept = (*arrays(m, stacked), *written, first, *inputs)
    results = fresh(m, outputs)
    m.trace.append(Custom(
        m.site(), "custom_vjp", inputs, trace, tuple(outputs), tuple(results), (*trace, *rule), tuple(outputs),
        tuple(fresh(m, outputs)), kept,
    ))  # fmt: skip
    unchanged = _unchanged(trace, outputs)  # its tangent is the one from before the loop
    rows = zip(held, outputs, results, strict=True)
    return with_leaves(m, result, [array(m, m.call(_COPY, a)) if b in unchanged else c for a, b, c in rows])


def _run(m: Machine, test: Value, body: Value, start: Value) -> Value:
    """The loop; what no turn changes is another variable behind it."""
    result = while_loop(m, test, lambda state: m.call(body, state), start)
    return mapped(m, lambda one, end: m.call(_COPY, end) if one is end else end, start, result)


def _unchanged(trace: Trace, outputs: Sequence[Array]) -> set[Array]:
    """The results that are copies made behind the loop, of what no turn changes."""
    made = {one for node in trace if isinstance(node, Op) and node.name == "lax.copy" for one in node.results}
    last = max((n for n, node in enumerate(trace) if isinstance(node, Scan)), default=len(trace))
    behind = {one for node in trace[last:] for one in bound(node)}
    return {one for one in outputs if one in made and one in behind}


def _around(trace: Trace, start: Sequence[Array]) -> tuple[Array, ...]:
    """The arrays from around a loop that its functions read."""
    made = {one for node in trace for one in bound(node)}
    found = dict.fromkeys(one for node in trace for one in reads(node) if one.framework == "jax")
    return tuple(one for one in found if one not in made and one not in start)


def _stacks(m: Machine, states: Sequence[Array], count: int) -> list[Value]:
    """States of so many turns: the program's own, the number of the turn, and twice whether there is one; and of which
    turns they are, and how many turns there were.
    """
    found = [bind(m, "checkpoints", (one,), (count, *one.shape), one.dtype) for one in states]
    of_turns = (default(m, "i"), "bool", "bool", default(m, "i"))
    found += [bind(m, "checkpoints", (), (count,), dtype) for dtype in of_turns]
    return [*found, bind(m, "checkpoints", (), (), default(m, "i"))]


FUNCTIONS: dict[str, Function] = {"equinox.internal._loop.loop.while_loop": _while}
