"""Plans in which time loops may be cut into segments, and what such a plan does with each loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from adlint.placement.costing.tree import Call, CostTree, Items, Loop, Segment, rewritten, within
from adlint.placement.loops.nesting import SEGMENT, Cut, cuts, nested
from adlint.placement.measuring.heights import recompute, stacks, weights
from adlint.placement.plan import JOINT, Goal, Plan, plan
from adlint.placement.searching.greedy import less_peak, less_recompute, orders
from adlint.placement.searching.problem import lowest, problem
from adlint.placement.searching.search import MANY_SITES, InfeasibleError

_DEEPEST = 6  # levels of segments
_COMPARED = 64  # sites of trees for which more than one way of cutting is searched
_PARTS = 8  # of a budget, that loops are cut for
STORE_ALL, EVERY_STEP = "store-all", "a checkpoint at every step"
_ALONE = "<loop>"


class Scheme(Struct, frozen=True):
    """What a plan decides, whatever the sizes are: loops are cut on so many levels (see `nesting.nested`), on none for
    None, those of the bodies `only`, for a `room` of bytes if it is given; and these sites are joint.
    """

    levels: int | None
    joint: frozenset[str]
    only: frozenset[str] | None = None
    room: int | None = None

    def cut(self, tree: CostTree) -> CostTree:
        """The tree with its loops cut."""
        return tree if self.levels is None else nested(tree, self.levels, self.only, self.room)

    def segments(self, tree: CostTree) -> dict[str, Cut]:
        """The segments that are joint, by the body of the loop that is cut."""
        found = cuts(self.cut(tree)) if self.only is not None else {}
        return {id_: cut for id_, cut in found.items() if f"{id_}{SEGMENT}" in self.joint}


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

    @property
    def is_cut(self) -> bool:
        """Whether it is cut into segments."""
        return self.schedule not in (STORE_ALL, EVERY_STEP)


def plan_with_loops(
    tree: CostTree,
    goal: Goal,
    reasons: Mapping[str, str],
    only: frozenset[str] | None = None,
    today: frozenset[str] = frozenset(),
) -> tuple[Plan, tuple[LoopPlan, ...], Scheme]:
    """The plan of a tree, with its loops (those of the bodies `only`) cut where that keeps to the budget, or is lower.
    InfeasibleError if nothing does.
    """
    found: tuple[Plan, Scheme] | None = None
    failed: InfeasibleError | None = None
    for scheme in _tried(tree, goal, only):
        try:
            answer = plan(scheme.cut(tree), goal, reasons, today)
        except InfeasibleError as error:
            failed = error if failed is None or error.least.peak < failed.least.peak else failed
            continue
        if found is None or cost_of(answer, goal) < cost_of(found[0], goal):
            found = answer, scheme
        if _is_large(tree) or (goal.memory is not None and (_is_last(scheme, found[1]) or not answer.plan.recompute)):
            break
    if found is None:
        assert failed is not None
        raise failed
    answer, scheme = found
    scheme = replace(scheme, joint=frozenset(site.id for site in answer.sites if site.decision == JOINT))
    sites = tuple(site for site in answer.sites if SEGMENT not in site.id)
    return replace(answer, sites=sites), tuple(loop_plans(tree, scheme)), scheme


def _is_last(scheme: Scheme, best: Scheme) -> bool:
    """Whether no scheme after this one runs less again than the best: less room, and more levels, are more sweeps."""
    return scheme is not best and (best.room is not None if scheme.room is not None else scheme.levels is not None)


def cost_of(answer: Plan, goal: Goal) -> Fraction:
    """What is to be least."""
    return Fraction(answer.plan.peak if goal.memory is None else answer.plan.recompute)


def _schemes(tree: CostTree, goal: Goal, only: frozenset[str] | None) -> Iterator[Scheme]:
    """No loop cut; for a budget of memory, loops cut for that room, or for a part of it if something else takes the
    rest; then loops cut on so many levels, from the fewest sweeps on. What is written is cut on one level, and only for
    a budget of memory: a loop by another function is more to read than a checkpoint.
    """
    whole = Scheme(None, frozenset(), only)
    yield whole
    if goal.memory is not None:
        yield from (replace(whole, levels=0, room=goal.memory * part // _PARTS) for part in range(_PARTS, 0, -1))
    last = tree
    deepest = _DEEPEST if not goal.written else -1 if goal.memory is None else 1
    for levels in range(deepest + 1):
        scheme = replace(whole, levels=levels)
        found = scheme.cut(tree)
        if found == last and levels:
            return
        if found != tree:
            last = found
            yield scheme


def _tried(tree: CostTree, goal: Goal, only: frozenset[str] | None) -> Iterator[Scheme]:
    """The schemes that are searched, one after the other. Among many sites that is first the one that leads furthest at
    once; among very many, where that takes long as well, the one that is simplest.
    """
    schemes = list(_schemes(tree, goal, only))
    if _is_large(tree) and len(tree.sites()) <= MANY_SITES and any(one.cut(tree) != tree for one in schemes):
        schemes.sort(key=lambda one: _at_once(one.cut(tree), goal))
    return iter(schemes)


def _at_once(tree: CostTree, goal: Goal) -> tuple[bool, int]:
    """Whether no placement keeps to a budget, and what one that is found at once leads to, of what is minimised."""
    given = problem(tree)
    least = lowest(given)
    if goal.memory is None:
        return False, less_peak(given, least, goal.time(given), orders(given, 1)).peak
    if least.peak > goal.memory:
        return True, least.peak
    return False, less_recompute(given, least, goal.memory, orders(given, 1)).recompute


def _is_large(tree: CostTree) -> bool:
    """Whether one way of cutting is all that is searched."""
    return len(tree.sites()) > _COMPARED


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
            _schedule(loop.trips, segments, cuts(alone).get(call.id), every=call.id in joint),
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


def _schedule(trips: int, segments: Sequence[str], cut: Cut | None, *, every: bool) -> str:
    if not segments:
        return EVERY_STEP if every else STORE_ALL
    text = f"{_counted(len(segments), 'level')} of segments"
    if cut is not None and all(one.endswith(SEGMENT) for one in segments):
        rest = trips - cut.count * cut.size
        text = f"{_counted(cut.count, 'segment')} of {_counted(cut.size, 'step')}"
        text += f" and {rest} in none" if rest else ""
    return text + (", and every step" if every else "")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _counting(tree: CostTree) -> CostTree:
    """The tree with 1 for each snapshot, and no tape."""
    return rewritten(tree, lambda one: replace(one, snapshot=1), lambda one: Segment(0, one.time))
