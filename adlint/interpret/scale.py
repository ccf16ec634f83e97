"""How much is spent on telling calls apart."""

from __future__ import annotations

from msgspec import Struct, structs

from adlint.interpret.program import Program

SMALL = 200  # functions of a program for which loops are gone through until nothing new comes

STEPS = 2_000_000  # of tasks, for all functions of a file
SHARE = 24_000  # for one of them at most
TIMES = 3  # that a body may be gone through, for each pass over a loop in a loop
CALLED = 4  # that as much as may be evaluated of what it calls may be gone through
MODULE = 8  # times as much is spent on a module
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
    def modules(self) -> int:
        """Rounds over modules: where calls are evaluated where they stand, one more after functions were."""
        return 3 if self.operations else 2

    @property
    def finishes(self) -> bool:
        """Whether what is done over and over is done until nothing new comes."""
        return self.passes > MIDDLING


def scale(functions: int) -> Scale:
    """The scale for a program of so many functions: what is spent in all is about the same."""
    count = max(functions, 1)
    if count < 1500:
        passes = MIDDLING if count > SMALL else 2 * MIDDLING
        return Scale(max(2, min(48, 6000 // count)), min(60_000, 120_000 // count), 40, passes, 12, 16, 3)
    if count < 5000:
        return Scale(1, 0, 1, 2, 0, 2, 3)
    return Scale(1, 0, 1, 1, 0, 2, 2)


def of_module(chosen: Scale) -> Scale:
    """The scale for the body of a module: there are few, and the decorators that they call make what all others see."""
    if not chosen.operations:
        return chosen
    return structs.replace(chosen, operations=MODULE * chosen.operations)


def most(chosen: Scale, size: int, count: int) -> int:
    """How many steps a task may take at most, for a function of `size` operations in a file of `count` functions: many
    times those of any program that was not written to take long.
    """
    return TIMES * (2 + chosen.passes**2) * size + CALLED * chosen.operations + min(STEPS // count, SHARE)


def functions(program: Program, name: str) -> int:
    """About how many functions there are in the module of a function or module, so that one more seldom counts."""
    return 1 << len(program.tables.get(name.partition(":")[0], ())).bit_length()
