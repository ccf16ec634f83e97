"""How the peaks and times of a plan grow with the sizes that say how often loops run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as with_fields

from msgspec.structs import replace

from adlint.answers.plan.planned import Growing
from adlint.answers.plan.planning import Planning
from adlint.answers.tape.question import Question
from adlint.answers.tape.taping import Asked
from adlint.placement.costing.costs import UnboundError
from adlint.placement.costing.traced import Traced
from adlint.placement.costing.tree import CostTree
from adlint.placement.loops.timeloops import Scheme
from adlint.placement.measuring.growth import Growth, growth
from adlint.symbolic import polynomial, symbols_of
from adlint.trace import Loop, Scan, within


def growing(
    planning: Planning, scheme: Scheme, question: Question, ask: Callable[[Question], Asked]
) -> Iterator[Growing]:
    """The laws for each size that the question gives a number to, and that says how often a loop runs: without
    checkpoints, as the source is today, and as planned. `ask` evaluates another question about the same call, in which
    the size is a name.
    """
    for name in question.sizes:
        sizes = {other: number for other, number in question.sizes.items() if other != name}
        try:
            free = with_fields(planning, asked=ask(replace(question, sizes=sizes)))
        except LookupError as error:
            if type(error) is not LookupError:  # a KeyError or IndexError is a defect
                raise
            continue
        if _counts(free.traced, name):
            yield _of(planning, free.traced, scheme, name)


def _counts(traced: Traced, name: str) -> bool:
    """Whether a size says how often a loop runs."""
    trips = (node.trips for node in within(traced.plain) if isinstance(node, Loop | Scan))
    return any(one.key == name for each in trips for one in symbols_of(polynomial(each)))


def _of(planning: Planning, free: Traced, scheme: Scheme, name: str) -> Growing:
    today = planning.today

    def tree_at(turns: int) -> CostTree:
        return free.tree(planning.is_free, {name: turns})[0]

    def law(cut: Callable[[CostTree], CostTree], joint: frozenset[str]) -> Growth | None:
        try:
            return growth(lambda turns: cut(tree_at(turns)), joint)
        except UnboundError:
            return None

    return Growing(
        name,
        law(lambda tree: tree, frozenset()),
        law(lambda tree: tree, today) if today else None,
        law(replace(scheme, room=None).cut, scheme.joint),  # a budget does not grow
    )
