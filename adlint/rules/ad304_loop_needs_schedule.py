from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import Placed
from adlint.rules.rule import on_placement

if TYPE_CHECKING:
    from adlint.placement.loops.looping import Kept
    from adlint.placement.loops.timeloops import LoopPlan


@on_placement(
    "AD304",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    # adlint: call(f32[10_000], f32[10_000], 1_000)
    def loop(u, k, steps):
        for _ in range(steps):
      # ^^^^^^^^^^^^^^^^^^^^^^ this loop keeps the tapes of 1,000 turns, 228.9 MiB, most of what `example:loop` keeps: in segments of 13 turns it takes 5.9 MiB, for one more run of each
            u = step(u, k)
        return jnp.sum(u * u)

    # adlint: call(f32[n], f32[n], T)
    def scanned(u, k, steps):
        u, _ = jax.lax.scan(lambda v, _: (step(v, k), None), u, None, length=steps)
             # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this loop keeps the tapes of T turns, 24·n·T + 4·n bytes, most of what `example:scanned` keeps: a schedule keeps states of some turns, and the tape of one stretch between them
        return jnp.sum(u * u)

    # adlint: call(f32[10_000], f32[10_000], 20)
    def short(u, k, steps):
        for _ in range(steps):
            u = step(u, k)
        return jnp.sum(u * u)

    # adlint: call(f32[n], f32[n], T)
    def nested(u, k, steps):
        def stretch(v, _):
            return jax.lax.scan(lambda w, _: (step(w, k), None), v, None, length=10)[0], None
        u, _ = jax.lax.scan(jax.checkpoint(stretch), u, None, length=steps)
        return jnp.sum(u * u)
    """,
)
def loop_needs_schedule(placed: Placed) -> Iterator[Draft]:
    """A long loop keeps the tape of every turn, which is most of what an entry keeps.

    Entries are calls in `[[tool.adlint.entry]]`, and comments `# adlint: call(u=f64[n], steps=T)` over functions. Told
    is a loop of 32 turns or more, or as many as a name says, in which nothing is checkpointed, that keeps half of the
    tape or more: at least 1 MiB where sizes are numbers, and then only if checkpoints make its stack a quarter or less.

    ## Why it matters

    The tape grows with the number of steps, and so the longest run that fits into memory is a short one. In stretches
    of about √T steps, about √T states are kept and the tape of one stretch, for one more run of each step. Binomial
    checkpointing (Revolve) does with fewer states, and runs steps a few times.

    ## What to do instead

    In JAX, nest two scans and checkpoint the body of the outer one; in PyTorch and autograd, make a function of a
    stretch of steps and checkpoint its call. `adlint plan` says how long stretches should be within a budget, and
    `adlint schedule` tells the schedules for a number of steps.

    ## References

    Griewank and Walther 2000, *Algorithm 799: Revolve*.
    """
    for found in placed.unscheduled:
        loop = found.loop
        if loop.candidate.id in placed.said:
            continue
        told, data = _names(loop) if found.cut is None or loop.is_uneven else _numbers(found.cut)
        message = f"this loop keeps the tapes of {told[0]}, most of what `{placed.entry}` keeps: {told[1]}"
        yield Draft((loop.candidate.function, loop.candidate.at), message, placed.because, data)


def _numbers(cut: LoopPlan) -> tuple[tuple[str, str], tuple[tuple[str, str | int], ...]]:
    """What the loop keeps, and what segments would do, where sizes are numbers."""
    kept, length = cut.trips * cut.step_tape, -(-cut.trips // max(1, cut.snapshots))
    way = f"in segments of {length:,} turns" if length > 1 else "with a checkpoint of each turn"
    instead = f"{way} it takes {human(cut.peak)}, for one more run of each"
    data = (("bytes", kept), ("peak_bytes", cut.peak), ("snapshots", cut.snapshots))
    return (f"{cut.trips:,} turns, {human(kept)}", instead), data


def _names(loop: Kept) -> tuple[tuple[str, str], tuple[tuple[str, str | int], ...]]:
    """The same, where they are names, or not those of every turn."""
    instead = "a schedule keeps states of some turns, and the tape of one stretch between them"
    return (f"{loop.shown_trips} turns, {loop.shown_bytes}", instead), (("expression", loop.shown_bytes),)
