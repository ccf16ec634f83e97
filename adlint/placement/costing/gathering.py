"""Sites that update running statistics: a second run does so once more, for no checkpoint of PyTorch puts them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adlint.placement.costing.sites import candidate, inside
from adlint.trace import Array, Node, Op, Site, Trace, within
from adlint.trace.walking import bodies

_MEAN = 3  # the place of the running mean among the operands of `native_batch_norm`
TWICE = "run again, it updates the running statistics of a batch normalisation a second time"


def gathering(trace: Trace, is_known: Callable[[str], bool], around: Site | None = None) -> Iterator[str]:
    """The sites in which a batch normalisation is trained that keeps running statistics."""
    for node in trace:
        found = candidate(node, around, is_known)
        if found is not None and any(_gathers(one) for one in within(bodies(node)[0])):
            yield found.id
        for body in bodies(node):
            yield from gathering(body, is_known, inside(node, around))


def _gathers(node: Node) -> bool:
    if not isinstance(node, Op) or node.name != "torch.native_batch_norm":
        return False
    is_trained = len(node.results) > 1 and node.results[1].size != 0
    return is_trained and len(node.operands) > _MEAN and isinstance(node.operands[_MEAN], Array)
