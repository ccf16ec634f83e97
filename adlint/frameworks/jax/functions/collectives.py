"""What examples of a `vmap` ask of each other under the name of its axis, and devices of which there is one."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.operators import binary
from adlint.evaluate.values import Ref, Value, is_integer
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.trees import mapped
from adlint.frameworks.jax.values import array, is_plain


def key(axis: Value) -> str:
    """Under this in the settings stands how many examples the `vmap` that is gone through has."""
    return f"jax.axis:{axis!r}"


def _collected(m: Machine, name: str, given: Given) -> Value:
    """`psum`, `pmean`, `pmax` and `pmin` of each leaf, over one axis after the other."""
    found, names = named(given, "x axis_name")
    several = items(m, names) if isinstance(names, tuple | Ref) else [names]
    for one in several or ():
        size = m.settings.get(key(one))
        if size is not None and is_integer(size):
            found = mapped(m, lambda leaf, axis=one, count=size: _over(m, name, leaf, axis, count), found)
    return found


def _over(m: Machine, name: str, leaf: Value, axis: Value, count: Value) -> Value:
    if is_plain(leaf):  # the same for all: how often it is counted stands in the program
        return binary(m, "*", leaf, count) if name == "lax.psum" else leaf
    leaf = array(m, leaf)
    short = name.removeprefix("lax.").replace("pmean", "psum")
    found = bind(m, short, (leaf,), leaf.shape, leaf.dtype, axis_name=axis)
    return found if short in name else lax.div(m, found, _number(m, count))


def _number(m: Machine, count: Value) -> float | None:
    """A size as a number of the program; None if it has a name."""
    size = size_from(m, count)
    return float(size) if isinstance(size, int) else None


FUNCTIONS: dict[str, Function] = dict.fromkeys(("lax.psum", "lax.pmean", "lax.pmax", "lax.pmin"), _collected)
