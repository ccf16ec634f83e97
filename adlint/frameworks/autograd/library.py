"""HIPS autograd as a library: `autograd.numpy` is NumPy, and nothing is written in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Transformed, Value
from adlint.frameworks.autograd import differentiating, optimizers, primitives
from adlint.frameworks.autograd.convolving import CONVOLVED, convolve
from adlint.frameworks.numpy import NumPy, elements
from adlint.frameworks.numpy.making import Function, Missing, is_plain
from adlint.frameworks.numpy.ufuncs import ufunc
from adlint.trace import Array, Op

_PRODUCTS = frozenset("dot inner vdot".split())  # of numbers, too
_SPLITS = frozenset("split array_split vsplit hsplit dsplit".split())


@dataclass(frozen=True)
class Autograd(NumPy):
    """HIPS autograd."""

    root: str = "autograd"
    rank = 1
    within: str = "autograd.numpy."

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """A call of a function of its NumPy or SciPy, or of `grad` and its kin."""
        name = path.removeprefix("autograd.")
        if name in differentiating.TRANSFORMS or name == "checkpoint":
            argument, own = given.at(1, "argnum", 0), m.own_site()
            made = None if own is None else (own.function, own.at)
            return Transformed(path, given.positional[0], (("argnum", argument), ("made", made)))
        if name in differentiating.WRITTEN:
            return differentiating.written(m, name, given)
        if name == "<vjp>":
            return self._differentiated(m, given, lambda: differentiating.swept_back(m, given))
        if name.startswith("rules."):
            return differentiating.rule(m, name.removeprefix("rules."), given)
        if name in ("extend.primitive", "tracer.primitive", "core.primitive"):
            return primitives.primitive(m, given.positional[0])
        if name in primitives.NAMES:
            return primitives.define(m, name, given)
        if name in optimizers.NAMES:
            return optimizers.called(m, name, given)
        if name == "scipy.signal.convolve":
            return super().function(m, CONVOLVED, given)
        if name.startswith("scipy."):
            return super().function(m, name, given)
        numbers = [elements.unboxed(m, one) for one in given.positional]
        short = name.removeprefix("numpy.")
        if (ufunc(short) is not None or short in _PRODUCTS) and all(map(is_plain, numbers)):
            return elements.box(m, super().function(m, path, Given(tuple(numbers), given.keywords)))
        found = super().function(m, path, given)
        return _in_one_node(m, found) if name.removeprefix("numpy.") in _SPLITS else found

    def found(self, name: str) -> Function | None:
        """Those of NumPy, and its own convolution."""
        return convolve if name == CONVOLVED else super().found(name)

    def transformed(self, m: Machine, function: Transformed, given: Given) -> Value:
        """A call of what `grad` and its kin make: the function runs, and derivatives have the shape of the argument."""
        name = function.transform.rpartition(".")[2]
        if name == "checkpoint":
            return primitives.checkpoint(m, function, given)
        if name == "primitive":
            return primitives.call(m, function, given)
        return self._differentiated(m, given, lambda: differentiating.differentiated(m, function, given))

    def _differentiated(self, m: Machine, given: Given, run: Callable[[], Value]) -> Value:
        try:
            return run()
        except Missing as missing:
            return m.say_unknown(str(missing), given.positional)

    def transformed_method(self, m: Machine, function: Transformed, name: str, given: Given) -> Value:
        """There are none."""
        return m.say_unknown(f"no model of a method `{name}`", given.positional)

    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """What autograd traces cannot be written to; an array that it does not trace can."""
        if isinstance(value, Array) and value.framework == "autograd":
            m.say_unknown("autograd's arrays cannot be written to, nor into others", (array, value))
        else:
            super().set_item(m, array, index, value)


def _in_one_node(m: Machine, found: Value) -> Value:
    """The parts of an array, which one node gives: each knows those beside it."""
    parts = tuple(one for one in m.store[found].items if isinstance(one, Array)) if isinstance(found, Ref) else ()
    for place in range(-len(parts), 0):
        op = m.trace[place]
        assert isinstance(op, Op)
        m.trace[place] = replace(op, attributes=(*op.attributes, ("beside", parts)))
    return found


AUTOGRAD = Autograd()
