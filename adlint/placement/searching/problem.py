"""What is searched: which sites may be joint, what each costs, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from adlint.placement.costing.tree import Call, CostTree, calls, instances
from adlint.placement.measuring.heights import Stack, recompute, stack, stacks, times, under, weights

Tapes: TypeAlias = Mapping[str, tuple[int, int]]  # by function: the least that it may leave, and the most


class Placement(Struct, frozen=True):
    """The sites that are joint, the height of the stack that they lead to, in bytes, and what is computed again, in the
    units of the tree.
    """

    joint: frozenset[str]
    peak: int
    recompute: int


class Problem(Struct, frozen=True):
    """A cost tree of numbers; `free` are the sites that may be either, `weight` is what a joint site computes again."""

    tree: CostTree
    free: tuple[str, ...]
    weight: Mapping[str, int]
    time: int

    def place(self, joint: Iterable[str]) -> Placement:
        """What a placement costs; sites that are forced to be joint are."""
        chosen = frozenset(joint) | self.tree.forced
        peak = stacks(self.tree, dict.fromkeys(chosen, 1))[self.tree.entry].peak
        return Placement(chosen, peak, recompute(self.weight, chosen))


def problem(tree: CostTree) -> Problem:
    """The problem of a tree. A site whose snapshot is never smaller than the tape of its callee is split, whatever the
    others are: joint would cost time, and lower no height.
    """
    most = most_stacks(tree)
    free = tuple(
        id_
        for id_, several in tree.sites().items()
        if all(one.checkpointable and not one.forced for one in several)
        and any(one.snapshot < most[one.function].tape for one in several)
    )
    return Problem(tree, free, weights(tree), times(tree)[tree.entry])


def most_stacks(tree: CostTree) -> dict[str, Stack]:
    """The highest stack of each function that any placement can lead to, or higher: every call is decided by itself."""
    found: dict[str, Stack] = {}
    for name, body in tree.functions.items():
        found[name] = stack(body, found, lambda one: _may(one, one.snapshot > found[one.function].tape))
    return found


def lowest(given: Problem) -> Placement:
    """The placement of the lowest peak. Callees first, a site is joint if its snapshot is smaller than the tape of its
    callee: then every height is as low as it can be, for all heights only grow with those below and before them. A
    site that is met with several sizes is joint if that saves more than it costs.
    """
    tree, gain = given.tree, dict.fromkeys(given.free, 0)
    runs = {id(call): times for call, times in instances(tree)}
    found: dict[str, Stack] = {}
    joint: dict[str, int] = dict.fromkeys(tree.forced, 1)
    for name, body in tree.functions.items():
        for one in calls(body):
            if one.id in gain:
                gain[one.id] += runs[id(one)] * (found[one.function].tape - one.snapshot)
                joint[one.id] = int(gain[one.id] > 0)
        found[name] = stack(body, found, under(joint))
    return given.place(one for one, is_joint in joint.items() if is_joint)


def least_stacks(tree: CostTree, tapes: Tapes = MappingProxyType({})) -> dict[str, Stack]:
    """The lowest stack of each function that any placement can lead to, or lower: every call is decided by itself. Of
    some functions it may be known between which numbers their `tapes` are.
    """
    found: dict[str, Stack] = {}
    for name, body in tree.functions.items():
        found[name] = own = stack(body, found, lambda one: is_lower(one, found))
        if name in tapes:
            found[name] = Stack(max(own.tape, tapes[name][0]), max(own.peak, tapes[name][0]))
    return found


def is_lower(call: Call, least: Mapping[str, Stack]) -> bool:
    """Whether a call is joint where each is decided by itself, for the lowest stack."""
    return _may(call, call.snapshot < least[call.function].tape)


def _may(call: Call, is_better: bool) -> bool:
    return call.forced or (call.checkpointable and is_better)
