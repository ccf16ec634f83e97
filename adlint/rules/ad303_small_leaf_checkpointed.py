from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import LITTLE, Placed, percent, step
from adlint.rules.rule import on_placement


@on_placement(
    "AD303",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    def edge(u):
        return jnp.sin(u) * u

    # adlint: call(f32[100_000], f32[100_000])
    def leaf(u, k):
        a = jax.checkpoint(edge)(u[:1_000])
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this checkpoint of a leaf saves 7.8 KiB, 0.2 % of the peak of `example:leaf`: its tape takes 7.8 KiB, its snapshot 0 B
        b = step(u, k)
        return jnp.sum(step(b, k)) + jnp.sum(a)

    # adlint: call(f32[100_000], f32[100_000])
    def large(u, k):
        a = jax.checkpoint(step)(jnp.cos(u), k)
        return jnp.sum(step(a, k))
    """,
)
def small_leaf_checkpointed(placed: Placed) -> Iterator[Draft]:
    """A call that calls nothing else of the program is checkpointed, and saves next to nothing.

    Entries are those of AD301. Told is a checkpoint of a leaf of the call tree without which the peak would be higher,
    but by less than 1 %; AD302 tells of those without which it would not.

    ## Why it matters

    A checkpoint has a price beside the second run: the snapshot, and in PyTorch the state of the random generators and
    the hooks of each call. A small leaf does not earn it.

    ## What to do instead

    Checkpoint the caller, whose tape is larger for a snapshot of about the same size, and leave the leaf split.

    ## Fix

    Takes the checkpoint out (unsafe: what the call does beside its result, it does once).
    """
    found = placed.compared
    for site in placed.sites:
        assert found is not None
        if not (site.is_joint and site.is_leaf) or site.candidate.id in placed.said or placed.decides(site):
            continue
        more = site.cost.peak - found.today.peak
        if 0 < more < LITTLE * found.today.peak:
            message = (
                f"this checkpoint of a leaf saves {human(more)}, {percent(more, found.today.peak)} of the peak of "
                f"`{placed.entry}`: its tape takes {human(site.tape)}, its snapshot {human(site.snapshot)}"
            )
            yield Draft(step(site), message, placed.because, (("saved_bytes", more),), ("split",))
