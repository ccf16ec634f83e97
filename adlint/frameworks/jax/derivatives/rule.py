"""What a derivative of a primitive is, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from adlint.frameworks.jax.primitives import Emitter, elementwise
from adlint.trace import Array, Op, Operand, Trace

# of the operands or results of an operation: None where the tangent is zero for sure
Tangents: TypeAlias = "tuple[Operand, ...]"


class Differentiating(Emitter, Protocol):
    """What a derivative is given to. An operation on a tangent is linear and belongs to the tangent program."""

    def differentiated(self, ops: Trace, x: Operand, tangent: Operand, result: Array) -> Operand:
        """The tangent of `result`, which `ops` make of `x`."""

    def along(self, ops: Trace, tangents: Mapping[Array, Operand], results: Sequence[Operand]) -> list[Operand]:
        """The tangents of `results`, which `ops` make of arrays with these tangents; no others matter."""


Rule: TypeAlias = "Callable[[Differentiating, Op, Tangents], Tangents]"
Partial: TypeAlias = "Callable[..., Operand]"

RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Enter a rule for primitives."""

    def enter(found: Rule) -> Rule:
        RULES.update({f"lax.{name}": found for name in names})
        return found

    return enter


def zero(*names: str) -> None:
    """These have no derivative: their results are integers, or constant between jumps."""
    rule(*names)(lambda m, op, tangents: (None,) * len(op.results))


def by_operand(name: str, *partials: Partial | None) -> None:
    """A rule from one part for each operand, `partial(m, g, result, *operands)`, which are added up."""

    def found(m: Differentiating, op: Op, tangents: Tangents) -> Tangents:
        parts = [
            part(m, g, op.results[0], *op.operands)
            for part, g in zip(partials, tangents, strict=False)
            if g is not None and part is not None
        ]
        return (total(m, parts),)

    rule(name)(found)


def total(m: Emitter, parts: Sequence[Operand]) -> Operand:
    """The sum of tangents; None of none."""
    result: Operand = None
    for part in parts:
        result = part if result is None else added(m, result, part)
    return result


def added(m: Emitter, x: Operand, y: Operand) -> Operand:
    """The sum of two tangents."""
    return elementwise(m, "add_any", x, y)
