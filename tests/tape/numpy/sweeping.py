"""A reverse sweep that has what a model keeps and nothing else: all that is not there any more is not a number.

The memories are those of the run, at the end of it. What is overwritten comes back where the model has pushed it; what has
died is there where it was pushed; expressions without a name are computed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from adlint.tape.reverse.adjoints import is_elementwise
from adlint.trace import Array

from .running import Entry, Memory, compute, partials, unbroadcast

STILL = ("bind", "reshape", "ravel", "transpose", "expand_dims", "squeeze", "broadcast_to", "flip")


@dataclass
class Sweep:
    """A reverse sweep over the log of a run: `pushed` are the writes whose old content was kept, by the value that they
    make; `named` are the values that are not computed again; `reading` says what the reverse of the step that made
    a value reads, by whichever of the formulas that there are for it.
    """

    memory: Memory
    log: list[Entry]
    pushed: frozenset[int]
    named: frozenset[int]
    reading: dict[int, frozenset[int]]
    active: set[int] = field(default_factory=set)
    makers: dict[int, Entry] = field(default_factory=dict)
    adjoints: dict[int, Any] = field(default_factory=dict)

    def mark(self, arguments: list[int]) -> None:
        """Which values depend on arguments."""
        self.active.update(arguments)
        for one in self.log:
            base = one.reads[0] if one.before is not None and one.reads else None
            if any(value in self.active for value in (*one.reads, base)) or (one.before is not None and base in self.active):
                self.active.update(one.writes)
            for value in one.writes:
                self.makers.setdefault(value, one)

    def bar(self, array: Array) -> Any:
        """The adjoint of an array, as a view of that of its memory."""
        data, owner = self.memory.held[array.number], self.memory.owner(array)
        if id(owner) not in self.adjoints:
            self.adjoints[id(owner)] = np.zeros(owner.shape)
        return like(data, owner, self.adjoints[id(owner)])

    def run(self, end: Array) -> None:
        """From the sum of the result to the arguments."""
        self.bar(end)[...] = 1.0
        for one in reversed(self.log):
            if not one.results or one.name in STILL or (one.name == "getitem" and is_view(one)):
                continue
            if one.name == "setitem":
                self._unset(one)
            else:
                self._undo(one)

    def _restore(self, one: Entry) -> None:
        if one.before is not None:
            target, old = one.before
            target[...] = old if one.writes[0] in self.pushed else np.nan

    def _unset(self, one: Entry) -> None:
        target = one.before[0]
        owner = self.memory.owner(one.operands[0])
        out = like(target, owner, self.adjoints.setdefault(id(owner), np.zeros(owner.shape)))
        g = out.copy()
        out[...] = 0.0
        if not is_itself(one, target, self.memory):
            self._restore(one)
        if isinstance(one.operands[1], Array) and one.reads[1] in self.active:
            self.bar(one.operands[1])[...] += unbroadcast(g, one.operands[1].shape).reshape(one.operands[1].shape)

    def _undo(self, one: Entry) -> None:
        result = one.results[0]
        g = self.bar(result).copy()
        if not np.any(g) and one.writes[0] not in self.reading:
            self._restore(one)
            return
        self.bar(result)[...] = 0.0
        answer = self.memory.held[result.number].copy()
        if one.before is None and self._is_lost(one):
            answer = np.asarray(self._again(one))
        self._restore(one)
        values = [lambda each=each, value=value: self._value(each, value) for each, value in zip(one.operands, one.reads, strict=True)]
        for number, ways in enumerate(partials(one, g, values, lambda: answer)):
            each = one.operands[number]
            if isinstance(each, Array) and one.reads[number] in self.active:
                way = ways[0] if one.writes[0] in self.reading.get(one.writes[0], ()) else ways[-1]
                self.bar(each)[...] += unbroadcast(way(), each.shape)

    def _is_lost(self, one: Entry) -> bool:
        return one.writes[0] not in self.named and bool(np.isnan(self.memory.held[one.results[0].number]).any())

    def _value(self, operand: Any, value: int | None) -> Any:
        if not isinstance(operand, Array):
            return operand
        data = self.memory.held[operand.number]
        maker = self.makers.get(value) if value is not None else None
        if maker is None or not np.isnan(data).any() or maker.results[0].number != operand.number:
            return data
        can = is_elementwise(maker.name) and maker.writes[0] not in self.named
        return np.asarray(self._again(maker)) if can or maker.name == "getitem" else data

    def _again(self, one: Entry) -> Any:
        """An expression, computed again from what is there."""
        if not (is_elementwise(one.name) or one.name == "getitem"):
            return self.memory.held[one.results[0].number]
        return compute(one, [self._value(*pair) for pair in zip(one.operands, one.reads, strict=True)])


def is_itself(one: Entry, target: Any, memory: Memory) -> bool:
    """Whether elements are written to where they are, as `v[1:] *= w` does at last."""
    value = one.operands[1]
    if not isinstance(value, Array):
        return False
    both = (memory.held[value.number].__array_interface__, target.__array_interface__)
    return all(both[0][key] == both[1][key] for key in ("data", "shape", "strides"))


def is_view(one: Entry) -> bool:
    return bool(one.results[0].buffer != one.results[0].number)


def like(data: Any, owner: Any, other: Any) -> Any:
    """The part of another array that a view is of its owner."""
    offset = (data.__array_interface__["data"][0] - owner.__array_interface__["data"][0]) // 8
    return np.lib.stride_tricks.as_strided(other.reshape(-1)[offset:], data.shape, data.strides) if data.size else data.copy()
