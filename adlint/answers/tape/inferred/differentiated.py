"""What a module differentiates, and with respect to which arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from adlint import ir
from adlint.checkpoint.candidates import entries, runs_backward
from adlint.interpret.program import Program
from adlint.interpret.views.facts import Facts
from adlint.trace import Site

_SECOND = ("argnums", "argnum")  # what the second argument of `grad` and its like is called


class Differentiated(Struct, frozen=True):
    """A function, or the body of a module, by its identity; the call that differentiates it, or the reverse sweep that
    it runs itself; and the positions of the arguments with respect to which, None if they are not known or all of them
    are meant.
    """

    function: str
    site: Site
    numbers: tuple[int, ...] | None


def differentiated(program: Program, facts: Mapping[str, Facts], module: str) -> tuple[Differentiated, ...]:
    """Those of a module, each function once for each choice of arguments."""
    found: dict[tuple[str, tuple[int, ...] | None], Differentiated] = {}
    for one in _all(program, facts):
        if one.site.function.partition(":")[0] == module:
            found.setdefault((one.function, one.numbers), one)
    return tuple(found.values())


def _all(program: Program, facts: Mapping[str, Facts]) -> Iterator[Differentiated]:
    sweeping = [
        Differentiated(name, Site(name, at), None)
        for name, known in facts.items()
        for at in known.transforms
        if runs_backward(known.call[at])
    ]
    own = {one.site for one in sweeping}
    for entry in entries(program, facts):
        name, at = entry.site
        if Site(name, at) not in own:
            yield Differentiated(entry.function, Site(name, at), _numbers(program.functions[name], at))
    yield from sweeping


def _numbers(function: ir.Function, at: int) -> tuple[int, ...] | None:
    """The arguments that a call of `grad` or its like names; the first if it names none."""
    made = function.numbered
    call = made.get(at)
    if not isinstance(call, ir.Call) or any(isinstance(one, ir.Starred) for one in call.arguments):
        return None
    given = next((value for name, value in call.keywords if name in _SECOND), None)
    if given is None and len(call.arguments) > 1 and _takes_numbers(call, made):
        second = call.arguments[1]
        given = None if isinstance(second, ir.Starred) else second
    elif given is None:
        given = ir.Const("0", 0) if _takes_numbers(call, made) else None
    return _integers(given, made)


def _takes_numbers(call: ir.Call, made: Mapping[int, ir.Op]) -> bool:
    """Whether what is called takes positions of arguments second, and the first by default: `vjp` and `linearize` take
    the arguments themselves.
    """
    callee = made.get(call.callee) if isinstance(call.callee, int) else None
    name = callee.name if isinstance(callee, ir.GetAttribute | ir.Load) else call.callee
    return not str(name).endswith(("vjp", "jvp", "linearize"))


def _integers(given: ir.Operand | None, made: Mapping[int, ir.Op]) -> tuple[int, ...] | None:
    if isinstance(given, ir.Const):
        return (given.value,) if type(given.value) is int else None
    several = made.get(given) if isinstance(given, int) else None
    if isinstance(several, ir.Build) and several.kind in ("tuple", "list"):
        values = [one.value for one in several.items if isinstance(one, ir.Const)]
        if len(values) == len(several.items) and all(type(one) is int for one in values):
            return tuple(one for one in values if isinstance(one, int))
    return None
