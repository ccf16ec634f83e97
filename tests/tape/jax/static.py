"""What the model says that JAX keeps."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from adlint.evaluate.evaluate import Evaluated, evaluate
from adlint.frameworks import LIBRARIES
from adlint.interpret.program import Program
from adlint.lower import lower
from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.tape.jax import record
from adlint.tape.lines import Tape
from tests.tape.jax.live import NAMES, Kept


def evaluated(text: str, call: str, sizes: Mapping[str, int] | None = None) -> Evaluated:
    """The evaluation of a call in a module."""
    program = Program({"main": lower(text).module}, frozenset())
    return evaluate(program, lambda _: None, LIBRARIES, "main", ast.parse(call, mode="eval").body, "jax", sizes or {})  # type: ignore[arg-type]


def tape(text: str, call: str, sizes: Mapping[str, int] | None = None) -> tuple[Tape, list[str]]:
    """The tape of a call, and what is not known of it."""
    found = evaluated(text, call, sizes)
    if found.failure is not None:
        return Tape(), [found.failure.reason]
    recorded, _ = record(found.trace, list(found.arguments.values()), found.results, Sizes(dict(found.bounds)))
    return recorded, [*(gap.reason for gap in recorded.gaps), *(one.reason for one in found.unknown)]


def kept(recorded: Tape) -> Kept:
    """What a tape keeps, by dtype and shape."""
    result: Kept = Counter()
    for line in recorded.lines.values():
        for one in line:
            shape: tuple[Dim, ...] = one.shape or ()
            result[NAMES[one.dtype], shape] += one.times  # type: ignore[index]
    return result
