"""The order of values: sorting, and the largest or smallest of several."""

from __future__ import annotations

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Machine
from adlint.evaluate.operation.numbers import is_number
from adlint.evaluate.operation.operators import binary, truth
from adlint.evaluate.values import Many, Number, Unknown, Value
from adlint.shapes.dims import Dim
from adlint.symbolic import Polynomial
from adlint.trace import Alt, Array, Join

_KEYS = (int, float, str, tuple)


def in_order(m: Machine, held: list[Value], key: Value, *, reverses: bool) -> list[Value]:
    """The items sorted; if data decides the order, they are alike, or not known. Raised if they cannot be compared."""
    keys = [one if key is None else m.call(key, one) for one in held]
    if all(isinstance(one, _KEYS) for one in keys):
        try:
            order = sorted(range(len(held)), key=keys.__getitem__, reverse=reverses)  # type: ignore[arg-type]
        except TypeError as error:
            raise Raised("TypeError", str(error)) from error
        return [held[number] for number in order]
    if len(held) < 2 or _are_alike(held):
        return held
    return [m.say_unknown("data decides the order of what is sorted", tuple(held))] * len(held)


def _are_alike(held: list[Value]) -> bool:
    """Whether it does not matter in which order items stand: arrays of one shape and dtype, or numbers."""
    if any(isinstance(one, Many) for one in held):
        return False
    kinds = {(one.shape, one.dtype, one.framework) if isinstance(one, Array) else is_number(one) for one in held}
    return len(kinds) == 1 and False not in kinds


def extreme(m: Machine, operator: str, several: list[Value], key: Value) -> Value:
    """The largest (`>`) or smallest (`<`) of several, the first of equal ones."""
    best = several[0]
    for one in several[1:]:
        best = _better(m, operator, best, one, key)
    return best


def _better(m: Machine, operator: str, best: Value, one: Value, key: Value) -> Value:
    a, b = (best, one) if key is None else (m.call(key, best), m.call(key, one))
    found = truth(m, binary(m, operator, b, a)) if not isinstance(a, Array) and not isinstance(b, Array) else None
    if found is not None:
        return one if found else best
    if isinstance(best, int | Polynomial) and isinstance(one, int | Polynomial):
        sizes: tuple[Dim, Dim] = (best, one)
        return m.sizes.larger(*sizes) if operator == ">" else m.sizes.smaller(*sizes)
    if isinstance(best, Array) or isinstance(one, Array):
        return _either(m, best, one)
    if is_number(best) and is_number(one):
        return Number("float")
    return Unknown("the largest or smallest of things that are not known", m.site())


def _either(m: Machine, best: Value, one: Value) -> Value:
    """One of two arrays without dimensions, or of an array and a number: nothing is computed."""
    arrays = [each for each in (best, one) if isinstance(each, Array)]
    plain = all(isinstance(each, Array | int | float) for each in (best, one))
    if not plain or any(each.shape != () or each.dtype != arrays[0].dtype for each in arrays):
        return m.say_unknown("the largest or smallest of arrays of unlike kinds", tuple(arrays))
    result = m.array((), arrays[0].dtype, arrays[0].framework)
    sources = tuple(each for each in (best, one) if isinstance(each, Array | int | float))
    m.trace.append(Alt(m.site(), ((), ()), (Join(result, sources),)))
    return result
