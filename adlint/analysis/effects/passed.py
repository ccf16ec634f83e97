"""What a function does to its parameters, and what that is where a call says what they are.

`def draw(rng): return rng.normal()` draws from a generator of a module where that is passed to it, and `act()` reads a
clock where it is passed `time.time`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.changes import CHANGED, DOWN, GROWS, SHRINKS, UP, Found
from adlint.analysis.effects.handed import PARTIAL
from adlint.analysis.effects.summary import Hazard, Summary
from adlint.analysis.hazards.generators import drawn, effect_of
from adlint.analysis.hazards.standing import standing
from adlint.analysis.paths.arguments import is_told
from adlint.interpret.views.described import Code, External, Parameter, Value, atoms
from adlint.interpret.views.facts import CALLEE, CallFact, Facts, Standing
from adlint.models import Effect, Model, canonical, models
from adlint.models.outside import STATING, may_draw

_SHOWN = frozenset({Effect.DRAW, Effect.CLOCK})  # what is said of a library function that is passed on
_LIST = "list"
REST = "*"  # before the number of what is passed among any number of arguments


def asked(name: str, facts: Facts) -> Found:
    """What a function does to its parameters by calling them, or their methods, by operation."""
    found: dict[int, Hazard] = {}
    stated = {one.name for _, call in facts.calls if (one := _stated(call)) is not None}
    for at, call in facts.calls:
        match call.callees:
            case Parameter(given) if given in stated:
                pass  # what is drawn behind a seed is the same in a second run
            case Parameter(given, ()):
                found[at] = _asked(name, given, at, "")
            case Parameter(given, (method,)) if may_draw(method) or method in GROWS | SHRINKS:
                found[at] = _asked(name, given, at, method)
            case _:
                pass
    return found


def receiving(facts: Facts) -> frozenset[str]:
    """The functions that a function calls, or hands on, where it passes what stays, or what draws or reads a clock."""
    found: set[str] = set()
    for at, call in facts.calls:
        values = (*call.arguments, *[value for _, value in call.keywords])
        if call.standing or any(_is_shown(atom) for value in values for atom in atoms(value)):
            found |= {atom.function for atom in atoms(call.callees) if isinstance(atom, Code)}
            if at in facts.handing:
                found |= {atom.function for value in values for atom in atoms(value) if isinstance(atom, Code)}
    return frozenset(found)


def _is_shown(atom: object) -> bool:
    model = models().get(canonical(atom.path)) if isinstance(atom, External) else None
    return model is not None and model.effect in _SHOWN


def _stated(call: CallFact) -> Parameter | None:
    """The parameter of which a call is a method that gives it a state."""
    is_one = call.method in STATING and is_told(call)
    return call.callees if isinstance(call.callees, Parameter) and is_one else None


def _asked(name: str, parameter: str, at: int, method: str) -> Hazard:
    return Hazard(Effect.GIVEN, parameter, name, ((name, at),), method)


def handed_to(function: str, summary: Summary, call: CallFact | None) -> tuple[Summary, int | None]:
    """What is known of how a function is called that a call is handed, as a summary with the parameters of which it is
    known, and how many of these the call does not pass: a bound method is called on its object, and what
    `functools.partial` is given behind a function is passed on.
    """
    given = () if call is None else call.arguments
    bound = [place for place, value in enumerate(given) if any(_is_method(atom, function) for atom in atoms(value))]
    if call is not None and call.paths == [PARTIAL]:
        return summary, 0 if bound else -1
    return replace(summary, parameters=summary.parameters[:1]), -bound[0] if bound else None


def _is_method(atom: object, function: str) -> bool:
    return isinstance(atom, Code) and atom.function == function and atom.receiver is not None


class Passing(Struct, frozen=True):
    """A call of a function of the program: its operation and facts, the function's `parameters`, the first `behind` of
    which it does not pass (the receiver of a method; one less than none, where something else stands before the first);
    the caller with its identity and its `own` parameters, as far as these are what was passed, the operand of the
    `receiver`, and the `variables` that hold what stands in modules.
    """

    op: ir.Call
    call: CallFact
    parameters: Sequence[ir.Parameter]
    behind: int
    function: ir.Function
    identity: str
    own: frozenset[str]
    receiver: ir.Operand | None
    variables: Mapping[tuple[str, int], str]

    def met(self, given: Sequence[Hazard]) -> list[Hazard]:
        """What all that the callee does to its parameters is here."""
        return [one for hazard in given for one in self._meant(hazard)]

    def _meant(self, hazard: Hazard) -> Iterator[Hazard]:
        """What something that the callee does to a parameter is here: nothing, if what is passed does not stay."""
        place = self._place(hazard.what)
        if place is None:
            return
        spread = [n for n, one in enumerate(self.op.arguments) if isinstance(one, ir.Starred)]
        if isinstance(place, int) and spread and place >= spread[0]:
            rest = [ir.Starred(one.name) for one in self.function.parameters if one.kind == "*"]
            if [self.op.arguments[n] for n in spread] == rest:
                yield replace(hazard, what=f"{REST}{place - spread[0]}", path=self.identity)
            return
        one = standing(self.call, place)
        variable = self.variables.get((one.maker, one.at), "") if one is not None else ""
        if one is not None:
            found = _done(one, hazard, variable) if variable else None
            yield from () if found is None else (found,)
        else:
            yield from self._not_standing(hazard, place)

    def _not_standing(self, hazard: Hazard, place: int | str) -> Iterator[Hazard]:
        operand, value = self._given(place)
        if isinstance(operand, str) and operand in self.own:
            yield replace(hazard, what=operand, path=self.identity)
        elif isinstance(value, Parameter) and len(value.path) == 1 and not hazard.tag:
            yield replace(hazard, what=value.name, path=self.identity, tag=value.path[0])
        elif not hazard.tag and value is not None:
            yield from _of_library(value, hazard)

    def _place(self, parameter: str) -> int | str | None:
        """How a call gives a parameter: by position or keyword; CALLEE if it is the receiver."""
        if any(name == parameter for name, _ in self.op.keywords):
            return parameter
        names = [one.name for one in self.parameters if one.kind in ("positional", "any")]
        if parameter.startswith(REST):
            has_rest = any(one.kind == "*" for one in self.parameters)
            return len(names) + int(parameter[len(REST) :]) - self.behind if has_rest else None
        place = names.index(parameter) - self.behind if parameter in names else None
        return place if place is not None and place >= CALLEE else None

    def _given(self, place: int | str) -> tuple[ir.Item | None, Value | None]:
        """The operand that is given so, and what it is."""
        if place == CALLEE:
            return self.receiver, None
        if isinstance(place, int):
            is_shown = place < len(self.op.arguments) == len(self.call.arguments)
            return (self.op.arguments[place], self.call.arguments[place]) if is_shown else (None, None)
        return dict(self.op.keywords)[place], dict(self.call.keywords).get(place)


def _done(one: Standing, hazard: Hazard, variable: str) -> Hazard | None:
    """What is done to what stands in a module, in a variable of it."""
    method = hazard.tag or one.method
    if hazard.tag.startswith(CHANGED):
        return replace(hazard, effect=Effect.CHANGE, what=variable, path=one.maker, tag=hazard.tag[len(CHANGED) :])
    if one.kind == _LIST and method in GROWS | SHRINKS:
        return replace(hazard, effect=Effect.CHANGE, what=variable, path=one.maker, tag=UP if method in GROWS else DOWN)
    effect = effect_of(one.kind, method, is_told=False) if method else None
    return replace(drawn(effect, variable, one.maker, hazard.chain), needs=hazard.needs) if effect is not None else None


def _of_library(value: Value, hazard: Hazard) -> Iterator[Hazard]:
    """What is done where a function of a library is called that a parameter is."""
    for atom in atoms(value):
        model = models().get(canonical(atom.path)) if isinstance(atom, External) else None
        if model is not None and model.effect in _SHOWN and not _may_be_excused(model):
            yield replace(hazard, effect=model.effect, what=model.what, path=model.name, tag="")


def _may_be_excused(model: Model) -> bool:
    """Whether arguments may take the effect away, which are not seen where it is called."""
    return bool(model.unless) or model.told is not None or model.array is not None
