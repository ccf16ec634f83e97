"""`adlint plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adlint.bytesize import human
from adlint.cli.failure import Failure
from adlint.cli.streams import put
from adlint.placement.cost_file import CostsError, cost_tree
from adlint.placement.plan import Goal, plan
from adlint.placement.search import InfeasibleError
from adlint.planned import Planned
from adlint.report.plan import render_plan

if TYPE_CHECKING:
    from argparse import Namespace


def plan_command(arguments: Namespace) -> int:
    """0 if the plan is printed."""
    goal = Goal(arguments.memory, arguments.max_recompute, arguments.pareto)
    try:
        found = _of_costs(arguments.costs, goal)
    except InfeasibleError as error:
        raise Failure(_infeasible(error, goal)) from error
    put(render_plan(arguments.output_format, found))
    return 0


def _of_costs(file: str, goal: Goal) -> Planned:
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Failure(f"{file}: {getattr(error, 'strerror', None) or 'this is no text in UTF-8'}") from error
    try:
        tree = cost_tree(text)
    except CostsError as error:
        raise Failure(f"{file}: {error}") from error
    reasons = {
        id_: "`checkpointable` is false in the cost file"
        for id_, several in tree.sites().items()
        if not all(one.checkpointable for one in several)
    }
    return Planned(f"{file}::{tree.entry}", None, "units of time", plan(tree, goal, reasons))


def _infeasible(error: InfeasibleError, goal: Goal) -> str:
    way = " -> ".join(error.way)
    return (
        f"no placement has a peak of at most {human(goal.memory or 0)}: the lowest is {error.least.peak} B"
        f" ({human(error.least.peak)}), which is reached in {way}"
    )
