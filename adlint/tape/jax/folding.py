"""What JAX folds while it traces: a number that is converted to another dtype is a number still, and no array."""

from __future__ import annotations

from adlint.trace import Array, Node, Op, Trace
from adlint.trace.walking import with_bodies


def folded(trace: Trace) -> Trace:
    """The trace with numbers in the place of numbers that are converted."""
    known: set[Array] = set()

    def one(node: Node) -> Node:
        match node:
            case Op(name="jax.literal") if node.attribute("argument") is None:
                known.update(node.results)
                return node
            case Op(name="lax.convert_element_type", operands=(Array() as number,)) if number in known:
                known.update(node.results)
                return Op(node.site, "jax.literal", (), node.results)
            case _:
                return with_bodies(node, several)

    def several(nodes: Trace) -> Trace:
        return tuple(map(one, nodes))

    return several(trace)
