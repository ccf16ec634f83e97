"""Candidates, their summaries and the rules put together: drafts of findings, one for each place and rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from typing import TypeVar

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.clocks import influences
from adlint.analysis.drawn import alters
from adlint.analysis.effects import summarize
from adlint.analysis.numerical_modules import is_harness
from adlint.analysis.paths import definitions
from adlint.analysis.solve import Calls
from adlint.analysis.summary import GATHERED, NOTHING, Chain, Hazard, Open, Step, Summary
from adlint.checkpoint.candidates import Candidate, candidates, piece
from adlint.failures import Guard
from adlint.finding import Severity
from adlint.interpret.described import Parameter, Unknown, atoms
from adlint.interpret.facts import Facts
from adlint.interpret.program import Program
from adlint.models import Effect, models
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Piece
from adlint.settings import Settings, is_selected

E = TypeVar("E", Hazard, Open)
BORDERS = 2  # times that a chain of evidence may go from one module to another
_TORCH = "torch.utils.checkpoint."


def judge(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    known: Mapping[str, Summary],
    marked: tuple[Candidate, ...],
    settings: Settings,
    guard: Guard,
) -> tuple[list[tuple[Rule, Draft]], tuple[str, ...]]:
    """What the rules on pieces find, and the notes for the summary line."""
    everything = is_selected(settings, "AD903", "unresolved-call", "", Severity.INFO)

    matters = mattering(program, facts)
    telling = [name for name in known if _may_hold(program, facts, known[name], name)]
    concerned = frozenset(facts if everything else telling)
    chosen, note = candidates(program, facts, made, concerned, settings.scope, _entries(settings))
    judged_pieces = list(pieces(program, facts, made, known, (*marked, *chosen), matters, everything=everything))
    found: dict[tuple[str, object], tuple[Rule, Draft]] = {}
    for rule in registry():
        for judged in judged_pieces:
            for draft in guard(judged.candidate.function, partial(_drafts, rule, judged), list[Draft]):
                old = found.get((rule.code, draft.where))
                if old is None or len(draft.related) < len(old[1].related):
                    found[rule.code, draft.where] = (rule, draft)
    return list(found.values()), (note,) if note else ()


def mattering(program: Program, facts: Mapping[str, Facts]) -> Callable[[Hazard], bool]:
    """Whether a clock may change what is computed, a draw anything at all."""

    @cache
    def matters(hazard: Hazard) -> bool:
        if hazard.effect is Effect.CLOCK:
            return influences(program.functions, facts, hazard.chain)
        return hazard.effect is not Effect.DRAW or alters(program.functions, facts, hazard.site)

    return matters


def _entries(settings: Settings) -> tuple[str, ...]:
    """The functions that the settings name as differentiated: `pkg.mod:loss(...)` without its arguments."""
    return tuple(entry.partition("(")[0].strip() for entry in settings.entries)


def _may_hold(program: Program, facts: Mapping[str, Facts], summary: Summary, name: str) -> bool:
    """Whether a function has something to report, or a loop that may have, though the function as a whole has not."""
    if _near(summary.hazards) or any(opened.left != "result" for opened in _near(summary.open)):
        return True
    used = [models()[model] for _, call in facts[name].calls for model in call.models]
    acts = any(model.acquires or model.effect not in (None, Effect.CLOCK) for model in used)
    return acts and any(isinstance(op, ir.For | ir.While) for op in definitions(program.functions[name].body).values())


def _drafts(rule: Rule, judged: Piece) -> list[Draft]:
    return list(rule.piece(judged)) if rule.piece is not None else []


def _unresolved(function: str, facts: Facts) -> Iterator[tuple[Step, str]]:
    """The calls of unknown callees, with why they are unknown."""
    for at, call in facts.calls:
        if call.models:
            continue
        for atom in atoms(call.callees):
            if isinstance(atom, Unknown):
                yield (function, at), f"it is {atom.reason}"
                break
            if isinstance(atom, Parameter):
                yield (function, at), "it is what the caller passes"
                break


def _sites(known: Mapping[str, Summary], chosen: list[Candidate]) -> frozenset[Step]:
    """Where the effects of some candidates are."""
    return frozenset(hazard.site for c in chosen for hazard in known.get(c.function, NOTHING).hazards)


def _own(found: tuple[Open, ...], around: Summary) -> tuple[Open, ...]:
    """What an iteration leaves open, without what it gathers for the function `around` that gives it back or returns it
    behind the loop.
    """
    leaking = {opened.site for opened in around.open if opened.left != "result"}
    return tuple(opened for opened in found if opened.left != GATHERED or opened.site in leaking)


def _near(found: tuple[E, ...]) -> tuple[E, ...]:
    """What is not far: every call on a chain of evidence may be one that never happens, above all between modules; and
    what a benchmark does that is called on the way is not part of what is computed.
    """
    return tuple(one for one in found if _borders(one.chain) <= BORDERS and not _measures(one.chain))


def _measures(chain: Chain) -> bool:
    return any(is_harness(function) for function, _ in chain[1:]) and not is_harness(chain[0][0])


def _borders(chain: Chain) -> int:
    modules = [function.partition(":")[0] for function, _ in chain]
    return sum(above != below for above, below in pairwise(modules))


def pieces(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    known: Mapping[str, Summary],
    chosen: tuple[Candidate, ...],
    matters: Callable[[Hazard], bool],
    *,
    everything: bool,
) -> Iterator[Piece]:
    """The candidates with what running them does, as rules see them; those that do nothing only if `everything` is
    wanted.
    """
    handled = frozenset(name[1:] for s in known.values() for name in s.releases if name.startswith("."))
    restored = _sites(known, [c for c in chosen if c.system.startswith(_TORCH)])
    frozen = _sites(known, [c for c in chosen if c.is_traced])
    for candidate in chosen:
        summary = known.get(candidate.function, NOTHING)
        if candidate.kind in ("loop-body", "region", "call"):
            function, name = program.functions[candidate.function], candidate.function
            summary = summarize(function, name, facts[name], known, made.handed[name], piece(program, candidate))
            if candidate.kind == "loop-body":
                summary = replace(summary, open=_own(summary.open, known.get(name, NOTHING)))
        summary = replace(summary, hazards=_near(summary.hazards), open=_near(summary.open))
        if not summary.is_empty or everything:
            around = tuple(known.get(caller, NOTHING) for caller in made.above.get(candidate.function, ()))
            unknown = partial(_unresolved, candidate.function, facts[candidate.function])
            yield Piece(candidate, summary, handled, restored, frozen, around, matters, unknown)
