"""From a call to a plan: its trace as a cost tree, the search, and the places in the text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from adlint.bytesize import human
from adlint.directives import Directive
from adlint.interpret.program import Program, dotted
from adlint.placement.costs import Costing, UnboundError
from adlint.placement.plan import JOINT, Cost, Goal, Plan
from adlint.placement.problem import problem
from adlint.placement.sites import BODY, Candidate
from adlint.placement.timeloops import SEGMENTS, STORE_ALL, LoopPlan, plan_with_loops
from adlint.placement.traced import Traced
from adlint.placement.tree import CostTree
from adlint.placement.writing import SYSTEMS, Wrap
from adlint.placing import Placer
from adlint.planned import Place, Planned, Scheduled
from adlint.question import Question
from adlint.schedules.kinds import plan as schedule
from adlint.schedules.problem import Assumption
from adlint.schedules.problem import Problem as Schedulable
from adlint.schedules.schedule import Schedule
from adlint.sets import Piece
from adlint.shapes.sizes import Sizes
from adlint.tape.models import Evaluation
from adlint.tape.variants import over_branches
from adlint.taping import Asked, Load, evaluated
from adlint.trace import Trace

Verdicts = Callable[[str, frozenset[int]], Mapping[int, Piece]]
_KNOWN = ("jax", "torch")  # models that know what a checkpoint keeps


def answer(
    program: Program,
    load: Load,
    placer: Placer,
    module: str,
    question: Question,
    directives: Mapping[str, Sequence[Directive]],
    goal: Goal,
    verdicts: Verdicts,
) -> Planned:
    """The plan for a call. LookupError if the question names what is not there, or leaves sizes open; InfeasibleError
    if no placement keeps to the budget.
    """
    asked = evaluated(program, load, placer, module, question, directives.get(question.path, ()))
    try:
        return _Planning(program, placer, asked, goal, verdicts, directives).answer()
    except UnboundError as unbound:
        names = ", ".join(f"--set {name}=..." for name in unbound.names if not name.startswith("_"))
        reason = f"give numbers to sizes: {names}" if names else "sizes depend on data"
        raise LookupError(f"{asked.target}: a plan needs numbers: {reason}") from unbound


@dataclass(frozen=True)
class _Planning:
    program: Program
    placer: Placer
    asked: Asked
    goal: Goal
    verdicts: Verdicts
    directives: Mapping[str, Sequence[Directive]]

    def answer(self) -> Planned:
        """The whole of it."""
        tree, costing = self.traced.tree(self._is_free)
        found, loops = plan_with_loops(tree, self.goal, self.forbidden)
        places = {one.id: self._place(one) for one in costing.candidates.values()}
        joint = {one.id for one in found.sites if one.decision == JOINT}
        stay = self.traced.today if self.goal.written else frozenset()
        is_cut = any(SEGMENTS in one.schedule for one in loops)
        kept = {
            "store_all": self._bytes((), costing),
            "plan": None if is_cut else self._bytes(joint | stay, costing),
        }
        assumptions = (*costing.assumed, *self.traced.tape.assumed)
        return Planned(
            self.asked.target, self.asked.model.name, "operations", _named(found, costing.candidates), places,
            tuple(_scheduled(one, places[one.id]) for one in loops),
            today=self._today(tree), tape=kept, system=self.asked.framework, changes=self._changes(joint, costing),
            assumptions=assumptions, unknown=tuple(self._unknown()),
        )  # fmt: skip

    def _is_free(self, one: Candidate) -> bool:
        return one.id not in self.forbidden and not (self.goal.written and one.is_statement)

    def _changes(self, joint: set[str], costing: Costing) -> dict[str, tuple[Wrap, ...]]:
        """The calls that are to be checkpointed and are not yet."""
        found: dict[str, list[Wrap]] = {}
        for id_ in sorted(joint - self.traced.today):
            one = costing.candidates[id_]
            wrap = Wrap(self.placer.span((one.function, one.at)), one.kind == BODY, one.passes_arrays)
            found.setdefault(self.placer.path(one.function), []).append(wrap)
        return {path: tuple(several) for path, several in found.items()}

    @cached_property
    def traced(self) -> Traced:
        """The call as it is planned."""
        found, model = self.asked.found, self.asked.model

        def fold(trace: Trace) -> object:
            given = Evaluation(trace, tuple(found.arguments.values()), self.asked.active, found.results)
            return over_branches(model, given, Sizes(dict(found.bounds)))[0].tape

        arguments = tuple(found.arguments.values())
        system = SYSTEMS[model.name].path if model.name in _KNOWN else ""
        return Traced(found.trace, arguments, fold, system, self._is_known)  # type: ignore[arg-type]

    @cached_property
    def judged(self) -> dict[str, tuple[Candidate, Piece]]:
        """The candidates whose verdict is known, with it."""
        _, costing = self.traced.tree(lambda _: True)
        by_function: dict[str, list[Candidate]] = {}
        for one in costing.candidates.values():
            by_function.setdefault(one.function, []).append(one)
        found = {}
        for function, several in by_function.items():
            pieces = self.verdicts(function, frozenset(one.at for one in several))
            found.update({one.id: (one, pieces[one.at]) for one in several if one.at in pieces})
        return found

    @cached_property
    def forbidden(self) -> dict[str, str]:
        """Why sites may not be joint, by their ids."""
        found = {}
        for id_, (one, piece) in self.judged.items():
            if piece.reentrant == "no":
                step = piece.evidence[-1]
                found[id_] = f"it is not reentrant: {step.path}:{step.line}: {step.message}"
            elif self._is_split(one):
                found[id_] = "`# adlint: split` stands there"
        return found

    def _is_split(self, one: Candidate) -> bool:
        line = self.placer.span((one.function, one.at))[0]
        directives = self.directives.get(self.placer.path(one.function), ())
        return any(d.kind == "split" and d.target == line for d in directives)

    def _unknown(self) -> Iterator[str]:
        for gap in self.traced.tape.gaps:
            yield gap.reason
        for one, piece in self.judged.values():
            if piece.reentrant == "unknown":
                step, place = piece.evidence[0], self._place(one)
                yield f"{place.path}:{place.line}: whether it may run twice: {step.path}:{step.line}: {step.message}"

    def _today(self, tree: CostTree) -> Cost | None:
        joint = [one for one in self.traced.today if one in tree.sites()]
        if not joint:
            return None
        found = problem(tree).place(joint)
        return Cost(found.peak, found.recompute * tree.unit)

    def _bytes(self, joint: Collection[str], costing: Costing) -> int | None:
        return None if self.traced.tape.gaps else self.traced.bytes(joint, costing.number)

    def _is_known(self, function: str) -> bool:
        return function.partition(":")[0] in self.program.modules

    def _place(self, one: Candidate) -> Place:
        path, where, cell = self.placer.place((one.function, one.at))
        return Place(path, where.start.line, cell)


def _named(found: Plan, candidates: Mapping[str, Candidate]) -> Plan:
    """Callees by the names that people know."""
    sites = (replace(one, callee=_callee(candidates[one.id].callee)) for one in found.sites)
    return replace(found, sites=tuple(sites))


def _callee(name: str) -> str:
    return dotted(name) if ":" in name else name


def _scheduled(loop: LoopPlan, place: Place) -> Scheduled:
    why = f"a step keeps {human(loop.step_tape)}, a snapshot {human(loop.snapshot)}"
    return Scheduled(
        place, loop.trips, loop.schedule, loop.snapshots, loop.peak, loop.recompute, "; ".join((why, *_binomial(loop)))
    )


def _binomial(loop: LoopPlan) -> Iterator[str]:
    """What Revolve would do in the same memory, and what that takes for granted."""
    if loop.schedule == STORE_ALL or not loop.snapshot or not loop.step_tape:
        return
    given = Schedulable(
        steps=loop.trips, memory=loop.peak, snapshot_bytes=loop.snapshot, step_tape_bytes=loop.step_tape
    )
    found = schedule("binomial", given)
    if isinstance(found, Schedule):
        yield (
            f"in that memory a binomial schedule holds {found.snapshots} snapshots and runs"
            f" {found.extra_forward_steps:,} steps again: it is optimal if {Assumption.EQUAL_STEPS.value}, and"
            f" {Assumption.CHAIN.value}"
        )
