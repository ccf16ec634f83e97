"""The actions of a schedule, from its tree."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.schedules.actions import Action, Copy, EndForward, EndReverse, Forward, Move, Reverse, Storage
from adlint.schedules.tree import Key, Policy, Push, Split, Tape

Part = tuple[int, int, Key]  # the steps n0 to n1 - 1


def actions(policy: Policy, steps: int, key: Key) -> Iterator[Action]:
    """The actions of a tree, from the first step to `EndReverse`."""
    ended = False
    for action in reversal(policy, 0, steps, key):
        yield action
        if not ended and isinstance(action, Forward) and action.n1 == steps:
            ended = True
            yield EndForward()
    yield EndReverse()


def reversal(policy: Policy, n0: int, n1: int, key: Key) -> Iterator[Action]:
    """The actions that reverse the steps n0 to n1 - 1, the state at n0 being in working memory."""
    pending: list[Action | Part] = [(n0, n1, key)]
    while pending:
        match pending.pop():
            case (start, end, inner):
                now, later = _unfolded(policy, start, end, inner)
                yield now
                pending += reversed(later)
            case action:
                yield action


def _unfolded(policy: Policy, n0: int, n1: int, key: Key) -> tuple[Action, list[Action | Part]]:
    """The first action of a part, and what comes after it: actions, and parts that are not empty."""
    match policy(n1 - n0, key):
        case Tape():
            return Forward(n0, n1, False, True, Storage.WORK), [Reverse(n1, n0, True)]
        case Push(right):
            after: list[Action | Part] = [Move(n0, Storage.RAM, Storage.WORK), Reverse(n0 + 1, n0, True)]
            return Forward(n0, n0 + 1, False, True, Storage.RAM), [(n0 + 1, n1, right), *after]
        case Split(advance, write, source, keeps, right, left):
            middle = n0 + advance
            load = Copy(n0, source, Storage.WORK) if keeps else Move(n0, source, Storage.WORK)
            rest: list[Action | Part] = [(middle, n1, right)] if middle < n1 else []
            first = Forward(n0, middle, write is not None, False, write or Storage.WORK)
            return first, [*rest, load, (n0, middle, left)]
