"""What stands in for parameters that are not passed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.storage.definitions.fields import Made, Resolve


@lru_cache(maxsize=1 << 10)
def defaults(body: ir.Function) -> dict[tuple[str, str], ir.Operand]:
    """The defaults of the functions that a body makes, by function and parameter."""
    made = [op for op in body.operations if isinstance(op, ir.MakeFunction)]
    return {(op.function, name): operand for op in made for name, operand in op.defaults}


def arrays_by_default(program: Program, resolve: Resolve, function: str) -> Iterator[str]:
    """The parameters of a function that are arrays where they are not passed: `def fit(start=np.array([1.0, 2.0]))`."""
    module, _, qualified = function.partition(":")
    owner = identity(module, qualified.rpartition(".")[0])
    around = program.functions.get(owner)
    operands = defaults(around) if around is not None else {}
    made = Made(program, resolve, owner) if operands else None
    for (inner, parameter), operand in operands.items():
        if made is not None and inner == qualified and made.kind(operand) == "array":
            yield parameter
