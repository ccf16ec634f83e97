"""The graph that PyTorch records of operations: which made a tensor, and of which others. `autograd.grad` walks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Ref, Value
from adlint.trace import Array, Operand

GRAPH = "torch.graph"
# a tensor before its operation, or the operation that made it
Source: TypeAlias = "Step | Array"


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One operation: `sources` are the operands that are tensors, as they were then, by their places."""

    name: str
    operands: tuple[Operand, ...]
    results: tuple[Array, ...]
    sources: dict[int, Source]


@dataclass(slots=True)
class Graph:
    """Steps by the numbers of tensors that they made; the buffers of which a part was written in place; and, by the
    numbers of what custom functions made, their `backward`, its context, and which arguments are tensors.
    """

    steps: dict[int, Step] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    ways_back: dict[int, tuple[Value, Ref, tuple[int, ...]]] = field(default_factory=dict)

    def source(self, array: Array) -> Source:
        """What a tensor is made by now."""
        return self.steps.get(array.number, array)


def graph(m: Machine) -> Graph:
    """What was recorded so far."""
    return cast("Graph", m.settings.setdefault(GRAPH, cast("Value", Graph())))


def record(m: Machine, name: str, operands: tuple[Operand, ...], results: Iterable[Array]) -> None:
    """An operation was recorded."""
    known = graph(m)
    sources = {n: known.source(one) for n, one in enumerate(operands) if isinstance(one, Array) and one.is_inexact}
    step = Step(name, operands, tuple(results), sources)
    for one in step.results:
        in_place = any(isinstance(other, Array) and other.number == one.number for other in operands)
        if in_place and one.number != one.buffer:
            known.written.add(one.buffer)
        known.steps[one.number] = step


def between(outputs: Iterable[Source], inputs: Iterable[Source]) -> list[Step]:
    """The steps that lead from inputs to outputs, in the order in which they came."""
    ends = {id(one) for one in inputs}
    leads: dict[int, bool] = {}
    found: list[Step] = []
    for output in outputs:
        pending: list[tuple[Source, bool]] = [(output, False)]
        while pending:
            one, is_done = pending.pop()
            if is_done and isinstance(one, Step):
                leads[id(one)] = id(one) in ends or any(leads[id(other)] for other in one.sources.values())
                found += [one] if leads[id(one)] else []
            elif id(one) not in leads:
                leads[id(one)] = id(one) in ends
                if isinstance(one, Step):
                    pending.append((one, True))
                    pending += [(other, False) for other in one.sources.values()]
    return found


def reached(outputs: Iterable[Source]) -> Iterator[Array]:
    """All tensors that outputs were made of, and they themselves."""
    pending, seen = list(outputs), set[int]()
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Array):
            yield one
        else:
            yield from one.results
            yield from (other for other in one.operands if isinstance(other, Array))
            pending += one.sources.values()
