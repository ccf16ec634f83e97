"""Plans in which time loops may be cut into segments, and what such a plan does with each loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from adlint.placement.heights import recompute, stacks, weights
from adlint.placement.nesting import SEGMENT, lengths, nested
from adlint.placement.plan import JOINT, Goal, Plan, plan
from adlint.placement.search import InfeasibleError
from adlint.placement.tree import Call, CostTree, Items, Loop, Segment, rewritten, within

_DEEPEST = 6  # levels of segments
STORE_ALL, EVERY_STEP, SEGMENTS = "store-all", "a checkpoint at every step", "segments"
_ALONE = "<loop>"


class Scheme(Struct, frozen=True):
    """What a plan decides, whatever the sizes are: loops are cut on so many levels (see `nesting.nested`), on none for
    None, those of the bodies `only`, and these sites are joint.
    """

    levels: int | None
    joint: frozenset[str]
    only: frozenset[str] | None = None

    def cut(self, tree: CostTree) -> CostTree:
        """The tree with its loops cut."""
        return tree if self.levels is None else nested(tree, self.levels, self.only)

    def segments(self, tree: CostTree) -> dict[str, int]:
        """How long the segments are that are joint, by the body of the loop that is cut."""
        if self.levels is None or self.only is None:
            return {}
        found = lengths(tree, self.levels, self.only)
        return {id_: length for id_, length in found.items() if f"{id_}{SEGMENT}" in self.joint}


class LoopPlan(Struct, frozen=True):
    """A time loop: `id` is the site of its body. So many states are held at once, the stack of the loop alone is
    `peak` bytes high, and `recompute` is what is computed again in it, of one run of the loop.
    """

    id: str
    trips: int
    schedule: str
    snapshots: int
    peak: int
    recompute: int
    step_tape: int
    snapshot: int


def plan_with_loops(
    tree: CostTree, goal: Goal, reasons: Mapping[str, str], only: frozenset[str] | None = None
) -> tuple[Plan, tuple[LoopPlan, ...], Scheme]:
    """The plan of a tree, with its loops (those of the bodies `only`) cut where that keeps to the budget, or is lower.
    InfeasibleError if nothing does.
    """
    found: tuple[Plan, int | None] | None = None
    failed: InfeasibleError | None = None
    for levels, one in _trees(tree, goal, only):
        try:
            answer = plan(one, goal, reasons)
        except InfeasibleError as error:
            failed = error if failed is None or error.least.peak < failed.least.peak else failed
            continue
        if found is None or answer.plan.peak < found[0].plan.peak:
            found = answer, levels
        if goal.memory is not None:
            break
    if found is None:
        assert failed is not None
        raise failed
    answer, levels = found
    scheme = Scheme(levels, frozenset(site.id for site in answer.sites if site.decision == JOINT), only)
    sites = tuple(site for site in answer.sites if SEGMENT not in site.id)
    return replace(answer, sites=sites), tuple(loop_plans(tree, scheme)), scheme


def _trees(
    tree: CostTree, goal: Goal, only: frozenset[str] | None
) -> Iterator[tuple[int | None, CostTree]]:
    """The tree as it is, and with loops cut on so many levels, from the fewest sweeps on. What is written is cut once,
    and only for a budget of memory: a loop by another function is more to read than a checkpoint.
    """
    yield None, tree
    last = tree
    deepest = _DEEPEST if not goal.written else -1 if goal.memory is None else 0
    for levels in range(deepest + 1):
        found = nested(tree, levels, only)
        if found == last and levels:
            return
        if found != tree:
            last = found
            yield levels, found


def loop_plans(tree: CostTree, scheme: Scheme) -> Iterator[LoopPlan]:
    """The time loops of a tree under a scheme, each alone."""
    joint = dict.fromkeys(scheme.joint, 1)
    bodies = {call.id: (loop, call) for body in tree.functions.values() for loop, call in time_loops(body)}
    found = stacks(tree, joint)
    for loop, call in bodies.values():
        alone = scheme.cut(CostTree(_ALONE, {**tree.functions, _ALONE: (loop,)}))
        segments = [one for one in joint if one.startswith(f"{call.id}{SEGMENT}")]
        weight = weights(alone)
        own = {one: 1 for one in (call.id, *segments) if one in joint and one in weight}
        yield LoopPlan(
            call.id,
            loop.trips,
            _schedule(len(segments), every=call.id in joint),
            stacks(_counting(alone), own)[_ALONE].peak,
            stacks(alone, joint)[_ALONE].peak,
            recompute(weight, own),
            found[call.function].tape,
            call.snapshot,
        )


def time_loops(items: Items) -> Iterator[tuple[Loop, Call]]:
    """The loops of a body whose steps are sites, through branches and other loops."""
    for item in within(items):
        match item:
            case Loop(_, (Call() as call,)):
                yield item, call
            case _:
                pass


def _schedule(levels: int, *, every: bool) -> str:
    if not levels:
        return EVERY_STEP if every else STORE_ALL
    return f"{levels} level{'s' if levels > 1 else ''} of {SEGMENTS}" + (", and every step" if every else "")


def _counting(tree: CostTree) -> CostTree:
    """The tree with 1 for each snapshot, and no tape."""
    return rewritten(tree, lambda one: replace(one, snapshot=1), lambda one: Segment(0, one.time))
