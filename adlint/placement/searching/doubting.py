"""What a relaxation leaves in doubt, and the two cases in which there is less of it.

Of some runs of a function the relaxation says that they are swept without a joint call around them, of the others
that they are run again. If both are many, two placements are mixed, and what the function leaves tells them apart:
nearly all that it can, or a small part. Where no function may leave much more than another time, single sites are
decided.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from adlint.placement.costing.tree import CostTree, counted
from adlint.placement.measuring.heights import times
from adlint.placement.searching.narrowing import Narrowed, bounded, settled
from adlint.placement.searching.problem import most_stacks

_WIDE = 3  # times as much as the least that a function leaves is much


def divided(left: Narrowed, parts: Mapping[str, float]) -> Iterator[Narrowed]:
    """The two cases: of the function that is most in doubt, or else of a site. `parts` say how far sites are joint."""
    function = _function(left, parts)
    if function is not None:
        much = 1 + math.isqrt(max(1, left.rooms.least[function].tape) * _most(left)[function])
        cases = bounded(left, function, much, left.rooms.memory), bounded(left, function, 0, much - 1)
    elif left.problem.free:
        site = max(left.problem.free, key=lambda one: (_doubt(parts[one]) * left.problem.weight[one], one))
        cases = settled(left, {site: True}), settled(left, {site: False})
    else:
        return
    yield from (one for one in cases if one is not None)


def _function(left: Narrowed, parts: Mapping[str, float]) -> str | None:
    """The function of which most is computed again in part, of those of which it is open what they leave."""
    tree, least, most = left.problem.tree, left.rooms.least, _most(left)
    plain, swept = times(tree), _swept(tree, parts)
    doubts = {
        name: _doubt(part) * (runs * plain[name] / max(1, left.recompute))
        for name, (runs, part) in swept.items()
        if most[name] >= _WIDE * max(1, least[name].tape)
    }
    found = max(doubts, key=doubts.__getitem__, default=None)
    return found if found is not None and doubts[found] > 0 else None


def _swept(tree: CostTree, parts: Mapping[str, float]) -> dict[str, tuple[int, float]]:
    """How often each function runs in a run of the entry, and the part of these runs with no joint call around them."""
    runs, swept = dict.fromkeys(tree.functions, 0), dict.fromkeys(tree.functions, 0.0)
    runs[tree.entry], swept[tree.entry] = 1, 1.0
    for name in reversed(tree.functions):
        swept[name] /= max(1, runs[name])
        for call, turns in counted(tree.functions[name], runs[name]):
            runs[call.function] += turns
            swept[call.function] += turns * swept[name] * (1.0 - (1.0 if call.forced else parts.get(call.id, 0.0)))
    return {name: (runs[name], swept[name]) for name in tree.functions}


def _most(left: Narrowed) -> dict[str, int]:
    """What functions can leave, of what there is room for."""
    most, room = most_stacks(left.problem.tree), left.rooms.functions
    return {name: int(min(one.tape, room[name].tape)) for name, one in most.items()}


def _doubt(part: float) -> float:
    return part * (1 - part)
