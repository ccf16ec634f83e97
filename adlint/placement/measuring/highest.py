"""The largest of sums in the tape and the peak of one function: what others come to, whatever that function is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from adlint.placement.costing.tree import Call, Either, Item, Items, Loop, calls
from adlint.placement.measuring.heights import Stack

# by the factor of the tape, and whether the peak is added: the constant; the largest of all these sums counts
Terms: TypeAlias = dict[tuple[int, bool], int]


def put(terms: Terms, factor: int, has_height: bool, constant: int) -> None:
    """One sum more, unless another is always as large; those that are never larger than it go."""
    for other, size in tuple(terms.items()):
        if other[1] == has_height and other[0] >= factor and size >= constant:
            return
        if other[1] == has_height and other[0] <= factor and size <= constant:
            del terms[other]
    terms[factor, has_height] = constant


def largest(terms: Terms, own: Stack) -> int:
    """What they come to for a stack of the function."""
    sums = (constant + factor * own.tape + has_height * own.peak for (factor, has_height), constant in terms.items())
    return int(max(sums))


class Sums(Stack, frozen=True):
    """A stack whose tape and peak are terms."""

    def put_into(self, terms: Terms) -> Terms:
        """Terms in this stack as terms in that of the function."""
        return _either(
            _sum({(0, False): constant}, _sum(_times(self.tape, factor), self.peak if has_height else {(0, False): 0}))
            for (factor, has_height), constant in terms.items()
        )


def inside(items: Items, function: str, of: Callable[[Item], Stack], is_joint: Callable[[Call], bool]) -> Sums:
    """The stack of a body that calls a function, at one place or at several; `of` gives that of its other items."""
    found = Sums({(0, False): 0}, {(0, False): 0})
    for item in items:
        match item:
            case Call(name) if name == function:
                own = _called(item) if is_joint(item) else Sums({(1, False): 0}, {(0, True): 0})
            case Loop(trips, body) if trips and _has(body, function):
                turn = inside(body, function, of, is_joint)
                own = Sums(_times(turn.tape, trips), _sum(_times(turn.tape, trips - 1), turn.peak))
            case Either(branches) if any(_has(one, function) for one in branches):
                each = [inside(one, function, of, is_joint) for one in branches]
                own = Sums(_either(one.tape for one in each), _either(one.peak for one in each))
            case _:
                stack = of(item)
                own = Sums({(0, False): stack.tape}, {(0, False): stack.peak})
        found = Sums(_sum(found.tape, own.tape), _either((found.peak, _sum(found.tape, own.peak))))
    return found


def _has(items: Items, function: str) -> bool:
    return any(one.function == function for one in calls(items))


def _called(call: Call) -> Sums:
    """What a joint call leaves, and how high it grows."""
    return Sums({(0, False): call.snapshot}, {(0, False): call.snapshot, (0, True): 0})


def _times(terms: Terms, factor: int) -> Terms:
    """Terms of a tape so many times."""
    return _either([{(factor * one, has_height): factor * size} for (one, has_height), size in terms.items()])


def _sum(tape: Terms, other: Terms) -> Terms:
    found: Terms = {}
    for (factor, _), constant in tape.items():
        for (more, has_height), size in other.items():
            put(found, factor + more, has_height, constant + size)
    return found


def _either(several: Iterable[Terms]) -> Terms:
    found: Terms = {}
    for terms in several:
        for (factor, has_height), constant in terms.items():
            put(found, factor, has_height, constant)
    return found
