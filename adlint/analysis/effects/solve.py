"""Summaries of the whole program, callees first."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.changes import NONE, Changes, changes
from adlint.analysis.effects.effects import summarize
from adlint.analysis.effects.handed import given_to, handed
from adlint.analysis.effects.passed import asked, receiving
from adlint.analysis.effects.receivers import Chosen, Orders, choices, chosen, needing
from adlint.analysis.effects.summary import NOTHING, Summary
from adlint.analysis.graph.callgraph import callees_first, callers, reachable
from adlint.analysis.hazards.cached import cached
from adlint.analysis.hazards.generators import draws
from adlint.analysis.hazards.iterators import taken
from adlint.analysis.hazards.memoised import decorated, keeping, parts
from adlint.analysis.hazards.standing import Body, body, generators, makers, variables
from adlint.failures import Guard
from adlint.interpret.program import Program
from adlint.interpret.scheduling.outcome import Outcome
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo
from adlint.models import Effect, releasing

NOTHING_CHANGED: Mapping[str, Changes] = {}
SWEEPS = 3  # over a component of functions that call each other


def all_changes(program: Program, facts: Mapping[str, Facts], memo: Memo) -> Mapping[str, Changes]:
    """What adds up, or is drawn from generators in variables of modules, in each function in which something is."""
    functions = program.functions
    bodies = memo.each("makers", (facts, program.homes), lambda name: makers(name, functions[name], facts[name]))
    every = dict.fromkeys(one for several in bodies.values() for one in several if one in functions)
    standing = {one: (functions[one], facts.get(one), generators(functions, facts.get(one))) for one in every}
    stand = memo.each("bodies", (standing,), lambda one: body(*standing[one]))
    made = {name: {one: stand[one] for one in found if one in stand} for name, found in bodies.items() if found}
    found = memo.each(
        "changes",
        (facts, program.homes, made),
        lambda name: _changed(program, name, facts[name], made.get(name, {})),
    )
    return memo.last("changes", (found,), lambda: {name: changed for name, changed in found.items() if changed != NONE})


def _changed(program: Program, name: str, facts: Facts, bodies: Mapping[str, Body]) -> Changes:
    held = variables(bodies, facts)
    steps, adding = taken(program, name, facts, bodies), changes(program, name, facts, held)
    drawing = draws(program, name, facts, held)
    return Changes(tuple({**asked(name, facts), **adding, **drawing, **steps}.items()), held)


def _changing(changed: Mapping[str, Changes], given: frozenset[str]) -> list[str]:
    """The functions in which something adds up, to a parameter only where it may be `given` what stays."""
    return [
        name
        for name, changes in changed.items()
        if any(name in given or one.effect is not Effect.GIVEN for _, one in changes.found)
    ]


class Calls(Struct, frozen=True, dict=True):
    """Who calls whom: `graph` with the functions that are handed to calls, `passed` those by operation, of functions
    that hand on any.
    """

    graph: Mapping[str, tuple[str, ...]]
    passed: Mapping[str, Mapping[int, tuple[str, ...]]]

    def handed(self, name: str) -> Mapping[int, tuple[str, ...]]:
        """Those that the calls of a function are handed, by operation."""
        return self.passed.get(name, {})

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

    graph = memo.each("calls", (found.edges, facts, passed), callees)
    return memo.last("calls", (graph, passed), lambda: Calls(graph, passed))


def _passed(program: Program, facts: Mapping[str, Facts], memo: Memo) -> Mapping[str, Mapping[int, tuple[str, ...]]]:
    """The functions that calls are handed and are taken to call, if any; that depends on what is called."""
    functions = program.functions
    hands = memo.each("hands", (facts,), lambda name: bool(facts[name].handing))
    names = memo.last("handing", (hands,), lambda: [name for name, does in hands.items() if does])
    handing = {name: facts[name] for name in names}
    called = memo.each("given to", (handing,), lambda name: given_to(handing[name]))
    given = {name: [(functions[c], facts[c]) for c in several if c in functions] for name, several in called.items()}
    found = memo.each("handed", (handing, given), lambda name: handed(handing[name], facts, functions))
    return memo.last("handed", (found,), lambda: {name: several for name, several in found.items() if several})


def summaries(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    memo: Memo,
    guard: Guard,
    orders: Orders,
    changed: Mapping[str, Changes] = NOTHING_CHANGED,
) -> dict[str, Summary]:
    """The summary of every function that has an effect or calls one that has; the others do nothing. What is cached has
    no effect when it is called again. `orders` are the classes, `changed` is what adds up in each function, if that is
    asked.
    """
    once = _once(program, facts, memo)
    acts = memo.each("acts", (facts,), lambda name: _acts(facts[name]))
    what = "" if changed is NOTHING_CHANGED else " and changes"
    acting = memo.last("acting", (acts,), lambda: frozenset(name for name, does in acts.items() if does))
    passed = memo.each("passing", (facts,), lambda name: receiving(facts[name]))
    given = memo.last("given", (passed, made), lambda: _given(made, frozenset[str]().union(*passed.values())))
    direct = memo.last(f"direct{what}", (acting, changed, given), lambda: acting.union(_changing(changed, given)))
    order = memo.last(f"order{what}", (made, direct), lambda: _order(made, direct))
    chosen_by = chosen(program, memo.each("choices", (facts,), lambda name: choices(facts[name])), orders)
    inputs = Given(program, facts, made, memo, guard, changed, once, direct, chosen_by)
    before, now = memo.generations(f"summaries{what}")
    known: dict[str, Summary] = {}
    for component in order:
        values = inputs.inputs(component, known)
        old = before.get(component)
        found = old[1] if old is not None and old[0] == values else inputs.solved(component, known)
        known.update(found)
        if not inputs.has_failed(component):
            now[component] = (values, found)
    return known


def _given(made: Calls, receiving: frozenset[str]) -> frozenset[str]:
    """The functions that may be given what stays: those that are passed it, and all below them."""
    return reachable(made.graph, receiving & made.graph.keys())


def _once(program: Program, facts: Mapping[str, Facts], memo: Memo) -> frozenset[str]:
    """The functions that caches of libraries are handed, and those that functions of the program are and keep."""
    to_caches = memo.each("cached", (facts,), lambda name: cached(facts[name]))
    handed_on = memo.each("decorated", (facts,), lambda name: decorated(facts[name]))
    several = memo.last("decorated", (handed_on,), lambda: [one for found in handed_on.values() for one in found])
    functions = program.functions
    known = {name: _known(program, facts, name) for name, *_ in several if name in functions}
    kept = memo.each("keeping", (known,), lambda name: keeping(functions, facts, name))

    def found() -> frozenset[str]:
        by_caches = frozenset[str]().union(*to_caches.values())
        return by_caches.union(
            inner for name, position, keyword, inner in several if _is_kept(program, kept, name, position, keyword)
        )

    return memo.last("once", (to_caches, several, kept), found)


def _known(program: Program, facts: Mapping[str, Facts], name: str) -> tuple[tuple[ir.Function, Facts | None], ...]:
    """A function and those that it makes, with what is known of them."""
    return tuple((program.functions[one], facts.get(one)) for one in parts(program.functions, name))


def _is_kept(program: Program, kept: Mapping[str, frozenset[str]], name: str, position: int, keyword: str) -> bool:
    """Whether what a call gives a function is a parameter that it keeps."""
    if not kept.get(name):
        return False
    given = program.functions[name].positional
    return (keyword or (given[position] if 0 <= position < len(given) else "")) in kept[name]


def _order(made: Calls, direct: frozenset[str]) -> list[tuple[str, ...]]:
    """The components of what reaches one of the functions that do something, callees first."""
    return callees_first(made.graph, reachable(made.above, direct) & made.graph.keys())


class Given(Struct, frozen=True):
    """What summaries are made of; `once` are functions that run once for equal arguments, `direct` those that do
    something themselves, `chosen` the methods that functions choose from by an object.
    """

    program: Program
    facts: Mapping[str, Facts]
    made: Calls
    memo: Memo
    guard: Guard
    changed: Mapping[str, Changes]
    once: frozenset[str]
    direct: frozenset[str]
    chosen: Mapping[str, tuple[Chosen, ...]]

    def inputs(self, component: tuple[str, ...], known: Mapping[str, Summary]) -> list[object]:
        """All that the summaries of a component depend on."""
        functions, facts, graph, passed, changed = (
            self.program.functions, self.facts, self.made.graph, self.made.passed, self.changed
        )  # fmt: skip
        return [
            (functions[name], facts[name], passed.get(name), changed.get(name), name in self.once, name in self.direct,
             self.chosen.get(name), graph[name], [known.get(callee) for callee in graph[name]])
            for name in component
        ]  # fmt: skip

    def solved(self, component: tuple[str, ...], below: Mapping[str, Summary]) -> dict[str, Summary]:
        """The summaries of functions that call each other, with those `below` them."""
        graph, found = self.made.graph, dict[str, Summary]()
        known = ChainMap(found, below)  # type: ignore[arg-type]
        for _ in range(SWEEPS if len(component) > 1 or component[0] in graph[component[0]] else 1):
            before = [found.get(name, NOTHING) for name in component]
            for name in component:
                callees = frozenset((c, known[c]) for c in graph[name] if not known.get(c, NOTHING).is_empty)
                if callees or name in self.direct:
                    found[name] = self._summary(name, callees)
            if before == [found.get(name, NOTHING) for name in component]:
                break
        return found

    def _summary(self, name: str, below: frozenset[tuple[str, Summary]]) -> Summary:
        own, passed = self.changed.get(name, NONE), tuple(self.made.handed(name).items())
        of = self.chosen.get(name, ())
        key = (self.program.functions[name], name, self.facts[name], below, passed, own, of)
        found = self.guard(name, partial(self.memo, _summary, *key), lambda: NOTHING)
        return replace(found, hazards=(), given=()) if name in self.once else found

    def has_failed(self, component: tuple[str, ...]) -> bool:
        """Whether a summary could not be made, which is to be said after every edit."""
        failed = {*self.guard.limits, *(failure.where for failure in self.guard.failures)}
        return not failed.isdisjoint(component)


def _acts(facts: Facts) -> bool:
    """Whether a function itself does something that a model tells of."""
    return any(call.models or call.method in releasing() for _, call in facts.calls)


def _summary(
    function: ir.Function,
    name: str,
    facts: Facts,
    below: frozenset[tuple[str, Summary]],
    passed: tuple[tuple[int, tuple[str, ...]], ...],
    changed: Changes,
    chosen: tuple[Chosen, ...],
) -> Summary:
    callees = dict(below)
    callees |= {one.method: needing(one, callees[one.method]) for one in chosen if one.method in callees}
    return summarize(function, name, facts, callees, dict(passed), changed)
