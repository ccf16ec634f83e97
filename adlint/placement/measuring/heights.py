"""How high the stack grows under a placement, and how much is computed again; loops cost what one turn costs.

The stack of the two sweeps holds the tape and the snapshots. A split call is swept forward once, and leaves its tape. A
joint call pushes a snapshot and runs plainly; in the reverse sweep the snapshot is popped, the callee is swept forward
with its tape, then backward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from msgspec import Struct

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, Number, Segment, instances


class Stack(Struct, frozen=True, gc=False):
    """What a piece leaves on the stack when it has been swept forward, and the largest height over both sweeps."""

    tape: Number = 0
    peak: Number = 0


Joint: TypeAlias = Mapping[str, Number]  # by site: 1 for joint, 0 (or absent) for split
Decide: TypeAlias = Callable[[Call], Number]
Larger: TypeAlias = Callable[[Number, Number], Number]


def stacks(tree: CostTree, joint: Joint, larger: Larger = max) -> dict[str, Stack]:
    """The stack of each function, from height 0, under a placement."""
    found: dict[str, Stack] = {}
    for name, body in tree.functions.items():
        found[name] = stack(body, found, under(joint), larger)
    return found


def under(joint: Joint) -> Decide:
    """What a placement says of calls."""
    return lambda call: joint.get(call.id, 0)


def stack(items: Items, of: Mapping[str, Stack], decide: Decide, larger: Larger = max) -> Stack:
    """The stack of a body, given that of its callees."""
    height: Number = 0
    peak: Number = 0
    for item in items:
        match item:
            case Segment(tape):
                left, top = tape, tape
            case Call(function, _, snapshot):
                callee, is_joint = of[function], decide(item)
                left = callee.tape + is_joint * (snapshot - callee.tape)
                top = larger(callee.peak, is_joint * snapshot)
            case Loop(trips, body):
                if isinstance(trips, int) and trips == 0:
                    continue
                turn = stack(body, of, decide, larger)
                left, top = trips * turn.tape, (trips - 1) * turn.tape + turn.peak
            case Either(branches):
                each = [stack(branch, of, decide, larger) for branch in branches]
                left, top = reduce(larger, [one.tape for one in each]), reduce(larger, [one.peak for one in each])
        peak = larger(peak, height + top)
        height = height + left
    return Stack(height, peak)


def rests(each: Sequence[Stack]) -> tuple[Stack, ...]:
    """For each item of a body, given their stacks, the stack of all that comes after it."""
    found = [Stack()]
    for own in reversed(each[1:]):
        after = found[-1]
        found.append(Stack(own.tape + after.tape, max(own.peak, own.tape + after.peak)))
    return tuple(reversed(found[: len(each)]))


def times(tree: CostTree, larger: Larger = max) -> dict[str, Number]:
    """The time of one plain run of each function."""
    found: dict[str, Number] = {}
    for name, body in tree.functions.items():
        found[name] = time(body, lambda call: found[call.function], larger)
    return found


def reverse_times(tree: CostTree, joint: Joint) -> dict[str, Number]:
    """The time of the reverse sweep of each function, with what it runs again; an operation is reversed in the time
    that it takes.
    """
    plain = times(tree)
    found: dict[str, Number] = {}
    for name, body in tree.functions.items():
        found[name] = time(body, lambda call: found[call.function] + joint.get(call.id, 0) * plain[call.function])
    return found


def time(items: Items, of: Callable[[Call], Number], larger: Larger = max) -> Number:
    """The time of a body, given that of calls."""
    total: Number = 0
    for item in items:
        match item:
            case Segment(_, here):
                total = total + here
            case Call():
                total = total + of(item)
            case Loop(trips, body):
                total = total + trips * time(body, of, larger)
            case Either(branches):
                total = total + reduce(larger, [time(branch, of, larger) for branch in branches])
    return total


def weights(tree: CostTree, larger: Larger = max) -> dict[str, Number]:
    """What each site computes again if it is joint: a plain run of the callee, for each time that the call is swept
    with a tape, which is each time that it runs in one run of the entry, whatever the placement.
    """
    plain = times(tree, larger)
    found: dict[str, Number] = {}
    for call, runs in instances(tree):
        found[call.id] = found.get(call.id, 0) + runs * plain[call.function]
    return found


def recompute(weight: Mapping[str, Number], joint: Iterable[str]) -> Number:
    """What is computed again under a placement that makes these sites joint."""
    return sum(weight[one] for one in joint)
