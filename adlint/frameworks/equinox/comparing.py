"""Trees that Equinox compares: `tree_equal` is true for sure where they agree in all that no run decides."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.values import External, Number, Value
from adlint.frameworks.jax.functions.machinery import is_shape_only
from adlint.frameworks.jax.values import unknown
from adlint.trace import Array


def _equal(m: Machine, given: Given) -> Value:
    """Whether trees have the same structure and leaves; of shapes alone, whether they are the same shapes."""
    (first, structure), *others = (_flat(m, one) for one in given.positional)
    found: Value = True
    for leaves, other in others:
        if truth(m, binary(m, "==", structure, other)) is not True or len(leaves) != len(first):
            return False
        several = [_alike(m, a, b) for a, b in zip(first, leaves, strict=True)]
        if False in several:
            return False
        found = found if all(one is True for one in several) else Number("bool")
    return found


def _flat(m: Machine, tree: Value) -> tuple[list[Value], Value]:
    pair = m.call(External("jax.tree_util.tree_flatten"), tree)
    leaves = items(m, pair[0]) if isinstance(pair, tuple) else None
    if leaves is None or not isinstance(pair, tuple):
        raise unknown(m, "the leaves of a tree that is compared are not known")
    return list(leaves), pair[1]


def _alike(m: Machine, a: Value, b: Value) -> bool | None:
    """Whether two leaves are equal; None if a run decides."""
    if not (isinstance(a, Array) and isinstance(b, Array)):
        return False if isinstance(a, Array) or isinstance(b, Array) else truth(m, binary(m, "==", a, b))
    if (a.shape, a.dtype) != (b.shape, b.dtype):
        return False
    return True if a is b or (is_shape_only(m, a) and is_shape_only(m, b)) else None


FUNCTIONS: dict[str, Function] = {"equinox._tree.tree_equal": _equal}
