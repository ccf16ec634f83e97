"""What calls pass."""

from __future__ import annotations

from adlint import ir
from adlint.models.protocols import SPREAD
from adlint.storage.callbacks.handing import run_special
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import ANY
from adlint.storage.operation.iterating import iterated
from adlint.storage.state import State
from adlint.storage.things.values import NOTHING, Made, Ref, Tuple, Unknown, Value, join


def passed(f: Frame, state: State, op: ir.Call) -> Given:
    """What a call passes; what it spreads out is passed one by one, if its items are told from each other."""
    positional: list[Value] = []
    spread: Value = NOTHING
    for argument in op.arguments:
        if isinstance(argument, ir.Starred):
            value = f.value(state, argument.value)
            known = _in_order(f, state, value, argument.value)
            if known is not None and not spread:
                positional += known
                continue
            run_special(f, state, op.at, value, SPREAD)
            spread = join(spread, iterated(f, state, value, op.at)) or (Unknown("an item of something unknown"),)
        elif not spread:
            positional.append(f.value(state, argument))
        else:
            spread = join(spread, f.value(state, argument))
    keywords: list[tuple[str, Value]] = []
    perhaps: set[str] = set()
    for name, operand in op.keywords:
        if name is not None:
            keywords.append((name, f.value(state, operand)))
            continue
        value = f.value(state, operand)
        named = _by_name(f, state, value)
        if named is None:
            run_special(f, state, op.at, value, SPREAD)
            spread = join(spread, iterated(f, state, value, op.at))
            continue
        others = named.pop(ANY, NOTHING)
        keywords += [(name, join(held, others)) for name, held in named.items()]
        spread = join(spread, others)
        if not _is_passed_on(f, operand):
            perhaps |= named.keys()
    return Given(tuple(positional), tuple(keywords), spread, frozenset(perhaps))


def _in_order(f: Frame, state: State, value: Value, operand: ir.Operand) -> tuple[Value, ...] | None:
    """The items of a tuple, or of a list that is written out there; None if they are not told from each other."""
    match value:
        case (Tuple(held),):
            return held
        case (Ref(Made(kind="tuple" | "list", is_old=False) as thing),) if thing.kind == "tuple" or thing.at == operand:
            steps = [f"[{number}]" for number in range(len(f.run.steps.get(thing, ())))]
            is_told = all((thing, step) in state.parts for step in steps)
            return tuple([state.parts[thing, step] for step in steps]) if is_told else None
        case _:
            return None


def _by_name(f: Frame, state: State, value: Value) -> dict[str, Value] | None:
    """The entries of a dict of keyword arguments, those that are not told from each other as ANY; None if none are."""
    match value:
        case (Ref(Made(kind="dict", is_old=False) as thing),):
            steps = [step for step in f.run.steps.get(thing, ()) if (thing, step) in state.parts]
            if all(step == ANY or step.startswith("['") for step in steps):
                return {step if step == ANY else step[2:-2]: state.parts[thing, step] for step in steps}
            return None
        case _:
            return None


def _is_passed_on(f: Frame, options: ir.Operand) -> bool:
    """Whether a dict is the `**options` of the function, of which nothing is done but to pass all of it on."""
    if not any(parameter.name == options and parameter.kind == "**" for parameter in f.function.parameters):
        return False
    uses = [op for op in f.function.operations if options in ir.operands(op)]
    return all(isinstance(op, ir.Call) and (None, options) in op.keywords for op in uses)
