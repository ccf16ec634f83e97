"""The cost tree: what the pieces of a program keep, take, and would need as snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from msgspec import Struct

# whole numbers; polynomials of sizes where growth is asked for; arrays where every placement is tried at once
Number: TypeAlias = Any


class Segment(Struct, frozen=True, gc=False):
    """Straight-line work: the bytes that it adds to the tape, and its time (in any unit, the same everywhere)."""

    tape: Number
    time: Number = 0


class Call(Struct, frozen=True, gc=False):
    """A call site, which is split (not checkpointed) or joint (checkpointed, with a snapshot of so many bytes). One
    that is `forced` is joint in every placement but that without checkpoints.
    """

    function: str
    id: str
    snapshot: Number
    checkpointable: bool = True
    forced: bool = False


class Loop(Struct, frozen=True, gc=False):
    """The body, so many times."""

    trips: Number
    body: Items


class Either(Struct, frozen=True, gc=False):
    """One of the branches runs, and which is not known: the larger tape, height and time count."""

    branches: tuple[Items, ...]


Item: TypeAlias = "Segment | Call | Loop | Either"
Items: TypeAlias = tuple[Item, ...]


class CostTree(Struct, frozen=True):
    """Bodies by the name of their function, callees before callers, and the function that is differentiated. Times are
    whole numbers of `unit`. Calls with the same id (one call in the source, met with different sizes) are decided as
    one.
    """

    entry: str
    functions: dict[str, Items]
    unit: Fraction = Fraction(1)

    def sites(self) -> dict[str, list[Call]]:
        """The call sites of all functions by their ids."""
        found: dict[str, list[Call]] = {}
        for body in self.functions.values():
            for one in calls(body):
                found.setdefault(one.id, []).append(one)
        return found

    @property
    def forced(self) -> frozenset[str]:
        """The sites that are forced to be joint."""
        return frozenset(one.id for body in self.functions.values() for one in calls(body) if one.forced)


class CycleError(Exception):
    """Functions that call each other without end, by their names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" -> ".join(names))
        self.names = names


def within(items: Items) -> Iterator[Item]:
    """All items of a body, those in loops and branches too."""
    for item in items:
        yield item
        match item:
            case Loop(_, body):
                yield from within(body)
            case Either(branches):
                for branch in branches:
                    yield from within(branch)
            case _:
                pass


def calls(items: Items) -> Iterator[Call]:
    """The calls in a body, through loops and branches."""
    return (one for one in within(items) if isinstance(one, Call))


def running(tree: CostTree) -> CostTree:
    """The tree without loops that do not turn, and without what is called in them alone."""

    def body(items: Items) -> Items:
        return tuple(item(one) for one in items if not isinstance(one, Loop) or one.trips)

    def item(one: Item) -> Item:
        match one:
            case Loop(trips, inner):
                return Loop(trips, body(inner))
            case Either(branches):
                return Either(tuple(map(body, branches)))
            case _:
                return one

    functions = {name: body(items) for name, items in tree.functions.items()}
    return CostTree(tree.entry, callees_first(tree.entry, functions), tree.unit)


def rewritten(
    tree: CostTree, call: Callable[[Call], Call], segment: Callable[[Segment], Segment] = lambda one: one
) -> CostTree:
    """The tree with other calls and segments in the place of its own."""

    def body(items: Items) -> Items:
        return tuple(map(item, items))

    def item(one: Item) -> Item:
        match one:
            case Segment():
                return segment(one)
            case Call():
                return call(one)
            case Loop(trips, inner):
                return Loop(trips, body(inner))
            case Either(branches):
                return Either(tuple(map(body, branches)))

    return CostTree(tree.entry, {name: body(items) for name, items in tree.functions.items()}, tree.unit)


def callees_first(entry: str, functions: Mapping[str, Items]) -> dict[str, Items]:
    """What is reached from the entry, callees before callers. CycleError if a function is reached from itself."""
    done: dict[str, Items] = {}
    open_: dict[str, Iterator[str]] = {entry: _callees(functions[entry])}
    while open_:
        name = next(reversed(open_))
        callee = next(open_[name], None)
        if callee is None:
            del open_[name]
            done[name] = functions[name]
        elif callee in open_:
            path = list(open_)
            raise CycleError((*path[path.index(callee) :], callee))
        elif callee not in done:
            open_[callee] = _callees(functions[callee])
    return done


def _callees(items: Items) -> Iterator[str]:
    return iter(tuple(dict.fromkeys(one.function for one in calls(items))))


def instances(tree: CostTree) -> Iterator[tuple[Call, Number]]:
    """The call sites, and how often each runs in one run of the entry; of both branches where one of them runs."""
    runs: dict[str, Number] = dict.fromkeys(tree.functions, 0)
    runs[tree.entry] = 1
    for name in reversed(tree.functions):
        for call, times in counted(tree.functions[name], runs[name]):
            runs[call.function] += times
            yield call, times


def counted(items: Items, times: Number) -> Iterator[tuple[Call, Number]]:
    """The calls in a body that runs so many times, and how often each runs; of both branches where one of them runs."""
    for item in items:
        match item:
            case Call():
                yield item, times
            case Loop(trips, body):
                yield from counted(body, times * trips)
            case Either(branches):
                for branch in branches:
                    yield from counted(branch, times)
            case _:
                pass
