"""A function of the program, traced by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value
from adlint.frameworks.jax.primitives import convert
from adlint.frameworks.jax.trees import leaves, rebuild
from adlint.frameworks.jax.values import array
from adlint.trace import Array, Trace
from adlint.trace.walking import bound, reads


def captured(trace: Trace, ends: Sequence[Array]) -> list[Array]:
    """The arrays that a trace, or who looks at its ends, reads from around it, in order."""
    made: set[Array] = set()
    found: dict[Array, None] = {}
    for node in trace:
        made.update(bound(node))
        found.update(dict.fromkeys(one for one in reads(node) if one not in made))
    found.update(dict.fromkeys(one for one in ends if one not in made))
    return list(found)


def arrays(m: Machine, tree: Value) -> list[Array]:
    """The leaves of a tree, numbers as arrays."""
    return [array(m, one) for one in leaves(m, tree)]


def fresh(m: Machine, like: Sequence[Array]) -> list[Array]:
    """Arrays of these shapes, for a body to start with."""
    return [m.array(one.shape, one.dtype, "jax", weak=one.weak) for one in like]


def with_leaves(m: Machine, tree: Value, found: Iterator[Array] | Sequence[Array]) -> Value:
    """The tree with arrays for leaves."""
    return rebuild(m, tree, iter(found))


def strengthened(m: Machine, initial: Sequence[Array], found: Sequence[Array]) -> list[Array] | None:
    """Initial values of the dtypes that a turn makes of them, where they are weak and theirs is another; None if there
    are none. A dtype that is merely stronger is none: the body is not traced again for it.
    """
    changed, result = False, []
    for old, new in zip(initial, found, strict=True):
        if old.weak and old.dtype != new.dtype:
            result.append(convert(m, old, new.dtype))
            changed = True
        else:
            result.append(old)
    return result if changed else None
