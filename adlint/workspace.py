"""Texts and settings in, findings out: the one object behind every face. It does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from adlint import deep
from adlint.analysis.callgraph import call_graph
from adlint.analysis.solve import summaries
from adlint.checkpoint.candidates import Candidate
from adlint.checkpoint.regions import regions
from adlint.directives import Directive, directives
from adlint.document import Document, Report
from adlint.finding import Finding, in_order
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program, dotted
from adlint.interpret.rounds import Evaluations, solve
from adlint.lower import Lowered, Problem, blank, lower
from adlint.memo import Memo
from adlint.placing import Placer
from adlint.pieces import judge
from adlint.settings import Settings
from adlint.source import Source, Unreadable, read
from adlint.suppression import suppressed

__all__ = ["Document", "Report", "Workspace"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Analysed:
    """The program behind some documents: sources, lowered texts and directives by path; paths by module."""

    sources: Mapping[str, Source]
    lowered: Mapping[str, Lowered]
    directives: Mapping[str, tuple[Directive, ...]]
    paths: Mapping[str, str]
    program: Program


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody is told."""


@dataclass(slots=True)
class Workspace:
    """Runs the analysis over documents; equal values are never analysed twice while it lives."""

    memo: Memo = field(default_factory=Memo)
    evaluations: Evaluations = field(default_factory=Evaluations)

    def check(self, documents: Sequence[Document], settings: Settings, progress: Progress = _silent) -> Report:
        """The findings in `documents` under `settings`; `progress(stage, done, total)` is told how far it is."""
        return deep.run(lambda: self._check(documents, settings, progress))

    def graph(self, documents: Sequence[Document]) -> Mapping[str, tuple[str, ...]]:
        """The call graph: what each function may call, all by dotted names; builtins are `<builtin>.name`."""
        return deep.run(lambda: self._graph(documents))

    def _check(self, documents: Sequence[Document], settings: Settings, progress: Progress) -> Report:
        self.memo.forget()
        analysed = self._read(documents, progress)
        facts = self._solve(analysed.program, progress)
        known = summaries(analysed.program, facts, self.memo)
        placer = Placer(analysed.sources, analysed.lowered, analysed.paths)
        drafts, notes = judge(analysed.program, facts, known, _marked(analysed), settings)
        findings = [placer.finding(rule, draft) for rule, draft in drafts]
        kept = suppressed(findings, analysed, settings)
        return Report(in_order(kept), analysed.sources, notes)

    def _graph(self, documents: Sequence[Document]) -> Mapping[str, tuple[str, ...]]:
        self.memo.forget()
        analysed = self._read(documents, _silent)
        graph = call_graph(self._solve(analysed.program, _silent))
        found: dict[str, dict[str, None]] = {}
        for name, callees in graph.items():
            if analysed.program.functions[name].kind != "class":
                found.setdefault(dotted(name), {}).update(dict.fromkeys(map(_shown, callees)))
        return {name: tuple(sorted(callees)) for name, callees in sorted(found.items())}

    def _solve(self, program: Program, progress: Progress) -> dict[str, Facts]:
        return solve(program, self.evaluations, lambda done, total: progress("evaluating", done, total))

    def _read(self, documents: Sequence[Document], progress: Progress) -> Analysed:
        sources: dict[str, Source] = {}
        lowered: dict[str, Lowered] = {}
        said: dict[str, tuple[Directive, ...]] = {}
        paths: dict[str, str] = {}
        packages = set()
        for done, document in enumerate(documents):
            progress("reading", done, len(documents))
            source = read(document.path, document.content)
            if isinstance(source, Unreadable):
                sources[document.path] = Source(document.path, "")
                lowered[document.path] = blank(Problem(source.line, 0, 1, source.message))
            else:
                sources[document.path] = source
                lowered[document.path] = self.memo(lower, source.text)
                said[document.path] = directives(source)
            paths.setdefault(document.module, document.path)
            if document.is_package:
                packages.add(document.module)
        modules = {module: lowered[path].module for module, path in paths.items()}
        return Analysed(sources, lowered, said, paths, Program(modules, frozenset(packages)))


def _marked(analysed: Analysed) -> tuple[Candidate, ...]:
    """The regions that the sources mark."""
    return tuple(
        region
        for module, path in analysed.paths.items()
        for region in regions(module, analysed.lowered[path], analysed.directives.get(path, ()))
    )


def _shown(callee: str) -> str:
    if ":" in callee:
        return dotted(callee)
    return callee.replace("builtins.", "<builtin>.", 1) if callee.startswith("builtins.") else callee

