"""Operations of a linear program that run a piece of the program again in the reverse sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from adlint.frameworks.jax.linear.transposes import Active, Operands, Transpose
from adlint.frameworks.jax.primitives import zeros
from adlint.frameworks.jax.recording import Recording
from adlint.frameworks.renaming import copied
from adlint.trace import Array, Checkpoint, Custom, Op, Operand

if TYPE_CHECKING:
    from adlint.frameworks.jax.linear.linearise import Linearised


def _custom(m: Recording, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    """The reverse rule of a `custom_vjp`, on what its forward rule kept."""
    node = op.attribute("node")
    assert isinstance(node, Custom)
    count = sum(active)
    pairs = zip(node.given, operands[count:], strict=True)
    names: dict[Array, Operand] = {kept: stands for kept, stands in pairs if isinstance(kept, Array)}
    for seed, cotangent in zip(node.seeds, given, strict=False):
        names[seed] = zeros(m, seed) if cotangent is None else cotangent
    m.trace += copied(m, node.backward, names)
    inputs = op.attribute("active", ())
    assert isinstance(inputs, tuple)
    found = [names.get(one, one) if isinstance(one, Array) else one for one in node.cotangents]
    return [found[number] if number < len(found) else None for number in inputs]


def _checkpoint(m: Recording, op: Op, operands: Operands, given: Operands, active: Active) -> list[Operand]:
    """The piece is run again, then backwards; all of that is checkpointed, should it be differentiated once more."""
    from adlint.frameworks.jax.linear.linearise import linearise  # noqa: PLC0415  (they need each other)
    from adlint.frameworks.jax.linear.transposed import backward  # noqa: PLC0415  (they need each other)

    node, seeds = op.attribute("node"), op.attribute("seeds")
    assert isinstance(node, Checkpoint)
    assert isinstance(seeds, tuple)
    inner = Recording(m, op.site)
    names: dict[Array, Operand] = {}
    body = copied(inner, node.body, names)
    tangents = {one: inner.array(one.shape, one.dtype, "jax") for one in seeds if isinstance(one, Array)}
    found: Linearised = linearise(inner, body, tangents)
    inner.trace += found.primal
    outputs = [names.get(one, one) for one in node.outputs]
    ends = {}
    for one, cotangent in zip((o for o in outputs if found.tangent(o) is not None), given, strict=False):
        tangent = found.tangent(one)
        if isinstance(tangent, Array) and cotangent is not None:
            ends[tangent] = cotangent
    cotangents = backward(inner, found.linear, found.linears, ends, {})
    results: list[Operand] = [cotangents.get(tangents[one]) if isinstance(one, Array) else None for one in seeds]
    made = tuple(one for one in results if isinstance(one, Array))
    m.trace.append(replace(node, site=op.site, body=tuple(inner.trace), outputs=made))
    return results


RERUN: dict[str, Transpose] = {"lax.custom_vjp": _custom, "lax.checkpoint": _checkpoint}
