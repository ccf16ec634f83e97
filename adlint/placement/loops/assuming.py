"""What binomial schedules take for granted of a loop, with what its trace says of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from adlint.bytesize import human
from adlint.placement.costing.operations import operations
from adlint.schedules.problem import Assumption
from adlint.shapes.dims import Dim, dim
from adlint.symbolic import polynomial, symbols_of
from adlint.trace import Alt, Array, Loop, Scan, Trace, within
from adlint.trace.walking import bound

UNEVEN = "turns of a loop of which some keep more than others count as if each kept the mean of all"


class Granted(Struct, frozen=True):
    """Something that is taken for granted of a loop: whether it holds, None where that is not known, and why."""

    what: Assumption
    holds: bool | None
    evidence: str

    @property
    def text(self) -> str:
        """All of it, for people."""
        verdict = {True: "", False: ", which is not so", None: ", which is not known"}[self.holds]
        return f"{self.what.value}{verdict} ({self.evidence})"


def granted(loop: Loop | Scan, snapshot: int, number: Callable[[Dim], int]) -> Iterator[Granted]:
    """What is taken for granted of a loop whose states take a `snapshot` of so many bytes."""
    yield _equal(loop)
    several = [one.entry for one in loop.carried if one.entry is not None and one.entry.is_inexact]
    handed = sum(number(one.bytes) for one in several)
    state = f"{len(several)} array{'s' * (len(several) != 1)} of {human(handed)} in all" if several else "no array"
    yield Granted(Assumption.CHAIN, True, f"a turn is handed {state}: what older states it needs are among that")
    work = number(operations(loop.body))
    yield Granted(Assumption.FREE_SNAPSHOTS, None, f"{human(snapshot)} are copied, where a step is {work:,} operations")


def is_uneven(loop: Loop | Scan) -> bool:
    """Whether sizes in a loop depend on the turn."""
    return isinstance(loop, Loop) and any(_depends(one, loop.index) for one in _sizes(loop.body))


def _equal(loop: Loop | Scan) -> Granted:
    if is_uneven(loop):
        return Granted(Assumption.EQUAL_STEPS, False, "sizes in a turn depend on which turn it is")
    if any(isinstance(node, Alt) for node in within(loop.body)):
        return Granted(Assumption.EQUAL_STEPS, None, "which branch a turn takes is not known")
    return Granted(Assumption.EQUAL_STEPS, True, "no size in a turn depends on which turn it is")


def _sizes(trace: Trace) -> Iterator[Dim]:
    """The sizes of what is made, and how often inner loops run."""
    for node in within(trace):
        if isinstance(node, Loop | Scan):
            yield node.trips
        for one in bound(node):
            yield from one.shape if isinstance(one, Array) and one.shape is not None else ()


def _depends(size: Dim, index: str) -> bool:
    return not isinstance(size, int) and any(one.key == index for one in symbols_of(polynomial(dim(size))))
