"""The actions of a schedule, in the words of `checkpoint_schedules` (Dolci, Maddison, Ham et al. 2024)."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Storage(Enum):
    """Where data lies: in memory, on a disk, in the working memory of the sweeps, nowhere (deleted)."""

    RAM = "RAM"
    DISK = "DISK"
    WORK = "WORK"
    NONE = "NONE"


class Forward(Struct, frozen=True):
    """Steps n0 to n1 - 1 run. `write_ics`: the state at n0 is stored first; `write_adj_deps`: their tape is kept."""

    n0: int
    n1: int
    write_ics: bool
    write_adj_deps: bool
    storage: Storage


class Reverse(Struct, frozen=True):
    """The steps n1 - 1 down to n0 are reversed, by their tape in working memory, which is then cleared."""

    n1: int
    n0: int
    clear_adj_deps: bool


class Copy(Struct, frozen=True):
    """What is stored for step n is brought to another place, and stays where it was."""

    n: int
    from_storage: Storage
    to_storage: Storage


class Move(Struct, frozen=True):
    """What is stored for step n is brought to another place, or nowhere, and is no longer where it was."""

    n: int
    from_storage: Storage
    to_storage: Storage


class EndForward(Struct, frozen=True):
    """The last step has run for the first time."""


class EndReverse(Struct, frozen=True):
    """All steps are reversed."""


Action = Forward | Reverse | Copy | Move | EndForward | EndReverse
