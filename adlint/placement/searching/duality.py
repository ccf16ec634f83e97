"""What a linear program cannot be below, whatever prices its rows are given, if each variable has two ends.

For rows A·x ≤ b and prices y ≥ 0, c·x ≥ -y·b + (c + A'·y)·x, and each variable of the last sum is taken at the end
where that is least (Neumaier and Shcherbina 2004, "Safe bounds in linear and mixed-integer linear programming"). The
prices of a solver that was stopped, or that is not exact, serve as well: the bound is weaker, never wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from highspy import MatrixFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUNDED = float(np.finfo(float).eps)  # of each term of a sum, at most as often as there are terms


def least(solver: Any) -> float:
    """The bound of a program that is minimised, with rows that have upper ends alone, at the prices that a solver came
    to, or at none, less what its own sums may be rounded by.
    """
    return bounded(solver)[0]


def bounded(solver: Any) -> tuple[float, NDArray[np.float64]]:
    """The bound, and what it grows by as each variable goes up by one; or, if less than 0, as it goes down."""
    program = solver.getLp()
    prices = _prices(np.array(solver.getSolution().row_dual), program)
    return _at(prices, np.array(program.col_cost_), program)


def is_empty(solver: Any) -> bool:
    """Whether no point keeps to the rows, as prices say at which the bound of a program without costs is above 0. A
    solver that goes on from an earlier answer may say so of a program that has points.
    """
    _, has_ray, ray = solver.getDualRay()
    program = solver.getLp()
    nothing = np.zeros(program.num_col_)
    return has_ray and any(_at(_prices(one, program), nothing, program)[0] > 0 for one in (ray, -ray))


def _prices(said: NDArray[np.float64], program: Any) -> NDArray[np.float64]:
    is_said = len(said) == program.num_row_ and np.isfinite(said).all()
    return np.maximum(-said, 0.0) if is_said else np.zeros(program.num_row_)


def _at(
    prices: NDArray[np.float64], costs: NDArray[np.float64], program: Any
) -> tuple[float, NDArray[np.float64]]:
    matrix = program.a_matrix_
    starts, others = np.array(matrix.start_), np.array(matrix.index_, dtype=np.int64)
    along = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    columns, rows = (along, others) if matrix.format_ == MatrixFormat.kColwise else (others, along)
    priced = np.array(matrix.value_) * prices[rows]
    most, lower, upper = (np.array(one) for one in (program.row_upper_, program.col_lower_, program.col_upper_))
    left = costs + np.bincount(columns, priced, program.num_col_)
    bound = left @ np.where(left > 0, lower, upper) - prices @ most
    largest = np.maximum(np.abs(lower), np.abs(upper))
    terms = np.abs(costs) @ largest + np.abs(priced) @ largest[columns] + prices @ np.abs(most)
    return float(bound - _ROUNDED * (len(left) + len(prices)) * terms), left
