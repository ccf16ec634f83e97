"""What is known of a function or a call, as text for people."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from adlint.answers.plan.planned import Place, Planned
from adlint.bytesize import human
from adlint.placement.plan import FORBIDDEN, JOINT, Site
from adlint.report.tape import size_text
from adlint.server.asking import Unanswered

if TYPE_CHECKING:
    from adlint.answers.plan.planned import Scheduled
    from adlint.answers.sets.sets import Effect, Evidence, Piece, Snapshot
    from adlint.server.knowledge import Entry
    from adlint.tape.answer import Answer

T = TypeVar("T")
_FEW = 5  # steps of evidence, effects or gaps that a text names
_VERDICTS = {
    "yes": "reentrant: it may be checkpointed",
    "no": "**not reentrant**: running it twice is not the same as running it once",
    "unknown": "reentrant? That is not known",
}


def of_piece(title: str, piece: Piece) -> str:
    """A function, or a piece of one: its verdict, its sets, its effects and its snapshot, with the evidence."""
    return "\n".join((f"**{title}**: {_VERDICTS[piece.reentrant]}", "", *_facts(piece)))


def of_entry(entry: Entry) -> str:
    """The tape of a known call under each model, and its plan."""
    if isinstance(entry.tape, Unanswered):
        return "\n".join(_tape(entry.tape))
    return "\n".join((*_tape(entry.tape), "", *_plan(entry.plan)))


def of_site(site: Site) -> str:
    """What a plan says of one call or loop."""
    sizes = f"snapshot {human(site.snapshot)}, tape {human(site.tape)}"
    return f"**Plan**: {site.decision} ({sizes}): {site.why}"


def of_loop(loop: Scheduled) -> str:
    """The schedule that a plan advises for a time loop."""
    return (
        f"**Schedule** of {loop.trips:,} steps: {loop.schedule}, {loop.snapshots:,} snapshots, peak {human(loop.peak)},"
        f" {loop.recompute:,} operations again; {loop.why}"
    )


def lens(tape: str | None, site: Site | None) -> str:
    """`tape 24·n·T = 2.4 GB · snapshot 16 kB · checkpoint pays`, as far as it is known."""
    parts = [f"tape {tape}"] if tape else []
    if site is not None:
        parts += [] if tape else [f"tape {human(site.tape)}"]
        parts += [f"snapshot {human(site.snapshot)}", pays(site)]
    return " · ".join(parts)


def schedule_lens(loop: Scheduled) -> str:
    """A time loop: what a step keeps, and the schedule that a plan advises."""
    kept, _, _ = loop.why.partition(";")
    return f"{loop.trips:,} steps · {kept} · {loop.schedule}, peak {human(loop.peak)}"


def pays(site: Site) -> str:
    """Whether a plan checkpoints there."""
    match site.decision:
        case decision if decision == JOINT:
            return "checkpoint pays"
        case decision if decision == FORBIDDEN:
            return "may not be checkpointed"
        case _:
            return "checkpoint does not pay"


def verdict(piece: Piece) -> str:
    """`reentrant · snapshot of u, v`, the verdict on a function in a few words."""
    word = {"yes": "reentrant", "no": "not reentrant", "unknown": "not known to be reentrant"}[piece.reentrant]
    names = piece.snapshot.names
    kept = f" · snapshot of {', '.join(names[:_FEW])}{', …' if len(names) > _FEW else ''}" if names else ""
    return word + (kept if piece.reentrant != "no" else "")


def sites_at(found: Planned | Unanswered, path: str, lines: Container[int], cell: int | None) -> Iterator[Site]:
    """What a plan says of the sites on some lines."""
    if isinstance(found, Planned):
        for site in found.plan.sites:
            if _is_at(found.places.get(site.id), path, lines, cell):
                yield site


def loops_at(found: Planned | Unanswered, path: str, lines: Container[int], cell: int | None) -> Iterator[Scheduled]:
    """The schedules that a plan advises for the loops on some lines."""
    for loop in () if isinstance(found, Unanswered) else found.loops:
        if _is_at(loop.place, path, lines, cell):
            yield loop


def _is_at(place: Place | None, path: str, lines: Container[int], cell: int | None) -> bool:
    return place is not None and (place.path, place.cell) == (path, cell) and place.line in lines


def where(place: Place | Evidence | Effect) -> str:
    """`path:12`, in a notebook `path:cell 3:12`."""
    return f"{place.path}:{place.line}" if place.cell is None else f"{place.path}:cell {place.cell}:{place.line}"


def _facts(piece: Piece) -> Iterator[str]:
    more = " and what is not known" if piece.unknown else ""
    yield f"- use: {_names(piece.use)}{more}"
    yield f"- out: {_names(piece.out)}{more}"
    for effect in _few(piece.effects):
        via = "".join(f" via {where(step)}" for step in effect.via)
        yield f"- effect: {effect.kind} `{effect.what}` ({where(effect)}{via})"
    yield f"- snapshot: {_snapshot(piece.snapshot)}"
    for step in _few(piece.evidence):
        yield f"- because: {where(step)}: {step.message}"
    for step in _few(one for one in piece.unknown if one not in piece.evidence):
        yield f"- not known: {where(step)}: {step.message}"


def _snapshot(snapshot: Snapshot) -> str:
    size = f", {human(snapshot.bytes)}" if snapshot.bytes is not None else ""
    lacking = f"; no snapshot holds {_names(snapshot.uncovered)}" if snapshot.uncovered else ""
    return f"{_names(snapshot.names)}{size}{lacking}"


def _tape(found: Answer | Unanswered) -> Iterator[str]:
    if isinstance(found, Unanswered):
        yield f"**Tape**: {found.reason}"
        return
    yield f"**Tape** of `{found.call}`"
    yield ""
    yield "| model | tape |"
    yield "|---|---|"
    for one in (found.chosen, *(other for other in found.others if other.refused is None)):
        yield f"| {one.model} | {one.refused or size_text(one.size)} |"
    if found.chosen.arguments is not None:
        yield f"\nbeside it arguments are kept: {size_text(found.chosen.arguments)}"
    for assumption in _few(found.assumptions):
        yield f"\nassuming {assumption}"
    for gap in _few(found.chosen.unknown):
        yield f"\nnot known: {f'{gap.path}:{gap.line}: ' if gap.path else ''}{gap.reason}"


def _plan(found: Planned | Unanswered) -> Iterator[str]:
    if isinstance(found, Unanswered):
        yield f"**Plan**: {found.reason}"
        return
    plan, least = found.plan, "at least " if found.is_partial else ""
    joint = [site for site in plan.sites if site.decision == JOINT]
    before, after = (f"{least}{human(cost.peak)}" for cost in (plan.store_all, plan.plan))
    yield f"**Plan**: peak {before} without checkpoints, {after} with {len(joint)}"
    yield f"(forward work times {plan.time_factor:.2f})"
    for site in _few(joint):
        place = found.places.get(site.id)
        yield f"- {site.decision}: `{site.callee}`{f' ({where(place)})' if place else ''}: {site.why}"
    for loop in _few(found.loops):
        yield f"- {of_loop(loop)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _few(several: Iterable[T]) -> list[T]:
    return list(several)[:_FEW]
