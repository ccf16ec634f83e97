"""Linear systems that are told by a product with their matrix: `lax.custom_linear_solve`."""

from __future__ import annotations

from msgspec import Struct

from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.derivatives.rule import Differentiating, Tangents, rule
from adlint.frameworks.renaming import copied
from adlint.trace import Array, Op, Operand, Trace


class System(Struct, frozen=True, eq=False, gc=False):
    """`product` makes `outputs` of the vectors `inputs`, and of what stands in place of the first operands, `held`."""

    product: Trace
    held: tuple[Array, ...]
    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]


@rule("custom_linear_solve")
def _solved(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
    """Of A x = b: A ẋ = ḃ - Ȧ x, by the same solver, which reads all that it did."""
    system = op.attribute("system")
    assert isinstance(system, System)
    count = len(system.held)
    moved = [one is not None for one in tangents[:count]]
    right = list(tangents[count:])
    if any(moved):
        names: dict[Array, Operand] = dict(zip(system.held, op.operands, strict=False))
        names.update(zip(system.inputs, op.results, strict=True))
        product = copied(m, system.product, names)
        outputs = [names.get(one, one) for one in system.outputs]
        given = {x: t for x, t in zip(op.operands, tangents[:count], strict=False) if isinstance(x, Array)}
        right = [_less(m, b, a) for b, a in zip(right, m.along(product, given, outputs), strict=True)]
    filled = [lax.zeros(m, x) if one is None else one for x, one in zip(op.results, right, strict=True)]
    results = tuple(m.array(one.shape, one.dtype, "jax") for one in op.results)
    m.emit(op.name, (*op.operands[:count], *filled), *results, system=system)
    return results


def _less(m: Differentiating, x: Operand, y: Operand) -> Operand:
    if y is None:
        return x
    negative = lax.neg(m, y)
    return negative if x is None else lax.elementwise(m, "add_any", x, negative)
