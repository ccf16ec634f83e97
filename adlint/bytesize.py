"""Sizes in bytes as people write them: `512`, `512B`, `10kB`, `2MiB`, `1.5GiB`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")

_MANY = 10**15  # of a unit, from which on digits are counted
_FACTORS = {"b": 1} | {
    f"{letter}{unit}b".lower(): base**power
    for power, letter in enumerate("KMGTPE", 1)
    for unit, base in (("", 1000), ("i", 1024))
}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")


def parsed(size: str) -> int:
    """The number of bytes. ValueError, with how to write it, if the text is no size."""
    match = _SIZE.fullmatch(size)
    factor = _FACTORS.get(match[2].lower() or "b") if match else None
    if match is None or factor is None:
        raise ValueError(f"{size!r} is no size in bytes: write it as 512, 512B, 10kB, 2MiB or 1.5GiB")
    return int(Fraction(match[1]) * factor)


def human(size: int) -> str:
    """`512 B`, `1.5 MiB`."""
    value, unit = Fraction(size), 0
    while value >= 1024 and unit + 1 < len(_UNITS):
        value, unit = value / 1024, unit + 1
    if value >= _MANY:
        return f"{Decimal(int(value)):.1e} {_UNITS[unit]}"
    return f"{size} B" if unit == 0 else f"{float(value):.1f} {_UNITS[unit]}"
