"""What a function leaves on the stack, as the sum of what runs in it.

Each function runs so many times in a run of another one, the source. Of these runs some are swept without a joint call
around them: what comes in by the sites that are split. A joint site keeps its snapshot for each run in which its own
function is swept so. What the source leaves is all that is left by these runs, to the deepest function, in a number of
rows that grows with the sites, however often functions are shared.

Function by function (`milp.py`), half of two nested sites would spare half of the tape twice. Here what an outer site
spares no longer comes in below: a solver that chooses parts of sites makes up a mean of placements.

No more runs of a function are swept than have room for the least that each leaves. So a site that is joint in a part
spares no more than this part of what has room, and not of all runs, which may be without number.

Runs may be told apart by the call that they come in by. Where one caller is joint and another split, half of all runs
are swept, and half of a site in the callee would spare all of them. Of the runs that come in by one call, all are swept
or none: a site has to be joint as a whole (as fixed charges are made tight in the design of networks: Rardin and Choe
1979). A relaxation gains, for half as many rows more; a search for placements is hindered. Calls that are alike (of one
body, callee and size of snapshot) are one here: which of them are joint makes no difference to what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from adlint.placement.costing.tree import Call, CostTree, Either, Items, Loop, Segment, calls
from adlint.placement.searching.linear import Linear

if TYPE_CHECKING:
    from adlint.placement.searching.milp import Model

Turns: TypeAlias = Sequence[tuple[Segment | Call, int]]  # segments and calls, and how often each runs
Runs: TypeAlias = dict[str, dict[str, int]]  # of functions, by the ids of the calls that they come in by

_DEEP = 10  # functions that leave so many times more than there is room are not looked into


@dataclass(slots=True)
class _Flow:
    """Runs of functions that are swept below a source, by the calls that they come in by, and the sum of what they
    leave so far.
    """

    model: Model
    room: int
    runs: Runs
    into: dict[str, dict[str, Linear]] = field(default_factory=dict)
    left: Linear = field(default_factory=Linear)

    def most(self, name: str, by: str) -> int:
        """How many runs of a function have room, of those that come in by a call."""
        least: int = self.model.least[name].tape
        return min(self.runs.get(name, {}).get(by, 0), self.room // max(1, least))

    def function(self, name: str) -> None:
        """What the runs of a function leave that come in."""
        body = _flat(self.model.problem.tree.functions[name], self.model)
        is_looked_into = _is_looked_into(self.model, name, self.runs[name], self.room)
        for by, runs in self.into[name].items():
            most = self.most(name, by)
            count = self.model.variable(0, most)
            self.model.at_most(runs + count.times(-1), 0)
            if is_looked_into:
                self.sweep(body, count, most)
            else:
                self.left = self.left + count.times(self.model.least[name].tape)

    def sweep(self, items: Turns, count: Linear, most: int) -> None:
        """What some items leave in so many runs."""
        for item, turns in items:
            if isinstance(item, Segment):
                self.left = self.left + count.times(turns * item.tape)
                continue
            kept, split = self._called(item, count, most, self._below(item) // turns)
            self.left = self.left + kept.times(turns * item.snapshot)
            if split.terms or split.constant:
                into, by = self.into.setdefault(item.function, {}), _by(self.model, item)
                into[by] = into.get(by, Linear()) + split.times(turns)

    def _below(self, site: Call) -> int:
        return self.most(site.function, _by(self.model, site))

    def _called(self, site: Call, count: Linear, most: int, below: int) -> tuple[Linear, Linear]:
        """In how many runs a site is joint, and split, of those in which its function is swept."""
        model, decided = self.model, self.model.joint.get(site.id)
        if decided is None:
            return (count, Linear()) if site.forced else (Linear(), count)
        fits = min(most, below)
        split = model.variable(0, fits)
        model.at_most(count + Linear(0, {decided: -most}) + split.times(-1), 0)
        if site.snapshot > model.least[site.function].tape:  # else no more are split than have to be
            model.at_most(split + count.times(-1), 0)
            model.at_most(split + Linear(0, {decided: fits}), fits)
        return count + split.times(-1), split


def peak(model: Model, source: str, call: Call | None) -> Linear:
    """What is no more than the peak of a function: all that is left before a call in it, in the last turn of loops, and
    the peak of what is called there; all that is left at its end for None.
    """
    body, room = model.problem.tree.functions[source], model.rooms.functions[source].peak
    if call is None:
        return _left(model, _flat(body, model), room)
    before = _before(body, call, model)
    assert before is not None
    return _left(model, before, room - model.least[call.function].peak) + model.stacks[call.function][1]


def _left(model: Model, items: Turns, room: int) -> Linear:
    """What is no more than some items leave, for which there is so much room."""
    tree = model.problem.tree
    flow = _Flow(model, room, _runs(model, items, room))
    flow.sweep(items, Linear(1), 1)
    for name in reversed(tree.functions):
        if name in flow.into:
            flow.function(name)
    return flow.left


def _runs(model: Model, items: Turns, room: int) -> Runs:
    """How often each function may run below some items, by the calls that it comes in by."""
    functions, runs = model.problem.tree.functions, dict[str, dict[str, int]]()

    def add(items: Turns, times: int) -> None:
        for item, turns in items:
            if isinstance(item, Call) and not item.forced:
                into, by = runs.setdefault(item.function, {}), _by(model, item)
                into[by] = into.get(by, 0) + times * turns

    add(items, 1)
    for name in reversed(functions):
        if name in runs and _is_looked_into(model, name, runs[name], room):
            add(_flat(functions[name], model), sum(runs[name].values()))
    return runs


def _by(model: Model, site: Call) -> str:
    """What runs that come in by a site are told apart by."""
    return model.alike.get(site.id, "")


def alike(tree: CostTree) -> dict[str, str]:
    """For each site the first of those that it is alike."""
    met: dict[str, list[tuple[str, Call]]] = {}
    for name, body in tree.functions.items():
        for call in calls(body):
            met.setdefault(call.id, []).append((name, replace(call, id="")))
    first: dict[tuple[tuple[str, Call], ...], str] = {}
    return {site: first.setdefault(tuple(several), site) for site, several in met.items()}


def _is_looked_into(model: Model, name: str, runs: dict[str, int], room: int) -> bool:
    least = model.least[name].tape
    return bool(least < model.highest[name].tape and sum(runs.values()) * least < _DEEP * max(1, room))


def _flat(items: Items, model: Model) -> Turns:
    """The segments and calls of a body, and how often each runs in one run of it. Of branches the one counts whose tape
    can be the largest.
    """
    return list(_turning(items, model, 1))


def _turning(items: Items, model: Model, turns: int) -> Iterator[tuple[Segment | Call, int]]:
    for item in items:
        match item:
            case Loop(trips, body):
                yield from _turning(body, model, turns * trips) if trips else ()
            case Either(branches):
                yield from _turning(max(branches, key=model.largest), model, turns)
            case _:
                yield item, turns


def _before(items: Items, call: Call, model: Model) -> list[tuple[Segment | Call, int]] | None:
    """What runs before a call of a body; None if it is not in it."""
    for at, item in enumerate(items):
        match item:
            case Call() if item is call:
                inner: list[tuple[Segment | Call, int]] | None = []
            case Loop(trips, body) if trips:
                inner = _before(body, call, model)
                earlier = _flat(body, model) if trips > 1 else []
                inner = None if inner is None else [*((one, turns * (trips - 1)) for one, turns in earlier), *inner]
            case Either(branches):
                inner = next((one for body in branches if (one := _before(body, call, model)) is not None), None)
            case _:
                inner = None
        if inner is not None:
            return [*_flat(items[:at], model), *inner]
    return None
