"""Which dtype values give together in JAX: its lattice, with weak types (JAX's "Type promotion semantics")."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value
from adlint.frameworks.arguments import numbers_of
from adlint.shapes.dtypes import WIDTH, kind
from adlint.trace import Array

_ORDER = "bifc"
_HALF = {"f64": "f32", "i64": "i32", "u64": "u32", "c128": "c64"}


def wide(m: Machine) -> bool:
    """Whether 64-bit numbers are on."""
    return m.settings.get("jax.x64") is True


def canonical(m: Machine, dtype: str) -> str:
    """A dtype as it is without 64-bit numbers, where they are off."""
    return dtype if wide(m) else _HALF.get(dtype, dtype)


def default(m: Machine, letter: str) -> str:
    """The dtype of a Python number of a kind: `b`, `i`, `f` or `c`."""
    return canonical(m, {"b": "bool", "i": "i64", "f": "f64", "c": "c128"}[letter])


def typed(m: Machine, value: Value) -> tuple[str, bool]:
    """The dtype of an array or number, and whether it is weak."""
    if isinstance(value, Array):
        return (value.dtype if value.framework == "jax" else canonical(m, value.dtype)), value.weak
    letter = numbers_of(value) or "f"
    return default(m, letter), letter != "b"


def joined(m: Machine, values: Sequence[Value]) -> tuple[str, bool]:
    """The dtype of several together, and whether it is weak."""
    types = [typed(m, one) for one in values]
    strong = [dtype for dtype, weak in types if not weak]
    loose = [dtype for dtype, weak in types if weak]
    if not strong:
        return max(loose, key=lambda one: (_ORDER.index(kind(one)), WIDTH[one])), True
    found = strong[0]
    for other in strong[1:]:
        found = two(found, other)
    highest = max((kind(one) for one in loose), key=_ORDER.index, default="b")
    if _ORDER.index(highest) <= _ORDER.index(kind(found)):
        return canonical(m, found), False
    if highest == "c" and kind(found) == "f":
        return canonical(m, "c128" if found == "f64" else "c64"), False
    return default(m, highest), True


def two(a: str, b: str) -> str:
    """The join of two dtypes that are not weak."""
    if a == b:
        return a
    low, high = sorted((a, b), key=lambda one: (_ORDER.index(kind(one)), WIDTH[one]))
    match kind(low), kind(high):
        case "i", "i" if low[0] != high[0]:
            signed, unsigned = (low, high) if low[0] == "i" else (high, low)
            return signed if WIDTH[signed] > WIDTH[unsigned] else {1: "i16", 2: "i32"}.get(WIDTH[unsigned], "i64")
        case "f", "f" if WIDTH[low] == WIDTH[high]:
            return "f32"
        case "f", "c":
            return "c128" if low == "f64" else high
        case _:
            return high


def inexact(m: Machine, dtype: str) -> str:
    """The floating dtype for an integer one; an inexact one as it is."""
    if kind(dtype) in "fc":
        return dtype
    return canonical(m, "f64" if dtype in ("i64", "u64") else "f32")
