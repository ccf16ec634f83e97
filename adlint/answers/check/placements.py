"""The rules on what is checkpointed in entries, and what they see of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from adlint.answers.check.budgets import Ask, Written, written_calls
from adlint.answers.check.room import Room
from adlint.answers.placing import Placer
from adlint.answers.tape.question import TooMuchError
from adlint.directives import Directive
from adlint.failures import Guard
from adlint.interpret.program import Program
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft
from adlint.settings import Settings, is_selected

if TYPE_CHECKING:
    from adlint.answers.plan.planning import Planning, Verdicts
    from adlint.rules.placed import Placed


def judge_placements(
    program: Program,
    placer: Placer,
    settings: Settings,
    ask: Ask,
    comments: Mapping[str, Sequence[Directive]],
    verdicts: Verdicts,
    guard: Guard,
    room: Room,
) -> tuple[list[tuple[Rule, Draft]], tuple[str, ...]]:
    """What the rules on placements find in the entries that are calls, as far as there is `room`, and notes on those
    that they cannot judge; `comments` are the directives of each module.
    """
    rules = [rule for rule in registry() if rule.placement is not None and _is_asked(rule, settings)]
    found: dict[tuple[str, object], tuple[Rule, Draft]] = {}
    notes: list[str] = []
    for written in written_calls(program, placer, settings, comments) if rules else ():
        step = partial(_of_entry, program, placer, ask, comments, verdicts, written, rules, room)
        drafts, note = guard(written.identity, step, _nothing)
        for rule, draft in drafts:
            found.setdefault((rule.code, draft.where), (rule, draft))
        notes += [note] if note else []
    return list(found.values()), tuple(notes)


def _nothing() -> tuple[list[tuple[Rule, Draft]], str]:
    return [], ""


def _is_asked(rule: Rule, settings: Settings) -> bool:
    return is_selected(settings, rule.code, rule.name, "", rule.severity)


def _of_entry(
    program: Program,
    placer: Placer,
    ask: Ask,
    comments: Mapping[str, Sequence[Directive]],
    verdicts: Verdicts,
    written: Written,
    rules: Sequence[Rule],
    room: Room,
) -> tuple[list[tuple[Rule, Draft]], str]:
    from adlint.answers.plan.planning import Planning  # noqa: PLC0415
    from adlint.answers.tape.taping import evaluated  # noqa: PLC0415
    from adlint.placement.plan import Goal  # noqa: PLC0415 -- these take long to load, and most projects have no entry

    try:
        asked = evaluated(ask(written))[0]
    except LookupError as error:
        if type(error) not in (LookupError, TooMuchError):  # a KeyError or IndexError is a defect
            raise
        return [], ""  # the rules on tapes say why
    if not room.for_placement(placer.path(written.identity), written.identity, asked.found.trace):
        return [], ""
    directives = {placer.path(f"{module}:"): several for module, several in comments.items()}
    planning = Planning(program, placer, asked, Goal(), verdicts, directives)
    if planning.gaps:
        return [], f"entry {written.shown}: placements are not judged: {planning.gaps[0].reason}"
    # verdicts on what may run twice take longest, and are asked for only where there is something to say
    for judged in (False, True):
        placed = _placed(written, planning, judged=judged)
        found = [(rule, draft) for rule in rules if rule.placement is not None for draft in rule.placement(placed)]
        if not found:
            break
    note = "" if placed.compared is not None else f"entry {written.shown}: sites are not judged: sizes are not numbers"
    return found, note


def _placed(written: Written, planning: Planning, *, judged: bool) -> Placed:
    """An entry as rules see it. Unless they are `judged`, all sites count as such that may run twice."""
    from adlint.placement.beyond.beyond import preaccumulated  # noqa: PLC0415 -- as above
    from adlint.placement.comparing import compared  # noqa: PLC0415
    from adlint.placement.costing.costs import UnboundError  # noqa: PLC0415
    from adlint.placement.loops.looping import carrying, loops, unscheduled  # noqa: PLC0415
    from adlint.rules.placed import Placed  # noqa: PLC0415
    from adlint.shapes.sizes import Sizes  # noqa: PLC0415

    traced, found = planning.traced, planning.asked.found
    sizes, several, total = Sizes(dict(found.bounds)), tuple(loops(traced)), traced.size(traced.today)
    try:
        tree, costing = planning.tree() if judged else traced.tree(lambda _: True)
        joint = traced.today | {id_ for id_, one in planning.said.items() if one.kind == "joint"}
        costs, said = compared(tree, costing, traced, joint), planning.said
        savings = tuple(preaccumulated(tree, costing, traced, planning.asked.active, found.results))
    except UnboundError:
        costs, said, savings = None, planning.said_of(one.candidate for one in several), ()
    return Placed(
        written.entry, written.identity, costs,
        tuple(unscheduled(several, None if costs is None else costs.loops, total, sizes)),
        tuple(carrying(several, sizes)), savings, said, total, sizes.at_least, planning.asked.framework,
    )  # fmt: skip
