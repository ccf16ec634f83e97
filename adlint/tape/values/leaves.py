"""The variables that values are computed from: what a statement makes on its way can be computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adlint.shapes.dims import Dim, dim
from adlint.tape.reverse.adjoints import is_elementwise, read_of
from adlint.tape.reverse.swept import Need
from adlint.tape.values.flow import Flow, Step, parts_of
from adlint.trace import Array

MOST_LEAVES = 12


def steps_of(flow: Flow) -> Iterator[Step]:
    """All steps, those in loops, branches and calls too."""
    return (part for part in parts_of(flow) if isinstance(part, Step))


@dataclass(slots=True)
class Leaves:
    """Who made values, which of them have names, and which memories are told apart by their elements, as those are that
    are `written` to in part.
    """

    arrays: Mapping[int, Array]
    shared: frozenset[int]
    written: frozenset[int]
    makers: dict[int, Step] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def learn(self, flow: Flow) -> None:
        """What steps tell."""
        for step in steps_of(flow):
            if step.name == "numpy.bind":
                self.named.update(one for one in step.reads if one is not None)
                continue
            for value in step.writes:
                self.makers[value] = step
            if step.results and step.results[0].buffer != step.results[0].number:
                self.named.update(step.writes)

    def of(self, need: Need, depth: int = 0) -> list[Need]:
        """The variables that a value is computed from: itself, if it has a name or cannot be had for little."""
        step = self.makers.get(need.value)
        if step is None or depth > MOST_LEAVES:
            return [need]
        is_named = need.value in self.named
        if step.name == "numpy.getitem" and step.reads[0] is not None:
            if not self._is_shared(step.reads[0]):
                return self._operands(step, depth)
            if not is_named or self.arrays[step.reads[0]].buffer not in self.written:
                return [Need(step.reads[0], step.results[0]), *self._operands(step, depth, first=1)]
        if is_named or not is_elementwise(step.name):
            return [need]
        found = self._operands(step, depth)
        return list(dict.fromkeys(found)) if len(found) <= MOST_LEAVES else [need]

    def _is_shared(self, value: int) -> bool:
        return self.arrays[value].buffer in self.shared

    def _operands(self, step: Step, depth: int, first: int = 0) -> list[Need]:
        """The variables that the operands of a step are computed from, from one of them on."""
        several = [read_of(*one) for one in zip(step.operands[first:], step.reads[first:], strict=True)]
        return [leaf for one in several if one is not None for leaf in self.of(one, depth + 1)]

    def bytes(self, needs: Iterable[Need]) -> Dim:
        """What values take, or what is read of them, where memories are told apart by their elements."""
        total: Dim = 0
        for one in needs:
            array = one.array if self._is_shared(one.value) else None
            total = dim(total + (array or self.arrays[one.value]).bytes)
        return total
