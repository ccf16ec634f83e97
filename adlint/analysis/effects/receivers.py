"""Of which classes objects are: what the methods that a call chooses from need of the object that it chooses by.

`self.sample()` runs `Noisy.sample` of an object of `Noisy`, and another of others: what that draws, a method of `Quiet`
that gets there by its own object does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint import ir
from adlint.analysis.effects.summary import Summary
from adlint.analysis.paths.needs import KIND, Need
from adlint.analysis.paths.paths import Definitions
from adlint.interpret.program import Program
from adlint.interpret.views.described import Class, Code, Instance, atoms
from adlint.interpret.views.facts import Facts

Classes = frozenset[str]
Orders = Mapping[str, tuple[str, ...]]  # classes, each with itself and its bases in the order of lookup


class Chosen(Struct, frozen=True):
    """A method that some call chooses by its object, and the classes that may be known of that."""

    method: str
    parameters: tuple[ir.Parameter, ...]
    classes: Classes


def choices(facts: Facts) -> Mapping[str, Classes]:
    """The methods of which calls choose one by an object, with the classes of all objects on which calls run them."""
    found: dict[str, Classes] = {}
    several: set[str] = set()
    for _, call in facts.calls:
        codes = [atom for atom in atoms(call.callees) if isinstance(atom, Code)]
        for code in codes:
            found[code.function] = found.get(code.function, frozenset()) | {_class(code)}
        several.update(code.function for code in codes if code != call.callees)
    return {method: classes for method, classes in found.items() if method in several and "" not in classes}


def _class(code: Code) -> str:
    match code.receiver:
        case Instance(of):
            return of
        case Class(name):
            return name
        case _:
            return ""


def chosen(
    program: Program, found: Mapping[str, Mapping[str, Classes]], orders: Orders
) -> Mapping[str, tuple[Chosen, ...]]:
    """The methods that each function chooses from; `found` gives their classes by function."""
    near = dict(_near(orders))
    return {
        name: tuple(
            Chosen(method, program.functions[method].parameters, frozenset().union(*[near[cls] for cls in classes]))
            for method, classes in several.items()
            if method in program.functions and classes <= near.keys()
        )
        for name, several in found.items()
        if several
    }


def _near(orders: Orders) -> Iterator[tuple[str, Classes]]:
    """Each class with all that an object of it may be said to be of: those derived from it, and all of their bases."""
    below: dict[str, set[str]] = {cls: set() for cls in orders}
    for order in orders.values():
        for base in order:
            if base in below:
                below[base].update(order)
    return ((cls, frozenset(several)) for cls, several in below.items())


def needing(one: Chosen, summary: Summary) -> Summary:
    """What a method does, which needs an object of its classes."""
    own = next((p.name for p in one.parameters if p.kind in ("positional", "any")), None)
    if own is None:
        return summary
    need = frozenset({Need(own, KIND, truth=True, literals=one.classes)})
    return replace(
        summary,
        hazards=tuple(replace(hazard, needs=hazard.needs | need) for hazard in summary.hazards),
        open=tuple(replace(opened, needs=opened.needs | need) for opened in summary.open),
        parameters=one.parameters,
    )


def of_class(cls: str, body: ir.Function, method: ir.Function, summary: Summary) -> Summary:
    """What a method in the `body` of a class does where its object is one of that, without what needs another."""
    if not _has_object(body, method):
        return summary
    hazards = tuple(one for one in summary.hazards if not _is_against(cls, method, one.needs))
    opened = tuple(one for one in summary.open if not _is_against(cls, method, one.needs))
    return replace(summary, hazards=hazards, open=opened)


def _has_object(body: ir.Function, method: ir.Function) -> bool:
    """Whether the first parameter of a method is its object, or the class of that."""
    made: set[ir.Item] = {op.at for op in body.of(ir.MakeFunction) if op.function == method.name}
    made.add(method.name.rpartition(".")[2].partition("#")[0])
    return all(op.callee == "classmethod" for op in body.of(ir.Call) if not made.isdisjoint(op.arguments))


def _is_against(cls: str, method: ir.Function, needs: frozenset[Need]) -> bool:
    own = method.positional[:1]
    return any(one.relation == KIND and (one.parameter,) == own and cls not in one.literals for one in needs)


def object_of(op: ir.Call, function: ir.Function, ops: Definitions) -> ir.Operand | None:
    """On what a call runs a method, if that is seen; for `super()`, the first parameter or what it is given."""
    got = ops.get(op.callee) if isinstance(op.callee, int) else None
    if not isinstance(got, ir.GetAttribute):
        return None
    made = ops.get(got.base) if isinstance(got.base, int) else None
    if isinstance(made, ir.Call) and made.callee == "super":
        given = (*made.arguments[1:2], *function.positional[:1])
        return given[0] if given and not isinstance(given[0], ir.Starred) else None
    return got.base
