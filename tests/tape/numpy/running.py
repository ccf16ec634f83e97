"""Traces without loops, run forward on real memories, and what derivatives of operations read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from adlint.shapes.indexing import Cut
from adlint.tape.values.flow import VIEWS, Part, Values
from adlint.trace import Array, Call, Op

Get = Callable[[], Any]


class NotRun(Exception):
    """There is an operation that this does not know."""


@dataclass
class Entry:
    """An operation as it ran: the values that it reads and makes, and what a memory held before."""

    name: str
    node: Any
    operands: tuple[Any, ...]
    results: tuple[Array, ...]
    reads: tuple[int | None, ...]
    writes: tuple[int, ...]
    before: Any = None


@dataclass
class Recording(Values):
    """Names values, and notes the operations in order, views too."""

    log: list[Entry] = field(default_factory=list)

    def _step(self, op: Op) -> tuple[Part, ...]:
        reads = tuple(map(self._operand, op.operands))
        parts = super()._step(op)
        writes = tuple(map(self.read, op.results))
        self.log.append(Entry(op.name.removeprefix("numpy."), op, op.operands, op.results, reads, writes))
        return parts

    def _called(self, node: Call) -> tuple[Part, ...]:
        parts = super()._called(node)
        if self.whole(node.function):
            (step,) = parts
            self.log.append(
                Entry(node.function.removeprefix("numpy."), node, node.operands, node.results, step.reads, step.writes)
            )
        return parts


def index(op: Op) -> Any:
    items = op.attribute("items")
    assert isinstance(items, tuple)
    found = [slice(one.start, one.stop, one.step) if isinstance(one, Cut) else one for one in items]
    if not all(one is None or isinstance(one, int | slice) for one in found):
        raise NotRun("an index that depends on data")
    return tuple(found)


@dataclass
class Memory:
    """Arrays by number; views are views."""

    held: dict[int, Any] = field(default_factory=dict)

    def start(self, array: Array, data: Any) -> None:
        self.held[array.number] = np.array(data, dtype=float)

    def owner(self, array: Array) -> Any:
        data = self.held[array.number]
        return data if data.base is None else data.base

    def run(self, log: list[Entry]) -> None:
        for one in log:
            if one.results:
                self._run(one)

    def _run(self, one: Entry) -> None:
        given = [self._given(each) for each in one.operands]
        result = one.results[0]
        shares = result.buffer != result.number
        if one.name == "setitem":
            self._write(one, self.held[one.operands[0].number][index(one.node)], given[1])
            self.held[result.number] = given[0]
        elif shares and f"numpy.{one.name}" not in VIEWS:
            target = one.node.attribute("out") or one.operands[0]
            self._write(one, self.held[target.number], compute(one, given))
            self.held[result.number] = self.held[target.number]
        elif shares:
            self.held[result.number] = compute(one, given)
        else:
            self.held[result.number] = np.array(compute(one, given))

    def _write(self, one: Entry, target: Any, value: Any) -> None:
        if not isinstance(target, np.ndarray):
            found = self.held[one.operands[0].number]
            target = found[tuple(slice(each, each + 1 or None) for each in index(one.node))]
        one.before = (target, target.copy())
        target[...] = value

    def _given(self, operand: Any) -> Any:
        if isinstance(operand, Array):
            if operand.number not in self.held:
                self.start(operand, constant(operand))
            return self.held[operand.number]
        return operand


def constant(array: Array) -> Any:
    """Some numbers for an array that the text writes down: the trace has none."""
    if array.buffer != array.number or array.dtype[0] not in "fc":
        raise NotRun("a constant that is a view, or counts something")
    return np.random.default_rng(array.number).uniform(0.2, 0.8, array.shape)


def unbroadcast(g: Any, shape: Any) -> Any:
    g = np.asarray(g)
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and g.shape[axis] != 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def compute(one: Entry, given: list[Any]) -> Any:
    """What an operation gives."""
    op, name = one.node, one.name
    match name:
        case "getitem":
            return given[0][index(op)]
        case "reshape" | "ravel" | "expand_dims" | "squeeze" | "flatten":
            return given[0].reshape(one.results[0].shape)
        case "transpose":
            return given[0].transpose(op.attribute("order"))
        case "broadcast_to":
            return np.broadcast_to(given[0], one.results[0].shape)
        case "flip" | "roll" | "sort":
            return moved(name, given[0])
        case "add.reduce" | "multiply.reduce" | "maximum.reduce" | "minimum.reduce":
            return getattr(np, name.split(".")[0]).reduce(
                given[0], axis=op.attribute("axes"), keepdims=op.attribute("keeps")
            )
        case "add.accumulate":
            return np.add.accumulate(given[0], axis=op.attribute("axis"))
        case "mean" | "var" | "std":
            return getattr(np, name)(given[0], axis=reduced(one))
        case "array":
            return np.array(given).reshape(one.results[0].shape)
        case "stack":
            return np.stack(given)
        case "zeros" | "zeros_like":
            return np.zeros(one.results[0].shape)
        case "ones" | "ones_like":
            return np.ones(one.results[0].shape)
        case "empty" | "empty_like":
            return np.zeros(one.results[0].shape)
        case "eye" | "identity":
            return np.eye(*one.results[0].shape)
        case "copy":
            return given[0].copy()
        case "greater" | "less":
            return truth(np.subtract(*(given if name == "greater" else given[::-1])))
        case "where":
            return np.where(np.asarray(given[0]) > 0, *given[1:]) + 0.0 * np.asarray(given[0])
        case "clip" | "dot" | "matmul":
            return getattr(np, name)(*given)
        case _ if isinstance(getattr(np, name, None), np.ufunc):
            return getattr(np, name)(*given)
    raise NotRun(name)


def moved(name: str, a: Any) -> Any:
    """A move of elements, as programs of the generator ask for it: the trace has no more of it than adlint needs."""
    return {"flip": np.flip, "roll": lambda a: np.roll(a, 1), "sort": lambda a: np.sort(a, axis=0)}[name](a)


def moved_back(name: str, g: Any, a: Get) -> Any:
    if name != "sort":
        return np.flip(g) if name == "flip" else np.roll(g, -1)
    found, order = np.zeros_like(g), np.argsort(a(), axis=0)
    np.put_along_axis(found, order, g, axis=0)
    return found + 0.0 * a()


def truth(gap: Any) -> Any:
    """Whether it is positive, as a number; that of what is not known is not known."""
    return np.where(np.isnan(gap), np.nan, np.asarray(gap) > 0)


def reduced(one: Entry) -> Any:
    """The axis that a function reduced, by the shapes of what it was given and gave."""
    shape, left = one.operands[0].shape, one.results[0].shape
    found = [axis for axis in range(len(shape)) if shape[:axis] + shape[axis + 1 :] == left]
    return None if left == () else found[0]


ONE: dict[str, tuple[Callable[[Get, Get], Any], ...]] = {
    "sin": (lambda a, r: np.cos(a()),), "cos": (lambda a, r: -np.sin(a()),), "exp": (lambda a, r: r(),),
    "log": (lambda a, r: 1 / a(),), "square": (lambda a, r: 2 * a(),), "negative": (lambda a, r: -1.0,),
    "tanh": (lambda a, r: 1 - r() ** 2, lambda a, r: 1 - np.tanh(a()) ** 2), "positive": (lambda a, r: 1.0,),
    "sqrt": (lambda a, r: 0.5 / r(), lambda a, r: 0.5 / np.sqrt(a())), "absolute": (lambda a, r: np.sign(a()),),
    "reciprocal": (lambda a, r: -r() ** 2, lambda a, r: -1 / a() ** 2),
}  # fmt: skip


def partials(one: Entry, g: Any, values: list[Get], r: Get) -> list[tuple[Callable[[], Any], ...]]:
    """For each operand, ways to what its adjoint gets: one of them has what it reads."""
    name = one.name
    if name in ONE:
        return [tuple(lambda way=way: g * way(values[0], r) for way in ONE[name])]
    a, b = values[0] if values else None, values[1] if len(values) > 1 else None
    shapes = [each.shape if isinstance(each, Array) else () for each in one.operands]
    op = one.node
    match name:
        case "add":
            return [(lambda: g,), (lambda: g,)]
        case "subtract":
            return [(lambda: g,), (lambda: -g,)]
        case "multiply":
            return [(lambda: g * b(),), (lambda: g * a(),)]
        case "divide":
            return [(lambda: g / b(),), (lambda: -g * r() / b(), lambda: -g * a() / b() ** 2)]
        case "power":
            return [(lambda: g * b() * a() ** (b() - 1.0),)]
        case "maximum" | "minimum":
            sign = 1.0 if name == "maximum" else -1.0
            return [(lambda: g * truth(sign * (a() - b())),), (lambda: g * (1.0 - truth(sign * (a() - b()))),)]
        case "hypot":
            return [(lambda: g * a() / r(),), (lambda: g * b() / r(),)]
        case "arctan2":
            return [
                (lambda: g * b() / (a() ** 2 + b() ** 2),), (lambda: -g * a() / (a() ** 2 + b() ** 2),)
            ]  # fmt: skip
        case "where":
            return [(lambda: 0.0,), (lambda: g * a(),), (lambda: g * (1.0 - a()),)]
        case "clip":
            low, high = values[1], values[2]
            return [(lambda: g * truth(a() - low()) * truth(high() - a()),)]
        case "matmul" | "dot":
            if () in shapes:
                return [(lambda: g * b(),), (lambda: g * a(),)]
            return [(lambda: left(g, b(), shapes[0]),), (lambda: right(g, a(), shapes[1]),)]
        case "add.reduce" | "maximum.reduce" | "minimum.reduce" | "multiply.reduce" | "mean" | "var":
            return [reduction(one, g, a, r, shapes[0])]
        case "flip" | "roll" | "sort":
            return [(lambda: moved_back(name, g, a),)]
        case "add.accumulate":
            axis = op.attribute("axis")
            return [(lambda: np.flip(np.cumsum(np.flip(g, axis), axis), axis),)]
        case "copy" | "reshape" | "flatten" | "ravel":
            return [(lambda: g.reshape(shapes[0]),)]
        case "stack" | "array":
            return [(lambda n=n: g.reshape((len(shapes), *shapes[0]))[n],) for n in range(len(shapes))]
        case "getitem":

            def scattered() -> Any:
                found = np.zeros(shapes[0])
                found[index(op)] = g
                return found

            return [(scattered,)]
        case "zeros" | "zeros_like" | "ones" | "ones_like" | "empty" | "empty_like" | "eye" | "identity":
            return []
        case "greater" | "less":
            return []
    raise NotRun(name)


def reduction(one: Entry, g: Any, a: Get, r: Get, shape: Any) -> tuple[Callable[[], Any], ...]:
    axes = one.node.attribute("axes") if isinstance(one.node, Op) else reduced(one)
    axes = tuple(range(len(shape))) if axes is None else axes if isinstance(axes, tuple) else (axes,)

    def spread(value: Any) -> Any:
        kept = [1 if axis in axes else size for axis, size in enumerate(shape)]
        return np.broadcast_to(np.reshape(value, kept), shape)

    count = np.prod([shape[axis] for axis in axes])
    match one.name:
        case "add.reduce":
            return (lambda: spread(g),)
        case "mean":
            return (lambda: spread(g) / count,)
        case "multiply.reduce":
            return (lambda: spread(g * r()) / a(),)
        case "var":
            return (lambda: spread(g) * 2 * (a() - a().mean(axis=axes, keepdims=True)) / count,)
        case _:
            return (lambda: spread(g) * taken(a(), spread(r()), axes),)


def taken(a: Any, r: Any, axes: tuple[int, ...]) -> Any:
    """Which elements are the largest, or smallest: equal parts of it where there are several."""
    found = (a == r) + 0.0 * (a + r)
    return found / np.maximum(found.sum(axis=axes, keepdims=True), 1.0)


def left(g: Any, b: Any, shape: Any) -> Any:
    g = np.asarray(g)
    if b.ndim == 1:
        return g[..., None] * b
    return unbroadcast(g[..., None, :] @ np.swapaxes(b, -1, -2), (1, *shape))[0] if len(shape) == 1 else g @ b.T


def right(g: Any, a: Any, shape: Any) -> Any:
    g = np.asarray(g)
    if len(shape) == 1:
        return a.T @ g if a.ndim > 1 else g * a
    return np.multiply.outer(a, g) if a.ndim == 1 else a.T @ g
