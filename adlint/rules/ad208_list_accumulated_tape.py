from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.gathered import gathered
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function

_UNROLLED = "JAX unrolls the loop, and its tape is that of each step: `jax.lax.scan` traces a step once, and stacks"
_COPIED = "all of them stay in memory until the reverse sweep, and the joined array is a copy of them"


@on_function(
    "AD208",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def misfit(u, data, steps):
        states = []
        for _ in range(steps):
            u = jnp.sin(u)
            states.append(u)
          # ^^^^^^^^^^^^^^^^ `states` gathers an array of every step, and `jax.numpy.stack` joins them: JAX unrolls the loop, and its tape is that of each step: `jax.lax.scan` traces a step once, and stacks
        return jnp.sum((jnp.stack(states) - data) ** 2)

    def summed(u, data, steps):
        total = 0.0
        for i in range(steps):
            u = jnp.sin(u)
            total = total + jnp.sum((u - data[i]) ** 2)
        return total

    def energies(u, steps):
        found = []
        for _ in range(steps):
            u = jnp.sin(u)
            found.append(jnp.sum(u * u))
        return jnp.max(jnp.array(found))

    def dense(x, layers):
        found = [x]
        for layer in layers:
            x = layer(x)
            found.append(x)
        return jnp.sum(jnp.concatenate(found))

    def scanned(u, data):
        def step(u, _):
            u = jnp.sin(u)
            return u, u
        return jnp.sum((jax.lax.scan(step, u, length=len(data))[1] - data) ** 2)

    gradients = jax.grad(misfit), jax.grad(summed), jax.grad(energies), jax.grad(dense), jax.grad(scanned)
    """,
)
def list_accumulated_tape(differentiated: Differentiated) -> Iterator[Draft]:
    """A list gathers an array of every step of a time loop, and is joined to one array behind it.

    Meant are loops of Python that carry a state from step to step in code that is differentiated. Lists of numbers, of
    what layers give, and of a handful of steps are in order.

    ## Why it matters

    The tape holds what each step keeps. The list holds its arrays beside that, whether or not their steps need them, and the
    joined array is a copy of them all: with T steps of n numbers up to 16·n·T bytes that no reverse sweep asks for. JAX, besides, traces
    every step anew.

    ## What to do instead

    If only a sum over the steps is needed, add it up in the loop. With JAX, let `jax.lax.scan` gather. In a long loop, checkpoint
    stretches of it, and give back what the stretches make.
    """
    function = differentiated.function
    for found in gathered(function):
        why = _UNROLLED if function.is_by("jax") else _COPIED
        message = f"`{found.name}` gathers an array of every step, and `{found.path}` joins them: {why}"
        steps = (
            ((function.name, found.loop), "the steps"),
            ((function.name, found.joined), f"`{found.name}` is joined to one array"),
        )
        yield Draft((function.name, found.appended), message, (*steps, *function.because()), (("list", found.name),))
