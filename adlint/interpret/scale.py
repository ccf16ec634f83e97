"""How much is spent on telling calls apart."""

from __future__ import annotations

from msgspec import Struct

SMALL = 200  # functions of a program for which loops are gone through until nothing new comes

MIDDLING = 3  # passes over a loop of others


class Scale(Struct, frozen=True):
    """How much is spent on telling calls apart, by the size of the program: `contexts` evaluations of one
    function and `operations` of calls evaluated where they stand in one task, `instances` of a class that are
    told apart there, `passes` over the body of a loop, iterations that are `unrolled`, `closures` of one
    function that are evaluated for themselves, and `rounds` over functions.
    """

    contexts: int
    operations: int
    instances: int
    passes: int
    unrolled: int
    closures: int
    rounds: int

    @property
    def finishes(self) -> bool:
        """Whether what is done over and over is done until nothing new comes."""
        return self.passes > MIDDLING


def scale(functions: int) -> Scale:
    """The scale for a program of so many functions: what is spent in all is about the same."""
    count = max(functions, 1)
    if count < 1500:
        passes = MIDDLING if count > SMALL else 2 * MIDDLING
        return Scale(max(2, min(12, 6000 // count)), min(60_000, 120_000 // count), 40, passes, 12, 16, 3)
    if count < 5000:
        return Scale(1, 0, 1, 2, 0, 2, 3)
    return Scale(1, 0, 1, 1, 0, 2, 2)
