from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import Placed
from adlint.rules.rule import on_placement


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

    Entries are calls in `[[tool.adlint.entry]]`, and comments `# adlint: call(u=f64[n], steps=T)` over functions. Told is a loop of
    32 turns or more, or as many as a name says, in which nothing is checkpointed, that keeps half of the tape or more:
    at least 1 MiB where sizes are numbers, and then only if segments make its stack a quarter or less.

    ## Why it matters

    The tape grows with the number of steps, and so the longest run that fits into memory is a short one. In stretches of
    about √T steps, about √T states are kept and the tape of one stretch, for one more run of each step. Binomial
    checkpointing (Revolve) does with fewer states, and runs steps a few times.

    ## What to do instead

    In JAX, nest two scans and checkpoint the body of the outer one; in PyTorch and autograd, make a function of a
    stretch of steps and checkpoint its call. `adlint plan` says how long stretches should be within a budget, and
    `adlint schedule` tells the schedules for a number of steps.

    ## References

    Griewank and Walther 2000, *Algorithm 799: Revolve*.
    """
    for found in placed.unscheduled:
        loop, plan = found.loop, found.cut
        if loop.candidate.id in placed.said:
            continue
        if plan is not None:
            message = (
                f"this loop keeps the tapes of {plan.trips:,} turns, {human(plan.trips * plan.step_tape)}, most of what "
                f"`{placed.entry}` keeps: in segments of {-(-plan.trips // max(1, plan.snapshots)):,} turns it takes "
                f"{human(plan.peak)}, for one more run of each"
            )
            data: tuple[tuple[str, str | int], ...] = (("bytes", plan.trips * plan.step_tape), ("peak_bytes", plan.peak), ("snapshots", plan.snapshots))
        else:
            message = (
                f"this loop keeps the tapes of {loop.shown_trips} turns, {loop.shown_bytes}, most of what `{placed.entry}` keeps: a "
                f"schedule keeps states of some turns, and the tape of one stretch between them"
            )
            data = (("expression", loop.shown_bytes),)
        yield Draft((loop.candidate.function, loop.candidate.at), message, placed.because, data)
