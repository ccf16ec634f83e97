"""The plan that is proposed for a call: the best for the program as it is, or for what it may be turned into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as with_fields
from itertools import chain

from msgspec.structs import replace

from adlint.answers.plan.changing import takes_one
from adlint.answers.plan.growing import growing
from adlint.answers.plan.planned import Planned
from adlint.answers.plan.planning import Planning, Verdicts
from adlint.answers.tape.question import Question
from adlint.answers.tape.tallying import line_of, refusal
from adlint.answers.tape.taping import Asked, Asking, evaluated, odd
from adlint.directives import Directive
from adlint.placement.costing.costs import UnboundError
from adlint.placement.loops.sequences import counts, sequences
from adlint.placement.loops.timeloops import Scheme, cost_of
from adlint.placement.plan import Cost, Goal
from adlint.placement.searching.search import InfeasibleError
from adlint.placement.written.writing import SYSTEMS
from adlint.shapes.sizes import is_named
from adlint.trace import Site

_LAYERS = (
    "sequences of layers are cut into 2, 4, 8 ... segments, all into as many, and what is optimal is so among"
    " placements of these"
)


def answer(asking: Asking, directives: Mapping[str, Sequence[Directive]], goal: Goal, verdicts: Verdicts) -> Planned:
    """The plan for a call; for the first, if several are meant. LookupError if the question names what is not there, or
    leaves sizes open; InfeasibleError if no placement keeps to the budget.
    """
    asked, *others = evaluated(asking)
    refused = refusal(asked.model, asked.framework)
    if refused is not None:
        raise LookupError(f"{asked.target}: {asked.model.name}: {refused}")
    try:
        planning = Planning(
            asking.program, asking.placer, asked, goal, verdicts, directives, at_most=True, given=asking.question.sizes
        )
        planning, found, scheme = _best(planning)
    except UnboundError as unbound:
        raise LookupError(f"{asked.target}: a plan needs numbers: {_open(planning, unbound)}") from unbound

    def ask(one: Question) -> Asked:
        return evaluated(replace(asking, question=one))[0]

    left = tuple(f"`{one.text}` is differentiated too, and not in this plan: name its function" for one in others)
    growth = tuple(growing(planning, scheme, asking.question, ask))
    notes = tuple(odd(asking.question, asked.found, asked.active))
    return replace(found, growth=growth, unknown=(*found.unknown, *left), notes=notes)


def _best(planning: Planning) -> tuple[Planning, Planned, Scheme]:
    """The plan of the program as it is; or with other policies of checkpoints, or sequences of layers in segments, if
    that costs less. More segments than keep to a budget of memory are only more to run again.
    """
    best: tuple[Planning, Planned, Scheme] | None = None
    failed: InfeasibleError | None = None
    today: Cost | None = None
    tried: tuple[str, ...] = ()  # what is taken for granted of all that was tried
    for one in chain((planning,), _others(planning)):
        tried = (_LAYERS,) if one.segments else tried
        try:
            found, scheme = one.answer()
        except InfeasibleError as error:
            failed = error if failed is None or error.least.peak < failed.least.peak else failed
            continue
        today = today or found.today
        if best is None or cost_of(found.plan, planning.goal) < cost_of(best[1].plan, planning.goal):
            best = one, replace(found, today=today), scheme
        if planning.goal.memory is not None and (one.segments or not found.plan.plan.recompute):
            break
    if best is None:
        assert failed is not None
        raise failed
    last, found, scheme = best
    return last, replace(found, assumptions=(*found.assumptions, *tried)), scheme


def _open(planning: Planning, unbound: UnboundError) -> str:
    """Which sizes are open: names can be given numbers; of others it is said where they come from."""
    names = [f"--set {one.key}=..." for one in unbound.symbols if is_named(one)]
    if names:
        return f"give numbers to sizes: {', '.join(names)}"
    gap, one = next(iter(planning.traced.tape.gaps), None), unbound.symbols[0]
    unbounded = f"{one.reason}, and nothing bounds it: --set {one.key}=... takes a number for it"
    reason = unbounded if gap is None else gap.reason
    site = planning.asked.found.origins.get(one.key) if gap is None else gap.site
    return f"{line_of(planning.placer, site)}: {reason}" if isinstance(site, Site) else reason


def _others(planning: Planning) -> Iterator[Planning]:
    """The same, of checkpoints of JAX without policies, if any that can be changed has one; or of PyTorch with its
    sequences of layers in segments.
    """
    traced = planning.traced
    several = (one for each in traced.asked.values() for one in each)
    if traced.system == SYSTEMS["jax"] and any(one is not None and one.has_policy for one in several):
        yield with_fields(planning, is_bare=True)
    lengths = _lengths(planning) if traced.system == SYSTEMS["torch"] else {}
    for count in counts(max(lengths.values(), default=0)):
        yield with_fields(planning, segments={id_: min(count, length) for id_, length in lengths.items()})


def _lengths(planning: Planning) -> dict[str, int]:
    """The sites that call sequences which may be cut into segments, with how many layers all of these have."""
    several = planning.traced.candidates
    fixed = {*planning.forbidden, *planning.said, *planning.today}
    found: dict[str, int] = {}
    for id_, length in sequences(planning.traced.source, planning.placer.knows):
        if id_ in several and id_ not in fixed and takes_one(planning.program, several[id_]):
            found[id_] = min(length, found.get(id_, length))
    return found
