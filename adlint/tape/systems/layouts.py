"""What overloading tools record of one statement, in bytes: layouts of their tapes.

Measured with ADOL-C 2.7.2 (`tapestats`), CoDiPack 3.1.1 (linear index managers) and XAD 1.5.2 (`Tape.getMemory()`).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from adlint.tape.systems.work import Statements


class Layout(Struct, frozen=True, gc=False):
    """`size` gives the bytes of a statement, None where they are not known; `start` is what an empty tape takes. With
    expression templates (`by_assignment`) an assignment is one statement, each active leaf as often as it occurs.
    """

    size: Callable[[Statements], int | None]
    start: int = 0
    by_assignment: bool = False


def elemental(one: Statements) -> int:
    """The slides' layout: 2 B of opcode, 8 B of value, 8 B for each active operand."""
    return 10 + 8 * one.active


# one location for each operand and the result, and a Taylor coefficient of the result
_ADOLC_PLAIN = frozenset(
    "add subtract multiply divide exp log sqrt negative absolute power square maximum minimum solve inv det"
        " slogdet cholesky"
    " qr svd eigh eig eigvalsh eigvals lstsq pinv lu schur cond solve_triangular cho_solve lu_solve lu_factor"
        " cho_factor"
    " svdvals add.reduce multiply.reduce add.accumulate multiply.accumulate add.at subtract.at multiply.at"
    " maximum.reduce minimum.reduce".split()
)
_ADOLC_PAIRED = frozenset(("sin", "cos"))


def adolc(one: Statements) -> int | None:
    """1 B of operation, 4 B for each location, 8 B for each value that is no variable, 8 B for the Taylor coefficient
    that is overwritten. Sine and cosine are made together, each of them recorded with its partner.
    """
    if one.name in _ADOLC_PAIRED:
        return 42
    if one.name not in _ADOLC_PLAIN:
        return None
    locations = one.active + (0 if one.is_in_place else 1)
    values = one.passive + one.constants
    if one.name == "square":
        locations, values = 3, 0
    return 1 + 4 * locations + 8 * values + 8


def codipack_jacobian(one: Statements) -> int:
    """The number of arguments, and for each active one its index and its partial derivative; an adjoint."""
    return 1 + 12 * one.active + 8


def codipack_primal(one: Statements) -> int:
    """A handle of the statement, indices of arguments, constants, and the primal values of before and after."""
    return 11 + 4 * one.active + 8 * (one.constants + one.passive) + 16


def xad(one: Statements) -> int:
    """8 B a statement, and 12 B for each active argument."""
    return 8 + 12 * one.active


LAYOUTS = {
    "elemental": Layout(elemental),
    "adolc": Layout(adolc),
    "codipack-jacobian": Layout(codipack_jacobian, by_assignment=True),
    "codipack-primal": Layout(codipack_primal, by_assignment=True),
    "xad": Layout(xad, start=40),
}
