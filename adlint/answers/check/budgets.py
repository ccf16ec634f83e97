"""Entries whose calls are written down, in the settings or over functions, and what the rules on tapes say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.answers.check.room import STEPS, Room
from adlint.answers.placing import Placer
from adlint.answers.tape.question import Models, Question, TooMuchError
from adlint.answers.target import near, plain
from adlint.directives import Directive
from adlint.interpret.program import Program, identity
from adlint.rules import Rule, registry
from adlint.rules.ad202_tape_grew import recorded
from adlint.rules.facts import Draft, Taped
from adlint.settings import Settings
from adlint.tape.recorded import Recorded

if TYPE_CHECKING:
    from adlint.answers.tape.taping import Asking
    from adlint.evaluate.beginnings import Beginnings

Load = Callable[[str], ir.Module | None]


class Written(Struct, frozen=True):
    """An entry: how notes name it, its module, the function, and its call; None if that is to be found."""

    shown: str
    module: str
    function: ir.Function
    call: str | None

    @property
    def identity(self) -> str:
        """The identity of the function."""
        return identity(self.module, self.function.name)

    @property
    def entry(self) -> str:
        """The function as settings name it."""
        return f"{self.module}:{plain(self.function.name)}"


Ask = Callable[[Written], "Asking"]


@dataclass(slots=True)
class Entries:
    """What is asked of the evaluator about entries, which keeps what it can use again after an edit."""

    kept: Beginnings | None = None

    def forget(self) -> None:
        """Another run begins: what the last one did not use is dropped."""
        if self.kept is not None:
            self.kept.forget()

    def __call__(self, program: Program, load: Load, placer: Placer, models: Models, written: Written) -> Asking:
        """The question about an entry; `models` is what the settings state of functions that cannot be read."""
        from adlint.answers.tape.taping import Asking  # noqa: PLC0415 -- projects have no such entry
        from adlint.evaluate.beginnings import Beginnings  # noqa: PLC0415 -- these take long to load, and most

        self.kept = self.kept or Beginnings()
        name = plain(written.function.name)
        question = Question(placer.path(written.identity), name, written.call, models=models)
        return Asking(
            program, load, placer, written.module, question, function=written.identity, kept=self.kept, most=STEPS
        )


class Judged(Struct, frozen=True):
    """What the rules on tapes find, notes on entries that cannot be answered, and the tapes of the others."""

    drafts: tuple[tuple[Rule, Draft], ...]
    notes: tuple[str, ...]
    tapes: tuple[Recorded, ...]


def judge_entries(
    program: Program,
    placer: Placer,
    settings: Settings,
    ask: Ask,
    comments: Mapping[str, Sequence[Directive]],
    room: Room,
) -> Judged:
    """What there is to say of the entries that are calls, as far as there is `room`; `comments` are the directives of
    each module.
    """
    rules = [rule.tape for rule in registry() if rule.tape is not None]
    by_check = {rule.tape: rule for rule in registry()}
    found: list[tuple[Rule, Draft]] = []
    notes: list[str] = []
    tapes: list[Recorded] = []
    entries = list(written_calls(program, placer, settings, comments))
    for written in (*entries, *_budgeted(program, settings, {one.entry for one in entries}, notes)):
        try:
            taped = _taped(settings, ask(written), written, room)
        except TooMuchError as error:
            room.exceeded(written.identity, str(error))
            continue
        except LookupError as error:
            if type(error) is not LookupError:  # a KeyError or IndexError is a defect
                raise
            notes.append(f"entry {written.shown}: {error}")
            continue
        if taped is None:
            continue
        found += [(by_check[check], draft) for check in rules for draft in check(taped)]
        notes += _unjudged(taped)
        now = recorded(taped)
        tapes += [now] if now is not None else []
        if now is not None and taped.before is None and any(one.entry == now.entry for one in settings.tapes):
            notes.append(f"entry {written.shown}: the baseline has the tape of another call or model: write it again")
    return Judged(tuple(found), tuple(notes), tuple(tapes))


def written_calls(
    program: Program, placer: Placer, settings: Settings, comments: Mapping[str, Sequence[Directive]]
) -> Iterator[Written]:
    """The entries that are calls, of the settings and of comments."""
    yield from _in_settings(program, settings)
    yield from in_comments(program, placer, comments)


def _taped(settings: Settings, asking: Asking, written: Written, room: Room) -> Taped | None:
    """The tape of an entry; None if there is no room for it."""
    from adlint.answers.tape.taping import answered, evaluated  # noqa: PLC0415 -- it takes long to load, and most projects have none

    asked = evaluated(asking)[0]
    if not room.for_tape(asking.question.path, written.identity, asked.found.trace):
        return None
    found = answered(asking, asked)
    taped = Taped(written.entry, written.identity, found, dict(settings.budgets).get(written.entry))
    now = recorded(taped)
    before = next((one for one in settings.tapes if now is not None and one.is_like(now)), None)
    return replace(taped, before=before)


def _in_settings(program: Program, settings: Settings) -> Iterator[Written]:
    """The entries of the settings that are calls of functions of the program."""
    for entry in settings.entries:
        module, _, call = (part.strip() for part in entry.partition(":"))
        name, bracket, _ = (part.strip() for part in call.partition("("))
        function = next((one for one in _functions(program, module) if plain(one.name) == name), None)
        if bracket and function is not None:
            yield Written(entry, module, function, call)


def _budgeted(program: Program, settings: Settings, written: set[str], notes: list[str]) -> Iterator[Written]:
    """The functions that have a budget and no call; a misspelt one is noted."""
    for entry, _ in settings.budgets:
        module, _, name = (part.strip() for part in entry.partition(":"))
        functions = {plain(one.name): one for one in _functions(program, module) if one.name}
        if entry in written:
            pass
        elif name in functions:
            yield Written(f"budget {entry}", module, functions[name], None)
        elif functions:
            notes.append(f"budget {entry}: there is no function `{name}` in {module}{near(name, functions)}")
        elif (hint := near(module, program.modules)).startswith(";"):  # else only a part of the project may be checked
            notes.append(f"budget {entry}: there is no module `{module}`{hint}")


def _unjudged(taped: Taped) -> Iterator[str]:
    """Why a budget is not judged, if it cannot be."""
    size, call = taped.answer.chosen.size, taped.answer.call
    if taped.budget is None or (size is not None and size.bytes is not None):
        return
    least, most = (size and size.interval) or (None, None)
    if not (least is not None and least > taped.budget) and not (most is not None and most <= taped.budget):
        why = f"is {size.text} B" if size is not None else "is not known"
        yield f"budget {taped.entry}: it is not judged, since the tape of {call} {why}"


def in_comments(
    program: Program, placer: Placer, comments: Mapping[str, Sequence[Directive]]
) -> Iterator[Written]:
    """`# adlint: call(x=f64[n])` over the definitions of functions, or behind them."""
    for module, directives in comments.items():
        calls = [one for one in directives if one.kind == "call"]
        for function in _functions(program, module) if calls else ():
            name = plain(function.name)
            line = placer.lines((f"{module}:{function.name}", 0))[0] if name else 0
            for one in calls:
                if one.target == line and function.kind == "function":
                    yield Written(f"{module}:{name}({one.argument})", module, function, f"{name}({one.argument})")


def _functions(program: Program, module: str) -> tuple[ir.Function, ...]:
    return program.modules[module].functions if module in program.modules else ()
