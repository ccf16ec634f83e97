"""The memory curve: the height of the stack against the operations that both sweeps have executed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop
from adlint.placement.measuring.heights import Stack, reverse_times, stack, stacks, time, times, under

_POINTS = 240


@dataclass(slots=True)
class Curve:
    """Points (operations, bytes), in the order of time. An operation counts once when it runs forward, and once when it
    is reversed; what takes less than `grain` is drawn as one rise and fall.
    """

    tree: CostTree
    joint: Mapping[str, int]
    found: Mapping[str, Stack]
    plain: Mapping[str, int]
    reverse: Mapping[str, int]
    grain: int = 0
    now: int = 0
    points: list[tuple[int, int]] = field(default_factory=list)

    def at(self, height: int) -> None:
        """The stack is so high now."""
        if not self.points or self.points[-1] != (self.now, height):
            self.points.append((self.now, height))

    def forward(self, items: Items, height: int) -> int:
        """The forward sweep of a body, from a height to the one that is returned."""
        for item in items:
            height = self._forward(item, height)
        return height

    def backward(self, items: Items, height: int) -> int:
        """The reverse sweep of a body, from the height that the forward sweep left to the one that it began at."""
        for item in reversed(items):
            height = self._backward(item, height)
        return height

    def _stack(self, items: Items) -> Stack:
        return stack(items, self.found, under(self.joint))

    def _forward(self, item: Item, height: int) -> int:
        work, own = self._work((item,)), self._stack((item,))
        match item:
            case Call(function, id_, snapshot) if self.joint.get(id_):
                self.at(height + snapshot)
            case Call(function) if work > self.grain:
                return self.forward(self.tree.functions[function], height)
            case Loop(trips, body) if work > self.grain:
                if work > self.grain * trips:
                    for _ in range(trips):
                        height = self.forward(body, height)
                    return height
            case Either(branches) if work > self.grain:
                return self.forward(self._highest(branches), height)
            case _:
                pass
        self.now += work
        height += int(own.tape)
        self.at(height)
        return height

    def _backward(self, item: Item, height: int) -> int:
        own, both = self._stack((item,)), self._both((item,))
        start = height - int(own.tape)
        match item:
            case Call(function, id_) if self.joint.get(id_) and both > self.grain:
                self.at(start)
                top = self.forward(self.tree.functions[function], start)
                self.backward(self.tree.functions[function], top)
                return start
            case Call(function) if both > self.grain:
                return self.backward(self.tree.functions[function], height)
            case Loop(trips, body) if both > self.grain:
                if both > self.grain * trips:
                    for _ in range(trips):
                        height = self.backward(body, height)
                    return height
            case Either(branches) if both > self.grain:
                return self.backward(self._highest(branches), height)
            case _:
                pass
        if start + own.peak > height:
            self.now += both // 2
            self.at(start + own.peak)
            self.now -= both // 2
        self.now += both
        self.at(start)
        return start

    def _highest(self, branches: Iterable[Items]) -> Items:
        return max(branches, key=lambda one: self._stack(one).tape)

    def _work(self, items: Items) -> int:
        """The operations of a plain run."""
        return int(time(items, lambda call: self.plain[call.function]))

    def _both(self, items: Items) -> int:
        """The operations of a reverse sweep, with what it runs again."""
        return int(time(items, self._reversed))

    def _reversed(self, call: Call) -> int:
        return self.reverse[call.function] + self.plain[call.function] * self.joint.get(call.id, 0)


def curve(tree: CostTree, joint: Iterable[str], points: int = _POINTS) -> tuple[tuple[int, int], ...]:
    """The memory curve under a placement, as about so many points (operations executed, height in bytes)."""
    chosen = dict.fromkeys(joint, 1)
    drawn = Curve(tree, chosen, stacks(tree, chosen), times(tree), reverse_times(tree, chosen))
    body = tree.functions[tree.entry]
    drawn.grain = (drawn.plain[tree.entry] + drawn.reverse[tree.entry]) // points
    drawn.at(0)
    drawn.backward(body, drawn.forward(body, 0))
    return tuple(drawn.points)
