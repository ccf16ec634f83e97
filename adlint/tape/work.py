"""The elementary scalar statements that an operation on arrays stands for."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from adlint.shapes.dims import Dim, dim, product
from adlint.shapes.dtypes import kind
from adlint.symbolic import floordiv
from adlint.trace import Array, Op


class Statements(Struct, frozen=True, gc=False):
    """`count` equal statements, each with so many active operands, passive variables and constants."""

    count: Dim
    active: int
    passive: int = 0
    constants: int = 0
    name: str = ""


# operations that move elements and compute nothing
MOVES = frozenset(
    "getitem setitem reshape ravel flatten transpose broadcast_to concatenate stack hstack vstack append column_stack"
    " repeat tile pad roll flip fliplr flipud sort tril triu rot90 diag diagonal meshgrid copy astype real imag array"
    " where zeros ones empty full zeros_like ones_like empty_like full_like arange eye identity linspace".split()
)
# LAPACK, by closed counts of two-operand statements, in the size n of the matrix and the columns m on the right
FACTORISATIONS = {"inv": (2, 1), "det": (2, 3), "slogdet": (2, 3), "cholesky": (1, 3)}


def statements(op: Op, active: Sequence[bool]) -> tuple[Statements, ...] | None:
    """The statements of an operation, given which operands are active; None if no model tells. An integer or boolean
    result is no statement.
    """
    result = op.results[0]
    if kind(result.dtype) in "bi" or not any(active):
        return ()
    name = op.name.partition(".")[2]
    if name in MOVES:
        return ()
    if name == "contract":
        return _contraction(op, active)
    if name.startswith("linalg."):
        return _factorisation(op, name.removeprefix("linalg."), active)
    if name.endswith(".reduce"):
        count = dim(_size(op, 0) - result.size)
        return (Statements(count, 2, name=name),)
    if name in ("cumsum", "cumprod"):
        return _scan(op, name)
    if name.endswith(".at"):
        count_ = op.attribute("count", 1)
        assert isinstance(count_, int) or hasattr(count_, "terms")
        return (Statements(count_, 2 if all(active[:1]) else 1, name=name),)  # type: ignore[arg-type]
    return (_elementwise(op, active, name),)


def _elementwise(op: Op, active: Sequence[bool], name: str) -> Statements:
    arrays = sum(isinstance(one, Array) for one in op.operands)
    hot = sum(active)
    return Statements(op.results[0].size, hot, arrays - hot, len(op.operands) - arrays, name)


def _size(op: Op, number: int) -> Dim:
    one = op.operands[number]
    return one.size if isinstance(one, Array) else 1


def _contraction(op: Op, active: Sequence[bool]) -> tuple[Statements, ...]:
    """m·k·n products with the active of the factors for operands, and sums with two: k - 1 for each result."""
    summed = op.attribute("summed", ())
    assert isinstance(summed, tuple)
    inner, outer = product(summed), op.results[0].size
    hot = sum(active)
    found = [Statements(dim(outer * inner), hot, len(active) - hot, name="multiply")] if len(active) > 1 else []
    for more in range(2, len(active)):
        found.append(Statements(dim(outer * inner), 1 + active[more], name="multiply"))
    return (*found, Statements(dim(outer * (inner - 1)), 2, name="add"))


def _factorisation(op: Op, name: str, active: Sequence[bool]) -> tuple[Statements, ...]:
    matrix = op.operands[0]
    assert isinstance(matrix, Array)
    n, outer = matrix.shape[-1], product(matrix.shape[:-2])
    if name == "solve":
        right = op.operands[1]
        assert isinstance(right, Array)
        columns = 1 if len(right.shape) == 1 else right.shape[-1]
        cost = dim(floordiv(2 * n**3, 3) + 2 * n**2 * columns)
    else:
        top, below = FACTORISATIONS.get(name, (10, 1))
        cost = dim(floordiv(top * n**3, below))
    return (Statements(dim(cost * outer), 2, name=name),)


def _scan(op: Op, name: str) -> tuple[Statements, ...]:
    axis = op.attribute("axis")
    source = op.operands[0]
    assert isinstance(source, Array)
    lines = 1 if not isinstance(axis, int) else product(s for n, s in enumerate(source.shape) if n != axis)
    return (Statements(dim(source.size - lines), 2, name=name),)
