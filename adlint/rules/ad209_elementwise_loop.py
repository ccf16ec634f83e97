from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.elements import element_loops
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function


@on_function(
    "AD209",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def energy(x):
        total = 0.0
        for i in range(x.shape[0]):
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ this loop goes through `x` element by element and puts 3 operations on the tape for each: on whole arrays they are put there once
            total = total + jnp.sin(x[i]) ** 2
        return total

    def whole(x):
        return jnp.sum(jnp.sin(x) ** 2)

    def filled(x):
        y = jnp.zeros(x.size)
        for i in range(1, x.size):
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^ this loop goes through `x` element by element and puts 2 operations on the tape for each: on whole arrays they are put there once
            y = y.at[i].set(jnp.exp(x[i]) - x[i - 1])
        return y.sum()

    def recurrence(x):
        y = jnp.zeros(x.size)
        for i in range(1, x.size):
            y = y.at[i].set(jnp.exp(x[i]) * y[i - 1])
        return y.sum()

    def weights(layers):
        total = 0.0
        for i in range(len(layers)):
            total = total + layers[i] * 0.1
        return jnp.sum(total)

    def components(x):
        total = 0.0
        for i in range(3):
            total = total + x[i] ** 2
        return jnp.sqrt(total)

    gradients = jax.grad(energy), jax.grad(whole), jax.grad(filled), jax.grad(recurrence), jax.grad(weights)
    more = jax.grad(components)
    """,
)
def elementwise_loop(differentiated: Differentiated) -> Iterator[Draft]:
    """A loop of Python goes through an array element by element, in code whose operations are put on a tape.

    Meant are loops that read elements at their index, work on each by itself, and store at the same index, append, or add up.
    A recurrence, which reads what another turn has written, needs its loop; so do items of a list. Source
    transformation has a loop in its adjoint, too: there a statement costs the same in a loop, and the rule is silent.

    ## Why it matters

    PyTorch, JAX and autograd record operations on arrays, not on numbers. Each element becomes several nodes, of several hundred
    bytes each and with values of their own: a hundred times what the values take. JAX, besides, traces and
    compiles a program as long as the array.

    ## What to do instead

    Write the operation for the whole array, by slices where neighbours are read (`x[1:] - x[:-1]`), with `where` for a
    condition. What cannot be written so, `jax.vmap` and `torch.vmap` do.
    """
    function = differentiated.function
    if not function.is_by("jax", "torch", "autograd"):
        return
    for found in element_loops(function, differentiated.whole):
        many = "an operation" if found.operations == 1 else f"{found.operations} operations"
        message = (
            f"this loop goes through `{found.array}` element by element and puts {many} on the tape for each: "
            "on whole arrays they are put there once"
        )
        yield Draft((function.name, found.at), message, function.because(), (("array", found.array),))
