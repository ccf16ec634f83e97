"""Random cost trees: nested calls, loops that may not turn, shared callees, sites that may not be joint."""

from __future__ import annotations

from random import Random

from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop, Segment, callees_first


class Grower:
    """Makes a tree with so many call sites."""

    def __init__(self, random: Random, sites: int, size: int = 100, trips: int = 3, forced: float = 0.0) -> None:
        self.random, self.size, self.trips, self.forced = random, size, trips, forced
        self.functions: dict[str, Items] = {}
        self.sites = 0
        self.tree = CostTree(entry := self.function(sites), callees_first(entry, self.functions))

    def function(self, sites: int) -> str:
        """A new function with so many sites in it and in its own callees."""
        name, here = f"f{len(self.functions)}", min(sites, self.random.randint(1, 4))
        self.functions[name] = ()
        below = [0] * here
        for _ in range(sites - here):
            below[self.random.randrange(here)] += 1
        items: list[Item] = []
        for count in below:
            items += [self.segment()] * self.random.randint(0, 1)
            items.append(self.looped(self.call(count)))
        self.functions[name] = (*items, self.segment())
        return name

    def segment(self) -> Segment:
        """Some straight-line work."""
        return Segment(self.random.randint(0, self.size), self.random.randint(0, self.size))

    def call(self, sites: int) -> Call:
        """A site of a new function, or of a leaf that is there already."""
        leaves = [name for name, body in self.functions.items() if body and not any(isinstance(i, Call) for i in body)]
        shared = leaves and not sites and self.random.random() < 0.3
        callee = self.random.choice(leaves) if shared else self.function(sites)
        self.sites += 1
        snapshot, may_be = self.random.randint(0, 3 * self.size), self.random.random() > 0.15
        is_forced = bool(self.forced) and self.random.random() < self.forced
        return Call(callee, f"s{self.sites}", snapshot, may_be or is_forced, is_forced)

    def looped(self, call: Call) -> Item:
        """A call, some in loops."""
        if self.random.random() > 0.3:
            return call
        return Loop(self.random.randint(0, self.trips), (self.segment(), call))


def grow(seed: int, sites: int, size: int = 100, trips: int = 3, forced: float = 0.0) -> CostTree:
    """The tree of a seed."""
    return Grower(Random(seed), sites, size, trips, forced).tree


def branched(tree: CostTree, random: Random) -> CostTree:
    """The tree with some bodies as one of two branches that are alike, in a loop."""
    functions = dict(tree.functions)
    for name, body in functions.items():
        if len(body) > 2 and random.random() < 0.3:
            functions[name] = (body[0], Loop(2, (Either((body[1:], body[:1])), *body[-1:])))
    return CostTree(tree.entry, callees_first(tree.entry, functions), tree.unit)
