"""What a linear program cannot be below, whatever prices its rows are given, if each variable has two ends.

For rows A·x ≤ b and prices y ≥ 0, c·x ≥ -y·b + (c + A'·y)·x, and each variable of the last sum is taken at the end
where that is least (Neumaier and Shcherbina 2004, "Safe bounds in linear and mixed-integer linear programming"). The
prices of a solver that was stopped, or that is not exact, serve as well: the bound is weaker, never wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from highspy import MatrixFormat

_ROUNDED = float(np.finfo(float).eps)  # of each term of a sum, at most as often as there are terms


def least(solver: Any) -> float:
    """The bound of a program that is minimised, with rows that have upper ends alone, at the prices that a solver came
    to, or at none, less what its own sums may be rounded by.
    """
    program, prices = solver.getLp(), np.array(solver.getSolution().row_dual)
    if len(prices) != program.num_row_ or not np.isfinite(prices).all():
        prices = np.zeros(program.num_row_)
    prices = np.maximum(-prices, 0.0)
    matrix = program.a_matrix_
    starts, others = np.array(matrix.start_), np.array(matrix.index_, dtype=np.int64)
    along = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    columns, rows = (along, others) if matrix.format_ == MatrixFormat.kColwise else (others, along)
    priced = np.array(matrix.value_) * prices[rows]
    costs, most = np.array(program.col_cost_), np.array(program.row_upper_)
    lower, upper = np.array(program.col_lower_), np.array(program.col_upper_)
    left = costs + np.bincount(columns, priced, program.num_col_)
    bound = left @ np.where(left > 0, lower, upper) - prices @ most
    largest = np.maximum(np.abs(lower), np.abs(upper))
    terms = np.abs(costs) @ largest + np.abs(priced) @ largest[columns] + prices @ np.abs(most)
    return float(bound - _ROUNDED * (len(left) + len(prices)) * terms)
