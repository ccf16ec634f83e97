"""Store-all: every step is taped as it runs, and none runs twice."""

from __future__ import annotations

from adlint.schedules.counts import Counts
from adlint.schedules.problem import Assumption, Problem, Refusal
from adlint.schedules.schedule import Schedule, schedule
from adlint.schedules.tree import Key, Node, Tape


def tree(steps: int, key: Key) -> Node:  # noqa: ARG001
    """The policy: no step is split off."""
    return Tape()


def store_all(problem: Problem) -> Schedule | Refusal:
    """No extra step; the peak is the tape of all steps."""
    if problem.memory is not None:
        if problem.step_tape_bytes is None:
            return Refusal("store-all", "a budget in bytes needs the size of the tape of one step")
        peak = problem.steps * problem.step_tape_bytes
        if peak > problem.memory:
            return Refusal("store-all", f"store-all needs {peak} bytes, and {problem.memory} are allowed")
    return schedule("store-all", problem, Counts(), (Assumption.STATE_APART,), (tree, None), taped=problem.steps)
