"""The variables that values are computed from: what a statement makes on its way can be computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adlint.shapes.dims import Dim, dim
from adlint.tape.adjoints import is_elementwise
from adlint.tape.flow import Either, Flow, Inside, Step, Turns
from adlint.trace import Array

MOST_LEAVES = 12


def steps_of(flow: Flow) -> Iterator[Step]:
    """All steps, those in loops, branches and calls too."""
    for part in flow:
        match part:
            case Step():
                yield part
            case Turns() | Inside():
                yield from steps_of(part.body)
            case Either():
                for branch in part.branches:
                    yield from steps_of(branch)


@dataclass(slots=True)
class Leaves:
    """Who made values, which of them have names, and which memories are written to again."""

    arrays: Mapping[int, Array]
    makers: dict[int, Step] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    overwritten: set[int] = field(default_factory=set)

    def learn(self, flow: Flow) -> None:
        """What steps tell."""
        for step in steps_of(flow):
            if step.name == "numpy.bind":
                self.named.update(one for one in step.reads if one is not None)
                continue
            if step.base is not None and step.base in step.writes:
                continue
            for value in step.writes:
                self.makers[value] = step
            if step.results and step.results[0].buffer != step.results[0].number:
                self.named.update(step.writes)
            if step.base is not None:
                self.overwritten.add(step.base)
            elif step.reads and step.reads[0] is not None and step.name == "numpy.setitem":
                self.overwritten.add(step.reads[0])

    def of(self, value: int, depth: int = 0) -> list[int]:
        """The variables that a value is computed from: itself, if it has a name or cannot be had for little."""
        step = self.makers.get(value)
        if step is None or depth > MOST_LEAVES:
            return [value]
        if step.name == "numpy.getitem" and step.reads[0] is not None and step.reads[0] not in self.overwritten:
            whole = self.of(step.reads[0], depth + 1)
            indices = [leaf for one in step.reads[1:] if one is not None for leaf in self.of(one, depth + 1)]
            return [*whole, *indices]
        if value in self.named or not is_elementwise(step.name):
            return [value]
        found = [leaf for one in step.reads if one is not None for leaf in self.of(one, depth + 1)]
        return list(dict.fromkeys(found)) if len(found) <= MOST_LEAVES else [value]

    def bytes(self, values: Iterable[int]) -> Dim:
        """What values take."""
        total: Dim = 0
        for one in values:
            total = dim(total + self.arrays[one].bytes)
        return total
