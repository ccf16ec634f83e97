"""Calls of functions of which users state what they do beside giving a result."""

from __future__ import annotations

from adlint.models import Effect
from adlint.models.stated import Stated
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.outside.hazards import KINDS, OTHERWISE
from adlint.storage.outside.results import result
from adlint.storage.state import State
from adlint.storage.things.memory import write
from adlint.storage.things.values import NOTHING, Value

_OTHERWISE = {"rng": Effect.DRAW, "clock": Effect.CLOCK}


def call_stated(f: Frame, state: State, at: int, function: Stated, given: Given) -> Value:
    """The result: something new. The arguments are read, those that are stated to be written are, in part perhaps."""
    given.read(f.run, state)
    for position in function.writes:
        name = function.arguments[position]
        told = given.positional[position] if position < len(given.positional) else given.keyword(name) or given.spread
        if told:
            write(f.run, state, told, certain=False)
    for effect in function.effects or ():
        known = _OTHERWISE.get(effect)
        if known is not None:
            f.run.acts(function.name, NOTHING, OTHERWISE[known].format(function.name), KINDS[known])
        elif effect in ("send", "recv"):
            f.run.wonder(f"it is not followed what becomes of what `{function.name}` does")
    return result(f, state, at, function.name, given, NOTHING)
