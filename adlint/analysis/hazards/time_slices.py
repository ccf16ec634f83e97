"""A forward slice of times, and of what times have chosen, through a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adlint import ir
from adlint.analysis.numerical.data import is_data, is_no_time
from adlint.analysis.paths.paths import defined
from adlint.analysis.paths.uses import Uses, used_in
from adlint.interpret.views.facts import Facts
from adlint.models import Effect, models


@dataclass(slots=True)
class Known:
    """What was found out before: which functions only report (to a depth), and what times do in a function that is
    called with them (whether they harm, and what is returned).
    """

    reporters: dict[tuple[str, int], bool] = field(default_factory=dict)
    entered: dict[tuple[str, int, frozenset[str], frozenset[str]], tuple[bool, frozenset[bool]]] = field(
        default_factory=dict
    )


@dataclass(slots=True)
class Slice:
    """What is known while a function is gone through: its times (`tainted`) and what they have chosen, whether that
    harms, and what is returned of both; `depth` more calls are followed, `called` if what is asked about is a caller.
    """

    functions: Mapping[str, ir.Function]
    facts: Mapping[str, Facts]
    own: Facts
    body: ir.Function
    depth: int
    times: frozenset[int]
    names: dict[ir.Operand, str]
    bases: dict[ir.Operand, ir.Operand]
    used: Uses
    given: frozenset[str]
    known: Known
    called: bool
    tainted: set[ir.Operand] = field(default_factory=set)
    chosen: set[ir.Operand] = field(default_factory=set)
    harm: bool = False
    returned: set[bool] = field(default_factory=set)
    literals: set[ir.Operand] = field(default_factory=set)


def sliced(
    functions: Mapping[str, ir.Function],
    facts: Mapping[str, Facts],
    function: str,
    depth: int,
    known: Known,
    *,
    called: bool,
) -> Slice:
    """A slice of `function` in which nothing is tainted yet; `called` if what is asked about is a caller of it."""
    own = facts[function]
    times = frozenset(at for at, call in own.calls if any(models()[m].effect is Effect.CLOCK for m in call.models))
    got = functions[function].of(ir.GetAttribute)
    names: dict[ir.Operand, str] = {op.at: op.name for op in got}
    bases: dict[ir.Operand, ir.Operand] = {op.at: op.base for op in got}
    used = used_in(functions[function])
    given = frozenset(p.name for p in functions[function].parameters)
    return Slice(functions, facts, own, functions[function], depth, times, names, bases, used, given, known, called)


def spread(flow: Slice, to: ir.Operand, sources: Iterable[ir.Operand]) -> None:
    """What is made of times is one, what is made of what they have chosen is chosen."""
    if any(source in flow.tainted for source in sources):
        flow.tainted.add(to)
    if any(source in flow.chosen for source in sources):
        flow.chosen.add(to)


def is_literal(flow: Slice, operand: ir.Operand) -> bool:
    """Whether an operand is computed of constants alone."""
    return isinstance(operand, ir.Const) or operand in flow.literals


def holds_data(flow: Slice, operand: ir.Operand) -> bool:
    """Whether an operand surely is data of the function."""
    return is_data(operand, flow.body, defined(flow.body), flow.own)


def holds_no_time(flow: Slice, operand: ir.Operand) -> bool:
    """Whether an operand surely is data of the function, and no array of times."""
    return is_no_time(operand, flow.body, defined(flow.body), flow.own)


def paths_of(flow: Slice, op: ir.Call) -> list[str]:
    """The library functions that a call is of."""
    fact = flow.own.call.get(op.at)
    return fact.paths if fact is not None else []
