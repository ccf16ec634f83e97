"""What a linear program is said not to be below is below it, and is reached where it is solved."""

from __future__ import annotations

from random import Random

import highspy
import numpy as np
import pytest

from adlint.placement.searching import duality


def program(random: Random) -> highspy.Highs:
    """A random program that is minimised, with two ends for each variable, and upper ends for rows."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    columns = random.randint(2, 40)
    for column in range(columns):
        solver.addVar(-random.randint(0, 3), random.randint(1, 5))
        solver.changeColCost(column, random.uniform(-2, 2))
    for _ in range(random.randint(1, 40)):
        chosen = np.array(random.sample(range(columns), random.randint(1, columns)), dtype=np.int32)
        factors = np.array([random.uniform(-3, 3) for _ in chosen])
        solver.addRow(-highspy.kHighsInf, random.uniform(0, 9), len(chosen), chosen, factors)
    return solver


@pytest.mark.parametrize("method", ["simplex", "ipm"])
@pytest.mark.parametrize("seed", range(30))
def test_bounds_are_below_at_each_step_and_reach_the_least_at_last(seed: int, method: str) -> None:
    least = program(Random(seed))
    least.run()
    best = least.getInfo().objective_function_value
    for steps in (0, 1, 3, 9, 10_000):
        solver = program(Random(seed))
        solver.setOptionValue("solver", method)
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("simplex_iteration_limit", steps)
        solver.setOptionValue("ipm_iteration_limit", steps)
        solver.run()
        assert duality.least(solver) <= best + 1e-9 * max(1, abs(best))
    assert duality.least(solver) == pytest.approx(best, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", range(30))
def test_a_variable_at_its_other_end_costs_what_is_said(seed: int) -> None:
    solver = program(Random(seed))
    solver.run()
    bound, growth = duality.bounded(solver)
    given = solver.getLp()
    for column, (low, high) in enumerate(zip(given.col_lower_, given.col_upper_, strict=True)):
        other = high if growth[column] > 0 else low
        again = program(Random(seed))
        again.changeColBounds(column, other, other)
        again.run()
        least = again.getInfo().objective_function_value
        is_met = again.getModelStatus() == highspy.HighsModelStatus.kOptimal
        assert not is_met or least >= bound + abs(growth[column]) * (high - low) - 1e-6


@pytest.mark.parametrize("seed", range(60))
def test_what_has_no_points_is_proven_and_nothing_else(seed: int) -> None:
    random = Random(seed)
    solver = program(random)
    solver.setOptionValue("presolve", "off")
    every = np.arange(solver.getNumCol(), dtype=np.int32)
    solver.addRow(-highspy.kHighsInf, random.uniform(-60, 0), len(every), every, np.ones(len(every)))
    solver.run()
    has_none = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    assert duality.is_empty(solver) == has_none
