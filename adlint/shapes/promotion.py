"""Which dtype two give together, as NumPy 2 has it. Python's numbers give way to arrays of their kind."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.shapes.dtypes import WIDTH, kind

_ORDER = "bifc"


def promoted(*dtypes: str) -> str:
    """The dtype of the result of an operation on arrays of several dtypes (NumPy's `result_type`)."""
    result = dtypes[0]
    for other in dtypes[1:]:
        result = _two(result, other)
    return result


def with_numbers(dtypes: Iterable[str], numbers: Iterable[str]) -> str:
    """The dtype where Python numbers of kinds (`b`, `i`, `f`, `c`) come in: they matter only if theirs is a higher kind
    than that of all arrays (NEP 50).
    """
    arrays = list(dtypes)
    highest = max(numbers, key=_ORDER.index, default="b")
    if not arrays:
        return {"b": "bool", "i": "i64", "f": "f64", "c": "c128"}[highest]
    found = promoted(*arrays)
    if _ORDER.index(highest) <= _ORDER.index(kind(found)):
        return found
    match highest:
        case "i":
            return "i64"
        case "f":
            return "f64"
        case _:
            return {"f32": "c64", "f16": "c64"}.get(found, "c128")


def _two(a: str, b: str) -> str:
    if a == b:
        return a
    low, high = sorted((a, b), key=lambda one: (_ORDER.index(kind(one)), WIDTH[one]))
    match kind(low), kind(high):
        case ("b", _):
            return high
        case ("i", "i"):
            return _integers(low, high)
        case ("i", "f"):
            return _float_for(low, high)
        case ("i" | "f", "c"):
            return "c128" if low in ("f64", "i64", "i32", "u32", "u64") else high
        case ("f", "f") if {low, high} == {"f16", "bf16"}:
            return "f32"
        case _:
            return high


def _integers(low: str, high: str) -> str:
    if low[0] == high[0]:
        return high
    signed, unsigned = (low, high) if low[0] == "i" else (high, low)
    if WIDTH[signed] > WIDTH[unsigned]:
        return signed
    return {1: "i16", 2: "i32", 4: "i64"}.get(WIDTH[unsigned], "f64")


def _float_for(integer: str, floating: str) -> str:
    least = {1: "f16", 2: "f32"}.get(WIDTH[integer], "f64")
    return max(least, floating, key=lambda one: WIDTH[one])
