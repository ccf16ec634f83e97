"""`adlint plan`, as a table for people and as JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from adlint.bytesize import human
from adlint.placement.plan import JOINT
from adlint.report.sketch import sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adlint.answers.plan.planned import Growing, Place, Planned, Scheduled
    from adlint.placement.beyond.saving import Saving
    from adlint.placement.measuring.growth import Growth, Law
    from adlint.placement.plan import Cost, Plan, Site
    from adlint.placement.searching.front import Point

_MOST_SAVINGS = 10  # that the table shows
_LONGER = 4  # times as long
_ORDER = ("gain", "neutral", "cost")
_GROUPS = {
    "gain": "split mode gains time and memory",
    "neutral": "split mode gains time and changes no peak",
    "cost": "split mode gains time and costs memory",
}


def render_plan(output_format: str, found: Planned) -> str:
    """The answer in one of the formats `table`, `json` and `html`."""
    if output_format == "html":
        from adlint.report.plan_page import plan_page

        return plan_page(found)
    if output_format == "json":
        return json.dumps(_document(found), indent=2, ensure_ascii=True) + "\n"
    return "\n".join(_table(found)) + "\n"


def _document(found: Planned) -> dict[str, Any]:
    plan = found.plan
    bound = "recompute" if plan.mode == "memory" else "peak_bytes"
    return {
        "version": 1,
        "target": found.target,
        "model": found.model,
        "mode": plan.mode,
        "time": number(plan.time),
        "store_all": _cost(plan.store_all, found),
        "today": None if found.today is None else _cost(found.today, found),
        "tape_bytes": found.tape or None,
        "plan": {**_cost(plan.plan, found), "time_factor": plan.time_factor},
        "lower_bound": {bound: None if found.is_partial else number(plan.bound)},
        "optimal": plan.optimal and not found.is_partial,
        "gap": None if found.is_partial else plan.gap,
        "seconds": plan.seconds,
        "sites": [_site(one, found.places.get(one.id)) for one in plan.sites],
        "loops": [_loop(one) for one in found.loops],
        "pareto": [_cost(one, found) for one in plan.front],
        "pareto_bounds": [number(one.bound) for one in plan.front],
        "curves": {name: [list(point) for point in points] for name, points in plan.curves.items()},
        "growth": [_growing(one) for one in found.growth],
        "beyond": [_saving(place, one) for place, one in found.beyond],
        "assumptions": list(found.assumptions),
        "unknown": list(found.unknown),
    }


def number(value: Fraction) -> int | float:
    """A number of JSON: whole, if it is."""
    return int(value) if value.denominator == 1 else float(value)


def _cost(cost: Cost | Point, found: Planned) -> dict[str, Any]:
    return {"peak_bytes": None if found.is_partial else cost.peak, "recompute": number(cost.recompute)}


def _where(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"path": None, "line": None}
    return {"path": place.path, "line": place.line, **({} if place.cell is None else {"cell": place.cell})}


def _site(site: Site, place: Place | None) -> dict[str, Any]:
    return {
        "id": site.id,
        **_where(place),
        "callee": site.callee,
        "decision": site.decision,
        "group": site.group,
        "why": site.why,
        "snapshot_bytes": site.snapshot,
        "tape_bytes": site.tape,
        "recompute_cost": number(site.recompute),
        "peak_change_if_split": site.more,
    }


def _loop(loop: Scheduled) -> dict[str, Any]:
    return {
        **_where(loop.place),
        "trips": loop.trips,
        "schedule": loop.schedule,
        "snapshots": loop.snapshots,
        "peak_bytes": loop.peak,
        "recompute": loop.recompute,
        "why": loop.why,
    }


def _saving(place: Place, found: Saving) -> dict[str, Any]:
    return {**_where(place), "technique": found.technique, "saved_bytes": found.bytes, "why": found.why}


def _growing(found: Growing) -> dict[str, Any]:
    laws = {"store_all": found.store_all, "today": found.today, "plan": found.plan}
    return {"symbol": found.name, **{key: _growth(one, found.name) for key, one in laws.items()}}


def _growth(found: Growth | None, name: str) -> dict[str, str | None] | None:
    """Laws as expressions of Python."""
    if found is None:
        return None
    laws = {"peak": found.peak, "recompute": found.recompute, "recompute_factor": found.factor}
    return {key: None if one is None else one.expression(name) for key, one in laws.items()}


def _table(found: Planned) -> Iterator[str]:
    plan = found.plan
    yield found.target
    if found.model is not None:
        yield f"  model      {found.model}"
    yield f"  store all  {_both(plan.store_all, found)}"
    if found.today is not None:
        yield f"  today      {_both(found.today, found)}"
    yield f"  plan       {_both(plan.plan, found)}; in all {plan.time_factor:.3g} times the forward work"
    yield f"  bound      {bound_text(found)}{_more_text(plan, is_partial=found.is_partial)}"
    before, after = found.tape.get("store_all"), found.tape.get("plan")
    if before is not None and after is not None:
        yield f"  tape       {human(before)} without checkpoints, {human(after)} as planned"
    for assumption in found.assumptions:
        yield f"  assuming   {assumption}"
    for gap in found.unknown:
        yield f"  unknown    {gap}"
    for title, several in _sections(plan.sites):
        yield ""
        yield f"{title}:"
        yield from _sites(several, found)
    if found.loops:
        yield ""
        yield "loops:"
        for loop in found.loops:
            place = f"{place_text(loop.place)}  " if loop.place else ""
            kept = f"{loop.snapshots} snapshot{'s' if loop.snapshots != 1 else ''}, {human(loop.peak)}"
            yield f"  {place}{loop.trips} turns: {loop.schedule}, {kept}"
            yield from (f"      {part}" for part in loop.why.split("; "))
    yield from _laws(found)
    if found.beyond:
        yield ""
        yield "beyond checkpointing, each by itself:"
        shown = found.beyond[:_MOST_SAVINGS]
        rows = [(place_text(place), one.technique, human(one.bytes), one.why) for place, one in shown]
        yield from _rows(rows)
        more = len(found.beyond) - _MOST_SAVINGS
        yield from [f"  and {more} more"] if more > 0 else []
    if plan.front:
        yield ""
        yield "the front:"
        yield from (f"  {_both(one, found)}{_proof(one, found)}" for one in plan.front)
    yield ""
    yield "the stack over both sweeps, store-all (.) and as planned (#):"
    yield from sketch(plan.curves["store-all"], plan.curves["plan"])


def _sections(sites: Sequence[Site]) -> Iterator[tuple[str, list[Site]]]:
    """What is to be checkpointed, then what is not, by groups; with titles."""
    joint = [one for one in sites if one.decision == JOINT]
    rest = [one for one in sites if one.decision != JOINT]
    found = [("joint mode, that is checkpointed", joint)]
    found += [(_GROUPS[group], [one for one in rest if one.group == group]) for group in _ORDER]
    yield from (one for one in found if one[1])


def _laws(found: Planned) -> Iterator[str]:
    for one in found.growth:
        yield ""
        yield f"growth with {one.name}:"
        for title, law in (("store all", one.store_all), ("today", one.today), ("plan", one.plan)):
            if law is not None:
                peak, more = (_law(each, one.name) for each in (law.peak, law.recompute))
                yield f"  {title:9}  peak {peak}, computed again {more}"


def _law(law: Law | None, name: str) -> str:
    return "unknown" if law is None else law.text(name)


def _both(cost: Cost | Point, found: Planned) -> str:
    again = f"{number(cost.recompute):,} {found.unit} computed again" if cost.recompute else "nothing computed again"
    return f"peak {peak_text(cost, found)}, {again}"


def peak_text(cost: Cost | Point, found: Planned) -> str:
    """The peak of a placement; what is known of it where something that is kept is not known."""
    return f"at least {human(cost.peak)}" if found.is_partial else human(cost.peak)


def _proof(point: Point, found: Planned) -> str:
    """How far a point may be from the best, if that is not proven to be itself."""
    return "" if point.is_optimal else f" (no less than {number(point.bound):,} {found.unit})"


def bound_text(found: Planned) -> str:
    """How far the plan may be from the best."""
    plan = found.plan
    if found.is_partial:
        return "something that is kept is not known: whether the plan keeps to a budget is not known either"
    if plan.optimal:
        return "the plan is optimal, and that is proven"
    what = human(int(plan.bound)) if plan.mode != "memory" else f"{number(plan.bound):,} {found.unit}"
    return f"no placement within the budget is below {what} (gap {100 * plan.gap:.2g} %)"


def _more_text(plan: Plan, *, is_partial: bool) -> str:
    """What searches on, where there may be something better."""
    if plan.optimal or is_partial:
        return ""
    return f"; --seconds {_LONGER * plan.seconds or 1:g} searches on"


def _sites(several: list[Site], found: Planned) -> Iterator[str]:
    rows = [
        (place_text(found.places.get(one.id)) or one.id, one.callee, one.decision, one.why)
        for one in sorted(several, key=lambda one: (-abs(one.more), one.id))
    ]
    yield from _rows(rows)


def _rows(rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join(["", *(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()


def place_text(place: Place | None) -> str:
    """`path:line`; nothing if there is no source."""
    if place is None:
        return ""
    return f"{place.path}:{place.line}" if place.cell is None else f"{place.path}:cell {place.cell}:{place.line}"
