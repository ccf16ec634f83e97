"""What stands in modules, by the variables that hold it: what a function uses of it is outside of every snapshot."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import definitions
from adlint.analysis.paths.uses import unpacked
from adlint.interpret.program import identity
from adlint.interpret.views.described import Code, atoms
from adlint.interpret.views.facts import CallFact, Facts, Standing
from adlint.models.iterators import goes_on

Variables = tuple[tuple[tuple[str, int], str], ...]  # by where an object was made: by what body, by which operation


def makers(name: str, function: ir.Function, facts: Facts) -> tuple[str, ...]:
    """The bodies of modules and classes that made what a function uses of what stands in them: where it has loops, its
    own module, too.
    """
    home = [identity(name.partition(":")[0], "")] if function.of(ir.For) else []
    return tuple(dict.fromkeys([*home, *[one.maker for one in _used(facts)]]))


class Body(Struct, frozen=True):
    """What stands in the body of a module or a class: the variable that holds what each operation makes, or the
    container that it is put into, and the operations and variables that are nothing but iterators.
    """

    held: Mapping[int, str]
    iterators: frozenset[int | str]


def generators(functions: Mapping[str, ir.Function], facts: Facts | None) -> frozenset[str]:
    """The generators of the program that a function may call."""
    calls = () if facts is None else facts.calls
    called = {one.function for _, call in calls for one in atoms(call.callees) if isinstance(one, Code)}
    return frozenset(one for one in called if one in functions and functions[one].is_generator)


def body(function: ir.Function, facts: Facts | None, going: frozenset[str]) -> Body:
    """What stands in a body, which calls generators of the program that are `going` on."""
    ops = definitions(function.body)
    calls = () if facts is None else facts.calls
    made = frozenset(at for at, call in calls if _goes_on(call, going))
    values: dict[str, list[ir.Operand]] = {}
    held: dict[int, str] = {}
    for at in sorted(ops, reverse=True):  # what holds something stands behind it
        match ops[at]:
            case ir.Store(_, name, value):
                put = unpacked(value, ops)
                values.setdefault(name, []).append(put)
                held |= {put: name} if isinstance(put, int) else {}
            case ir.SetItem(_, str(name), _, int(value)):
                held[value] = name
            case ir.Copy(_, to, int(value)) if to in held:
                held[value] = held[to]
            case ir.Build(_, _, items) if at in held:
                held |= {one: held[at] for one in items if isinstance(one, int)}
            case _:
                pass
    return Body(held, made.union(name for name, several in values.items() if made.issuperset(several)))


def _goes_on(call: CallFact, generators: frozenset[str]) -> bool:
    """Whether a call makes an iterator, by a function of a library or by a generator of the program."""
    made = [atom.function for atom in atoms(call.callees) if isinstance(atom, Code)]
    return generators.issuperset(made) if made else bool(call.paths) and all(map(goes_on, call.paths))


def variables(bodies: Mapping[str, Body], facts: Facts) -> Variables:
    """The variables that hold what a function uses of what stands in modules and classes, where any does."""
    places = dict.fromkeys((one.maker, one.at) for one in _used(facts) if one.maker in bodies)
    found = [((maker, at), bodies[maker].held.get(at, "")) for maker, at in places]
    return tuple(one for one in found if one[1])


def standing(call: CallFact, given: int | str) -> Standing | None:
    """What stands in a module and is given to a call so, or called."""
    return next((one for one in call.standing if one.given == given), None)


def _used(facts: Facts) -> list[Standing]:
    return [*[one for _, call in facts.calls for one in call.standing], *[one for _, one in facts.walked]]
