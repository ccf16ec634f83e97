"""Atoms: what sizes are polynomials in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from adlint.symbolic.polynomial import Polynomial


class Symbol(Struct, frozen=True, gc=False, cache_hash=True):
    """A named size, at least 0 or the `least` that is said; or, with a `reason`, a loop index or something unknown, of
    either sign.

    One name means one symbol: values are bound, and expressions are printed, by name.
    """

    key: str
    reason: str = ""
    least: int = 0


class Quotient(Struct, frozen=True, gc=False, cache_hash=True):
    """`numerator // divisor`, rounded down, where that is no polynomial; `floordiv` makes it."""

    key: str
    numerator: Polynomial
    divisor: Polynomial


class Extreme(Struct, frozen=True, gc=False, cache_hash=True):
    """The largest or the smallest of several; `maximum` and `minimum` make it."""

    key: str
    kind: Literal["max", "min"]
    arguments: tuple[Polynomial, ...]


# `key` is the text of the atom as a Python expression: equal atoms have equal keys, and atoms are sorted by them
Atom: TypeAlias = Symbol | Quotient | Extreme
Monomial: TypeAlias = tuple[Atom, ...]  # sorted, a power stands as often as it is high; () is 1
