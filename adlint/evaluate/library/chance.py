"""Clocks and chance: numbers that no analysis knows; what is drawn of many alike things is like the first of them."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Many, Number, Unknown, Value
from adlint.trace import Array

_CLOCKS = ("time", "perf_counter", "monotonic", "process_time")
_DRAWS = ("random", "uniform", "gauss", "normalvariate", "expovariate", "betavariate", "triangular")


def _number(m: Machine, given: Given) -> Value:
    return Number("float")


def _integer(m: Machine, given: Given) -> Value:
    return m.fresh("a random integer")


def _sample(m: Machine, given: Given) -> Value:
    """`random.sample(population, k)`, `random.choices(population, k=k)`."""
    held, count = _alike(m, given.at(0, "population")), given.at(1, "k")
    if held is None or not isinstance(count, int):
        return Unknown("which items are drawn is not known", m.site())
    return m.store.new("list", items=[held[number % len(held)] for number in range(count)])


def _choices(m: Machine, given: Given) -> Value:
    return _sample(m, Given((given.at(0, "population"), given.keywords.get("k", 1))))


def _choice(m: Machine, given: Given) -> Value:
    held = _alike(m, given.at(0, "seq"))
    return Unknown("which item is drawn is not known", m.site()) if held is None else held[0]


def _alike(m: Machine, value: Value) -> list[Value] | None:
    """The items of a container, if it makes no difference for sizes which of them is taken."""
    held = [one.value if isinstance(one, Many) else one for one in items(m, value) or ()]
    return held if held and all(_is_like(one, held[0]) for one in held) else None


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
    "random.shuffle": lambda m, given: None, "time.sleep": lambda m, given: None,
}  # fmt: skip
