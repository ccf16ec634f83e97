"""`adlint plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adlint import deep
from adlint.answers.plan.planned import Planned
from adlint.bytesize import human
from adlint.cli.failure import Failure
from adlint.cli.function import asked
from adlint.cli.questioning import questioned
from adlint.cli.streams import complain, put
from adlint.cli.writing import write_plan
from adlint.placement.costing.cost_file import CostsError, cost_tree
from adlint.placement.plan import Goal, plan
from adlint.placement.searching.forcing import forced
from adlint.placement.searching.search import InfeasibleError
from adlint.report.plan import render_plan
from adlint.workspace import Workspace

if TYPE_CHECKING:
    from argparse import Namespace

    from adlint.answers.document import Document


MOST_REASONS = 3  # of why no placement keeps to a budget: a person mends one by one


def plan_command(arguments: Namespace) -> int:
    """0 if the plan is printed."""
    is_written = arguments.write or arguments.diff
    goal = Goal(arguments.memory, arguments.max_recompute, arguments.pareto, is_written, arguments.seconds)
    if (arguments.costs is None) == (arguments.target is None):
        raise Failure("plan: name a function, FILE::FUNC, or a cost tree, --costs FILE.json")
    try:
        found, documents = _of_source(arguments, goal) if arguments.costs is None else (_of_costs(arguments, goal), ())
    except InfeasibleError as error:
        raise Failure(_infeasible(error, goal)) from error
    for note in found.notes:
        complain(f"note: {note}")
    if arguments.diff:
        write_plan(found, documents, is_dry=True)
        return 0
    put(render_plan(arguments.output_format, found))
    if arguments.write:
        write_plan(found, documents, is_dry=False)
    return 0


def _of_source(arguments: Namespace, goal: Goal) -> tuple[Planned, tuple[Document, ...]]:
    if arguments.model == "all":
        raise Failure("plan: one model at a time: --model all is none")
    documents, question, load = questioned(arguments)
    found = asked(arguments.target, lambda: Workspace(keeps=False).plan(documents, question, goal, load))
    return found, documents


def _of_costs(arguments: Namespace, goal: Goal) -> Planned:
    if arguments.write or arguments.diff:
        raise Failure("plan: a cost tree has no source to be changed")
    for option in ("call", "wrt", "model"):
        if getattr(arguments, option):
            raise Failure(f"plan: --{option} is for source, and not for a cost tree")
    file = arguments.costs
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Failure(f"{file}: {getattr(error, 'strerror', None) or 'this is no text in UTF-8'}") from error
    try:
        tree = cost_tree(text, dict(arguments.sizes))
    except CostsError as error:
        raise Failure(f"{file}: {error}") from error
    reasons = {
        id_: "`checkpointable` is false in the cost file"
        for id_, several in tree.sites().items()
        if not all(one.checkpointable for one in several)
    }
    try:
        found = deep.run(lambda: plan(tree, goal, reasons))
    except InfeasibleError as error:
        raise forced(error, {id_: f"{id_}: {why}" for id_, why in reasons.items()}) from error
    return Planned(f"{file}::{tree.entry}", None, "units of time", found)


def _infeasible(error: InfeasibleError, goal: Goal) -> str:
    way, forcing = " -> ".join(error.way), error.forcing
    but_for = ""
    if forcing is not None:
        why = "; ".join(forcing.reasons[:MOST_REASONS])
        more = f"; and {len(forcing.reasons) - MOST_REASONS} more" if len(forcing.reasons) > MOST_REASONS else ""
        but_for = f"; it would be {human(forcing.peak)} but for {why}{more}"
    return (
        f"no placement has a peak of at most {human(goal.memory or 0)}: the lowest is {error.least.peak} B"
        f" ({human(error.least.peak)}), which is reached in {way}{but_for}"
    )
