"""What the entry leaves on the stack, as the sum of what runs in it.

Each function runs so many times in a run of the entry. Of these runs a share is swept without a joint call around it:
what comes in by the sites that are split. A joint site keeps its snapshot for the share in which its own function is
swept so. The tape of the entry is all that is left by these shares, to the deepest function, in a number of rows that
grows with the sites, however often functions are shared.

Function by function (`milp.py`), half of two nested sites would spare half of the tape twice. Here what an outer site
spares no longer comes in below: a solver that chooses parts of sites makes up a mean of placements.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adlint.placement.linear import Linear
from adlint.placement.tree import Call, Either, Items, Loop, Segment

if TYPE_CHECKING:
    from adlint.placement.milp import Model


def tape(model: Model) -> Linear:
    """What is no more than the tape of the entry, as a sum of shares. Of branches the one counts whose tape can be the
    largest.
    """
    tree, found = model.problem.tree, Linear()
    shares: dict[str, Linear] = {tree.entry: Linear(1)}
    runs = {tree.entry: 1}
    into: dict[str, Linear] = {}  # runs that come in by split sites
    for name in reversed(tree.functions):
        if name not in runs:
            continue
        share = shares[name] if name in shares else _share(model, into[name], runs[name])
        least = model.least[name].tape
        if least == model.highest[name].tape:
            found = found + share.times(runs[name] * least)
            continue
        for item, turns in _flat(tree.functions[name], model):
            times = runs[name] * turns
            if isinstance(item, Segment):
                found = found + share.times(times * item.tape)
                continue
            kept, split = _called(model, item, share)
            found = found + kept.times(times * item.snapshot)
            runs[item.function] = runs.get(item.function, 0) + times
            into[item.function] = into.get(item.function, Linear()) + split.times(times)
    return found


def _share(model: Model, into: Linear, runs: int) -> Linear:
    """The share of the runs of a function that come in."""
    share = Linear(0, {model.part(): 1})
    model.at_most(into + share.times(-runs), 0)
    return share


def _called(model: Model, site: Call, share: Linear) -> tuple[Linear, Linear]:
    """In which shares a site is joint, and split, of that in which its function is swept."""
    decided = model.joint.get(site.id)
    if decided is None:
        return (share, Linear()) if site.forced else (Linear(), share)
    x, joint = Linear(0, {decided: 1}), Linear(0, {model.part(): 1})
    model.at_most(joint + share.times(-1), 0)
    model.at_most(joint + x.times(-1), 0)
    model.at_most(x + share + joint.times(-1), 1)
    return joint, share + joint.times(-1)


def _flat(items: Items, model: Model, turns: int = 1) -> Iterator[tuple[Segment | Call, int]]:
    """The segments and calls of a body, and how often each runs in one run of it."""
    for item in items:
        match item:
            case Loop(trips, body):
                yield from _flat(body, model, turns * trips) if trips else ()
            case Either(branches):
                yield from _flat(max(branches, key=model.largest), model, turns)
            case _:
                yield item, turns
