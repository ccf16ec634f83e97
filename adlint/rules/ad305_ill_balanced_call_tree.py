from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import Placed, is_root, percent, step
from adlint.rules.rule import on_placement


@on_placement(
    "AD305",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    def model(u, k):
        for _ in range(4):
            u = step(u, k)
        return u

    # adlint: call(f32[100_000], f32[100_000])
    def whole(u, k):
        return jnp.sum(jax.checkpoint(model)(u, k))
                     # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ this checkpoint holds 100 % of the tape of `example:whole`, 9.2 MiB: it is all there again when the call is reversed, and the call runs twice; checkpoint parts of it

    # adlint: call(f32[100_000], f32[100_000])
    def halves(u, k):
        for _ in range(4):
            u = jax.checkpoint(model)(u, k)
        return jnp.sum(u)
    """,
)
def ill_balanced_call_tree(placed: Placed) -> Iterator[Draft]:
    """One checkpointed call holds nearly all of a program, so that its checkpoint does not help.

    Entries are those of AD301. Told is a checkpoint around 90 % or more of the tape of an entry, without which the peak
    would be higher by 5 % or less.

    ## Why it matters

    When the reverse sweep comes to the call, it runs again, now with its tape: the stack is as high as without the
    checkpoint, and all has run twice. Checkpoints help where pieces follow each other, of which one is taped at a time.

    ## What to do instead

    Checkpoint the parts of the call in its place: its steps, its layers, halves of its time loop.

    ## Fix

    Takes the checkpoint out (unsafe: what the call does beside its result, it does once).

    ## References

    Griewank and Walther 2008, *Evaluating Derivatives*, chapter 12: a balanced tree of calls keeps log T.
    """
    found = placed.compared
    for site in placed.sites:
        assert found is not None
        if site.is_joint and site.candidate.id not in placed.said and is_root(site, found):
            share = percent(site.tape, found.store_all.peak)
            message = (
                f"this checkpoint holds {share} of the tape of `{placed.entry}`, {human(site.tape)}: it is all there again "
                "when the call is reversed, and the call runs twice; checkpoint parts of it"
            )
            yield Draft(step(site), message, placed.because, (("tape_bytes", site.tape),), ("split",))
