"""Families of large cost trees that are hard to search: deep, nested in loops, with callees that are shared."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from adlint.placement.costing.tree import Call, CostTree, Item, Items, Loop, Segment, callees_first, calls


class Builder:
    """Makes functions and sites; sizes and times go over four powers of ten."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.functions: dict[str, Items] = {}
        self.sites = 0

    def segment(self) -> Segment:
        """Some straight-line work."""
        return Segment(self._amount(2, 6), self._amount(1, 5))

    def call(self, function: str) -> Call:
        """A new site, of which one in ten may not be joint."""
        self.sites += 1
        return Call(function, f"s{self.sites}", self._amount(1, 6), self.random.random() > 0.1)

    def function(self, *items: Item) -> str:
        """A new function with such a body."""
        name = f"f{len(self.functions)}"
        self.functions[name] = items
        return name

    def leaf(self) -> Call:
        """A site of a new function without sites."""
        return self.call(self.function(self.segment()))

    def loop(self, trips: float, *items: Item) -> Loop:
        """A loop of about so many turns."""
        return Loop(1 + int(self.random.random() * trips), items)

    def tree(self) -> CostTree:
        """The tree of the function that was made last."""
        entry = list(self.functions)[-1]
        return CostTree(entry, callees_first(entry, self.functions))

    def _amount(self, low: float, high: float) -> int:
        return int(10 ** self.random.uniform(low, high))


def chain(build: Builder, sites: int) -> None:
    """Each function calls the next one."""
    name = build.function(build.segment())
    while build.sites < sites:
        name = build.function(build.segment(), build.call(name), build.segment())


def comb(build: Builder, sites: int) -> None:
    """Fifty levels: each function calls leaves, and the next function at any place among these."""
    name = build.function(build.segment())
    for _ in range(50):
        teeth: list[Item] = [build.leaf() for _ in range(max(1, sites // 50 - 1))]
        teeth.insert(build.random.randint(0, len(teeth)), build.call(name))
        name = build.function(build.segment(), *teeth, build.segment())


def looped_comb(build: Builder, sites: int, trips: float = 10.0) -> None:
    """A comb in which half of the calls turn in loops."""
    name = build.function(build.segment())
    for _ in range(50):
        teeth: list[Item] = [build.leaf() for _ in range(max(1, sites // 50 - 1))]
        teeth.insert(build.random.randint(0, len(teeth)), build.call(name))
        body = [build.loop(trips, one, build.segment()) if build.random.random() < 0.5 else one for one in teeth]
        name = build.function(build.segment(), *body)


def billions(build: Builder, sites: int) -> None:
    """Loops in loops, of thousands to billions of turns."""
    name = build.function(build.segment())
    while build.sites < sites:
        heavy, light = build.random.random() < 0.05, build.random.random() < 0.3
        trips = 10.0 ** build.random.choice((3, 6, 9)) if heavy else 3.0 if light else 0.0
        inner = build.loop(trips, build.segment(), build.call(name), build.leaf())
        name = build.function(build.segment(), inner, build.leaf(), build.segment())


def balanced(build: Builder, sites: int, inside: Callable[[Item], Item] = lambda one: one) -> None:
    """Each function calls two of half the size."""

    def half(left: int) -> str:
        if left < 2:
            return build.function(build.segment())
        here = [inside(build.call(half(left // 2 - 1))), inside(build.call(half(left - left // 2 - 1)))]
        return build.function(build.segment(), here[0], build.segment(), here[1])

    half(sites)


def balanced_loops(build: Builder, sites: int) -> None:
    """A balanced tree with loops around half of the calls."""
    balanced(build, sites, lambda one: build.loop(20, one) if build.random.random() < 0.5 else one)


def wide(build: Builder, sites: int) -> None:
    """One body calls leaves alone."""
    build.function(*(one for _ in range(sites) for one in (build.segment(), build.leaf())))


def doubling(build: Builder, sites: int) -> None:
    """Each function calls the next one twice, and a leaf between: instances without number."""
    name = build.function(build.segment())
    while build.sites < sites:
        name = build.function(build.segment(), build.call(name), build.leaf(), build.call(name))


def entwined(build: Builder, sites: int) -> None:
    """Each function calls the next one twice, and once the one after that: choices that are open meet in each body."""
    names = [build.function(build.segment()), build.function(build.segment())]
    while build.sites < sites:
        before, last = names[-2:]
        several = build.call(last), build.call(before), build.leaf(), build.call(last)
        names.append(build.function(build.segment(), *several))


def library(build: Builder, sites: int) -> None:
    """A comb whose teeth call a dozen functions again and again, which have sites of their own."""
    shared = []
    for _ in range(12):
        inner = [one for _ in range(4) for one in (build.segment(), build.leaf())]
        shared.append(build.function(build.segment(), *inner))
    name = build.function(build.segment())
    while build.sites < sites:
        teeth: list[Item] = [build.call(build.random.choice(shared)) for _ in range(3)]
        teeth.insert(build.random.randint(0, 3), build.call(name))
        name = build.function(build.segment(), *teeth)


def layered(build: Builder, sites: int) -> None:
    """Layers of functions, each of which calls three of the layer below: sharing at all depths."""
    width = max(2, sites // 30)
    layer = [build.function(build.segment()) for _ in range(width)]
    while build.sites < sites - 4 * width:
        layer = [
            build.function(*(x for one in build.random.choices(layer, k=3) for x in (build.segment(), build.call(one))))
            for _ in range(width)
        ]
    build.function(*map(build.call, layer))


def tangled(build: Builder, sites: int) -> None:
    """Functions call some of the last ones that were made, at random, some in loops."""
    build.function(build.segment())
    while build.sites < sites:
        names = list(build.functions)[-12:]
        items: list[Item] = [build.call(build.random.choice(names)) for _ in range(build.random.randint(1, 4))]
        body = [build.loop(5, one, build.segment()) if build.random.random() < 0.2 else one for one in items]
        build.function(build.segment(), *body)
    below = {one.function for body in build.functions.values() for one in body if isinstance(one, Call)}
    build.function(*(build.call(one) for one in build.functions if one not in below))


def woven(build: Builder, sites: int) -> None:
    """A few functions with many sites each, of which the first of each calls the next function, and the others any of
    those below, some in loops.
    """
    names = [build.function(build.segment())]
    count = max(3, sites // build.random.choice((2, 5, 15)))
    for left in range(count, 0, -1):
        called = [names[-1], *build.random.choices(names[-20:], k=max(0, (sites - build.sites) // left - 1))]
        several = [build.call(one) for one in called]
        body = [build.loop(20, one) if build.random.random() < 0.3 else one for one in several]
        names.append(build.function(build.segment(), *body))


def scattered(build: Builder, sites: int, share: float = 0.3) -> None:
    """Functions with about five sites each, which call any of those below, a share of them in loops."""
    names = [build.function(build.segment())]
    for left in range(max(3, sites // 5), 0, -1):
        called = build.random.choices(names, k=max(1, round((sites - build.sites) / left)))
        body = [build.loop(20, build.call(one)) if build.random.random() < share else build.call(one) for one in called]
        names.append(build.function(build.segment(), *(x for one in body for x in (one, build.segment()))))
    below = {one.function for body in build.functions.values() for one in calls(body)}
    build.function(*(build.call(one) for one in names if one not in below))


def scattered_straight(build: Builder, sites: int) -> None:
    """Functions which call any of those below, without loops."""
    scattered(build, sites, 0.0)


FAMILIES: dict[str, Callable[[Builder, int], None]] = {
    one.__name__: one
    for one in (
        chain, comb, looped_comb, billions, balanced, balanced_loops, wide, doubling, entwined, library, layered,
        tangled, woven, scattered, scattered_straight,
    )
}  # fmt: skip


def family(name: str, sites: int, seed: int = 0) -> CostTree:
    """A tree of a family, with about so many sites."""
    build = Builder(seed)
    FAMILIES[name](build, sites)
    return build.tree()
