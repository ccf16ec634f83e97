"""The rules on functions that are differentiated, and the functions that they judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial

from adlint.analysis.effects.solve import Calls
from adlint.analysis.numerical.numerical_modules import is_numerical
from adlint.answers.libraries import library_of
from adlint.checkpoint.candidates import transforming
from adlint.checkpoint.numerics import Numerics
from adlint.differentiated.active import activities
from adlint.differentiated.reached import Reached, entered, reached
from adlint.differentiated.whole import Whole
from adlint.failures import Guard
from adlint.interpret.program import Program
from adlint.interpret.views.facts import Facts
from adlint.memo import Memo
from adlint.rules import Rule, registry
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import FunctionCheck
from adlint.settings import Settings


def judge_functions(
    program: Program,
    facts: Mapping[str, Facts],
    made: Calls,
    settings: Settings,
    guard: Guard,
    memo: Memo,
    commented: Iterable[str] = (),
) -> Iterator[tuple[Rule, Draft]]:
    """What the rules on functions find in what is differentiated: by calls of the program, or as the settings say, or
    comments over functions (`commented`).
    """
    named = [*(entry.partition("(")[0].strip() for entry in settings.entries), *commented]
    step = partial(_differentiated, program, facts, made, settings.scope, named, memo)
    several = guard("what is differentiated", step, tuple[Reached, ...])
    found = {one.name: one for one in several}
    whole = Whole(program, facts, made, found)
    active = cache(partial(activities, whole))
    rules = [(rule, rule.function) for rule in registry() if rule.function is not None]
    for name, function in found.items():
        for rule, check in rules:
            judged = guard(name, partial(_drafts, check, Differentiated(function, whole, active)), list[Draft])
            yield from ((rule, draft) for draft in judged)


def _differentiated(
    program: Program, facts: Mapping[str, Facts], made: Calls, scope: str, named: Iterable[str], memo: Memo
) -> tuple[Reached, ...]:
    library = cache(partial(library_of, program))
    asked = [(one, library(one.partition(":")[0])) for one in _in_scope(program, facts, scope, memo)]
    differentiating = transforming(facts, memo)
    starts = entered(program, differentiating, [(one, library(one.partition(":")[0])) for one in named], asked)
    return reached(program, facts, made, starts, memo) if starts else ()


def _in_scope(program: Program, facts: Mapping[str, Facts], scope: str, memo: Memo) -> Iterator[str]:
    """The functions that are taken to be differentiated because they are asked for: numerical ones, or all."""
    if scope not in ("numeric", "all"):
        return
    numerics, known = Numerics(program, facts, memo), dict[str, bool]()
    for name, function in program.functions.items():
        module = name.partition(":")[0]
        if module not in known:
            known[module] = scope == "all" or is_numerical(module, program, facts)
        if function.kind in ("function", "lambda") and known[module] and (scope == "all" or numerics.is_numeric(name)):
            yield name


def _drafts(check: FunctionCheck, judged: Differentiated) -> list[Draft]:
    return list(check(judged))
