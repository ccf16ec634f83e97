"""What is said of all turns of a loop at once, held to what is said of its turns one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import evaluate as value_at
from adlint.symbolic import polynomial, symbols_of
from adlint.tape.lines import Tape
from adlint.tape.reverse.minimum import minimum
from adlint.tape.systems.source import source

from .evaluating import evaluated
from .truth import walked

MODELS: dict[str, Callable[..., tuple[Tape, Dim]]] = {"source": source, "minimum": minimum}


def said(text: str, call: str, model: str, sizes: Mapping[str, int] = {}) -> tuple[Tape, Sizes]:
    """A tape, and what is known and assumed of sizes."""
    result = evaluated(text, call, sizes=sizes)
    assert result.failure is None, result.failure
    known = Sizes(dict(result.bounds))
    return MODELS[model](result.trace, list(result.arguments.values()), result.results, known)[0], known


def values(tape: Tape) -> Dim:
    """The bytes of values, without those of control."""
    found = polynomial(0)
    for several in tape.lines.values():
        for one in several:
            found = found + (0 if one.why == "control" else one.bytes)
    return found


def compared(text: str, call: str, model: str, sizes: Sequence[Mapping[str, int]]) -> str:
    """`exact`, or at which sizes the formula is not what the walked turns keep, and how much it differs."""
    tape, known = said(text, call, model)
    if tape.gaps:
        return f"a gap: {next(iter(tape.gaps)).reason}"
    if any(one.reason for one in symbols_of(polynomial(values(tape)))):
        return "not run: it depends on data"
    for at in sizes:
        if any(value_at(one, at) < 0 for one in known.assumed):
            continue
        with walked():
            truth, _ = said(text, call, model, at)
        found, real = value_at(polynomial(values(tape)), at), value_at(polynomial(values(truth)), at)
        if found != real:
            return f"differs: {found} for {real} at {dict(at)}"
    return "exact"
