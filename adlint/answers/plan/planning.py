"""From a call to a plan: its trace as a cost tree, the search, and the places in the text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_fields
from functools import cached_property

from msgspec.structs import replace

from adlint.answers.placing import Placer
from adlint.answers.plan.changing import Asked as AskedToday
from adlint.answers.plan.changing import Chosen, can_be_cut, changes, directed, has_keywords, stuck
from adlint.answers.plan.planned import Place, Planned, Scheduled
from adlint.answers.plan.said import said
from adlint.answers.sets.sets import Piece, why_not
from adlint.answers.tape.checkpointing import with_model
from adlint.answers.tape.tallying import gaps_of, line_of
from adlint.answers.tape.taping import Asked
from adlint.bytesize import human
from adlint.differentiated.converging import converging
from adlint.differentiated.inverting import inverting
from adlint.directives import Directive
from adlint.evaluate.values import Unknown
from adlint.interpret.program import Program, dotted
from adlint.placement.beyond.beyond import preaccumulated, recomputed
from adlint.placement.beyond.implicit import implicit
from adlint.placement.beyond.saving import Saving
from adlint.placement.beyond.undoing import undone
from adlint.placement.costing.costs import Costing
from adlint.placement.costing.gathering import TWICE
from adlint.placement.costing.sites import Candidate, keeps_all
from adlint.placement.costing.traced import Traced
from adlint.placement.costing.tree import CostTree, rewritten
from adlint.placement.loops.assuming import Granted, granted
from adlint.placement.loops.nesting import Cut
from adlint.placement.loops.sequences import in_segments
from adlint.placement.loops.timeloops import STORE_ALL, LoopPlan, Scheme, plan_with_loops
from adlint.placement.plan import JOINT, SPLIT, Cost, Goal, Plan
from adlint.placement.searching.forcing import forced
from adlint.placement.searching.problem import problem
from adlint.placement.searching.search import InfeasibleError
from adlint.placement.written.writing import Change
from adlint.schedules.kinds import plan as schedule
from adlint.schedules.problem import Problem as Schedulable
from adlint.schedules.schedule import Schedule
from adlint.trace import Loop, Scan, Site

_STUCK = "it is checkpointed in a way that only a person can take out"
_UNPASSED = "it reads what is not passed to it by position, and autograd looks for what it traces nowhere else"
_UNGIVEN = "it gives something else than arrays, or not all that is read of it, and autograd sees what is given alone"
_CUT = (
    "loops are cut into segments of equal lengths, the last steps maybe into none; a few ways are tried, and what is"
    " optimal is so among placements of these"
)
Verdicts = Callable[[str, frozenset[int]], Mapping[int, Piece]]


@dataclass(frozen=True)
class Planning:
    """A call, and all that its plan is made of. Sizes that depend on data are as large as they can be if `at_most`."""

    program: Program
    placer: Placer
    asked: Asked
    goal: Goal
    verdicts: Verdicts
    directives: Mapping[str, Sequence[Directive]]
    at_most: bool = False
    given: Mapping[str, int] | None = None
    is_bare: bool = False
    segments: Mapping[str, int] = field(default_factory=dict)

    def answer(self) -> tuple[Planned, Scheme]:
        """The plan, and what it decides."""
        tree, costing = self.tree()
        reasons = {**self.forbidden, **self.forced}
        places = {one.id: self._place(one) for one in costing.candidates.values()}
        try:
            found, loops, scheme = plan_with_loops(tree, self.goal, reasons, self.only, self.today)
        except InfeasibleError as error:
            said = {id_: f"{one.path}:{one.line}: {reasons[id_]}" for id_, one in places.items() if id_ in reasons}
            raise forced(error, said) from error
        joint = {one.id for one in found.sites if one.decision == JOINT}
        is_cut = any(one.is_cut for one in loops)
        kept = {
            "store_all": self._bytes((), costing),
            "plan": None if is_cut else self._bytes(joint, costing),
        }
        cut = (_CUT,) if is_cut else ()
        twice = [places[id_] for id_ in sorted(joint & self.traced.gathering)]
        doubled = (f"{one.path}:{one.line}: {TWICE}" for one in twice)
        assumptions = (*doubled, *self.asked.said, *costing.assumed, *self.traced.tape.assumed, *cut)
        named = _named(found, costing.candidates, self.segments)
        answer = Planned(
            self.asked.target, self.asked.model.name, "operations", named, places,
            tuple(self._scheduled(one, places[one.id], costing) for one in loops),
            today=self._today(tree), tape=kept, system=self.asked.framework,
            changes=self._changes(costing, joint, scheme.segments(tree)),
            assumptions=assumptions, unknown=tuple(dict.fromkeys(self._unknown())), beyond=self._beyond(tree, costing),
            is_partial=bool(self.gaps),
        )  # fmt: skip
        return answer, scheme

    @cached_property
    def only(self) -> frozenset[str] | None:
        """The bodies whose loops can be cut into segments: of plans that are written, those of scans."""
        if not self.goal.written:
            return None
        if self.asked.framework != "jax":
            return frozenset()
        return frozenset(id_ for id_, one in self.traced.candidates.items() if can_be_cut(self.program, one))

    def _changes(
        self, costing: Costing, joint: set[str], segments: Mapping[str, Cut]
    ) -> dict[str, tuple[Change, ...]]:
        doubts = dict.fromkeys(self.traced.gathering, TWICE)
        chosen = Chosen(frozenset(joint), doubts, segments, self.segments, self.is_bare)
        return changes(self.program, self.placer, costing.candidates, self.asked_today, chosen)

    def tree(self) -> tuple[CostTree, Costing]:
        """The cost tree, with what may not be joint and what has to be, and how it was come by."""
        tree, costing = self.traced.tree(self.is_free)
        return rewritten(tree, lambda one: replace(one, forced=one.id in self.forced)), costing

    def is_free(self, one: Candidate) -> bool:
        """Whether a site may be joint."""
        is_whole = one.id in self.segments  # which a checkpoint of all of it does not go with
        return one.id not in self.forbidden and not is_whole and not (self.goal.written and one.is_statement)

    @cached_property
    def traced(self) -> Traced:
        """The call as it is planned."""
        asked, known = self.asked, self.placer.knows
        found = with_model(asked.found, asked.model, asked.active, known, self.given, at_most=self.at_most)
        source = in_segments(found.source, self.segments, known) if self.segments else found.source
        return with_fields(found, source=source, is_bare=self.is_bare)

    @cached_property
    def gaps(self) -> tuple[Unknown, ...]:
        """What is kept and not known: without it all peaks are lower bounds."""
        return gaps_of(self.asked.model, self.asked.found, self.traced.tape)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """All sites."""
        return tuple(self.traced.candidates.values())

    @cached_property
    def judged(self) -> dict[str, tuple[Candidate, Piece]]:
        """The candidates whose verdict is known, with it."""
        by_function: dict[str, list[Candidate]] = {}
        for one in self.candidates:
            by_function.setdefault(one.function, []).append(one)
        found = {}
        for function, several in by_function.items():
            pieces = self.verdicts(function, frozenset(one.at for one in several))
            found.update({one.id: (one, pieces[one.at]) for one in several if one.at in pieces})
        return found

    @cached_property
    def forbidden(self) -> dict[str, str]:
        """Why sites may not be joint, by their ids."""
        system = self.traced.system
        overwriting = self.traced.overwriting if system is not None and not system.traces else ()
        found = {id_: _changing("memory from around it in place") for id_ in overwriting}
        for id_, (one, piece) in self.judged.items():
            if piece.reentrant == "no":
                found[id_] = why_not(piece)
            elif id_ not in found and (changed := self._changed(one, piece)):
                found[id_] = _changing(changed)
        if system is not None and system.definition is not None:
            named = (one.id for one in self.candidates if not one.is_body and has_keywords(self.program, one))
            found |= dict.fromkeys((*self.traced.unpassed, *named), _UNPASSED)
            found |= dict.fromkeys(self.traced.ungiven, _UNGIVEN)
        return found | {id_: _standing(one) for id_, one in self.said.items() if one.kind == SPLIT and id_ not in found}

    def _changed(self, one: Candidate, piece: Piece) -> str:
        """What a piece reads and changes, where Python runs twice; "" if nothing. Running statistics change no
        derivative; a function that is made of turns of a loop is passed its variables, and gives them back.
        """
        system = self.traced.system
        if system is None or system.traces or piece.unknown or one.id in self.traced.gathering:
            return ""
        variables = self.program.functions[one.function].bound if one.is_statement else frozenset()
        return next((f"`{path}`" for path in sorted(set(piece.use) & set(piece.out) - variables)), "")

    @cached_property
    def forced(self) -> dict[str, str]:
        """Why sites have to be joint, by their ids. A plan that is written decides anew what it wrote itself."""
        asked = self.told
        found = {id_: _standing(one) for id_, one in asked.items()}
        if self.goal.written:
            found = {id_: why for id_, why in found.items() if id_ not in self.written}
            found |= {id_: _STUCK for id_ in stuck(self.traced.asked) if id_ not in self.forbidden}
        return found

    @cached_property
    def told(self) -> dict[str, Directive]:
        """The directives that want sites to be joint which may be."""
        return {id_: one for id_, one in self.said.items() if one.kind == JOINT and id_ not in self.forbidden}

    @cached_property
    def written(self) -> AskedToday:
        """Where no library checkpoints: the sites that directives over them, and not over functions, ask for."""
        if self.traced.system is not None:
            return {}
        several = self.traced.candidates
        return directed(several[id_] for id_, one in self.told.items() if one.target == self._line_of(several[id_]))

    @property
    def asked_today(self) -> AskedToday:
        """The sites that are checkpointed today, and what asks for that."""
        others = {id_: frozenset({None}) for id_ in self.told if self.traced.system is None}
        return {**self.traced.asked, **others, **self.written}

    @cached_property
    def today(self) -> frozenset[str]:
        """The sites that the source checkpoints; where no library does, those that directives tell the tool to."""
        return frozenset(id_ for id_, several in self.asked_today.items() if not keeps_all(several))

    def _line_of(self, one: Candidate) -> int:
        return self.placer.lines((one.function, one.at))[0]

    @cached_property
    def said(self) -> dict[str, Directive]:
        """The directives over sites, or over what these call, by the ids of the sites."""
        return self.said_of(self.candidates)

    def said_of(self, several: Iterable[Candidate]) -> dict[str, Directive]:
        """As `said`, of some sites."""
        found = {one.id: said(self.program, self.placer, self.directives, one) for one in several}
        return {id_: directive for id_, directive in found.items() if directive is not None}

    def _beyond(self, tree: CostTree, costing: Costing) -> tuple[tuple[Place, Saving], ...]:
        """What other techniques save, from the one that saves most."""
        traced, number = self.traced, costing.number
        if self.gaps:
            return ()
        several = [
            *preaccumulated(tree, costing, traced, self.asked.active, self.asked.found.results),
            *recomputed(traced, self._line, number),
            *implicit(traced, self._converging()),
        ]
        if self.asked.model.name == "source":
            loops = {one.function for one in self.candidates if one.is_body}
            statements = {
                (name, one.at): one.name for name in sorted(loops) for one in inverting(self.program.functions[name])
            }
            several += undone(traced, statements, number)
        several.sort(key=lambda one: -one.bytes)
        return tuple((self._place_of(one.function, one.at), one) for one in several)

    def _converging(self) -> set[tuple[str, int]]:
        """The loops that run until something has converged."""
        names = {one.function for one in self.candidates if one.is_body}
        return {(name, at) for name in names for at, _ in converging(self.program.functions[name])}

    def _line(self, site: Site) -> tuple[str, int]:
        if not self.placer.knows(site.function):  # what the call itself does stands in no text
            return "", 0
        place = self._place_of(site.function, site.at)
        return place.path, place.line

    def _unknown(self) -> Iterator[str]:
        for gap in self.gaps:
            is_placed = gap.site is not None and gap.site.function
            yield f"{line_of(self.placer, gap.site)}: {gap.reason}" if gap.site and is_placed else gap.reason
        for one, piece in self.judged.values():
            if piece.reentrant == "unknown":
                step, place = piece.evidence[0], self._place(one)
                yield f"{place.path}:{place.line}: whether it may run twice: {step.path}:{step.line}: {step.message}"

    def _scheduled(self, loop: LoopPlan, place: Place, costing: Costing) -> Scheduled:
        node = next(one for one, _ in costing.nodes[loop.id] if isinstance(one, Loop | Scan))
        why = f"a step keeps {human(loop.step_tape)}, a snapshot {human(loop.snapshot)}"
        more = _binomial(loop, granted(node, loop.snapshot, costing.number))
        return Scheduled(
            place, loop.trips, loop.schedule, loop.snapshots, loop.peak, loop.recompute, "; ".join((why, *more))
        )

    def _today(self, tree: CostTree) -> Cost | None:
        joint = self.today & tree.sites().keys()
        if not joint:
            return None
        found = problem(tree).place(joint)
        return Cost(found.peak, found.recompute * tree.unit)

    def _bytes(self, joint: Collection[str], costing: Costing) -> int | None:
        return None if self.gaps else self.traced.bytes(joint, costing.number)

    def _place(self, one: Candidate) -> Place:
        return self._place_of(one.function, one.at)

    def _place_of(self, function: str, at: int) -> Place:
        path, where, cell = self.placer.place((function, at))
        return Place(path, where.start.line, cell)


def _changing(what: str) -> str:
    return f"it reads and changes {what}, which no checkpoint of the framework puts back"


def _standing(directive: Directive) -> str:
    return f"`# adlint: {directive.kind}` stands there"


def _named(found: Plan, candidates: Mapping[str, Candidate], whole: Collection[str]) -> Plan:
    """Callees by the names that people know, without those of the `whole` sequences that are cut into segments."""
    sites = (replace(one, callee=_callee(candidates[one.id].callee)) for one in found.sites if one.id not in whole)
    return replace(found, sites=tuple(sites))


def _callee(name: str) -> str:
    return dotted(name) if ":" in name else name


def _binomial(loop: LoopPlan, taken: Iterable[Granted]) -> Iterator[str]:
    """What Revolve would do in the same memory, and what that takes for granted."""
    if loop.schedule == STORE_ALL or not loop.snapshot or not loop.step_tape:
        return
    given = Schedulable(
        steps=loop.trips, memory=loop.peak, snapshot_bytes=loop.snapshot, step_tape_bytes=loop.step_tape
    )
    found = schedule("binomial", given)
    if isinstance(found, Schedule):
        conditions = "; and if ".join(one.text for one in taken)
        yield (
            f"in that memory a binomial schedule holds {found.snapshots} snapshots and runs"
            f" {found.extra_forward_steps:,} steps again: it is optimal if {conditions}"
        )
