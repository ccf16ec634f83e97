"""What a call leaves where it is split, as its callee's body says, and not only as a number.

A solver that may choose half of each (x = 1/2) would count half of the most that the tape of the callee can be as
spared, and yet make sites in the callee joint in full. So the body of the callee stands in the program once more, in
the share 1 - x in which the call is split: its sites are joint in parts of no more than that share, and their own
callees stand in what is split of it, down to a depth (two cases apart, as in disjunctive programming: Balas 1979). A
callee that is called at several places has no copies: they would be many, and add little.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, Segment, calls
from adlint.placement.searching.linear import LONG, Linear

if TYPE_CHECKING:
    from adlint.placement.searching.milp import Model

_DEEPEST = 12


class Shares:
    """Copies of bodies in a model, as deep as no more than so many sites are copied."""

    def __init__(self, model: Model, copies: int) -> None:
        self.model, self.copies = model, copies
        tree = model.problem.tree
        called = Counter(one.function for body in tree.functions.values() for one in calls(body))
        self.once = frozenset(one for one, count in called.items() if count == 1)
        self.depth = _depth(tree, frozenset(model.problem.free), self.once, copies)

    def split(self, function: str, share: Linear) -> Linear | None:
        """What a split call of a function leaves, in the share in which it is split; None where that is not asked."""
        if self.depth < 0 or function not in self.once:
            return None
        return self._body(self.model.problem.tree.functions[function], share, self.depth)

    def _body(self, items: Items, share: Linear, depth: int) -> Linear:
        found = Linear()
        for item in items:
            match item:
                case Segment(tape):
                    found = found + share.times(tape)
                case Call():
                    found = found + self._call(item, share, depth)
                case Loop(trips, body):
                    if trips:
                        found = found + self._body(body, share, depth).times(trips)
                case Either(branches):
                    found = found + self._highest([self._body(one, share, depth) for one in branches])
            if len(found.terms) > LONG:
                found = self._highest([found])
        return found

    def _highest(self, several: list[Linear]) -> Linear:
        """A variable that is no less than any."""
        model = self.model
        found = model.variable(0, max(one.most(model.most) for one in several))
        for one in several:
            model.at_most(one + found.times(-1), 0)
        return found

    def _call(self, site: Call, share: Linear, depth: int) -> Linear:
        model, variable = self.model, self.model.joint.get(site.id)
        if variable is None:
            return share.times(site.snapshot) if site.forced else self._tape(site.function, share, depth)
        joint = Linear(0, {model.part(): 1})
        decided = Linear(0, {variable: 1})
        model.at_most(joint + share.times(-1), 0)
        model.at_most(joint + decided.times(-1), 0)
        model.at_most(decided + share + joint.times(-1), 1)
        return joint.times(site.snapshot) + self._tape(site.function, share + joint.times(-1), depth)

    def _tape(self, function: str, share: Linear, depth: int) -> Linear:
        """The tape of a callee, in a share."""
        model = self.model
        least, most = model.least[function].tape, model.highest[function].tape
        if least == most:
            return share.times(least)
        if depth and function in self.once:
            return self._body(model.problem.tree.functions[function], share, depth - 1)
        tape = model.variable(0, most)
        model.at_most(share.times(least) + tape.times(-1), 0)
        model.at_most(model.stacks[function][0] + share.times(most) + tape.times(-1), most)
        return tape


def _depth(tree: CostTree, free: frozenset[str], once: frozenset[str], most: int) -> int:
    """How deep copies may go: -1 for none."""

    @cache
    def copied(function: str, depth: int) -> int:
        found = 0
        for one in calls(tree.functions[function]):
            found += one.id in free
            if depth and one.function in once:
                found += copied(one.function, depth - 1)
        return found

    sites = [one.function for body in tree.functions.values() for one in calls(body) if one.id in free]
    for depth in range(_DEEPEST + 1):
        if sum(copied(one, depth) for one in sites if one in once) > most:
            return depth - 1
    return _DEEPEST
