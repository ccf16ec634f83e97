from __future__ import annotations

from collections.abc import Iterator

from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import Placed
from adlint.rules.rule import on_placement


@on_placement(
    "AD306",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def relax(carry, _):
        u, s = carry
        return (0.9 * u + s, jnp.sin(jnp.mean(u)) * s), None

    # adlint: call(f32[n], f32[], T)
    def checkpointed(u, s, steps):
        (u, s), _ = jax.lax.scan(jax.checkpoint(relax), (u, s), None, length=steps)
                  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ with this checkpoint `example:checkpointed` keeps 4·T·n + 4·T + 8 bytes, and 12·T + 8 bytes without it: what each turn is handed is larger than its residuals, where T and n are 32 or more
        return jnp.sum(u) * s

    # adlint: call(f32[n], f32[], T)
    def split(u, s, steps):
        (u, s), _ = jax.lax.scan(relax, (u, s), None, length=steps)
        return jnp.sum(u) * s

    def wave(u, _):
        return u + 0.1 * jnp.tanh(jnp.sin(u) * u), None

    # adlint: call(f32[n], T)
    def smaller(u, steps):
        u, _ = jax.lax.scan(jax.checkpoint(wave), u, None, length=steps)
        return jnp.sum(u)
    """,
)
def carry_larger_than_residuals(placed: Placed) -> Iterator[Draft]:
    """The body of a loop is checkpointed, and what it hands from turn to turn is larger than the residuals that it
    saves.

    Entries are calls in `[[tool.adlint.entry]]`, and comments over functions. The tape is counted with the checkpoint
    and without it, exactly, as `adlint tape` does. Sizes may be names, which are taken to be 32 or more. It has to take
    1 KiB more.

    ## Why it matters

    A checkpointed body of `lax.scan` keeps its carry in every turn. If a step needs little of it, as one that is linear
    in most of its state, this takes more memory than the residuals, and every step runs twice on top.

    ## What to do instead

    Take the checkpoint away; or put it around several steps, in a scan of scans, so that the carry is kept once for all
    of them.
    """
    for loop in placed.larger:
        message = (
            f"with this checkpoint `{placed.entry}` keeps {loop.shown_joint}, and {loop.shown_split} without it: what each "
            f"turn is handed is larger than its residuals{loop.assumed}"
        )
        yield Draft((loop.candidate.function, loop.candidate.at), message, placed.because)
