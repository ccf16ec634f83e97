"""What stands in modules, by the variables that hold it: what a function uses of it is outside of every snapshot."""

from __future__ import annotations

from collections.abc import Mapping

from adlint import ir
from adlint.analysis.paths import Definitions, defined
from adlint.analysis.uses import unpacked
from adlint.interpret.facts import CallFact, Facts, Standing
from adlint.interpret.program import identity

Variables = tuple[tuple[tuple[str, int], str], ...]  # by where an object was made: by what body, by which operation


def makers(name: str, function: ir.Function, facts: Facts) -> tuple[str, ...]:
    """The bodies of modules and classes that made what a function uses of what stands in them: where it has loops, its
    own module, too.
    """
    loops = any(isinstance(op, ir.For) for op in defined(function).values())
    home = [identity(name.partition(":")[0], "")] if loops else []
    return tuple(dict.fromkeys([*home, *[one.maker for one in _used(facts)]]))


def variables(functions: Mapping[str, ir.Function], facts: Facts) -> Variables:
    """The variables that hold what a function uses of what stands in modules and classes; a container in a container is
    held by the variable of the outer one. What no variable holds is left out.
    """
    places = dict.fromkeys((one.maker, one.at) for one in _used(facts))
    found = [((maker, at), _variable(at, defined(functions[maker]))) for maker, at in places if maker in functions]
    return tuple(one for one in found if one[1])


def standing(call: CallFact, given: int | str) -> Standing | None:
    """What stands in a module and is given to a call so, or called."""
    return next((one for one in call.standing if one.given == given), None)


def _used(facts: Facts) -> list[Standing]:
    return [*[one for _, call in facts.calls for one in call.standing], *[one for _, one in facts.walked]]


def _variable(made: int, ops: Definitions) -> str:
    """The variable that is set to what an operation makes, or to a container that it is put into."""
    for op in ops.values():
        match op:
            case ir.Store(_, name, value) if unpacked(value, ops) == made:
                return name
            case ir.Build(at, _, items) if made in items and (name := _variable(at, ops)):
                return name
            case ir.Copy(_, to, value) if value == made and (name := _variable(to, ops)):
                return name
            case ir.SetItem(_, str(name), _, value) if value == made:
                return name
            case _:
                pass
    return ""
