"""Clocks and chance: numbers that no analysis knows; what is drawn of many alike things is like the first of them."""

from __future__ import annotations

from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Many, Number, Ref, Unknown, Value
from adlint.trace import Array

_CLOCKS = ("time", "perf_counter", "monotonic", "process_time")
_DRAWS = ("random", "uniform", "gauss", "normalvariate", "expovariate", "betavariate", "triangular")


def _number(m: Machine, given: Given) -> Value:
    return Number("float")


def _integer(m: Machine, given: Given) -> Value:
    return m.fresh("a random integer")


def _sample(m: Machine, given: Given) -> Value:
    """`random.sample(population, k)`, `random.choices(population, k=k)`."""
    held, count = _items(m, given.at(0, "population")), given.at(1, "k")
    if not held or not isinstance(count, int):
        return Unknown("which items are drawn is not known", m.site())
    return m.store.new("list", items=[_drawn(m, held, number) for number in range(count)])


def _choices(m: Machine, given: Given) -> Value:
    return _sample(m, Given((given.at(0, "population"), given.keywords.get("k", 1))))


def _choice(m: Machine, given: Given) -> Value:
    held = _items(m, given.at(0, "seq"))
    return _drawn(m, held, 0) if held else Unknown("which item is drawn is not known", m.site())


def _shuffle(m: Machine, given: Given) -> Value:
    """Any item may stand at each place."""
    shuffled = given.at(0, "x")
    held = _items(m, shuffled)
    if held and isinstance(shuffled, Ref):
        m.store.mine(shuffled).items = [_drawn(m, held, number) for number in range(len(held))]
    return None


def _items(m: Machine, value: Value) -> list[Value]:
    return [one.value if isinstance(one, Many) else one for one in items(m, value) or ()]


def _drawn(m: Machine, held: list[Value], number: int) -> Value:
    """One of several, so many having been drawn before: where all are alike, it makes no difference for sizes which."""
    if all(_is_like(one, held[0]) for one in held):
        return held[number % len(held)]
    whole = [one for one in held if isinstance(one, int)]
    if len(whole) == len(held):
        return m.fresh("a random integer", min(whole), max(whole))
    return Unknown("which item is drawn is not known", m.site())


def _is_like(one: Value, other: Value) -> bool:
    match one, other:
        case Array(), Array():
            return (one.shape, one.dtype, one.framework) == (other.shape, other.dtype, other.framework)
        case tuple(), tuple():
            return len(one) == len(other) and all(map(_is_like, one, other))
        case _:
            return type(one) is type(other) and one == other


FUNCTIONS: dict[str, Function] = {
    **{f"time.{name}": _number for name in _CLOCKS},
    **{f"random.{name}": _number for name in _DRAWS},
    "random.randint": _integer, "random.randrange": _integer, "random.seed": lambda m, given: None,
    "random.sample": _sample, "random.choices": _choices, "random.choice": _choice,
    "random.shuffle": _shuffle, "time.sleep": lambda m, given: None,
}  # fmt: skip
