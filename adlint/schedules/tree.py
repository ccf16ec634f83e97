"""Schedules as trees: how a run of steps is split, told by one function, from which counts and actions follow.

To reverse n steps from a state, either all are taped at once, or the tape of the first is put aside, or the state is
stored, the loop advanced, the rest reversed, the state loaded, and the first part reversed. A policy says which; what
else it has to know (free slots, whether the state is stored already) is its key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct

from adlint.schedules.actions import Storage

Key = Hashable
T = TypeVar("T")


class Tape(Struct, frozen=True):
    """All steps are taped, and reversed."""


class Push(Struct, frozen=True):
    """The tape of the first step is stored, the others are reversed under the key `right`."""

    right: Key


class Split(Struct, frozen=True):
    """The first `advance` steps run untaped. `write`: where the state is stored before, None if it is already;
    `source`: where it is loaded from after the steps on the right; `keeps`: whether it stays there.
    """

    advance: int
    write: Storage | None
    source: Storage
    keeps: bool
    right: Key
    left: Key


Node = Tape | Push | Split
Policy = Callable[[int, Any], Node]  # each kind has its own type of keys


def folded(policy: Policy, steps: int, key: Key, value: Callable[..., T]) -> T:
    """The value of a tree, from `value(node, *values of its parts)`, the right part first.

    That of an empty part is `value(Tape())`. Each distinct part is gone through once.
    """
    policy = cache(policy)
    empty = value(Tape())
    known: dict[tuple[int, Key], T] = {}
    stack = [(steps, key)]
    while stack:
        state = stack[-1]
        node = policy(*state)
        parts = _parts(state[0], node)
        missing = [part for part in parts if part[0] and part not in known]
        if missing:
            stack += missing
        else:
            known[stack.pop()] = value(node, *(known.get(part, empty) for part in parts))
    return known[(steps, key)]


def _parts(steps: int, node: Node) -> tuple[tuple[int, Key], ...]:
    match node:
        case Split():
            return ((steps - node.advance, node.right), (node.advance, node.left))
        case Push():
            return ((steps - 1, node.right),)
        case Tape():
            return ()
