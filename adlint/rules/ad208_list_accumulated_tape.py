from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.gathered import gathered
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function

_UNROLLED = "`jax.lax.scan` would stack them itself, and trace one step in the place of all"
_COPIED = "only a sum of them is used, which could be added up in the loop without keeping them"


@on_function(
    "AD208",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp
    import torch

    def misfit(u, data, steps):
        states = []
        for _ in range(steps):
            u = jnp.sin(u)
            states.append(u)
          # ^^^^^^^^^^^^^^^^ `states` gathers an array of every step, and `jax.numpy.stack` joins them: `jax.lax.scan` would stack them itself, and trace one step in the place of all
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

    def series(u, steps):
        states = []
        for _ in range(steps):
            u = torch.sin(u)
            states.append(u)
          # ^^^^^^^^^^^^^^^^ `states` gathers an array of every step, and `torch.stack` joins them: only a sum of them is used, which could be added up in the loop without keeping them
        return torch.stack(states)

    def squares(u, data):
        return ((series(u, len(data)) - data) ** 2).mean()

    def spectrum(u, steps):
        states = []
        for _ in range(steps):
            u = torch.sin(u)
            states.append(u)
        return torch.fft.rfft(torch.stack(states)).abs().sum()

    more = torch.func.grad(squares), torch.func.grad(spectrum)
    gradients = jax.grad(misfit), jax.grad(summed), jax.grad(energies), jax.grad(dense), jax.grad(scanned)
    """,
)
def list_accumulated_tape(differentiated: Differentiated) -> Iterator[Draft]:
    """A list gathers an array of every step of a time loop, and is joined to one array behind it.

    Meant are loops of Python that carry a state from step to step in code that is differentiated: with JAX any, elsewhere
    those where a sum, a mean or a loss of the joined array is all that is used. Lists of numbers, of what layers
    give, and of a handful of steps are in order.

    ## Why it matters

    The tape holds what each step keeps. The list holds its arrays beside that, whether or not their steps need them, the
    joined array is a copy of them all, and what is computed of it keeps another: n numbers for each of T steps,
    several times. JAX, besides, traces and compiles every step anew.

    ## What to do instead

    If only a sum over the steps is needed, add it up in the loop. With JAX, let `jax.lax.scan` gather. In a long loop, checkpoint
    stretches of it, and give back what the stretches make.
    """
    function = differentiated.function
    for found in gathered(function, differentiated.whole):
        why = _UNROLLED if function.is_by("jax") else _COPIED
        message = f"`{found.name}` gathers an array of every step, and `{found.path}` joins them: {why}"
        steps = (
            ((function.name, found.loop), "the steps"),
            ((function.name, found.joined), f"`{found.name}` is joined to one array"),
        )
        yield Draft((function.name, found.appended), message, (*steps, *function.because()), (("list", found.name),))
