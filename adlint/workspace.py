"""Texts and settings in, findings out: the one object behind every face. It does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint import deep, ir
from adlint.analysis.effects.solve import NOTHING_CHANGED, Calls, all_changes, calls, summaries
from adlint.analysis.graph.callgraph import reachable
from adlint.analysis.graph.named import by_names
from adlint.answers.analysed import Analysed, Progress, Told, analyse, is_text, silent, unheard
from adlint.answers.check.budgets import Entries, in_comments, judge_entries
from adlint.answers.check.derivatives import judge_functions
from adlint.answers.check.pieces import judge, mattering, pieces
from adlint.answers.check.placements import judge_placements
from adlint.answers.check.room import Room
from adlint.answers.check.suppression import suppressed
from adlint.answers.document import Document, Report
from adlint.answers.libraries import library_of
from adlint.answers.outline import Outline, outline
from adlint.answers.placing import Placer
from adlint.answers.target import find, others, place
from adlint.checkpoint.candidates import Candidate
from adlint.checkpoint.regions import Marked, marked
from adlint.failures import Guard
from adlint.finding import Finding, in_order
from adlint.interpret.program import Program, dotted
from adlint.interpret.scheduling.outcome import Evaluations, Outcome, class_orders, evaluate_program
from adlint.lower import source_map
from adlint.memo import Memo
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Piece, function_name
from adlint.settings import Settings
from adlint.source import Source, Unreadable, read

if TYPE_CHECKING:
    from adlint.answers.plan.modes import Mode
    from adlint.answers.plan.planned import Planned
    from adlint.answers.sets.reentrancy import Asked
    from adlint.answers.sets.sets import Piece as Judged
    from adlint.answers.sets.sets import Sets
    from adlint.answers.tape.question import Models, Question
    from adlint.answers.tape.taping import Asking
    from adlint.placement.plan import Goal
    from adlint.placement.written.writing import Span
    from adlint.tape.answer import Answer

__all__ = ["Document", "Report", "Workspace"]

Load = Callable[[str], ir.Module | None]
_UNKNOWN = "what it does is not known"


def _nothing(_module: str) -> ir.Module | None:
    """No installed module is read."""
    return None


@dataclass(slots=True)
class Workspace:
    """Runs the analysis over documents; equal values are never analysed twice while it lives. One that is
    asked only once need not keep what it would take to answer after an edit.
    """

    memo: Memo = field(default_factory=Memo)
    keeps: bool = True
    evaluations: Evaluations = field(default_factory=Evaluations)
    graphs: Evaluations = field(default_factory=Evaluations)
    entries: Entries = field(default_factory=Entries)
    program: Program | None = None
    judged: tuple[tuple[tuple[Document, ...], Models], Analysed, Asked] | None = None

    def check(
        self, documents: Sequence[Document], settings: Settings, progress: Progress = silent, load: Load = _nothing
    ) -> Report:
        """The findings in `documents` under `settings`; `progress(stage, done, total)` hears how far it is, `load`
        gives the lowered text of an installed module that an entry calls.
        """
        return deep.run(lambda: self._check(documents, settings, progress, load))

    def with_fixes(self, report: Report) -> Report:
        """The report with a fix on each finding that has one."""
        if all(one.repair is None for one in report.findings):
            return report
        from adlint.fixes import fix  # noqa: PLC0415 -- it loads libcst

        def made() -> tuple[Finding, ...]:
            return tuple(replace(one, fix=fix(one, report.sources[one.path])) for one in report.findings)

        return replace(report, findings=deep.run(made))

    def graph(self, documents: Sequence[Document], tell: Told = unheard) -> Mapping[str, tuple[str, ...]]:
        """The call graph: what each function may call, all by dotted names; builtins are `<builtin>.name`. `tell` is
        called with a sentence for each function whose calls may be missing, and whether that is a defect of adlint's.
        """
        return deep.run(lambda: self._graph(documents, tell))

    def outline(self, document: Document) -> Outline:
        """What stands in a document, and where; nothing in one that cannot be read."""
        source = read(document.path, document.content)
        return deep.run(lambda: outline(source)) if isinstance(source, Source) else Outline()

    def sets(
        self, documents: Sequence[Document], path: str, name: str, models: Models = (), *, with_pieces: bool = True
    ) -> Sets:
        """The use and out sets, effects and verdicts of the function `name` in the document `path`, and of its pieces,
        if they are wanted; `models` is what the settings state of functions that cannot be read. LookupError, with the
        nearest names, if there is none.
        """
        return deep.run(lambda: self._sets(documents, path, name, models, with_pieces=with_pieces))

    def _sets(
        self, documents: Sequence[Document], path: str, name: str, models: Models, *, with_pieces: bool
    ) -> Sets:
        from adlint.answers.sets.reentrancy import answer  # noqa: PLC0415 -- it takes long to load, and `check` never asks

        texts = tuple(one for one in documents if one.path == path or is_text(one))
        analysed, asked = self._judged(texts, models)
        function = self._target(analysed, path, name)
        of_text = _marked(analysed, partial(self._where, analysed)).values()
        regions = tuple(region for one in of_text for region in one.regions if region.function == function)
        answered = answer(replace(asked, regions=regions), function, with_pieces=with_pieces)
        placer = self._placer(analysed)
        errors = tuple(map(placer.failure, analysed.guard.failures))
        notes = (*_unread(documents), *_notes(analysed, placer, function))
        target = f"{path}::{name.replace('::', '.')}"
        return replace(answered, target=target, notes=notes, internal_errors=errors)

    def _judged(self, documents: tuple[Document, ...], models: Models) -> tuple[Analysed, Asked]:
        """The program, and what verdicts on its functions are made of: the same for all of them."""
        if self.judged is None or self.judged[0] != (documents, models):
            self.memo.forget()
            analysed = self._read(documents, silent, models)
            self.judged = ((documents, models), analysed, self._judging(analysed))
        return self.judged[1:]

    def _judging(self, analysed: Analysed) -> Asked:
        """What verdicts are made of, without marked regions."""
        from adlint.storage.parameters.resolved import resolved  # noqa: PLC0415 -- it takes long to load, and `check` never asks

        kept = Evaluations()
        found = evaluate_program(analysed.program, analysed.guard, kept=kept, wants_facts=True)
        above = calls(analysed.program, found, self.memo).above
        found = replace(found, facts=resolved(analysed.program, found.facts, class_orders(kept), above))
        return self._asked(analysed, kept, found, calls(analysed.program, found, self.memo))

    def _asked(self, analysed: Analysed, kept: Evaluations, found: Outcome, made: Calls) -> Asked:
        """The same of a program that is evaluated already."""
        from adlint.answers.sets.reentrancy import Asked  # noqa: PLC0415 -- it takes long to load, and `check` seldom asks

        orders = class_orders(kept)
        known = summaries(analysed.program, found.facts, made, self.memo, analysed.guard, orders)
        matters = mattering(analysed.program, found.facts)

        def judged(candidate: Candidate) -> Iterator[Piece]:
            given = (analysed.program, found.facts, made, known, NOTHING_CHANGED)
            return pieces(*given, (candidate,), matters, analysed.guard, everything=False)

        def doubtful(function: str) -> Iterator[tuple[tuple[str, int], str]]:
            limits = analysed.guard.limits
            below = reachable(made.graph, (function,)) if limits else ()
            yield from (((name, 0), f"{why}: {_UNKNOWN}") for name, why in limits.items() if name in below)

        placer = self._placer(analysed)
        return Asked(analysed.program, found.facts, orders, made.above, placer, judged, doubtful, ())

    def _placer(self, analysed: Analysed) -> Placer:
        return Placer(analysed.sources, analysed.paths, partial(self._where, analysed))

    def tape(self, documents: Sequence[Document], question: Question, load: Load) -> tuple[Answer, ...]:
        """What an AD system keeps when it differentiates a call; of a file in which no function is named, for each call
        that is written down or function that it differentiates. `load` gives the lowered text of an installed module.
        LookupError if the function or something else that is named is not there.
        """
        return deep.run(lambda: self._tape(documents, question, load))

    def _tape(self, documents: Sequence[Document], question: Question, load: Load) -> tuple[Answer, ...]:
        from adlint.answers.tape.taping import answers  # noqa: PLC0415 -- it takes long to load, and `check` never asks

        return answers(self._questioned(documents, question, load)[1])

    def plan(self, documents: Sequence[Document], question: Question, goal: Goal, load: Load) -> Planned:
        """Where to checkpoint in a call, and what that costs. LookupError as for `tape`; InfeasibleError if no
        placement keeps to the budget.
        """
        return deep.run(lambda: self._plan(documents, question, goal, load))

    def _plan(self, documents: Sequence[Document], question: Question, goal: Goal, load: Load) -> Planned:
        from adlint.answers.plan.proposing import answer  # noqa: PLC0415 -- it takes long to load, and `check` never asks

        analysed, asking = self._questioned(documents, question, load)
        judge_at = partial(_verdicts, lru_cache(lambda: self._judging(analysed)))
        found = answer(asking, analysed.directives, goal, judge_at)
        if goal.written and found.tape.get("plan") is None:
            return self._tried(found, documents, question, load)
        return found

    def _tried(self, found: Planned, documents: Sequence[Document], question: Question, load: Load) -> Planned:
        """The plan with what is kept in the text as it is written, where that alone tells."""
        from adlint.answers.plan.changing import written  # noqa: PLC0415 -- it loads libcst

        answers = self._tape([written(one, found) for one in documents], question, load)
        size = None if answers[0].chosen.gaps else answers[0].chosen.size
        return replace(found, tape={**found.tape, "plan": None if size is None else size.bytes})

    def split(self, document: Document, span: Span) -> Mode:
        """A document with the call or loop at `span` in split mode; if that is a place alone, without the innermost
        checkpoint around it. LookupError, with the reason, if that cannot be.
        """
        from adlint.answers.plan.modes import checkpoint_around, in_split_mode  # noqa: PLC0415 -- `check` never asks

        source = read(document.path, document.content)
        text = source.text if isinstance(source, Source) else ""
        if span[:2] == span[2:]:
            return deep.run(lambda: checkpoint_around(text, span[0], span[1]))
        return deep.run(lambda: in_split_mode(text, span))

    def joint(self, documents: Sequence[Document], path: str, name: str, span: Span, models: Models = ()) -> Mode:
        """The document `path` with the call or loop at `span`, in its function `name`, in joint mode. LookupError, with
        the reason, if it may not be.
        """
        return deep.run(lambda: self._joint(documents, path, name, span, models))

    def _joint(self, documents: Sequence[Document], path: str, name: str, span: Span, models: Models) -> Mode:
        from adlint.answers.plan.modes import in_joint_mode  # noqa: PLC0415 -- `check` never asks

        analysed, asked = self._judged(tuple(one for one in documents if one.path == path or is_text(one)), models)
        function = self._target(analysed, path, name)
        framework = library_of(analysed.program, function.partition(":")[0])
        return in_joint_mode(asked, function, span, analysed.sources[path].text, framework)

    def _questioned(self, documents: Sequence[Document], question: Question, load: Load) -> tuple[Analysed, Asking]:
        """The program, and what is asked of it."""
        from adlint.answers.tape.inferred.differentiated import Differentiated, differentiated  # noqa: PLC0415 -- as below
        from adlint.answers.tape.taping import Asking  # noqa: PLC0415 -- it takes long to load, and `check` never asks

        self.memo.forget()
        texts = [one for one in documents if one.path == question.path or is_text(one)]
        analysed = self._read(texts, silent, question.models)
        function = self._target(analysed, question.path, question.name) if question.name else None
        unread = next(_unread([one for one in documents if one.path == question.path]), None)
        if unread is not None:
            raise LookupError(unread)
        module = next(module for module, file in analysed.paths.items() if file == question.path)

        def entries() -> tuple[Differentiated, ...]:
            facts = evaluate_program(analysed.program, analysed.guard, kept=Evaluations(), wants_facts=True).facts
            return differentiated(analysed.program, facts, module)

        said = analysed.directives.get(question.path, ())
        placer = self._placer(analysed)
        return analysed, Asking(analysed.program, load, placer, module, question, said, function, entries)

    def _target(self, analysed: Analysed, path: str, name: str) -> str:
        module = next((module for module, file in analysed.paths.items() if file == path), None)
        if module is None:
            raise LookupError(f"{path}: no such file was read")
        return find(analysed.program, module, analysed.sources[path], analysed.lowered[path].problems, name)

    def _check(self, documents: Sequence[Document], settings: Settings, progress: Progress, load: Load) -> Report:
        self.memo.forget()
        self.entries.forget()
        analysed = self._read(documents, progress, settings.models)
        guard = analysed.guard
        kept = self._kept(self.evaluations)
        found = self._evaluate(analysed, progress, kept, wants_facts=True)
        facts, made = found.facts, calls(analysed.program, found, self.memo)
        changed = all_changes(analysed.program, facts, self.memo)
        known = summaries(analysed.program, facts, made, self.memo, guard, class_orders(kept), changed)
        where = partial(self._where, analysed)
        placer = Placer(analysed.sources, analysed.paths, where)
        of_text = _marked(analysed, where)
        regions = tuple(region for one in of_text.values() for region in one.regions)
        judging = (analysed.program, facts, made, known, changed, regions, settings, guard, self.memo)
        drafts, notes = judge(*judging, partial(class_orders, kept))
        comments = {name: analysed.directives.get(path, ()) for name, path in analysed.paths.items()}
        commented = [one.entry for one in in_comments(analysed.program, placer, comments)]
        of_functions = judge_functions(analysed.program, facts, made, settings, guard, self.memo, commented)
        ask = partial(self.entries, analysed.program, load, placer, settings.models)
        room = Room()
        of_entries = judge_entries(analysed.program, placer, settings, ask, comments, room)
        verdicts = partial(_verdicts, lru_cache(lambda: self._asked(analysed, kept, found, made)))
        of_sites, more = judge_placements(analysed.program, placer, settings, ask, comments, verdicts, guard, room)
        everything = (*drafts, *of_functions, *of_entries.drafts, *of_sites, *room.drafts(), *_limits(guard))
        findings = [placer.finding(rule, draft) for rule, draft in everything]
        crossings = {path: one.crossings for path, one in of_text.items()}
        shown = suppressed(findings, analysed, settings, crossings, self.memo)
        errors = tuple(map(placer.failure, guard.failures))
        return Report(in_order(shown), analysed.sources, (*notes, *of_entries.notes, *more), errors, of_entries.tapes)

    def _read(self, documents: Sequence[Document], progress: Progress, models: Models = ()) -> Analysed:
        found = analyse(documents, self.memo, progress, models, self.program)
        self.program = found.program
        return found

    def _where(self, analysed: Analysed, path: str) -> ir.SourceMap:
        """Where the operations in a text stand."""
        return self.memo(source_map, analysed.sources[path].text)

    def _graph(self, documents: Sequence[Document], tell: Told) -> Mapping[str, tuple[str, ...]]:
        self.memo.forget()
        analysed = self._read(documents, silent)
        edges = self._evaluate(analysed, silent, self._kept(self.graphs), wants_facts=False).edges
        for failure in analysed.guard.failures:
            tell(f"{dotted(failure.where)}: calls may be missing, for adlint failed inside ({failure.message})", True)
        for where, why in analysed.guard.limits.items():
            tell(f"{dotted(where)}: calls may be missing: {why}", False)
        return by_names(edges, analysed.program.functions)

    def _kept(self, evaluations: Evaluations) -> Evaluations:
        return evaluations if self.keeps else Evaluations(remembers=False)

    def _evaluate(self, analysed: Analysed, progress: Progress, kept: Evaluations, *, wants_facts: bool) -> Outcome:
        def told(done: int, total: int) -> None:
            progress("evaluating", done, total)

        return evaluate_program(analysed.program, analysed.guard, told, kept, wants_facts=wants_facts)


def _verdicts(judging: Callable[[], Asked], function: str, wanted: frozenset[int]) -> Mapping[int, Judged]:
    """The verdicts on the pieces of a function that are calls or bodies of loops at these operations."""
    from adlint.answers.sets.reentrancy import verdicts  # noqa: PLC0415 -- it takes long to load, and `check` seldom asks

    return dict(verdicts(judging(), function, wanted))


def _unread(documents: Sequence[Document]) -> Iterator[str]:
    """Which documents cannot be read, and why."""
    for document in documents:
        source = read(document.path, document.content)
        if isinstance(source, Unreadable):
            yield f"{source.path}:{source.line}: {source.message}"


def _notes(analysed: Analysed, placer: Placer, function: str) -> Iterator[str]:
    """What was left out of the texts, and which of several functions of a name is meant."""
    for path, lowered in analysed.lowered.items():
        for problem in lowered.problems:
            yield f"{place(analysed.sources[path], problem.line)}: {problem.message}: what stands there was left out"
    same = others(analysed.program, function)
    if same:
        where, span, cell = placer.place((function, 0))
        at = f"{where}:{span.start.line}" if cell is None else f"{where}:cell {cell}:{span.start.line}"
        named = ", ".join(f"`{one}`" for one in same)
        rest = "is the other" if len(same) == 1 else "are the others"
        yield f"{at}: several functions are called `{function_name(function)}`; this is one, {named} {rest}"


def _limits(guard: Guard) -> Iterator[tuple[Rule, Draft]]:
    """What could not be evaluated, for it is nested too deeply or takes too many steps."""
    gave_up = next(rule for rule in registry() if rule.code == "AD904")
    for function, reason in guard.limits.items():
        if ":" in function:
            yield gave_up, Draft((function, 0), f"{reason}: {_UNKNOWN}")


def _marked(analysed: Analysed, where: Callable[[str], ir.SourceMap]) -> Mapping[str, Marked]:
    """The regions that the sources mark, by path."""
    return {
        path: marked(name, analysed.program.modules[name], analysed.directives[path], partial(where, path))
        for name, path in analysed.paths.items()
        if analysed.directives.get(path)
    }
