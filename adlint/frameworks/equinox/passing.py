"""Operations of Equinox that hand arrays on, and only say where they may not be mapped, differentiated or wrong."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.jax.primitives import bind, elementwise
from adlint.frameworks.jax.trees import mapped
from adlint.frameworks.jax.values import array
from adlint.trace import Array


def _handed_on(m: Machine, given: Given) -> Value:
    """The arrays of a tree, each as another variable."""
    return mapped(m, lambda one: elementwise(m, "copy", one) if isinstance(one, Array) else one, given.positional[0])


def _constant(m: Machine, given: Given) -> Value:
    """The arrays of a tree, which may not be differentiated."""

    def stopped(one: Value) -> Value:
        return elementwise(m, "stop_gradient", one) if isinstance(one, Array) else one

    return mapped(m, stopped, given.positional[0])


def _as_it_is(m: Machine, given: Given) -> Value:
    return given.positional[0]


def _of_all(m: Machine, given: Given) -> Value:
    """One value of all that a map goes over, of the largest or of whether they hold."""
    x = array(m, given.positional[0])
    return bind(m, "unvmap", (x,), (), x.dtype)


def _neighbour(m: Machine, given: Given) -> Value:
    """The next number above or below: with the tangent of the number itself."""
    return elementwise(m, "copy", array(m, given.positional[0]))


FUNCTIONS: dict[str, Function] = {
    **{f"equinox._unvmap.unvmap_{name}": _of_all for name in ("all", "any", "max")},
    **{f"equinox.internal._nontraceable.{name}": _handed_on for name in ("nonbatchable", "nondifferentiable_backward")},
    "equinox._ad.nondifferentiable": _constant, "equinox.internal._noinline.noinline": _as_it_is,
    "equinox._errors.error_if": _handed_on, "equinox._errors.branched_error_if": _handed_on,
    "equinox.internal._nextafter.nextafter": _neighbour, "equinox.internal._nextafter.prevbefore": _neighbour,
}  # fmt: skip
