from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import MUCH, Placed, percent, step
from adlint.rules.rule import on_placement


@on_placement(
    "AD301",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    # adlint: call(f32[100_000], f32[100_000])
    def three(u, k):
        a = step(jnp.cos(u), k)
          # ^^^^^^^^^^^^^^^^^^^ checkpointing this call lowers the peak of `example:three` from 8.0 MiB by 24 %: its snapshot takes 390.6 KiB, its tape 2.3 MiB
        b = step(jnp.cos(a), k)
          # ^^^^^^^^^^^^^^^^^^^ checkpointing this call lowers the peak of `example:three` from 8.0 MiB by 24 %: its snapshot takes 390.6 KiB, its tape 2.3 MiB
        return jnp.sum(step(jnp.cos(b), k))

    # adlint: call(f32[1_000], f32[1_000])
    def small(u, k):
        return jnp.sum(step(jnp.cos(step(u, k)), k))

    # adlint: call(f32[100_000], f32[100_000])
    def checkpointed(u, k):
        again = jax.checkpoint(step)
        a = again(jnp.cos(u), k)
        b = again(jnp.cos(a), k)
        return jnp.sum(step(jnp.cos(b), k))
    """,
)
def checkpoint_pays(placed: Placed) -> Iterator[Draft]:
    """A call keeps a good part of what the reverse sweep of an entry needs at once, and is not checkpointed.

    Entries are calls in `[[tool.adlint.entry]]`, and comments `# adlint: call(u=f64[1000], steps=100)` over functions;
    all sizes in them have to be numbers. Told is a call that is joint in a placement of a low peak (with at most one
    plain run computed again), and whose checkpoint alone lowers a peak of 1 MiB or more by 20 % or more. Calls in a
    loop that needs a schedule are left to AD304, and what may not run twice is left out.

    ## Why it matters

    The tape of the call lies on the stack from its forward sweep to its reverse sweep. Its snapshot is smaller, and one
    more run of the call, when its reverse sweep is due, makes the tape again.

    ## What to do instead

    Checkpoint the call: `jax.checkpoint(f)(...)`, `torch.utils.checkpoint.checkpoint(f, ..., use_reentrant=False)`,
    `autograd.checkpoint(f)(...)`. `adlint plan` shows what that gives, and `adlint plan --write` does it. To keep a
    call as it is, write `# adlint: split` above it.

    ## Fix

    Checkpoints the call, as `adlint plan --write` does (unsafe: it runs twice); for systems that have no
    checkpoint, writes `# adlint: joint` over it (safe).
    """
    waiting = placed.without_schedule
    for site in placed.sites:
        if site.is_joint or not site.is_planned or site.candidate.id in placed.said or site.candidate.is_body:
            continue
        if waiting & site.loops:
            continue
        assert placed.compared is not None
        today = placed.compared.today.peak
        saved = today - site.cost.peak
        if saved >= MUCH * today:
            message = (
                f"checkpointing this call lowers the peak of `{placed.entry}` from {human(today)} by "
                f"{percent(saved, today)}: its snapshot takes {human(site.snapshot)}, its tape {human(site.tape)}"
            )
            data = (("peak_bytes", today), ("saved_bytes", saved), ("snapshot_bytes", site.snapshot))
            yield Draft(step(site), message, placed.because, data, placed.wrapping(site.candidate))
