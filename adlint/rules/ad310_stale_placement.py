from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft
from adlint.rules.placed import MUCH, Placed, percent, step
from adlint.rules.rule import on_placement

if TYPE_CHECKING:
    from adlint.placement.comparing import Turned


@on_placement(
    "AD310",
    Severity.WARNING,
    since="0.1",
    examples="""
    import jax
    import jax.numpy as jnp

    def step(u, k):
        f = jnp.sin(u) * k
        return u + 0.1 * jnp.tanh(f) * f

    # adlint: call(f32[100_000], f32[100_000])
    def kept(u, k):
        # adlint: split
        a = step(jnp.cos(u), k)
          # ^^^^^^^^^^^^^^^^^^^ `# adlint: split` stands here, and a checkpoint would lower the peak of `example:kept` by 36 %
        return jnp.sum(step(jnp.cos(a), k))

    # adlint: call(f32[100_000], f32[100_000])
    def last(u, k):
        a = step(jnp.cos(u), k)
        # adlint: joint
        return jnp.sum(step(jnp.cos(a), k))
                     # ^^^^^^^^^^^^^^^^^^^ `# adlint: joint` stands here, and split mode takes no more memory in `example:last`

    def smooth(u):
        for _ in range(8):
            u = 0.5 * u + 0.25 * jnp.roll(u, 1)
        return jnp.sin(u) * u

    # adlint: call(f32[100_000], f32[100_000])
    def old(u, k):
        a = jax.checkpoint(smooth)(jnp.cos(u))
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a placement without this checkpoint has a peak of 5.7 MiB in the place of 8.8 MiB, and computes no more of `example:old` again
        b = step(jnp.cos(a), k)
        c = step(jnp.cos(b), k)
        return jnp.sum(step(jnp.cos(c), k))

    # adlint: call(f32[100_000], f32[100_000])
    def right(u, k):
        # adlint: joint
        a = step(jnp.cos(u), k)
        # adlint: split
        return jnp.sum(step(jnp.cos(a), k))
    """,
)
def stale_placement(placed: Placed) -> Iterator[Draft]:
    """A directive or a checkpoint decides a call the other way than a plan would now, for a clear gain.

    Entries are those of AD301. Told are `# adlint: split` where a checkpoint would lower the peak by 20 % or more; `#
    adlint: joint` where split mode takes no more memory; and checkpoints that are in no placement that takes no more
    time than today and has a peak that is 20 % lower or more.

    ## Why it matters

    Placements are decided once, for the sizes and the program of that day. In one ocean model a list of calls that were
    to be split still gained 21 seconds of the 363 that a new one gained.

    ## What to do instead

    Plan again: `adlint plan` tells what each site should be now. Take directives away that nothing supports any more.

    ## Fix

    Turns the directive over the call (safe), or takes the checkpoint out (unsafe).

    ## References

    Hascoet, Bouchot, Gaikwad, Narayanan, Hueckelheim 2024, *Profiling checkpointing schedules in adjoint ST-AD*.
    """
    for site in placed.sites:
        message = _said_wrong(placed, site) or _left(placed, site)
        if message:
            assert placed.compared is not None
            said = placed.said.get(site.candidate.id)
            repair = ("split",) if said is None else ("other-directive", said.kind)
            yield Draft(step(site), message, placed.because, (("peak_bytes", placed.compared.today.peak),), repair)


def _said_wrong(placed: Placed, site: Turned) -> str:
    """What is wrong with a directive; "" if nothing is."""
    said, found = placed.said.get(site.candidate.id), placed.compared
    assert found is not None
    less = found.today.peak - site.cost.peak
    if said is not None and said.kind == "split" and not site.is_joint and less >= MUCH * found.today.peak:
        gain = f"a checkpoint would lower the peak of `{placed.entry}` by {percent(less, found.today.peak)}"
        return f"`# adlint: split` stands here, and {gain}"
    if said is not None and said.kind == "joint" and site.is_joint and less >= 0:
        return f"`# adlint: joint` stands here, and split mode takes no more memory in `{placed.entry}`"
    return ""


def _left(placed: Placed, site: Turned) -> str:
    """What is wrong with a checkpoint that is in no better placement; "" if it is in one, or another rule says so."""
    found = placed.compared
    assert found is not None
    if site.candidate.id in placed.said or not site.is_joint or site.is_better or placed.decides(site):
        return ""
    if site.cost.peak <= found.today.peak or found.today.peak - found.better.peak < MUCH * found.today.peak:
        return ""
    return (
        f"a placement without this checkpoint has a peak of {human(found.better.peak)} in the place of "
        f"{human(found.today.peak)}, and computes no more of `{placed.entry}` again"
    )
