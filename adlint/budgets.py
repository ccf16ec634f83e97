"""Entries whose calls the settings name, and what the rules on tapes say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adlint import ir
from adlint.interpret.program import Program
from adlint.placing import Placer
from adlint.question import Question
from adlint.rules import Rule, registry
from adlint.rules.facts import Draft, Taped
from adlint.settings import Settings
from adlint.target import plain


def judge_entries(
    program: Program, placer: Placer, settings: Settings, load: Callable[[str], ir.Module | None]
) -> tuple[list[tuple[Rule, Draft]], tuple[str, ...]]:
    """What the rules on tapes find in the entries that are calls, and notes on those that cannot be answered."""
    rules = [rule for rule in registry() if rule.tape is not None]
    found: list[tuple[Rule, Draft]] = []
    notes: list[str] = []
    for entry in settings.entries:
        try:
            for taped in _taped(program, placer, settings, load, entry):
                found += [(rule, draft) for rule in rules if rule.tape is not None for draft in rule.tape(taped)]
        except LookupError as error:
            if type(error) is not LookupError:  # a KeyError or IndexError is a defect
                raise
            notes.append(f"entry {entry}: {error}")
    return found, tuple(notes)


def _taped(
    program: Program, placer: Placer, settings: Settings, load: Callable[[str], ir.Module | None], entry: str
) -> Iterator[Taped]:
    """The answer for an entry that is a call of a function of the program."""
    module, _, call = (part.strip() for part in entry.partition(":"))
    name, bracket, _ = (part.strip() for part in call.partition("("))
    function = next((one for one in _functions(program, module) if plain(one.name) == name), None)
    if not bracket or function is None:
        return
    from adlint.taping import answer  # noqa: PLC0415 -- it takes long to load, and most projects have no such entry

    identity = f"{module}:{function.name}"
    question = Question(placer.path(identity), name, call)
    budget = dict(settings.budgets).get(f"{module}:{name}")
    yield Taped(f"{module}:{name}", identity, answer(program, load, placer, module, question), budget)


def _functions(program: Program, module: str) -> tuple[ir.Function, ...]:
    return program.modules[module].functions if module in program.modules else ()
