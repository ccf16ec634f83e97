"""Candidates, their summaries and the rules put together: drafts of findings, one for each place and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint.analysis.callgraph import call_graph, callers
from adlint.analysis.effects import summarize_loop
from adlint.analysis.shown import only_shown
from adlint.analysis.summary import NOTHING, Step, Summary
from adlint.checkpoint.candidates import Candidate, candidates, loop
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Piece
from adlint.settings import Settings

_TORCH = "torch.utils.checkpoint."


def judge(
    program: Program, facts: Mapping[str, Facts], known: Mapping[str, Summary], settings: Settings
) -> tuple[list[tuple[Rule, Draft]], tuple[str, ...]]:
    """What the rules on pieces find, and the notes for the summary line."""
    concerned = frozenset(name for name, s in known.items() if s.hazards or s.open)
    graph = call_graph(facts)
    chosen, note = candidates(program, facts, graph, concerned, settings.scope, settings.entries)
    pieces = list(_pieces(program, facts, known, callers(graph), chosen))
    found: dict[tuple[str, object], tuple[Rule, Draft]] = {}
    for rule in registry():
        for piece in pieces if rule.piece is not None else ():
            for draft in rule.piece(piece):  # type: ignore[misc]
                old = found.get((rule.code, draft.where))
                if old is None or len(draft.related) < len(old[1].related):
                    found[rule.code, draft.where] = (rule, draft)
    return list(found.values()), (note,) if note else ()


def _pieces(
    program: Program, facts: Mapping[str, Facts], known: Mapping[str, Summary],
    above: Mapping[str, list[str]], chosen: tuple[Candidate, ...],
) -> Iterator[Piece]:
    handled = frozenset(name[1:] for s in known.values() for name in s.releases if name.startswith("."))
    restored = frozenset(
        hazard.site
        for c in chosen
        if c.system.startswith(_TORCH)
        for hazard in known.get(c.function, NOTHING).hazards
    )

    def shown(step: Step) -> bool:
        return only_shown(program.functions[step[0]], facts[step[0]], step[1])

    for candidate in chosen:
        summary = known.get(candidate.function, NOTHING)
        if candidate.kind == "loop-body":
            function = program.functions[candidate.function]
            summary = summarize_loop(function, candidate.function, facts[candidate.function], known, loop(program, candidate))
        if not summary.is_empty:
            around = tuple(known.get(caller, NOTHING) for caller in above.get(candidate.function, ()))
            yield Piece(candidate, summary, handled, restored, around, shown)
