"""Symbolic sizes: exact integer polynomials over names, rounded quotients and extremes; evaluated late."""

from adlint.symbolic.atoms import Atom, Extreme, Quotient, Symbol
from adlint.symbolic.bounds import NOTHING_KNOWN, Between, Bounds, within
from adlint.symbolic.comparison import at_least, at_most, equal, surely_at_least
from adlint.symbolic.division import ceildiv, floordiv, modulo
from adlint.symbolic.extremes import maximum, minimum
from adlint.symbolic.interval import Interval, exactly, from_least
from adlint.symbolic.polynomial import Polynomial, constant, polynomial, symbol
from adlint.symbolic.printing import expression, text
from adlint.symbolic.substitution import depends_on, evaluate, rate, substitute, symbols_of
from adlint.symbolic.summation import power_sum, total, trips

__all__ = [
    "NOTHING_KNOWN",
    "Atom",
    "Between",
    "Bounds",
    "Extreme",
    "Interval",
    "Polynomial",
    "Quotient",
    "Symbol",
    "at_least",
    "at_most",
    "ceildiv",
    "constant",
    "depends_on",
    "equal",
    "evaluate",
    "exactly",
    "expression",
    "floordiv",
    "from_least",
    "maximum",
    "minimum",
    "modulo",
    "polynomial",
    "power_sum",
    "rate",
    "substitute",
    "surely_at_least",
    "symbol",
    "symbols_of",
    "text",
    "total",
    "trips",
    "within",
]
