"""A plan as a part of a page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.report.charts import front, memory_curve
from adlint.report.html import table
from adlint.report.plan import bound_text, number, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adlint.placement.plan import Cost
    from adlint.planned import Planned


def plan_part(found: Planned) -> Iterator[str]:
    """What is planned for a call: costs, the memory curve, the front, sites and loops."""
    plan = found.plan
    rows = [("store all", plan.store_all), *([("today", found.today)] if found.today else []), ("plan", plan.plan)]
    yield '<h3>Where to checkpoint</h3>'
    yield table(("placement", "peak", "computed again"), (_cost(name, cost, found.unit) for name, cost in rows))
    yield f"<p>{escape(bound_text(found))}</p>"
    yield '<p class="legend"><span class="key store-all"></span> store all <span class="key plan"></span> as planned</p>'
    yield memory_curve(plan.curves, float(plan.time))
    if len(plan.front) > 1:
        chosen = (float(plan.plan.recompute), plan.plan.peak)
        yield '<figure class="choice">'
        yield front([(float(one.recompute), one.peak) for one in plan.front], chosen)
        yield f'<figcaption>{human(plan.plan.peak)}, {chosen[0]:,.0f} computed again</figcaption></figure>'
    if plan.sites:
        yield table(
            ("place", "callee", "decision", "split mode", "why"),
            ((place_of(found, one.id), one.callee, one.decision, one.group, one.why) for one in plan.sites),
        )
    if found.loops:
        yield table(
            ("loop", "turns", "schedule", "snapshots", "peak", ""),
            (
                (place_of(found, "", one.place), f"{one.trips:,}", one.schedule, f"{one.snapshots:,}", human(one.peak), one.why)
                for one in found.loops
            ),
        )


def _cost(name: str, cost: Cost, unit: str) -> tuple[str, str, str]:
    return name, human(cost.peak), f"{number(cost.recompute):,} {unit}"
