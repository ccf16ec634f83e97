"""Where the stack is highest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adlint.placement.costing.tree import Call, CostTree, Either, Item, Items, Loop, Number
from adlint.placement.measuring.heights import Joint, Stack, stack, stacks, under


def way(tree: CostTree, joint: Joint) -> tuple[str, ...]:
    """The functions, and at last perhaps the snapshot of a site, in which the stack is highest under a placement."""
    found = stacks(tree, joint)
    names = [tree.entry]
    for _, call in steps(tree, joint):
        if call is not None:
            is_snapshot = joint.get(call.id) and call.snapshot > found[call.function].peak
            names.append(f"the snapshot of {call.id}" if is_snapshot else call.function)
    return tuple(names)


def steps(tree: CostTree, joint: Joint) -> Iterator[tuple[str, Call | None]]:
    """The functions on this way, each with the call in which the stack is highest; None where that is in no call."""
    found, name = stacks(tree, joint), tree.entry
    while True:
        _, item = max(_tops(tree.functions[name], found, joint), key=lambda one: one[0], default=(0, None))
        call = item if isinstance(item, Call) else None
        yield name, call
        if call is None or (joint.get(call.id) and call.snapshot > found[call.function].peak):
            return
        name = call.function


def _tops(items: Items, found: Mapping[str, Stack], joint: Joint) -> Iterator[tuple[Number, Item]]:
    """How high the stack grows at each segment and call of a body, in the last turn of loops."""
    height = 0
    for item in items:
        own = stack((item,), found, under(joint))
        match item:
            case Loop(trips, body):
                if trips:
                    before = own.tape - stack(body, found, under(joint)).tape
                    yield from ((height + before + top, one) for top, one in _tops(body, found, joint))
            case Either(branches):
                for branch in branches:
                    yield from ((height + top, one) for top, one in _tops(branch, found, joint))
            case _:
                yield height + own.peak, item
        height += own.tape
