"""What rules see, and what they answer: plain frozen data without positions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from adlint.analysis.effects.summary import Chain, Hazard, Step, Summary
from adlint.checkpoint.candidates import Candidate, Changed
from adlint.checkpoint.regions import Crossing
from adlint.directives import Directive

if TYPE_CHECKING:
    from adlint.differentiated.active import Active
    from adlint.differentiated.reached import Reached
    from adlint.differentiated.whole import Whole
    from adlint.tape.answer import Answer
    from adlint.tape.recorded import Recorded


class Place(Struct, frozen=True):
    """A stretch of a line of a text: 1-based line, 0-based character columns, `end` exclusive."""

    line: int
    start: int
    end: int


def of_directive(directive: Directive) -> Place:
    """Where a directive stands."""
    return Place(directive.line, directive.start, directive.end)


class Draft(Struct, frozen=True):
    """A finding before it has a position: where it stands, what it says, and the steps of its evidence. `repair` is the
    kind of a `Repair`, and its options; () if the tool can do nothing about it.
    """

    where: Step | Place
    message: str
    related: tuple[tuple[Step, str], ...] = ()
    data: tuple[tuple[str, str | int | None], ...] = ()
    repair: tuple[str, ...] = ()


class Piece(Struct, frozen=True):
    """A checkpoint candidate and what running it does.

    `handled` are attributes whose resources some function of the program gives back, `elsewhere` is where those are
    acquired that another function gives back that has the same variable; `restored` are draws that the
    checkpoint in use restores the generator for, `frozen` those that it replays as they were traced; `above` are the
    summaries of the candidate's callers; `matters` tells whether a clock may change what is computed, a draw
    anything at all, and something is drawn from a generator as it was made; `held` are the locks that are held where
    it is checkpointed, `released` where it gives one back that it has not taken; `unresolved` gives the calls of
    unknown callees, with why they are unknown,
    `unresolved_below` those in what it calls, too, with the way to each; `told` the calls that print, log or plot;
    `later` what a piece that the source checkpoints reads, and what runs after it changes, `again` what it reads and
    changes itself.
    """

    candidate: Candidate
    summary: Summary
    handled: frozenset[str]
    elsewhere: frozenset[Step]
    restored: frozenset[Step]
    frozen: frozenset[Step]
    above: tuple[Summary, ...]
    matters: Callable[[Hazard], bool]
    held: tuple[Step, ...] = ()
    released: tuple[Step, ...] = ()
    unresolved: Callable[[], Iterable[tuple[Step, str]]] = tuple
    unresolved_below: Callable[[], Sequence[tuple[Chain, str]]] = tuple
    told: Callable[[], Iterable[tuple[Chain, str]]] = tuple
    later: Callable[[], Iterable[Changed]] = tuple
    again: Callable[[], Iterable[Changed]] = tuple

    @property
    def name(self) -> str:
        """The candidate as messages name it."""
        function = function_name(self.candidate.function)
        if self.candidate.kind == "region":
            return f"the marked region in `{function}`"
        if self.candidate.kind == "call":
            return "this call"
        return f"an iteration of the loop in `{function}`" if self.candidate.kind == "loop-body" else f"`{function}`"

    def because(self, chain: Chain) -> tuple[tuple[Step, str], ...]:
        """The evidence: why the piece is a candidate, if that has to be said, and the calls that lead to the place."""
        candidate = self.candidate
        start = candidate.site or (candidate.function, candidate.at)
        shown = function_name(candidate.function)
        reason = f"`{shown}` is a checkpoint candidate: {candidate.why}"
        if candidate.kind == "loop-body":
            reason = f"this loop of `{shown}` is a checkpoint candidate: {candidate.why}"
        elif candidate.kind == "region":
            reason = f"a piece of `{shown}` is a checkpoint candidate: {candidate.why}"
        elif candidate.kind == "checkpoint":
            reason = f"`{shown}` runs again in the reverse sweep: {candidate.why}"
        return (*([(start, reason)] if candidate.why else []), *calls(chain))


def calls(chain: Chain) -> tuple[tuple[Step, str], ...]:
    """The calls that lead to the last step of a chain, each with what it says."""
    return tuple(
        ((function, at), f"`{function_name(function)}` calls `{function_name(below)}`")
        for (function, at), (below, _) in pairwise(chain)
    )


def function_name(identity: str) -> str:
    """The qualified name of a function in its module; a module's body by the module's name."""
    module, _, name = identity.partition(":")
    return ".".join(part.partition("#")[0] for part in name.split(".")) if name else module


class Trouble(Struct, frozen=True):
    """A part of a text that was not analysed."""

    place: Place
    message: str
    gave_up: bool


class Taped(Struct, frozen=True):
    """An entry, the function that it calls, its answer, its budget in bytes, if it has one, and what the baseline has
    recorded of it.
    """

    entry: str
    function: str
    answer: Answer
    budget: int | None
    before: Recorded | None = None


class Differentiated(Struct, frozen=True):
    """A function that runs where something is differentiated, and the program around it. `active` tells, of each
    function that a system differentiates, which values have derivatives.
    """

    function: Reached
    whole: Whole
    active: Callable[[str], Mapping[str, Active]]


class Text(Struct, frozen=True):
    """A file as rules about the analysis see it: what was not analysed, its directives, and the ignores that
    suppressed nothing; `codes` are all codes and names of rules, `crossings` the marked regions that are no pieces,
    `unbound` the names that are bound nowhere, where they are read first.
    """

    path: str
    troubles: tuple[Trouble, ...]
    directives: tuple[Directive, ...]
    unused: tuple[tuple[Directive, str], ...]
    codes: frozenset[str]
    crossings: tuple[Crossing, ...] = ()
    unbound: tuple[tuple[Place, str], ...] = ()
