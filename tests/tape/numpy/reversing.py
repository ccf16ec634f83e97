"""A reverse sweep over a trace without loops, which reads no other values than those it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from adlint.shapes.indexing import Cut
from adlint.tape.adjoints import is_elementwise
from adlint.tape.flow import Part, Values
from adlint.trace import Array, Op

ONE = {
    "sin": (lambda a, r: np.cos(a()), np.sin), "cos": (lambda a, r: -np.sin(a()), np.cos), "exp": (lambda a, r: r(), np.exp),
    "log": (lambda a, r: 1 / a(), np.log), "square": (lambda a, r: 2 * a(), np.square),
    "negative": (lambda a, r: -1.0, np.negative),
}  # fmt: skip


class NotKept(Exception):
    """A value is read that was not kept."""


@dataclass
class Recording(Values):
    """Names values, and notes the operations in order with the values that they read and make."""

    log: list[tuple[Op, tuple[Any, ...], tuple[Any, ...]]] = field(default_factory=list)

    def _step(self, op: Op) -> tuple[Part, ...]:
        reads = tuple(map(self._operand, op.operands))
        parts = super()._step(op)
        writes = tuple(map(self.read, op.results))
        self.log.append((op, reads, writes))
        return parts


def index(op: Op) -> Any:
    items = op.attribute("items")
    assert isinstance(items, tuple)
    return tuple(slice(one.start, one.stop, one.step) if isinstance(one, Cut) else one for one in items)


@dataclass
class Machine:
    """Runs a trace forward, and backward from what was kept."""

    named: frozenset[int] = frozenset()
    held: dict[int, Any] = field(default_factory=dict)
    versions: dict[int, Any] = field(default_factory=dict)
    makers: dict[int, tuple[Op, tuple[Any, ...]]] = field(default_factory=dict)

    def start(self, array: Array, value: int, data: Any) -> None:
        self.held[array.number] = np.array(data, dtype=float)
        self.versions[value] = self.held[array.number].copy()

    def forward(self, log: list[Any]) -> None:
        for op, reads, writes in log:
            if not op.results:
                continue
            given = [self.held.get(one.number, 0.0) if isinstance(one, Array) else one for one in op.operands]
            for one, value in zip(op.operands, reads, strict=True):
                if isinstance(one, Array) and one.number not in self.held:
                    raise NotImplementedError(op.name)
                if value is not None:
                    self.versions.setdefault(value, self._owner(one))
            result = op.results[0]
            name = op.name.removeprefix("numpy.")
            if name == "setitem":
                given[0][index(op)] = given[1]
                self.held[result.number] = given[0]
            elif result.buffer != result.number and name not in ("getitem", "reshape", "ravel", "transpose"):
                given[0][...] = compute(op, given)
                self.held[result.number] = given[0]
            elif name == "getitem" and result.buffer == result.number:
                self.held[result.number] = np.array(compute(op, given))
            else:
                self.held[result.number] = np.asarray(compute(op, given))
            self.versions[writes[0]] = self._owner(result).copy()
            self.makers.setdefault(writes[0], (op, reads))

    def _owner(self, array: Array) -> Any:
        data = self.held[array.number]
        return data if data.base is None else data.base

    def value(self, array: Array, version: int, kept: set[int]) -> Any:
        """An array as it was, from a value that was kept, or computed again from such."""
        data, owner = self.held[array.number], self._owner(array)
        whole = self._recomputed(version, kept)
        offset = (data.__array_interface__["data"][0] - owner.__array_interface__["data"][0]) // 8
        whole = np.ascontiguousarray(whole).reshape(owner.shape)
        return as_strided(whole.reshape(-1)[offset:], data.shape, data.strides)

    def _recomputed(self, version: int, kept: set[int]) -> Any:
        if version in kept:
            return self.versions[version]
        op, reads = self.makers.get(version, (None, ()))
        if op is None or version in self.named or not (is_elementwise(op.name) or op.name == "numpy.getitem"):
            raise NotKept(version)
        given = [
            self.value(one, value, kept) if isinstance(one, Array) and value is not None else one
            for one, value in zip(op.operands, reads, strict=True)
        ]
        return np.asarray(compute(op, given))

    def reverse(self, log: list[Any], result: Array, kept: set[int], active: set[int]) -> dict[int, Any]:
        """Adjoints of memories, of the sum of the result."""
        bars = {array: np.zeros_like(self.held[array]) for array in self.held}
        owners = {
            id(self.held[number] if self.held[number].base is None else self.held[number].base): None for number in bars
        }
        adjoints = dict.fromkeys(owners)

        def bar(array: Array) -> Any:
            data, owner = self.held[array.number], self._owner(array)
            if adjoints[id(owner)] is None:
                adjoints[id(owner)] = np.zeros(owner.shape)
            offset = (data.__array_interface__["data"][0] - owner.__array_interface__["data"][0]) // 8
            return as_strided(adjoints[id(owner)].reshape(-1)[offset:], data.shape, data.strides)

        bar(result)[...] = 1.0
        for op, reads, writes in reversed(log):
            if op.results and op.name.removeprefix("numpy.") not in ("reshape", "ravel", "transpose", "bind"):
                self._step(op, reads, writes, kept, bar, active)
        return {number: adjoints[id(self._data(number))] for number in self.held}

    def _data(self, number: int) -> Any:
        return self.held[number] if self.held[number].base is None else self.held[number].base

    def _step(self, op: Op, reads: Any, writes: Any, kept: set[int], bar: Any, active: set[int]) -> None:
        name, result = op.name.removeprefix("numpy."), op.results[0]
        if name == "getitem" and result.buffer != result.number:
            return
        if name == "setitem":
            out = bar(op.operands[0])
            if isinstance(op.operands[1], Array) and reads[1] in active:
                bar(op.operands[1])[...] += unbroadcast(out[index(op)], op.operands[1].shape)
            out[index(op)] = 0.0
            return
        g = bar(result).copy()
        if not np.any(g):
            return
        bar(result)[...] = 0.0
        values = [
            (lambda one=one, value=value: self.value(one, value, kept))
            if isinstance(one, Array)
            else (lambda one=one: one)
            for one, value in zip(op.operands, reads, strict=True)
        ]

        def answer() -> Any:
            return self.value(result, writes[0], kept)

        for number, partial in enumerate(pulled(op, name, g, values, answer)):
            one = op.operands[number]
            if isinstance(one, Array) and reads[number] in active:
                bar(one)[...] += unbroadcast(partial(), one.shape)


def unbroadcast(g: Any, shape: Any) -> Any:
    g = np.asarray(g)
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and g.shape[axis] != 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def pulled(op: Op, name: str, g: Any, values: list[Any], answer: Any) -> list[Any]:
    """For each operand, what its adjoint gets."""
    if name in ONE:
        return [lambda: g * ONE[name][0](values[0], answer)]
    a, b = values[0], values[1] if len(values) > 1 else None
    match name:
        case "add":
            return [lambda: g, lambda: g]
        case "subtract":
            return [lambda: g, lambda: -g]
        case "multiply":
            return [lambda: g * b(), lambda: g * a()]
        case "divide":
            return [lambda: g / b(), lambda: -g * answer() / b()]
        case "power":
            return [lambda: g * b() * a() ** (b() - 1)]
        case "tanh":
            return [lambda: g * (1 - answer() ** 2)]
        case "sqrt":
            return [lambda: g * 0.5 / answer()]
        case "matmul" | "dot":
            return [lambda: left(g, b()), lambda: right(g, a(), op.operands[1].shape)]
        case "add.reduce":
            return [lambda: np.broadcast_to(g, op.operands[0].shape)]
        case "copy":
            return [lambda: g]
        case "getitem":

            def scattered() -> Any:
                found = np.zeros(op.operands[0].shape)
                found[index(op)] = g
                return found

            return [scattered]
        case "zeros" | "zeros_like":
            return []
    raise NotImplementedError(name)


def left(g: Any, b: Any) -> Any:
    return np.multiply.outer(g, b) if b.ndim == 1 else (g @ b.T if g.ndim else g * b)


def right(g: Any, a: Any, shape: Any) -> Any:
    if a.ndim == 1:
        return np.multiply.outer(a, g) if len(shape) > 1 else a * g
    return a.T @ g


def compute(op: Op, given: list[Any]) -> Any:
    """What an operation gives."""
    name = op.name.removeprefix("numpy.")
    match name:
        case "getitem":
            return given[0][index(op)]
        case "reshape" | "ravel":
            return given[0].reshape(op.results[0].shape)
        case "transpose":
            return given[0].transpose(op.attribute("order"))
        case "add.reduce":
            return np.add.reduce(given[0], axis=op.attribute("axes"), keepdims=op.attribute("keeps"))
        case "zeros" | "zeros_like":
            return np.zeros(op.results[0].shape)
        case "copy":
            return given[0].copy()
        case _:
            return getattr(np, name)(*given)
