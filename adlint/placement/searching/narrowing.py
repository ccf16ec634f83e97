"""Sites that a budget leaves no choice: what fits in no room has to be joint, or split.

A room is what the other items leave, each of them at the least that any placement leads to. So it is with whatever is
computed again: a site that takes more than may be is split.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from msgspec.structs import replace

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, rewritten, running
from adlint.placement.measuring.heights import Stack, rests, stack
from adlint.placement.searching.problem import Problem, Tapes, is_lower, least_stacks, most_stacks


@dataclass(frozen=True, slots=True)
class Rooms:
    """How large stacks may be for the peak of the entry to stay within `memory`: of each function, and of what is left
    by each call, in bytes from where it begins. `least` are the lowest stacks of functions, and `tapes` is what some of
    them are taken to leave.
    """

    tree: CostTree
    memory: int
    least: dict[str, Stack]
    tapes: Tapes
    functions: dict[str, Stack] = field(default_factory=dict)
    sites: dict[str, list[tuple[Call, Stack]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.functions.update(dict.fromkeys(self.tree.functions, Stack(self.memory, self.memory)))
        for name, (_, most) in self.tapes.items():
            self.functions[name] = Stack(min(most, self.memory), self.memory)
        for name in reversed(self.tree.functions):
            self._body(self.tree.functions[name], self.functions[name])

    def _body(self, items: Items, room: Stack) -> None:
        each = [stack((item,), self.least, self._decide) for item in items]
        height = 0
        for item, own, after in zip(items, each, rests(each), strict=True):
            top = room.peak - height
            left = min(top - after.peak, room.tape - height - after.tape)
            match item:
                case Call():
                    self._call(item, Stack(left, top))
                case Loop(trips, body) if trips:
                    turn = stack(body, self.least, self._decide)
                    each_turn = left // trips if trips == 1 else min(left // trips, (top - turn.peak) // (trips - 1))
                    self._body(body, Stack(each_turn, top - (trips - 1) * turn.tape))
                case Either(branches):
                    for branch in branches:
                        self._body(branch, Stack(left, top))
                case _:
                    pass
            height += own.tape

    def _call(self, call: Call, room: Stack) -> None:
        self.sites.setdefault(call.id, []).append((call, room))
        before = self.functions[call.function]
        tape = room.peak if call.checkpointable or call.forced else min(room.tape, room.peak)
        self.functions[call.function] = Stack(min(before.tape, tape), min(before.peak, room.peak))

    def _decide(self, call: Call) -> bool:
        return is_lower(call, self.least)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A problem with fewer free sites, the rooms in it, and how much may be computed again."""

    problem: Problem
    rooms: Rooms
    recompute: int


def narrowed(
    given: Problem, memory: int, recompute: int, tapes: Tapes = MappingProxyType({})
) -> Narrowed | None:
    """The problem without the sites that are the same in all placements whose peak is at most `memory` bytes, and that
    compute no more again than `recompute`, or in those of them that no other is better than, and without what never
    runs. Of some functions it may be known between which numbers their `tapes` are. None if there are none.
    """
    tree = running(given.tree)
    tapes = {name: ends for name, ends in tapes.items() if name in tree.functions}
    free = frozenset(given.free) & tree.sites().keys()
    tree = rewritten(tree, lambda one: replace(one, checkpointable=one.id in free or one.forced))
    while True:
        least = least_stacks(tree, tapes)
        left = recompute - sum(given.weight[one] for one in tree.forced)
        if least[tree.entry].peak > memory or left < 0:
            return None
        rooms = Rooms(tree, memory, least, tapes)
        if tapes and not _are_possible(rooms):
            return None
        joint = {one for one in free if _has_to_be_joint(rooms.sites.get(one, []), rooms)}
        split = {one for one in free if given.weight[one] > left or _has_to_be_split(rooms.sites.get(one, []), rooms)}
        if joint & split:
            return None
        joint |= {one for one in free - split if not given.weight[one] and _is_lower(rooms.sites.get(one, []), rooms)}
        if not joint | split:
            return Narrowed(Problem(tree, tuple(sorted(free)), given.weight, given.time), rooms, recompute)
        free -= joint | split
        tree = rewritten(tree, partial(_fixed, free, joint))


def settled(left: Narrowed, ways: Mapping[str, bool]) -> Narrowed | None:
    """What is left under the same budgets with some free sites decided: whether each is joint."""
    return narrowed(decided(left.problem, ways), left.rooms.memory, left.recompute, left.rooms.tapes)


def bounded(left: Narrowed, function: str, least: int, most: int) -> Narrowed | None:
    """What is left under the same budgets where a function leaves no less than so much, and no more."""
    rooms = left.rooms
    lower, upper = rooms.tapes.get(function, (0, rooms.memory))
    tapes = {**rooms.tapes, function: (max(lower, least), min(upper, most))}
    return narrowed(left.problem, rooms.memory, left.recompute, tapes)


def decided(given: Problem, ways: Mapping[str, bool]) -> Problem:
    """The problem with some of its free sites decided: whether each is joint."""
    free = frozenset(given.free) - ways.keys()
    tree = rewritten(given.tree, partial(_fixed, free, {one for one, is_joint in ways.items() if is_joint}))
    return Problem(tree, tuple(sorted(free)), given.weight, given.time)


def _fixed(free: Collection[str], joint: Collection[str], call: Call) -> Call:
    return replace(call, checkpointable=call.id in free, forced=call.forced or call.id in joint)


def _are_possible(rooms: Rooms) -> bool:
    """Whether functions can leave as much as they are taken to, and have room for it."""
    most = most_stacks(rooms.tree)
    return all(
        rooms.least[name].tape <= min(most[name].tape, rooms.functions[name].tape) for name in rooms.tree.functions
    )


def _has_to_be_joint(several: list[tuple[Call, Stack]], rooms: Rooms) -> bool:
    """Whether the tape fits nowhere."""
    return any(rooms.least[call.function].tape > room.tape for call, room in several)


def _is_lower(several: list[tuple[Call, Stack]], rooms: Rooms) -> bool:
    """Whether the snapshot is never larger than the tape."""
    return all(call.snapshot <= rooms.least[call.function].tape for call, _ in several)


def _has_to_be_split(several: list[tuple[Call, Stack]], rooms: Rooms) -> bool:
    """Whether the snapshot fits nowhere, or is never smaller than the tape."""
    if any(call.snapshot > min(room.tape, room.peak) for call, room in several):
        return True
    return all(call.snapshot >= rooms.functions[call.function].tape for call, _ in several)
