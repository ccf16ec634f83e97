from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import Placed, percent, step
from adlint.rules.rule import on_placement


@on_placement(
    "AD302",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    # adlint: call(f32[100_000], f32[100_000])
    def last(u, k):
        a = step(jnp.cos(u), k)
        return jnp.sum(jax.checkpoint(step)(jnp.cos(a), k))
                     # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this checkpoint saves no memory: without it the gradient of `example:last` computes 40 % of a plain run less, and its peak is the same

    # adlint: call(f32[100_000], f32[100_000])
    def first(u, k):
        a = jax.checkpoint(step)(jnp.cos(u), k)
        return jnp.sum(step(jnp.cos(a), k))
    """,
)
def split_pays(placed: Placed) -> Iterator[Draft]:
    """A call is checkpointed, and without the checkpoint the gradient of an entry takes less time and no more memory.

    Entries are those of AD301. Told is a checkpoint without which the peak is not higher, all else being as it is, and
    that computes 1 % or more of a plain run again. Where two snapshots hold the same array, the tape must not be larger
    either.

    ## Why it matters

    The call runs twice for nothing. A snapshot can be larger than the tape: of a call that reads whole arrays and
    changes little of them, for instance, or of one whose reverse sweep is the next thing to happen.

    ## What to do instead

    Take the checkpoint away, or put it around a larger piece: `adlint plan` says where it pays.

    ## Fix

    Takes the checkpoint out (unsafe: what the call does beside its result, it does once).

    ## References

    Hascoet, Bouchot, Gaikwad, Narayanan, Hueckelheim 2024, *Profiling checkpointing schedules in adjoint ST-AD*:
    splitting 33 routines of an ocean model took its gradient from 13 to 9 minutes.
    """
    found = placed.compared
    for site in placed.sites:
        assert found is not None
        if not site.is_joint or site.candidate.id in placed.said or placed.decides(site):
            continue
        keeps_more = site.kept is not None and found.kept is not None and site.kept > found.kept and not found.is_exact
        again = found.today.recompute - site.cost.recompute
        if site.cost.peak <= found.today.peak and not keeps_more and 100 * again >= found.time:
            less = found.today.peak - site.cost.peak
            memory = f"its peak is {human(less)} lower" if less else "its peak is the same"
            message = (
                f"this checkpoint saves no memory: without it the gradient of `{placed.entry}` computes "
                f"{percent(again, found.time)} of a plain run less, and {memory}"
            )
            yield Draft(step(site), message, placed.because, (("saved_bytes", less),), ("split",))
