"""`adlint schedule`, as a table for people and as JSON."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from adlint.bytesize import human
from adlint.schedules import Restarts, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adlint.schedules import Action


class Resilience(Struct, frozen=True):
    """How far apart restart points should be, and how far apart snapshots on disk are at most, if there are any."""

    wanted: Restarts
    farthest: int | None


class Answer(Struct, frozen=True):
    """A schedule, why it was chosen if it was, what is said of restarts if that is asked, and whether actions are."""

    schedule: Schedule
    why: str | None
    resilience: Resilience | None
    with_actions: bool


def render_schedule(output_format: str, answer: Answer) -> str:
    """The answer in one of the formats `table` and `json`."""
    if output_format == "json":
        text = json.dumps(_document(answer), indent=2, ensure_ascii=True)
        return f"{_with_actions(text, answer.schedule) if answer.with_actions else text}\n"
    return "\n".join(_table(answer)) + "\n"


def _document(answer: Answer) -> dict[str, Any]:
    found = answer.schedule
    return {
        "version": 1,
        "steps": found.steps,
        "snapshots": found.snapshots,
        "schedule": found.kind,
        "extra_forward_steps": found.extra_forward_steps,
        "forward_steps": found.forward_steps,
        "max_reruns": found.max_reruns,
        "peak_bytes": found.peak_bytes,
        "disk_snapshots": found.disk_snapshots,
        "disk_bytes": found.disk_bytes,
        "writes": found.writes,
        "reads": found.reads,
        "time": found.time,
        "details": dict(found.details),
        "assumptions": [one.value for one in found.assumptions],
        "why": answer.why,
        "resilience": None if answer.resilience is None else _resilience(answer.resilience),
    }


def _with_actions(text: str, found: Schedule) -> str:
    """The text of the document with the actions as its last member, one on a line."""
    lines = ",\n".join(f"    {json.dumps(_action(one))}" for one in found.actions())
    return text[: -len("\n}")] + f',\n  "actions": [\n{lines}\n  ]\n}}'


def _resilience(found: Resilience) -> dict[str, Any]:
    return {
        "mtbf": found.wanted.mtbf,
        "write_cost": found.wanted.write_cost,
        "interval_steps": found.wanted.interval,
        "farthest_steps": found.farthest,
    }


def _action(action: Action) -> dict[str, Any]:
    """The fields as `checkpoint_schedules` names them, storage by its name."""
    fields = {name: getattr(action, name) for name in action.__struct_fields__}
    named = {name: value.name if isinstance(value, Enum) else value for name, value in fields.items()}
    return {"action": type(action).__name__, **named}


def _table(answer: Answer) -> Iterator[str]:
    found = answer.schedule
    yield f"{found.kind} schedule of {found.steps:,} steps"
    if answer.why:
        yield f"  why        {answer.why}"
    yield f"  snapshots  {found.snapshots:,} at once in memory"
    if found.disk_snapshots:
        size = "" if found.disk_bytes is None else f", {human(found.disk_bytes)}"
        yield f"  disk       {found.disk_snapshots:,} at once{size}"
    yield f"  forward    {found.forward_steps:,} steps, {found.extra_forward_steps:,} of them extra"
    yield f"  reruns     {found.max_reruns:,} of one step at most"
    if found.writes or found.reads:
        yield f"  traffic    {found.writes:,} writes and {found.reads:,} reads that take time"
        yield f"  time       {round(found.time, 6):,} forward steps"
    if found.peak_bytes is not None:
        yield f"  peak       {human(found.peak_bytes)}"
    for name, value in found.details:
        yield f"  {name:9}  {value:,}"
    if answer.resilience is not None:
        yield f"  restarts   {_restarts(answer.resilience)}"
    for assumption in found.assumptions:
        yield f"  assuming   {assumption.value}"
    if answer.with_actions:
        yield ""
        yield from map(_call, found.actions())


def _restarts(found: Resilience) -> str:
    wanted = f"every {found.wanted.interval:,} steps (the root of 2·MTBF·C)"
    if found.farthest is None:
        return f"{wanted}; no snapshot of the forward sweep is known to be on disk"
    serve = "serve" if found.farthest <= found.wanted.interval else "are too far apart to serve"
    return f"{wanted}; the snapshots on disk, {found.farthest:,} steps apart at most, {serve}"


def _call(action: Action) -> str:
    """As `checkpoint_schedules` writes it."""
    values = (getattr(action, name) for name in action.__struct_fields__)
    written = (f"StorageType.{value.name}" if isinstance(value, Enum) else repr(value) for value in values)
    return f"{type(action).__name__}({', '.join(written)})"
