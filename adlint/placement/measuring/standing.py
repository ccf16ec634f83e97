"""A placement that is changed by many sites at once; stacks are evaluated again as far as they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from adlint.placement.measuring.heights import stacks
from adlint.placement.measuring.turning import Graph, Turning
from adlint.placement.searching.problem import Placement, Problem


class Standing:
    """The sites that are joint, and the stacks that they lead to."""

    def __init__(self, given: Problem, joint: Iterable[str]) -> None:
        self.problem = given
        self.graph = Graph(given.tree)
        self.joint = dict.fromkeys(joint, 1)
        self.found = stacks(given.tree, self.joint)

    @property
    def peak(self) -> int:
        """The peak of the entry."""
        return int(self.found[self.problem.tree.entry].peak)

    def placement(self) -> Placement:
        """As it stands."""
        return self.problem.place(one for one, is_joint in self.joint.items() if is_joint)

    def turning(self) -> Turning:
        """What the peak would be with single sites turned."""
        return Turning(self.graph, self.joint, self.found)

    def turn(self, sites: Iterable[str]) -> None:
        """Sites the other way."""
        turned = tuple(sites)
        self.joint = {**self.joint, **{one: 1 - self.joint.get(one, 0) for one in turned}}
        self.found = dict(self.found)
        for name, now in self.graph.restacked(self.found, self.joint, turned):
            self.found[name] = now

    def turn_while(self, sites: Sequence[str], holds: Callable[[int], bool]) -> int:
        """As many sites the other way, from the first one on, as leave a peak of which something holds; of fewer it
        holds too, or is taken to. How many they are.
        """
        low, high = 0, len(sites) + 1
        middle = len(sites)
        while high - low > 1:
            before = self.joint, self.found
            self.turn(sites[low:middle])
            if holds(self.peak):
                low = middle
            else:
                high = middle
                self.joint, self.found = before
            middle = (low + high) // 2
        return low
