"""Candidates, their summaries and the rules put together: drafts of findings, one for each place and rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.changes import NONE, Changes
from adlint.analysis.effects.effects import summarize
from adlint.analysis.effects.elsewhere import given_back
from adlint.analysis.effects.locks import held_around, released_first
from adlint.analysis.effects.receivers import of_class
from adlint.analysis.effects.solve import Calls
from adlint.analysis.effects.summary import GATHERED, NOTHING, Chain, Hazard, Open, Step, Summary
from adlint.analysis.graph.below import is_failing, reached, told
from adlint.analysis.graph.callgraph import reachable
from adlint.analysis.hazards.clocks import influences
from adlint.analysis.hazards.drawn import alters
from adlint.analysis.hazards.generators import all_seeded, is_settled
from adlint.analysis.numerical.numerical_modules import is_harness
from adlint.analysis.paths.known import given, is_asked, is_of_library, is_routine, is_update
from adlint.analysis.paths.paths import definitions
from adlint.checkpoint.candidates import Candidate, Changed, candidates, entries, piece, runs_backward, transforming
from adlint.failures import Guard
from adlint.finding import Severity
from adlint.interpret.program import Program
from adlint.interpret.views.described import OWN, Parameter, Unknown, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.memo import Memo
from adlint.models import Effect, models
from adlint.models.storage import UPDATES, is_harmless
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Piece
from adlint.settings import Settings, is_selected

if TYPE_CHECKING:
    from adlint.checkpoint.later import Later

E = TypeVar("E", Hazard, Open)
BORDERS = 2  # times that a chain of evidence may go from one module to another


def judge(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    known: Mapping[str, Summary],
    changed: Mapping[str, Changes],
    marked: tuple[Candidate, ...],
    settings: Settings,
    guard: Guard,
    memo: Memo,
    orders: Callable[[], Mapping[str, tuple[str, ...]]],
) -> tuple[list[tuple[Rule, Draft]], tuple[str, ...]]:
    """What the rules on pieces find, and the notes for the summary line."""
    rules = [rule for rule in registry() if _is_asked(rule, settings)]
    everything = any(rule.severity is Severity.INFO and rule.piece is not None for rule in rules)
    matters = mattering(program, facts)
    given = (known, facts, program.functions)
    may_hold = memo.each("may hold", given, lambda name: _may_hold(program, facts, known[name], name))
    telling = [name for name, may in may_hold.items() if may]
    concerned = frozenset(facts if everything else telling)
    chosen, note = candidates(program, facts, made, concerned, memo, settings.scope, _entries(settings))
    judging = (program, facts, made, known, changed, (*marked, *chosen), matters, guard)
    asked = cache(partial(_later, program, facts, made, orders, _entries(settings), memo))
    later = cache(lambda candidate: tuple(asked().changed(candidate)))
    again = cache(lambda candidate: tuple(asked().repeated(candidate)))
    found: dict[tuple[str, object], tuple[Rule, Draft]] = {}
    for judged in pieces(*judging, everything=everything, later=later, again=again):
        for rule, draft in guard(judged.candidate.function, partial(_drafts, rules, judged), list[tuple[Rule, Draft]]):
            old = found.get((rule.code, draft.where))
            if old is None or len(draft.related) < len(old[1].related):
                found[rule.code, draft.where] = (rule, draft)
    return list(found.values()), (note,) if note else ()


def _later(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    orders: Callable[[], Mapping[str, tuple[str, ...]]],
    named: tuple[str, ...],
    memo: Memo,
) -> Later:
    """What tells of a checkpointed piece what it reads and what runs behind it changes; `named` are entries, too."""
    from adlint.checkpoint.later import Later  # noqa: PLC0415 -- it takes long to load, and few programs checkpoint

    transforms = transforming(facts, memo)
    found = [one for one in entries(program, transforms) if not runs_backward(facts[one.site[0]].call[one.site[1]])]
    roots = frozenset((*named, *(entry.function for entry in found)))
    swept = [name for name, own in transforms.items() if any(runs_backward(own.call[at]) for at in own.transforms)]
    ending = frozenset(swept)
    return Later(program, facts, orders(), made.above, reachable(made.above, ending) | ending, roots)


def _is_asked(rule: Rule, settings: Settings) -> bool:
    """Whether a rule runs: those that only inform cost too much where nobody asks for them."""
    return rule.severity is not Severity.INFO or is_selected(settings, rule.code, rule.name, "", rule.severity)


def mattering(program: Program, facts: Mapping[str, Facts]) -> Callable[[Hazard], bool]:
    """Whether a clock may change what is computed, a draw anything at all, and something is drawn from a generator that
    is made without a seed before it gets a state.
    """
    seeded = cache(partial(all_seeded, program, facts))

    @cache
    def matters(hazard: Hazard) -> bool:
        if hazard.effect is Effect.CLOCK:
            return influences(program.functions, facts, hazard.chain)
        if hazard.effect is Effect.ENTROPY:
            return not is_settled(program, facts, seeded(), hazard.site)
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


def _drafts(rules: list[Rule], judged: Piece) -> list[tuple[Rule, Draft]]:
    """What the rules say of a piece."""
    found = [(rule, draft) for rule in rules if rule.piece is not None for draft in rule.piece(judged)]
    if judged.candidate.kind in ("checkpoint", "region"):
        against = tuple(draft for rule, draft in found if rule.decides)
        verdicts = [(rule, rule.verdict) for rule in rules if rule.verdict is not None]
        found += [(rule, draft) for rule, verdict in verdicts for draft in verdict(judged, against)]
    return found


def _unresolved(function: str, facts: Facts) -> Iterator[tuple[Step, str]]:
    """The calls of unknown callees, with why they are unknown."""
    for at, call in facts.calls:
        reason = _why_unknown(call)
        if reason:
            yield (function, at), reason


def _why_unknown(call: CallFact, known: frozenset[str] = frozenset()) -> str:
    for atom in atoms(call.callees) if not call.models else ():
        if isinstance(atom, Unknown) and atom != OWN:
            return f"it is {atom.reason}"
        if isinstance(atom, Parameter) and (atom.path or atom.name not in known):
            return "it is what the caller passes"
    return ""


def _unresolved_below(
    program: Program, facts: Mapping[str, Facts], summaries: Mapping[str, Summary], candidate: Candidate
) -> list[tuple[Chain, str]]:
    found = reached(candidate.function, piece(program, candidate), facts, several=True)
    calls = [one for one in found if not _is_any_harmless(one[1], summaries)]
    known = given(program, calls) if any(map(_why_unknown, (call for _, call in calls))) else {}
    unknown = [
        (chain, call, reason)
        for chain, call in calls
        if (reason := _why_unknown(call, known.get(chain[-1][0], frozenset())))
    ]
    return [
        (chain, reason)
        for chain, call, reason in unknown
        if not (is_harmless(call.method) or (call.method in UPDATES and is_update(program, chain[-1])))
        and not is_of_library(program, facts, chain[-1])
        and not is_asked(program, facts, chain[-1])
        and not is_routine(program, chain[-1])
    ]


def _is_any_harmless(call: CallFact, summaries: Mapping[str, Summary]) -> bool:
    """Whether a call is of one of several functions of the program, none of which has an effect."""
    return bool(call.several) and all(summaries.get(name, NOTHING).is_empty for name in call.several)


def _told(program: Program, facts: Mapping[str, Facts], candidate: Candidate) -> list[tuple[Chain, str]]:
    calls = reached(candidate.function, piece(program, candidate), facts)
    said = [(chain, path) for chain, call in calls if (path := told(call))]
    return [(chain, path) for chain, path in said if not is_failing(program.functions, chain)]


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


def _of_object(program: Program, function: str, summary: Summary) -> Summary:
    """What a method does, without what it does not do to the objects of its class."""
    cls = function.rpartition(".")[0]
    body = program.functions.get(cls)
    if body is None or body.kind != "class":
        return summary
    return of_class(cls, body, program.functions[function], summary)


def _measures(chain: Chain) -> bool:
    return any(is_harness(function) for function, _ in chain[1:]) and not is_harness(chain[0][0])


def _borders(chain: Chain) -> int:
    modules = [function.partition(":")[0] for function, _ in chain]
    return sum(above != below for above, below in pairwise(modules))


def _not_begun(program: Program, candidate: Candidate, hazards: tuple[Hazard, ...]) -> tuple[Hazard, ...]:
    """The hazards without the steps of iterators and files that the piece itself begins to go through."""
    own = [h for h in hazards if h.effect is Effect.ADVANCE and h.path == candidate.function]
    if not own:
        return hazards
    body = piece(program, candidate)
    begun = {op.name for block in ir.nested(body) for op in block if isinstance(op, ir.Store)}
    return tuple(h for h in hazards if h not in own or h.what not in begun)


def _restores(candidate: Candidate, facts: Mapping[str, Facts]) -> bool:
    """Whether a checkpoint of PyTorch puts the state of its generators back before the piece runs again."""
    if candidate.site is None:
        return True
    function, at = candidate.site
    given = dict(facts[function].call[at].keywords).get("preserve_rng_state")
    return not isinstance(given, ir.Const) or bool(given.value)


def _held(program: Program, facts: Mapping[str, Facts], candidate: Candidate) -> tuple[Step, ...]:
    """The locks that are held where a piece is checkpointed that runs again later."""
    if candidate.kind not in ("checkpoint", "region") or candidate.is_traced:
        return ()
    function, at = candidate.site or (candidate.function, candidate.at)
    return tuple((function, lock) for lock in held_around(program.functions[function].body, facts[function], at))


def _released(program: Program, facts: Mapping[str, Facts], candidate: Candidate) -> tuple[Step, ...]:
    name = candidate.function
    found = released_first(piece(program, candidate), program.functions[name].body, facts[name])
    return tuple((name, at) for at in found)


def pieces(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    known: Mapping[str, Summary],
    changed: Mapping[str, Changes],
    chosen: tuple[Candidate, ...],
    matters: Callable[[Hazard], bool],
    guard: Guard,
    *,
    everything: bool,
    later: Callable[[Candidate], tuple[Changed, ...]] = lambda _: (),
    again: Callable[[Candidate], tuple[Changed, ...]] = lambda _: (),
) -> Iterator[Piece]:
    """The candidates with what running them does, as rules see it; all of them, if `everything` is wanted."""
    handled = frozenset(name[1:] for s in known.values() for name in s.releases if name.startswith("."))
    restored = _sites(known, [c for c in chosen if c.is_called and _restores(c, facts)])
    frozen = _sites(known, [c for c in chosen if c.is_traced])
    for candidate in chosen:
        summary = known.get(candidate.function, NOTHING)
        if candidate.kind in ("loop-body", "region", "call"):
            name = candidate.function
            function, own, body = program.functions[name], changed.get(name, NONE), piece(program, candidate)
            step = partial(summarize, function, name, facts[name], known, made.handed(name), own, body)
            summary = guard(name, step, lambda: NOTHING)
            if candidate.kind == "loop-body":
                summary = replace(summary, open=_own(summary.open, known.get(name, NOTHING)))
        summary = _of_object(program, candidate.function, summary)
        hazards = _not_begun(program, candidate, _near(summary.hazards))
        summary = replace(summary, hazards=hazards, open=_near(summary.open))
        held = _held(program, facts, candidate)
        runs_again = candidate.kind in ("checkpoint", "region") and not candidate.is_traced
        if not summary.is_empty or held or everything or runs_again:
            yield Piece(
                candidate,
                summary,
                handled,
                given_back(program, known, summary.open),
                restored,
                frozen,
                tuple(known.get(caller, NOTHING) for caller in made.above.get(candidate.function, ())),
                matters,
                held,
                _released(program, facts, candidate),
                partial(_unresolved, candidate.function, facts[candidate.function]),
                partial(_unresolved_below, program, facts, known, candidate),
                partial(_told, program, facts, candidate),
                partial(later, candidate) if runs_again else tuple,
                partial(again, candidate) if runs_again else tuple,
            )
