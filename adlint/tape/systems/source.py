"""Source transformation: values are pushed before they are overwritten or die, if the reverse sweep needs them.

The reverse of a statement needs the variables that it is computed from ("to be recorded": Hascoët, Naumann and
Pascual, 2005); a value that is still in place when its reversal follows at once is not pushed. Beside values, 8 bytes
for the trip count of a loop that depends on data, and 1 byte for a branch (docs/decisions/0025).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct

from adlint.shapes.dims import Dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import Polynomial, symbols_of
from adlint.tape.amounts import total
from adlint.tape.lines import Kept, Tape
from adlint.tape.reverse.adjoints import is_whole, needed
from adlint.tape.reverse.frames import Frame, Free
from adlint.tape.reverse.inplace import InPlace
from adlint.tape.reverse.keeping import Keeper, kept_of
from adlint.tape.reverse.minimum import is_constant
from adlint.tape.reverse.overwriting import Overwriting, keep_all
from adlint.tape.reverse.pending import Pending
from adlint.tape.reverse.swept import Need, Swept
from adlint.tape.values.aliases import Names
from adlint.tape.values.flow import Either, Flow, Inside, Step, Turns, Values, parts_of, writes, written_in_part
from adlint.tape.values.leaves import Leaves
from adlint.tape.values.marking import Looped, Split
from adlint.tape.values.regions import Regions
from adlint.trace import Array, Site, Trace

TRIP_COUNT, BRANCH = 8, 1  # bytes


@dataclass(slots=True)
class Statements:
    """What the reverse of statements needs, in variables."""

    leaves: Leaves

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether the result varies."""
        return not is_constant(step)

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[Need] | None:
        """The variables that the reverse of a step needs; None if that is not known."""
        found = needed(step, active, kept)
        return None if found is None else [leaf for one in found for leaf in self.leaves.of(one)]

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """Nothing is made for the reverse sweep alone."""
        return 0

    def steers(self, part: Looped | Split, *, is_reversed: bool) -> Dim:
        """A trip count that the reverse sweep cannot find itself, and which branch was taken."""
        if not is_reversed:
            return 0
        if isinstance(part, Split):
            return BRANCH
        return 0 if is_told(part.turns.loop.trips) else TRIP_COUNT


class Instructions:
    """Without analysis of what the reverse sweep needs: whatever an instruction makes is pushed before it is
    overwritten, and how often every loop runs (van Merriënboer, Moldovan and Wiltschko, "Tangent", 2018).
    """

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether the result varies."""
        return not is_constant(step)

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[Need] | None:
        """What the step makes."""
        return map(Need, step.writes)

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """Nothing is made for the reverse sweep alone."""
        return 0

    def steers(self, part: Looped | Split, *, is_reversed: bool) -> Dim:
        """Every trip count, and which branch was taken."""
        return BRANCH if isinstance(part, Split) else TRIP_COUNT


def is_told(trips: Dim) -> bool:
    """Whether the reverse sweep finds a trip count without a push: it is a constant, or follows from the sizes of
    arguments and from the indices of the loops around, which run through the same numbers on the way back.
    """
    return not isinstance(trips, Polynomial) or all(one.reason in ("", INDEX) for one in symbols_of(trips))


class Analysed(Struct, frozen=True, eq=False, gc=False):
    """A program as source transformation sees it: the values of its arguments, the memories that are written to in
    part, what is held of the others, what the reverse of each step needs, what is in place at the turn point.
    """

    values: Values
    own: Sequence[int]
    flow: Flow
    shared: frozenset[int]
    frame: Frame
    keeper: Keeper
    swept: Swept
    place: InPlace
    dead: frozenset[int]
    kept: Dim

    def is_there(self, buffer: int) -> bool:
        """Whether a memory that is written to in part is there at the turn point: that of an argument, or of a name,
        that is not lost.
        """
        arrays = self.values.arrays
        versions = [one for one in arrays if arrays[one].buffer == buffer and one not in self.dead]
        if buffer in {arrays[one].buffer for one in self.own}:
            return not versions or not self.place.is_lost(max(versions))
        return bool(versions) and self.place.holds(max(versions), self.own)


def analysed(
    values: Values,
    trace: Trace,
    given: tuple[Sequence[Array], Sequence[Array], Sequence[Array] | None],
    sizes: Sizes,
    *,
    every: bool = False,
) -> Analysed:
    """What the reverse sweep needs of a program, whose values are to get names: `given` are its arguments, its results,
    and those of the arguments that derivatives are taken with respect to; all for None.
    """
    arguments, results, wanted = given
    own = values.start(arguments)
    flow = values.flow(trace)
    shared = written_in_part(flow, values.arrays)
    leaves = Leaves(values.arrays, shared, shared)
    leaves.learn(flow)
    model = Instructions() if every else Statements(leaves)
    asked = (own, results, wanted)
    frame, keeper, swept = kept_of(model, flow, values, asked, sizes, shared=shared)
    place, dead = InPlace(), frozenset[int]() if every else trailing(flow, frame.sizes)
    place.learn_all(flow, dead)
    kept = total(frame.sizes[one] for one in own if one in frame.sizes and place.holds(one, own))
    if not every:
        there = there_at_the_end(values, flow, place, own)
        frame, keeper, swept = kept_of(model, flow, values, asked, sizes, Free(there, walked(flow)), shared)
    return Analysed(values, own, flow, shared, frame, keeper, swept, place, dead, kept)


def source(
    trace: Trace,
    arguments: Sequence[Array],
    results: Sequence[Array],
    sizes: Sizes,
    wanted: Sequence[Array] | None = None,
    *,
    every: bool = False,
) -> tuple[Tape, Dim]:
    """What is pushed, in bytes; and the bytes of arguments that the reverse sweep needs and that stay in place.

    `wanted` are the arguments that derivatives are taken with respect to; all, unless they are given. With `every`, all
    that is overwritten is pushed, whether it is needed or not.
    """
    values = Values(memories=True, whole=is_whole)
    found = analysed(values, trace, (arguments, results, wanted), sizes)
    frame, tape, arrays = found.frame, found.keeper.tape, found.values.arrays
    if every:
        again = Values(memories=True, whole=is_whole)
        frame = with_overwritten(found, analysed(again, trace, (arguments, results, wanted), sizes, every=True))
    for value, size in frame.sizes.items():
        if size != 0:
            tape.keep(frame.sites[value], Kept("", arrays[value].shape, arrays[value].dtype, 1, size, "pushed"))
    regions = Regions.of_trace(trace, arguments, sizes)
    names, given = Names.of_flow(found.flow, arrays), frozenset(one.buffer for one in arguments)
    dead = () if every else found.dead
    overwriting = Overwriting(regions, arrays, found.shared, sizes, tape, names, given, dead, every)
    pending = Pending(regions)
    pushes = overwriting.run(found.swept, pending)
    for buffer in list(pending.needed):
        if not found.is_there(buffer):
            pushes += overwriting.die(buffer, pending)
    keep_all(tape, pushes, "pushed")
    for site, size in frame.own:
        tape.keep(site, Kept("", None, "", 1, size, "control"))
    return tape, found.kept


def there_at_the_end(values: Values, flow: Flow, place: InPlace, own: Sequence[int]) -> frozenset[int]:
    """What need not be pushed: what is in place at the turn point, but for what turns of loops make; and what nothing
    in the program makes, constants that the text has.
    """
    in_loops, made = turned(flow), {*own, *writes(flow)}
    held = (value for value in values.arrays if value not in in_loops and place.holds(value, own))
    return frozenset(held) | (values.arrays.keys() - made)


def with_overwritten(found: Analysed, every: Analysed) -> Frame:
    """What is needed, and all that is overwritten beside it: what turns of loops make, what loses its name or place."""
    frame, place = every.frame, every.place
    for value in filter(place.is_lost, every.own):
        frame.hold(value, every.keeper.size(value), frame.sites.get(value, Site("", 0)))
    gone = turned(every.flow).union(filter(place.is_lost, frame.sizes))
    frame.sizes = {value: size for value, size in frame.sizes.items() if value in gone or value in found.frame.sizes}
    for value, size in found.frame.sizes.items():
        frame.hold(value, size, found.frame.sites[value])
    return frame


def trailing(flow: Flow, kept: Container[int]) -> frozenset[int]:
    """The values that the last statements make, and that the reverse sweep does not need: it begins instead of them."""
    found: set[int] = set()
    last = flow[-1] if flow else None
    again = walked(flow)
    for part in reversed(last.body if isinstance(last, Inside) else flow):
        if not isinstance(part, Step):
            break
        if part.name == "numpy.bind":
            continue
        if any(value in kept or value in again for value in part.writes):
            break
        found.update(part.writes)
    return frozenset(found)


def walked(flow: Flow) -> dict[int, int]:
    """The values that are made in loops that were gone through turn by turn, each with the number of its loop: between
    the first and the last time that something is made at the same place.
    """
    made = list(_making(flow, ()))
    places: dict[tuple[Site, ...], list[int]] = {}
    for number, (path, _) in enumerate(made):
        places.setdefault(path, []).append(number)
    spans = sorted((several[0], several[-1]) for several in places.values() if len(several) > 1)
    loops: dict[int, int] = {}
    end = -1
    for loop, (first, last) in enumerate(spans):
        inner = first <= end
        loops.update(dict.fromkeys(range(max(first, end + 1), last + 1), loops[end] if inner else loop))
        end = max(end, last)
    return {value: loops[number] for number, (_, values) in enumerate(made) if number in loops for value in values}


def _making(flow: Flow, path: tuple[Site, ...]) -> Iterator[tuple[tuple[Site, ...], list[int]]]:
    """The values that are made, each with the calls that it is made in, and where."""
    for part in flow:
        match part:
            case Step():
                yield (*path, part.site), list(part.writes)
            case Inside():
                yield from _making(part.body, (*path, part.call.site))
            case Turns():
                yield (*path, part.loop.site), [one.final for one in part.handed if one.final is not None]
                yield from _making(part.body, path)
            case Either():
                yield (*path, part.site), [value for value, _ in part.joins]
                for branch in part.branches:
                    yield from _making(branch, path)


def turned(flow: Flow) -> set[int]:
    """The values that turns of loops make."""
    return {value for part in parts_of(flow) if isinstance(part, Turns) for value in part.made}
