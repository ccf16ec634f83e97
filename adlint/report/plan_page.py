"""A plan as a page, and as a part of one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.report.charts import front, memory_curve
from adlint.report.html import CHOICE, listed, page, table
from adlint.report.plan import bound_text, number, peak_text, place_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adlint.answers.plan.planned import Place, Planned, Scheduled
    from adlint.placement.plan import Cost, Plan, Site


_KEYS = (("", "store all"), ("plan", "as planned"))
_LEGEND = " ".join(f'<span class="key {name}"></span> {text}' for name, text in _KEYS)


def plan_page(found: Planned) -> str:
    """The page: the plan, what it takes for granted, and what is not known."""
    return page(f"The plan of {found.target}", _parts(found))


def _parts(found: Planned) -> Iterator[str]:
    yield f"<h2>{escape(found.target)}</h2>"
    yield from plan_part(found)
    yield from listed("Assumed", found.assumptions)
    yield from listed("Not known", found.unknown)


def plan_part(found: Planned) -> Iterator[str]:
    """What is planned for a call: costs, the memory curve, the front, sites and loops."""
    plan = found.plan
    today = [("today", found.today)] if found.today is not None else []
    costs = [("store all", plan.store_all), *today, ("plan", plan.plan)]
    yield "<h3>Where to checkpoint</h3>"
    yield table(("placement", "peak", "computed again"), (_cost(name, cost, found) for name, cost in costs))
    yield f"<p>{escape(bound_text(found))}</p>\n<p>{_LEGEND}</p>"
    yield memory_curve(plan.curves, float(plan.time))
    if len(plan.front) > 1:
        yield _choice(plan)
    if plan.sites:
        heads = ("place", "callee", "decision", "split mode", "why")
        yield table(heads, (_site(one, found.places.get(one.id)) for one in plan.sites))
    if found.loops:
        yield table(("loop", "turns", "schedule", "snapshots", "peak", "sizes"), map(_loop, found.loops))


def _choice(plan: Plan) -> str:
    """The front, on which a point can be chosen."""
    chosen = (float(plan.plan.recompute), plan.plan.peak)
    chart = front([(float(one.recompute), one.peak) for one in plan.front], chosen)
    caption = f"{human(plan.plan.peak)}, {chosen[0]:,.0f} computed again"
    head = "<p>Placements that no other is better than; choose one:</p>"
    return f"{head}{CHOICE}{chart}<figcaption>{caption}</figcaption></figure>"


def _cost(name: str, cost: Cost, found: Planned) -> tuple[str, ...]:
    return name, peak_text(cost, found), f"{number(cost.recompute):,} {found.unit}"


def _site(one: Site, place: Place | None) -> tuple[str, ...]:
    return place_text(place) or one.id, one.callee, one.decision, one.group, one.why


def _loop(one: Scheduled) -> tuple[str, ...]:
    return place_text(one.place), f"{one.trips:,}", one.schedule, f"{one.snapshots:,}", human(one.peak), one.why
