from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import LITTLE, Placed
from adlint.rules.rule import on_placement


@on_placement(
    "AD308",
    Severity.INFO,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    # adlint: call(f32[100_000], f32[100_000])
    def fields(u, k):
        a = step(jnp.cos(u), k)
          # ^^^^^^^^^^^^^^^^^^^ the partial derivatives of this block take 781.2 KiB (2 arrays in, 1 out, element by element), its tape 2.3 MiB: kept instead, they save 1.1 MiB or more of `example:fields`
        return jnp.sum(step(jnp.cos(a), k))
                     # ^^^^^^^^^^^^^^^^^^^ the partial derivatives of this block take 781.2 KiB (2 arrays in, 1 out, element by element), its tape 2.3 MiB: kept instead, they save 1.1 MiB or more of `example:fields`

    def flux(u):
        return jnp.roll(u, 1) * u + jnp.sin(u)

    # adlint: call(f32[1_000])
    def neighbours(u):
        return jnp.sum(flux(jnp.cos(flux(u))))
    """,
)
def preaccumulation_pays(placed: Placed) -> Iterator[Draft]:
    """A block with few inputs and outputs has a large tape: its partial derivatives are smaller.

    Entries are those of AD301. Told is a call, or the body of a loop, whose partial derivatives take half of its tape
    or less: 8·p·q bytes for p numbers in and q out, or p·q arrays where p arrays become q, element by element. Inputs
    that the block needs count as kept all the same, since others may need them. It has to save 1 % of the tape of the
    entry.

    ## Why it matters

    The reverse sweep of the block multiplies by its partial derivatives, and nothing else. Where they are fewer than
    what the block keeps, they can be computed at once in the forward sweep, and its tape forgotten.

    ## What to do instead

    In JAX, a `custom_vjp` whose forward rule gives the Jacobian (`jax.jacfwd` of the block, `jax.jvp` where it goes
    element by element); in PyTorch, an `autograd.Function`; overloading tools have a call for it (`preaccumulation` in
    CoDiPack).

    ## References

    Griewank and Walther 2008, *Evaluating Derivatives*, section 10.2.
    """
    for saving in placed.blocks if placed.total is not None else ():
        assert placed.total is not None
        if placed.exceeds(saving.bytes * LITTLE.denominator, placed.total):
            message = f"{saving.why}: kept instead, they save {human(saving.bytes)} or more of `{placed.entry}`"
            yield Draft((saving.function, saving.at), message, placed.because, (("saved_bytes", saving.bytes),))
