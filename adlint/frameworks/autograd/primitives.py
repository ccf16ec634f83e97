"""Functions with derivatives of their own (`autograd.extend`), and checkpoints, which autograd makes of these.

A node of such a function holds what the closure of its rule does: what the function names that the rule gives
(`autograd/core.py`). In it nothing is traced.
"""

from __future__ import annotations

from collections.abc import Iterator

from adlint import ir
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Ref, Transformed, Value
from adlint.trace import CHECKPOINTED, KEEPS_ALL, Array, Checkpoint, Site, Trace
from adlint.trace.walking import results

PRIMITIVE = "autograd.extend.primitive"
CUSTOM, ALL = "autograd.<primitive>", -1  # an operation with a rule of its own, of all its arguments at once
_RULES = "autograd.rules"
_DEFINING = ("defvjp_argnums", "defvjp_argnum", "defvjp")
NAMES = frozenset(f"{module}.{name}" for module in ("extend", "core") for name in _DEFINING)


def primitive(m: Machine, function: Value) -> Value:
    """`primitive(f)`: where a function makes it of what it is passed, it is made where that function is called."""
    inner, *outer = reversed(m.stack)
    parameters = inner.function.positional
    is_passed = bool(parameters) and m.store[inner.variables].fields.get(parameters[0]) == function
    made = (outer[0].identity, outer[0].at) if outer and is_passed and outer[0] in (m.own_frame, *m.stack) else None
    return Transformed(PRIMITIVE, function, (("made", made),))


def define(m: Machine, name: str, given: Given) -> Value:
    """`defvjp_argnums(f, rule)` and its kin."""
    function, *rules = given.positional
    if not isinstance(function, Transformed) or not isinstance(function.function, Ref):
        return m.say_unknown("a derivative is defined for something that is not known")
    m.settings[f"{_RULES}:{function.function.address}"] = (name.rpartition(".")[2], *rules)
    return None


def checkpoint(m: Machine, function: Transformed, given: Given) -> Value:
    """A call of a function that is checkpointed."""
    body, result = m.traced(lambda: m.tables.call(m, function.function, given))
    m.trace.append(_checkpointed(m, function, given, KEEPS_ALL, body, result))
    return result


def _checkpointed(
    m: Machine, function: Transformed, given: Given, name: str, body: Trace, result: Value
) -> Checkpoint:
    made = function.option("made")
    place = Site(*made) if isinstance(made, tuple) else None  # type: ignore[arg-type]
    return Checkpoint(m.site(), name, body, _top(given), _made(result), made=place)


def call(m: Machine, function: Transformed, given: Given) -> Value:
    """A call of a primitive of the program: what its node holds is what the rule holds that was defined. One whose rule
    holds the arguments and the function, to run it again, is a checkpoint.
    """
    inner = function.function
    rules = m.settings.get(f"{_RULES}:{inner.address}") if isinstance(inner, Ref) else None
    if not isinstance(rules, tuple):
        return m.say_unknown("a primitive without a derivative that is known", given.positional)
    body, result = m.traced(lambda: m.tables.call(m, inner, given))
    trace, several = m.traced(lambda: [
        (place, one) for place, rule in _closures(m, rules, result, given) for one in held(m, rule)
    ])  # fmt: skip
    made = [one for node in trace for one in results(node)]
    saved = {(place, one.number): one for place, one in several if isinstance(one, Array)}
    if (ALL, inner) in several and {number for _, number in saved} == {one.number for one in _top(given)}:
        m.trace.append(_checkpointed(m, function, given, CHECKPOINTED, body, result))
        return result
    if not isinstance(result, Array):
        return m.say_unknown("a primitive that gives no array", given.positional)
    kept = {one.number for one in saved.values()}
    own = [one for one in made if one.number in kept and one.number != result.number]
    m.emit(CUSTOM, _top(given), result, *own, held=tuple((place, one) for (place, _), one in saved.items()))
    return result


def _closures(
    m: Machine, rules: tuple[Value, ...], result: Value, given: Given
) -> Iterator[tuple[int, Value]]:
    """What the rules give for the arguments that are arrays, with the place of each among these, or for all of them."""
    kind, *several = rules
    numbers = [n for n, one in enumerate(given.positional) if isinstance(one, Array)]
    keywords = m.store.new("dict", fields=dict(given.keywords))
    match kind:
        case "defvjp":
            for place, number in enumerate(numbers):
                if number < len(several) and several[number] is not None:
                    passed = Given((result, *given.positional), given.keywords)
                    yield place, m.tables.call(m, several[number], passed)
        case "defvjp_argnum":
            for place, number in enumerate(numbers):
                yield place, m.call(several[0], number, result, given.positional, keywords)
        case _:
            yield ALL, m.call(several[0], tuple(numbers), result, given.positional, keywords)


def held(m: Machine, value: Value, seen: frozenset[int] = frozenset()) -> Iterator[Array | Ref]:
    """The arrays and functions that a function holds by the variables around it which it names, and by those that these
    hold.
    """
    match value:
        case Array():
            yield value
        case tuple():
            for one in value:
                yield from held(m, one, seen)
        case Ref() if value.address not in seen:
            thing, seen = m.store[value], seen | {value.address}
            for one in (*thing.items, *(thing.fields.values() if thing.kind != "function" else ())):
                yield from held(m, one, seen)
            if thing.kind == "function":
                yield value
                for one in _captured(m, value):
                    yield from held(m, one, seen)


def _captured(m: Machine, function: Ref) -> Iterator[Value]:
    thing = m.store[function]
    names = _names(m, thing.code)
    around = thing.around
    while around is not None:
        scope = m.store.objects[around]
        yield from (scope.fields[name] for name in sorted(names & scope.fields.keys()))
        names = names - scope.fields.keys()
        around = scope.around


def _names(m: Machine, code: str) -> frozenset[str]:
    """The names that a function and those inside of it read."""
    function, inner = m.functions[code], f"{code}."
    several = [function, *(one for name, one in m.functions.items() if name.startswith(inner))]
    read = {
        one
        for each in several
        for op in each.operations
        for one in ir.operands(op)
        if isinstance(one, str)
    }
    return frozenset(read - function.bound)


def _top(given: Given) -> tuple[Array, ...]:
    """The arrays among the arguments themselves: autograd looks for what it traces nowhere else."""
    return tuple(one for one in given.positional if isinstance(one, Array))


def _made(result: Value) -> tuple[Array, ...]:
    return tuple(one for one in (result if isinstance(result, tuple) else (result,)) if isinstance(one, Array))
