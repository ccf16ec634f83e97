"""What forces the lowest peak to be as high as it is: sites that nobody may decide on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from adlint.placement.costing.tree import Call, rewritten
from adlint.placement.searching.problem import lowest, problem
from adlint.placement.searching.search import Forcing, InfeasibleError


def forced(error: InfeasibleError, reasons: Mapping[str, str]) -> InfeasibleError:
    """The error, with those of the `reasons` (why sites may not be joint, or have to be) without which the lowest peak
    would be lower: of the sites that are decided otherwise in the placement of that peak.
    """
    tree = error.tree

    def freed(one: Call) -> Call:
        return replace(one, checkpointable=True, forced=False) if one.id in reasons else one

    lower = lowest(problem(rewritten(tree, freed)))
    if lower.peak >= error.least.peak:
        return error
    otherwise = [why for id_, why in reasons.items() if (id_ in lower.joint) != (id_ in tree.forced)]
    return InfeasibleError(error.least, tree, Forcing(lower.peak, tuple(otherwise)))
