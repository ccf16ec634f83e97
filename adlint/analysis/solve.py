"""Summaries of the whole program, callees first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.cached import cached
from adlint.analysis.callgraph import callees_first, callers, reachable
from adlint.analysis.changes import NONE, Changes, changes
from adlint.analysis.effects import summarize
from adlint.analysis.handed import given_to, handed
from adlint.analysis.summary import NOTHING, Hazard, Summary
from adlint.failures import Guard
from adlint.interpret.facts import Facts
from adlint.interpret.outcome import Outcome
from adlint.interpret.program import Program
from adlint.memo import Memo
from adlint.models import releasing

NOTHING_CHANGED: Mapping[str, Changes] = {}
SWEEPS = 3  # over a component of functions that call each other


def all_changes(program: Program, facts: Mapping[str, Facts], memo: Memo) -> dict[str, Changes]:
    """What adds up in each function in which something does."""
    given = ((name, (program.modules[name.partition(":")[0]], own)) for name, own in facts.items())
    found = memo.each("changes", given, lambda name: changes(program, name, facts[name]))
    return {name: changed for name, changed in found.items() if changed}


class Calls(Struct, frozen=True, dict=True):
    """Who calls whom: `graph` with the functions that are handed to calls, `handed` those by operation."""

    graph: Mapping[str, tuple[str, ...]]
    handed: Mapping[str, Mapping[int, tuple[str, ...]]]

    @cached_property
    def above(self) -> Mapping[str, list[str]]:
        """Who may call each function."""
        return callers(self.graph)


def calls(program: Program, found: Outcome, memo: Memo) -> Calls:
    """The calls of a program."""
    facts = found.facts
    passed = _passed(program, facts, memo)

    def callees(name: str) -> tuple[str, ...]:
        own = facts[name].edges if name in facts else ()
        codes = (code for several in passed.get(name, {}).values() for code in several)
        return (*dict.fromkeys((*found.edges[name], *[callee for _, callee in own])), *codes)

    given = ((name, (edges, facts.get(name), passed.get(name))) for name, edges in found.edges.items())
    return Calls(memo.each("calls", given, callees), passed)


def _passed(program: Program, facts: Mapping[str, Facts], memo: Memo) -> dict[str, dict[int, tuple[str, ...]]]:
    """The functions that calls are handed and are taken to call; that depends on what is called."""
    functions = program.functions
    handing = {name: own for name, own in facts.items() if own.handing}
    called = memo.each("given to", handing.items(), lambda name: given_to(handing[name]))
    given = (
        (name, (own, [(functions[one], facts[one]) for one in called[name] if one in functions]))
        for name, own in handing.items()
    )
    found = memo.each("handed", given, lambda name: handed(handing[name], facts, functions))
    return {name: found.get(name, {}) for name in facts}


def summaries(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    memo: Memo,
    guard: Guard,
    changed: Mapping[str, Changes] = NOTHING_CHANGED,
) -> dict[str, Summary]:
    """The summary of every function that has an effect or calls one that has; the others do nothing. What is cached has
    no effect when it is called again. `changed` is what adds up in each function, if that is asked.
    """
    handed_to_caches = memo.each("cached", facts.items(), lambda name: cached(facts[name]))
    once = frozenset().union(*handed_to_caches.values())
    graph, passed = made.graph, made.handed
    acts = memo.each("acts", facts.items(), lambda name: _acts(facts[name]))
    direct = frozenset(name for name, does in acts.items() if does).union(changed)
    concerned = reachable(made.above, direct) & program.functions.keys()
    known: dict[str, Summary] = {}
    for component in callees_first(graph, frozenset(concerned)):
        for _ in range(SWEEPS if len(component) > 1 or component[0] in graph[component[0]] else 1):
            before = [known.get(name, NOTHING) for name in component]
            for name in component:
                below = frozenset((c, known[c]) for c in graph[name] if not known.get(c, NOTHING).is_empty)
                if below or name in direct:
                    own = tuple(changed.get(name, NONE).items())
                    key = (program.functions[name], name, facts[name], below, tuple(passed[name].items()), own)
                    found = guard(name, partial(memo, _summary, *key), lambda: NOTHING)
                    known[name] = replace(found, hazards=()) if name in once else found
            if before == [known.get(name, NOTHING) for name in component]:
                break
    return known


def _acts(facts: Facts) -> bool:
    """Whether a function itself does something that a model tells of."""
    return any(call.models or call.method in releasing() for _, call in facts.calls)


def _summary(
    function: ir.Function,
    name: str,
    facts: Facts,
    below: frozenset[tuple[str, Summary]],
    passed: tuple[tuple[int, tuple[str, ...]], ...],
    changed: tuple[tuple[int, Hazard], ...],
) -> Summary:
    return summarize(function, name, facts, dict(below), dict(passed), dict(changed))
