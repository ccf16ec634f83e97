"""What one site the other way would do to the peak, all else as it stands.

Where a function is called at one place, or at several of one body, all that the entry's peak depends on is what this
function leaves and how high it grows. Going through loops and calls down to it, the peak stays the largest of a few
sums `constant + factor·left`, to some of which the height is added: with these, turning a site costs no walk up to the
entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop, Segment, calls, within
from adlint.placement.measuring.heights import Joint, Stack, rests, stack, under
from adlint.placement.measuring.highest import Terms, inside, largest, put


class Graph:
    """Who calls whom in a tree, for stacks that are evaluated again as far as they change."""

    def __init__(self, tree: CostTree) -> None:
        self.tree = tree
        self.rank = {name: rank for rank, name in enumerate(tree.functions)}
        self.names = tuple(tree.functions)
        self.places: dict[str, list[str]] = {}  # of sites: the functions in which they stand
        self.callers: dict[str, list[str]] = {name: [] for name in tree.functions}
        self.sizes = {name: sum(1 for _ in within(body)) for name, body in tree.functions.items()}
        self.evaluated = 0  # items so far, in stacks
        for name, body in tree.functions.items():
            for one in calls(body):
                self.places.setdefault(one.id, []).append(name)
                self.callers[one.function].append(name)

    def restacked(self, found: Mapping[str, Stack], joint: Joint, turned: Iterable[str]) -> Iterator[tuple[str, Stack]]:
        """The stacks that are not what they were, callees first, now that some sites have been turned. `found` is what
        they were, and is to become what they are in the course of this.
        """
        waiting = {self.rank[name] for one in turned for name in self.places[one]}
        heap = sorted(waiting)
        while heap:
            rank = heappop(heap)
            waiting.discard(rank)
            name = self.names[rank]
            now = stack(self.tree.functions[name], found, under(joint))
            self.evaluated += self.sizes[name]
            if now != found[name]:
                yield name, now
                for caller in map(self.rank.__getitem__, self.callers[name]):
                    if caller not in waiting:
                        waiting.add(caller)
                        heappush(heap, caller)


@dataclass(slots=True)
class Turning:
    """The stacks `found` of a placement, and what they would be with sites turned. `terms` are those of functions,
    `places` those of sites, where these stand at one place alone.
    """

    graph: Graph
    joint: Joint
    found: dict[str, Stack]
    terms: dict[str, Terms] = field(default_factory=dict)
    places: dict[str, tuple[Call, Terms]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        graph, tree = self.graph, self.graph.tree
        self.terms[tree.entry] = {(0, True): 0}
        for name in reversed(tree.functions):
            if name in self.terms:
                for call, terms in self._body(tree.functions[name], self.terms[name]):
                    if len(graph.places[call.id]) == 1:
                        self.places[call.id] = call, terms
                    callers = graph.callers[call.function]
                    if len(callers) == 1:
                        self.terms[call.function] = self._called(call, terms)
                    elif call.function not in self.terms and callers.count(name) == len(callers):
                        self.terms[call.function] = self._inside(name, call.function)

    @property
    def peak(self) -> int:
        """The peak of the entry as it stands."""
        return int(self.found[self.graph.tree.entry].peak)

    def turned(self, site: str) -> int:
        """The peak of the entry with a site the other way."""
        is_joint = not self.joint.get(site, 0)
        if site in self.places:
            call, terms = self.places[site]
            callee = self.found[call.function]
            return largest(terms, Stack(call.snapshot, max(callee.peak, call.snapshot)) if is_joint else callee)
        found = dict(self.found)
        for name, now in self.graph.restacked(found, {**self.joint, site: int(is_joint)}, (site,)):
            found[name] = now  # noqa: PERF403 -- what comes next is found from it
        return int(found[self.graph.tree.entry].peak)

    def _body(self, items: Items, terms: Terms) -> Iterator[tuple[Call, Terms]]:
        """The calls of a body, with the terms of what they leave and how high they grow, given those of the body."""
        each = [stack((item,), self.found, under(self.joint)) for item in items]
        before = Stack()
        for item, own, after in zip(items, each, rests(each), strict=True):
            if not isinstance(item, Segment):
                yield from self._item(item, _placed(terms, before, after))
            before = Stack(before.tape + own.tape, max(before.peak, before.tape + own.peak))

    def _item(self, item: Item, terms: Terms) -> Iterator[tuple[Call, Terms]]:
        match item:
            case Call():
                yield item, terms
            case Loop(trips, body) if trips:
                inner: Terms = {}
                for (factor, has_height), constant in terms.items():
                    put(inner, trips * factor + has_height * (trips - 1), has_height, constant)
                yield from self._body(body, inner)
            case Either(branches):
                each = [stack(branch, self.found, under(self.joint)) for branch in branches]
                for place, branch in enumerate(branches):
                    others = [*each[:place], *each[place + 1 :], Stack(0, 0)]
                    other = Stack(max(one.tape for one in others), max(one.peak for one in others))
                    yield from self._body(branch, _either(terms, other))
            case _:
                pass

    def _inside(self, caller: str, function: str) -> Terms:
        """The terms of a callee that is called at several places of one body."""
        body, decide = self.graph.tree.functions[caller], under(self.joint)
        sums = inside(body, function, lambda item: stack((item,), self.found, decide), lambda call: bool(decide(call)))
        return sums.put_into(self.terms[caller])

    def _called(self, call: Call, terms: Terms) -> Terms:
        """The terms of a callee."""
        if not self.joint.get(call.id):
            return terms
        found: Terms = {}
        for (factor, has_height), constant in terms.items():
            put(found, 0, False, constant + (factor + has_height) * call.snapshot)
            if has_height:
                put(found, 0, True, constant + factor * call.snapshot)
        return found


def _placed(terms: Terms, before: Stack, after: Stack) -> Terms:
    """The terms of an item, given those of its body, and the stacks before and after it."""
    found: Terms = {}
    for (factor, has_height), constant in terms.items():
        base = constant + factor * (before.tape + after.tape)
        if not has_height:
            put(found, factor, False, base)
        else:
            put(found, factor, False, base + before.peak)
            put(found, factor, True, base + before.tape)
            put(found, factor + 1, False, base + before.tape + after.peak)
    return found


def _either(terms: Terms, other: Stack) -> Terms:
    """The terms of a branch, given those of what runs one of several."""
    found: Terms = {}
    for (factor, has_height), constant in terms.items():
        put(found, factor, has_height, constant)
        put(found, 0, has_height, constant + factor * other.tape)
        if has_height:
            put(found, factor, False, constant + other.peak)
            put(found, 0, False, constant + factor * other.tape + other.peak)
    return found
