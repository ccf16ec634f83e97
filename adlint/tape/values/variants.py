"""A trace with branches as several traces without: one for each way through."""

from __future__ import annotations

from itertools import product

from msgspec.structs import replace

from adlint.shapes.dims import Dim
from adlint.shapes.sizes import Sizes
from adlint.tape.models import Evaluation, Folded, Model
from adlint.tape.values.settled import settled
from adlint.trace import Alt, Call, Checkpoint, Join, Loop, Node, Trace

MOST = 32  # ways that are told apart


def variants(trace: Trace, decided: frozenset[Alt] = frozenset()) -> list[Trace] | None:
    """The traces of all ways through branches, the same way in all turns of a loop; None if there are too many. An
    alternative that is taken stands as one of one branch, so that what it hands on keeps its name; of those that are
    `decided` the first branch is taken.
    """
    ways: list[Trace] = [()]
    for node in trace:
        several = _of_node(node, decided)
        if several is None or len(ways) * len(several) > MOST:
            return None
        ways = [(*way, one) for way, one in product(ways, several)]
    return ways


def _of_node(node: Node, decided: frozenset[Alt]) -> list[Node] | None:
    match node:
        case Alt():
            found: list[Node] = []
            for number, branch in enumerate(node.branches[:1] if node in decided else node.branches):
                inner = variants(branch, decided)
                if inner is None:
                    return None
                joins = tuple(Join(one.result, one.sources[number : number + 1]) for one in node.joins)
                found += [Alt(node.site, (one,), joins) for one in inner]
            return found
        case Call() | Checkpoint() | Loop():
            bodies = variants(node.body, decided)
            if bodies is None or bodies == [node.body]:
                return None if bodies is None else [node]
            return [replace(node, body=body) for body in bodies]
        case _:
            return [node]


def over_branches(model: Model, given: Evaluation, sizes: Sizes) -> tuple[Folded, Dim | None]:
    """What is kept if those branches run that keep most; and the bytes for those that keep least, if they differ."""
    if model.covers:
        return model.fold(given, sizes), None
    ways = variants(given.trace, settled(given.trace, given.results))
    if ways is None:
        return model.fold(given, sizes), 0
    found = [model.fold(replace(given, trace=way), sizes) for way in ways]
    most, least = found[0], found[0].tape.bytes
    for one in found[1:]:
        most = one if sizes.at_least(one.tape.bytes, most.tape.bytes) else most
        least = least if sizes.at_least(one.tape.bytes, least) else one.tape.bytes
    gaps = {gap: None for one in found for gap in one.tape.gaps}
    most.tape.gaps.update(gaps)
    return most, None if least == most.tape.bytes else least
