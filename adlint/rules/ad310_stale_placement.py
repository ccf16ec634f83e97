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

    Entries are those of AD301. Told are `# adlint: split` where a checkpoint would lower the peak by 20 % or more; `# adlint: joint`
    where split mode takes no more memory; and checkpoints that are in no placement that takes no more time than today and has a
    peak that is 20 % lower or more.

    ## Why it matters

    Placements are decided once, for the sizes and the program of that day. In one ocean model a list of calls that were
    to be split still gained 21 seconds of the 363 that a new one gained.

    ## What to do instead

    Plan again: `adlint plan` tells what each site should be now. Take directives away that nothing supports any more.

    ## References

    Hascoet, Bouchot, Gaikwad, Narayanan, Hueckelheim 2024, *Profiling checkpointing schedules in adjoint ST-AD*.
    """
    found = placed.compared
    for site in placed.sites:
        assert found is not None
        today, there, said = found.today, site.cost, placed.said.get(site.candidate.id)
        if said is not None and said.kind == "split" and not site.is_joint and today.peak - there.peak >= MUCH * today.peak:
            share = percent(today.peak - there.peak, today.peak)
            message = f"`# adlint: split` stands here, and a checkpoint would lower the peak of `{placed.entry}` by {share}"
        elif said is not None and said.kind == "joint" and site.is_joint and there.peak <= today.peak:
            message = f"`# adlint: joint` stands here, and split mode takes no more memory in `{placed.entry}`"
        elif said is None and _is_left(placed, site):
            message = (
                f"a placement without this checkpoint has a peak of {human(found.better.peak)} in the place of "
                f"{human(today.peak)}, and computes no more of `{placed.entry}` again"
            )
        else:
            continue
        yield Draft(step(site), message, placed.because, (("peak_bytes", today.peak),))


def _is_left(placed: Placed, site: Turned) -> bool:
    """Whether a checkpoint is in no better placement, and no other rule says so."""
    found = placed.compared
    if found is None or not site.is_joint or site.is_better or site.cost.peak <= found.today.peak:
        return False
    gain = found.today.peak - found.better.peak
    return gain >= MUCH * found.today.peak and not placed.decides(site)
