"""Schedules of time-stepping loops: which states are stored, and which steps run again, so that all can be reversed.

`plan` finds the schedule of one kind for a `Problem`, `options` those of all kinds, `best` the one of the least time.
"""

from adlint.schedules.actions import Action, Copy, EndForward, EndReverse, Forward, Move, Reverse, Storage
from adlint.schedules.choice import Choice, best
from adlint.schedules.kinds import KINDS, options, plan
from adlint.schedules.problem import Assumption, Cost, Problem, Refusal
from adlint.schedules.resilience import Restarts, farthest, restarts
from adlint.schedules.schedule import Schedule

__all__ = [
    "KINDS", "Action", "Assumption", "Choice", "Copy", "Cost", "EndForward", "EndReverse", "Forward", "Move", "Problem",
    "Refusal", "Restarts", "Reverse", "Schedule", "Storage", "best", "farthest", "options", "plan", "restarts",
]  # fmt: skip
