"""A stack machine that runs both sweeps of an expanded cost tree, step by step: what placements are held to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, Segment


@dataclass
class Machine:
    """The stack, its largest height, and the time that went by while the program ran forward."""

    tree: CostTree
    joint: Collection[str]
    stack: list[int] = field(default_factory=list)
    height: int = 0
    peak: int = 0
    forward_time: int = 0

    def push(self, size: int) -> None:
        self.stack.append(size)
        self.height += size
        self.peak = max(self.peak, self.height)

    def pop(self, size: int) -> None:
        assert self.stack.pop() == size, "the reverse sweep pops something else than what was pushed"
        self.height -= size

    def plain(self, items: Items) -> None:
        """Run without a tape."""
        for item in items:
            match item:
                case Segment(_, time):
                    self.forward_time += time
                case Call(function):
                    self.plain(self.tree.functions[function])
                case Loop(trips, body):
                    for _ in range(trips):
                        self.plain(body)
                case Either():
                    raise AssertionError

    def forward(self, items: Items) -> None:
        """Run with a tape."""
        for item in items:
            match item:
                case Segment(tape, time):
                    self.forward_time += time
                    self.push(tape)
                case Call(function, id_, snapshot) if id_ in self.joint:
                    self.push(snapshot)
                    self.plain(self.tree.functions[function])
                case Call(function):
                    self.forward(self.tree.functions[function])
                case Loop(trips, body):
                    for _ in range(trips):
                        self.forward(body)
                case Either():
                    raise AssertionError

    def backward(self, items: Items) -> None:
        """Reverse what was run with a tape."""
        for item in reversed(items):
            match item:
                case Segment(tape):
                    self.pop(tape)
                case Call(function, id_, snapshot) if id_ in self.joint:
                    self.pop(snapshot)
                    self.forward(self.tree.functions[function])
                    self.backward(self.tree.functions[function])
                case Call(function):
                    self.backward(self.tree.functions[function])
                case Loop(trips, body):
                    for _ in range(trips):
                        self.backward(body)
                case Either():
                    raise AssertionError


def run(tree: CostTree, joint: Collection[str]) -> tuple[int, int]:
    """The peak, and the time beyond one plain run that is spent forward, of both sweeps."""
    machine = Machine(tree, joint)
    machine.plain(tree.functions[tree.entry])
    once, machine.forward_time = machine.forward_time, 0
    machine.forward(tree.functions[tree.entry])
    machine.backward(tree.functions[tree.entry])
    assert not machine.stack
    assert machine.height == 0
    return machine.peak, machine.forward_time - once


def every(tree: CostTree) -> Iterator[tuple[int, int]]:
    """Peak and recompute of all placements."""
    free = [id_ for id_, (site,) in tree.sites().items() if site.checkpointable and not site.forced]
    for number in range(len(free) + 1):
        for joint in combinations(free, number):
            yield run(tree, {*joint, *tree.forced})
