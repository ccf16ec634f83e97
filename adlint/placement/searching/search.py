"""The best placement under a budget: all of them at once where they are few, HiGHS where they are many, and always what
no placement can be below.

A placement is made at once (`greedy.py`), and bounded and bettered by the price of bytes (`pricing.py`); where callees
are shared, dynamic programming comes next (`elimination.py`). Where there is time for it, the solver is asked for its
relaxation, whose answer says in which order to split sites, and for placements. Before each, what cannot be in a better
placement than the best so far is left out. Where the bound stays far, sites are turned one by one (`tabu.py`), the way
to it is halved (`halving.py`), and it is asked whether anything is between (`reaching.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.placement.costing.tree import CostTree, calls
from adlint.placement.measuring.way import way
from adlint.placement.searching import greedy
from adlint.placement.searching.aims import Aim, within_memory, within_recompute
from adlint.placement.searching.narrowing import Narrowed
from adlint.placement.searching.problem import Placement, Problem, least_stacks, lowest

if TYPE_CHECKING:
    from adlint.placement.searching.milp import Solved

MOST_SITES = 16  # up to so many free sites, every placement is tried
MANY_SITES = 1000
SECONDS, FEW_SECONDS = 20.0, 5.0  # for an answer, where free sites are at most `MANY_SITES`, and where they are more
_WHOLE = 10.0  # from which on all is tried
_SOLVER = 0.6  # of the seconds, for a search of the solver's
_PART = 0.35  # of these, for a search among all sites where callees are shared
_FREEING, _FREED = 0.12, 0.06  # of the seconds, for searches among some of the sites, and for each of these;
_FREEING_MANY = 0.5  # and for all where there are many sites
_FEW_ROUNDS = 30  # of the method of interior points, where there is not time for all
_COPIES = 4000  # of sites, that make a relaxation tighter (`shares.py`)
_NEAR = Fraction(99, 100)  # of a value: a bound with which a search among many sites ends
_FAR = Fraction(98, 100)  # a bound that is worth more than a search
_ENOUGH = Fraction(982, 1000)  # of a value: a bound that is reached, if that can be
_WIDE = Fraction(95, 100)  # of a value: a bound from which on it is asked for enough
_TRIED = 20  # placements of dynamic programming, which may be above the budget by what is rounded
_POWER = Fraction(1, 10)  # of a value: a bound to which the way is halved before relaxations
_HOPELESS = Fraction(1, 2)  # of a value: a bound that more points would not make one that says much
_EQUAL = Fraction(10**6 - 1, 10**6)  # of a value: a bound with which a search ends
_SLACK = Fraction(1, 10**6)  # of a bound of the solver's, which calculates in floating point


class _Step(Struct, frozen=True):
    """How the solver is asked: whether for its relaxation; what makes that tighter, which takes longer; whether
    it is then asked what is between, and for some of the sites, and sites are turned one by one, where the bound is
    still far; and in which part of the seconds.
    """

    is_relaxed: bool
    copies: int = 0
    has_flows: bool = False
    reaches: bool = False
    turns: bool = False
    part: float = 1.0


class Forcing(Struct, frozen=True):
    """What the lowest peak would be without what is said of sites, and what that is."""

    peak: int
    reasons: tuple[str, ...]


class InfeasibleError(Exception):
    """No placement keeps to the budget; `least` is the one that comes nearest, and is highest along `way`. `forcing` is
    what forces that, if sites that nobody may decide on do.
    """

    def __init__(self, least: Placement, tree: CostTree, forcing: Forcing | None = None) -> None:
        super().__init__(f"the lowest peak of any placement is {least.peak} B")
        self.least = least
        self.tree = tree
        self.forcing = forcing
        self.way = way(tree, dict.fromkeys(least.joint, 1))


class Found(Struct, frozen=True):
    """A placement, and what none that keeps to the budget can be below (of what is minimised)."""

    placement: Placement
    value: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether that is proven."""
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How far the value may be from the best, of the bound; infinite where no float is so large."""
        try:
            return (self.value - self.bound) / max(self.bound, 1)
        except OverflowError:
            return math.inf


def least_recompute(given: Problem, memory: int, seconds: float | None = None) -> Found:
    """The least that is computed again with a peak of at most `memory` bytes, in about so many seconds; for 0 the
    solver is asked for its relaxation alone, and among many sites not at all. InfeasibleError if there is none.
    """
    least = lowest(given)
    if least.peak > memory:
        raise InfeasibleError(least, given.tree)
    if len(given.free) <= MOST_SITES:
        from adlint.placement.searching.exact import Every  # noqa: PLC0415 -- it loads NumPy

        best = Every(given).within_memory(memory)
        assert best is not None
        return Found(best, best.recompute, best.recompute)
    return _searched(within_memory(given, memory), least, seconds)


def least_peak(given: Problem, recompute: int, seconds: float | None = None) -> Found:
    """The lowest peak where at most so much is computed again, in about so many seconds; of placements with that peak
    one that is fast.
    """
    if len(given.free) <= MOST_SITES:
        from adlint.placement.searching.exact import Every  # noqa: PLC0415 -- it loads NumPy

        best = Every(given).within_recompute(recompute)
        assert best is not None
        return Found(best, best.peak, best.peak)
    least, floor = lowest(given), least_stacks(given.tree)[given.tree.entry].peak
    if least.recompute <= recompute and least.peak == floor:
        return Found(greedy.less_recompute(given, least, floor), floor, floor)
    return _searched(within_recompute(given, recompute), least, seconds, floor)


def default_seconds(given: Problem) -> float:
    """For how long a search goes on if nobody says so."""
    return FEW_SECONDS if len(given.free) > MANY_SITES else SECONDS


def _searched(aim: Aim, least: Placement, seconds: float | None, bound: int = 0) -> Found:
    """The best that is found from the placement of the lowest peak on, and the best bound, from one that is known."""
    given, many = aim.given, len(aim.given.free) > MANY_SITES
    if seconds is None:
        seconds = default_seconds(given)
    work = round(greedy.WORK * min(1.0, seconds / SECONDS)) if many else greedy.WORK
    best = aim.mended(given, least, greedy.orders(given, 1 if many else 2), work)
    best, bound = _priced(aim, best, bound, work)
    is_shared, enough = _is_shared(given.tree), _NEAR if many else _EQUAL
    if is_shared and bound < aim.value(best) * enough:
        best, bound = _eliminated(aim, best, bound, seconds)
    if bound < aim.value(best) * enough and (not many or seconds >= (_WHOLE if is_shared else FEW_SECONDS)):
        best, bound = _solved(aim, best, bound, seconds)
    if not many and not is_shared and bound < aim.value(best) * _NEAR:
        best, bound = _halved(aim, best, bound, seconds)
    if not is_shared and (not many or seconds >= _WHOLE) and bound < aim.value(best) * _NEAR:
        best, bound = _eliminated(aim, best, bound, seconds)
    return Found(best, aim.value(best), min(bound, aim.value(best)))


def _priced(aim: Aim, best: Placement, bound: int, work: int) -> tuple[Placement, int]:
    """The best, and a bound, after what the price of bytes says, and says again of what is left then."""
    from adlint.placement.searching import pricing  # noqa: PLC0415 -- few sites need none

    for is_last in (False, True):
        if (left := aim.below(aim.value(best) - 1)) is None:
            return best, aim.value(best)
        found = pricing.priced(left, aim.of)
        bound = max(bound, min(found.bound, aim.value(best)))
        if is_last or bound >= aim.value(best) * _EQUAL:
            break
        better = aim.mended(left.problem, lowest(left.problem), found.orders, work)
        best = min(best, aim.given.place(better.joint), key=aim.rank)
    return best, bound


def _solved(aim: Aim, best: Placement, bound: int, seconds: float) -> tuple[Placement, int]:
    """The best, and a bound, after what the solver says."""
    from adlint.placement.searching.milp import ROUNDS, Model  # noqa: PLC0415 -- it loads HiGHS

    many, solved = len(aim.given.free) > MANY_SITES, None
    for step in _steps(aim):
        left = aim.below(aim.value(best) - 1)
        if left is None or bound >= aim.value(best):
            return best, aim.value(best)
        if solved is not None and not _is_worth_it(step, solved, bound / aim.value(best), seconds, many=many):
            continue
        rounds = ROUNDS if seconds >= _WHOLE else _FEW_ROUNDS
        model = Model(left, step.copies, has_flows=step.has_flows, rounds=rounds)
        model.start(best)
        solved = aim.solve(model, step.part * _SOLVER * seconds, relaxed=step.is_relaxed)
        bound = max(bound, _whole(solved.bound, aim.value(best)))
        start = lowest(left.problem) if step.is_relaxed else solved.placement
        if start is not None:
            orders = solved.orders[:1] if many else solved.orders
            found = aim.mended(left.problem, start, orders)
            best = min(best, aim.given.place(found.joint), key=aim.rank)
        if step.turns and seconds >= _WHOLE and bound < aim.value(best) * _FAR:
            best = _turned(aim, left, solved.placement, best)
        if step.reaches and seconds >= _WHOLE and bound < aim.value(best) * _FAR:
            best, bound = _between(aim, best, bound, seconds)
    if many and seconds >= _WHOLE and bound < aim.value(best) * _FAR:
        best = _freed(aim, best, seconds, _FREEING_MANY)
    return best, bound


def _between(aim: Aim, best: Placement, bound: int, seconds: float) -> tuple[Placement, int]:
    """The best, and a bound, after questions whether anything is between."""
    if bound < aim.value(best) * _POWER:
        best, bound = _halved(aim, best, bound, seconds)
    if bound < aim.value(best) * _FAR:
        best, bound = _reached(aim, best, bound, seconds)
    return best, bound


def _freed(aim: Aim, best: Placement, seconds: float, part: float) -> Placement:
    """The best after searches among some of the sites."""
    from adlint.placement.searching import freeing  # noqa: PLC0415 -- it is seldom needed
    from adlint.placement.searching.milp import Model  # noqa: PLC0415 -- it loads HiGHS

    def solve(left: Narrowed, best: Placement) -> Placement:
        found = aim.solve(Model(left, has_flows=True), _FREED * seconds, relaxed=False).placement
        return best if found is None else min(best, aim.given.place(found.joint), key=aim.rank)

    def below(best: Placement) -> Narrowed | None:
        return aim.below(aim.value(best) - 1)

    return freeing.better(aim.given.tree, best, below, solve, part * seconds)


def _reached(aim: Aim, best: Placement, bound: int, seconds: float) -> tuple[Placement, int]:
    """The best, and a bound, after questions whether any placement is between them."""
    from adlint.placement.searching import reaching  # noqa: PLC0415 -- it loads HiGHS

    def mend(given: Problem, start: Placement, order: Sequence[str], best: Placement) -> Placement:
        return min(best, aim.given.place(aim.mended(given, start, [order]).joint), key=aim.rank)

    def ask(value: int, work: int) -> tuple[Placement, int, int]:
        if (left := aim.below(value)) is None:
            return best, value + 1, 0
        of = "cost" if work else aim.of
        answer = reaching.asked(left, of, best, mend, work)
        said = value + 1 if answer.bound is None else answer.bound if of == aim.of else bound
        least = _whole(min(Fraction(said), Fraction(value + 1)), aim.value(answer.placement))
        return answer.placement, max(bound, least), answer.work

    enough = int(aim.value(best) * _ENOUGH) if aim.of == "cost" else aim.value(best) - 1
    best, bound, work = ask(enough, 0)
    if aim.value(best) * _HOPELESS <= bound < aim.value(best) * _FAR:
        best = _freed(aim, best, seconds, _FREEING)
    most = round(reaching.WORK * seconds / SECONDS)
    while work < most and bound < aim.value(best) * _FAR:
        is_wide = bound < aim.value(best) * _WIDE
        value = math.isqrt(bound * aim.value(best)) if is_wide else int(aim.value(best) * _ENOUGH)
        before = best, bound
        best, bound, more = ask(value, most - work)
        work += more
        if (best, bound) == before:
            break
    return best, bound


def _halved(aim: Aim, best: Placement, bound: int, seconds: float) -> tuple[Placement, int]:
    """The best, and a bound, after questions half way between them."""
    from adlint.placement.searching import halving  # noqa: PLC0415 -- it loads NumPy

    work = round(halving.WORK * seconds / SECONDS)
    return halving.searched(aim.given, best, bound, aim.of, aim.limit, _EQUAL, work)


def _turned(aim: Aim, left: Narrowed, start: Placement | None, best: Placement) -> Placement:
    """The best after a search from what the solver said, if it did."""
    from adlint.placement.searching import tabu  # noqa: PLC0415 -- it loads NumPy

    found = tabu.better(left.problem, start or best, best, aim.of, aim.limit)
    return min(best, aim.given.place(found.joint), key=aim.rank)


def _eliminated(aim: Aim, best: Placement, bound: int, seconds: float) -> tuple[Placement, int]:
    """The best, and a bound, after dynamic programming, as far as that goes."""
    from adlint.placement.measuring.dominance import TooManyError  # noqa: PLC0415 -- it loads NumPy
    from adlint.placement.searching import elimination  # noqa: PLC0415 -- it loads NumPy

    is_large = len(aim.given.free) > MANY_SITES
    work = round(elimination.WORK * min(1.0, seconds / FEW_SECONDS)) if is_large else elimination.WORK
    for size in elimination.SIZES[:1] if is_large else elimination.SIZES:
        if (left := aim.below(aim.value(best) - 1)) is None:
            return best, aim.value(best)
        try:
            found = map(aim.given.place, islice(elimination.placements(left, aim.of, size, work), _TRIED))
            best = min(best, next(filter(aim.allows, found), best), key=aim.rank)
            if (left := aim.below(aim.value(best) - 1)) is None:
                return best, aim.value(best)
            least = elimination.least(left, aim.of, size, work)
        except TooManyError:
            return best, bound
        bound = aim.value(best) if least is None else max(bound, least)
        if not aim.value(best) * _HOPELESS <= bound < aim.value(best) * _EQUAL:
            break
    return best, bound


def _is_worth_it(step: _Step, before: Solved, near: float, seconds: float, *, many: bool) -> bool:
    """Whether the solver is asked once more, after what it said before, where a bound is so `near` to the value."""
    return bool(seconds) and (not many or (seconds >= _WHOLE and near < _NEAR and (step.is_relaxed or before.is_easy)))


def _steps(aim: Aim) -> Iterator[_Step]:
    """How the solver is asked, one after the other. A search for placements is hindered by what makes a relaxation
    tighter, but where most callees are shared: there it gets nowhere without flows, and copies say little.
    """
    is_shared = _is_shared(aim.given.tree)
    part = _PART if is_shared else 1.0
    if len(aim.given.free) <= MANY_SITES:
        yield _Step(is_relaxed=True, copies=_COPIES, has_flows=True, turns=is_shared)
        yield _Step(is_relaxed=False, has_flows=is_shared, reaches=is_shared, turns=not is_shared, part=part)
        return
    yield _Step(is_relaxed=True, has_flows=True)
    if not is_shared:
        yield _Step(is_relaxed=True, copies=_COPIES)
        yield _Step(is_relaxed=False)


def _is_shared(tree: CostTree) -> bool:
    """Whether at most half of the calls are the only ones of their callees."""
    called = Counter(one.function for body in tree.functions.values() for one in calls(body))
    return 2 * sum(count for count in called.values() if count == 1) <= called.total()


def _whole(bound: Fraction, value: int) -> int:
    """The least whole number that is not below a bound: never above the value, which a placement has."""
    return max(0, min(value, math.ceil(bound - _SLACK * max(Fraction(1), abs(bound)))))
