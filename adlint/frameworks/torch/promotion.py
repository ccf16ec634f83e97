"""Which dtype an operation gives, as PyTorch has it: tensors with dimensions come before those without, and these
before Python's numbers; who comes later matters only by a higher kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adlint.shapes.dtypes import WIDTH, kind
from adlint.trace import Array

_ORDER = "bifc"


def _promoted(a: str, b: str) -> str:
    """The dtype of two tensors together (`torch.promote_types`)."""
    if a == b:
        return a
    low, high = sorted((a, b), key=lambda one: (_ORDER.index(kind(one)), WIDTH[one]))
    match kind(low), kind(high):
        case ("b" | "i", "f" | "c") | ("b", "i"):
            return high
        case ("i", "i") if low[0] != high[0]:
            signed, unsigned = (low, high) if low[0] == "i" else (high, low)
            return signed if WIDTH[signed] > WIDTH[unsigned] else {1: "i16", 2: "i32"}.get(WIDTH[unsigned], "i64")
        case ("f", "f") if {low, high} == {"f16", "bf16"}:
            return "f32"
        case ("f", "c"):
            return "c128" if low == "f64" else high
        case _:
            return high


def result_type(values: Sequence[object], floating: str) -> str:
    """The dtype of an operation on tensors, dtypes, and numbers given by their kinds (`b`, `i`, `f`, `c`), where
    Python's floats are `floating` (`torch.result_type`).
    """
    arrays = [one for one in values if isinstance(one, Array)]
    dimmed = _all(one.dtype for one in arrays if one.shape)
    single = _all(one.dtype for one in arrays if not one.shape)
    plain = {"b": "bool", "i": "i64", "f": floating, "c": "c128" if floating == "f64" else "c64"}
    numbers = _all(plain.get(one, one) for one in values if isinstance(one, str))
    return _combined(dimmed, _combined(single, numbers)) or floating


def _all(dtypes: Iterable[str]) -> str | None:
    found = None
    for one in dtypes:
        found = one if found is None else _promoted(found, one)
    return found


def _combined(higher: str | None, lower: str | None) -> str | None:
    if higher is None or lower is None:
        return higher or lower
    if kind(higher) == "c":
        return higher
    if kind(higher) == "f":
        return higher if kind(lower) != "c" else {"f64": "c128"}.get(higher, "c64")
    return _promoted(higher, lower) if kind(higher) == "b" or kind(lower) in "fc" else higher
