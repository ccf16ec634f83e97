"""What the reverse sweep keeps of the values of a program: backward for what the result depends on. In loops every turn
makes values of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import polynomial, symbol, symbols_of
from adlint.tape.lines import Kept, Tape
from adlint.tape.reverse.frames import NONE_FREE, Frame, Free
from adlint.tape.reverse.swept import Need, Reversed, Rounds, Segment, Swept, Ways
from adlint.tape.values.flow import Either, Flow, Inside, Step, Turns, Values
from adlint.tape.values.marking import (
    MOST_PEELED,
    Called,
    Done,
    Holding,
    Looped,
    Marked,
    Marker,
    Regime,
    Split,
    is_active,
)
from adlint.tape.values.sums import summed
from adlint.trace import Array, Site

MOST_ROUNDS = 4  # until it is known how many turns loops need


@dataclass(slots=True)
class Keeper:
    """Goes through a flow that was gone through forward from its end. `arrays` says what values are; `free` are those
    that are there anyhow; what of the memories in `shared` is kept, which are written to in part, is found forward once
    more, and is none of a frame; `needs` says how many turns loops have at least, if what is found is right; `loops`
    says in which loops values are made; `reversed` counts the steps that the reverse sweep runs.
    """

    marker: Marker
    arrays: Mapping[int, Array]
    useful: set[int] = field(default_factory=set)
    free: Free = NONE_FREE
    shared: frozenset[int] = frozenset()
    needs: dict[str, int] = field(default_factory=dict)
    loops: Mapping[int | str, tuple[str, ...]] = field(default_factory=dict)
    reversed: int = 0

    @property
    def model(self) -> Holding:
        """What the reverse of steps keeps."""
        return self.marker.model

    @property
    def sizes(self) -> Sizes:
        """What is known of sizes."""
        return self.marker.sizes

    @property
    def tape(self) -> Tape:
        """Where it is said what is not known."""
        return self.marker.tape

    def backward(self, done: Sequence[Done], frame: Frame) -> Swept:
        """What is kept, of what the useful values depend on; and what the reverse of each step needs."""
        found: list[Swept] = []
        for part in reversed(done):
            match part:
                case Marked():
                    found.append((Reversed(part.step, self._reverse(part, frame)),))
                case Called():
                    found.append(self.backward(part.body, frame))
                case Split():
                    before, wanted = self.reversed, any(one in self.useful for one, _ in part.either.joins)
                    found.append((self._join(part, frame),))
                    self._steer(part, part.either.site, frame, is_reversed=wanted or self.reversed > before)
                case Looped():
                    before, wanted = self.reversed, any(one.final in self.useful for one in part.turns.handed)
                    found.append((self._unroll(part, frame),))
                    self._steer(part, part.turns.loop.site, frame, is_reversed=wanted or self.reversed > before)
        return tuple(one for several in reversed(found) for one in several)

    def size(self, value: int) -> Dim:
        """What a value takes in a frame, in bytes."""
        array = self.arrays[value]
        return 0 if array.buffer in self.shared else array.bytes

    def is_item(self, value: int, turns: Turns) -> bool:
        """Whether a value that turns of a loop read is one of those that a loop before it put into a list: each reads
        its own.
        """
        made = self.loops.get(value, ())
        return bool(made) and made[-1] not in self.loops.get(turns.loop.index, ())

    def _steer(self, part: Looped | Split, site: Site, frame: Frame, *, is_reversed: bool) -> None:
        size = self.model.steers(part, is_reversed=is_reversed) if is_active(part) else 0
        if size != 0:
            frame.own.append((site, size))

    def _reverse(self, part: Marked, frame: Frame) -> tuple[Need, ...]:
        step = part.step
        if not any(value in self.useful for value in step.writes):
            return ()
        self.useful.difference_update(step.writes)
        if step.base is not None:
            self.useful.add(step.base)
        if not any(part.active):
            return ()
        held = self.model.holds(step, part.active, frame)
        if held is None:
            self.tape.miss(step.site, f"what the reverse of `{step.name}` needs is not known")
            held = ()
        needs = tuple(held)
        for value in (one.value for one in needs):
            if not self.free.at(value, step):
                frame.hold(value, self.size(value), step.site)
        frame.steps = dim(frame.steps + 1)
        self.reversed += 1
        made = self.model.makes(step, part.active)
        if made != 0:
            frame.own.append((step.site, made))
        self.useful.update(
            value for value, flag in zip(step.reads, part.active, strict=True) if flag and value is not None
        )
        return needs

    def _join(self, part: Split, frame: Frame) -> Ways:
        joined, swept = {value for value, _ in part.either.joins}, []
        before, best, ends = set(self.useful), None, set[int]()
        for number, branch in enumerate(part.branches):
            self.useful = before - joined
            own = Frame(around=frame)
            for value, several in part.either.joins:
                source = several[number] if number < len(several) else None
                if value in before and source is not None:
                    self.useful.add(source)
                if value in frame.sizes and source is not None:
                    own.hold(source, frame.sizes[value], frame.sites[value])
            swept.append(self.backward(branch, own))
            ends |= self.useful
            if best is None or self.sizes.at_least(own.bytes, best.bytes):
                best = own
        for value in joined:
            frame.sizes.pop(value, None)
        self.useful = ends
        if best is not None:
            for value, size in best.sizes.items():
                frame.hold(value, size, best.sites[value])
            frame.own += best.own
            frame.steps = dim(frame.steps + best.steps)
        return Ways(part.either, tuple(swept))

    def _unroll(self, part: Looped, frame: Frame) -> Rounds:
        """Turns from the last to the first: what they want of each other changes in the last ones, and then stays."""
        handed = part.turns.handed
        finals = [one.final for one in handed]
        last = wanted = self._wanted(finals, frame)
        for one in finals:
            if one is not None:
                self.useful.discard(one)
                frame.sizes.pop(one, None)
        turns = _Turns(self, part, frame)
        for regime in reversed(part.regimes):
            wanted = self._regime(regime, wanted, turns)
        if not wanted.is_like(last):
            self._runs(part, 1)
        self._hand(wanted, [one.initial for one in handed], frame)
        turns.close()
        return Rounds(part.turns, tuple(reversed(turns.segments)))

    def _regime(self, regime: Regime, wanted: Wanted, turns: _Turns) -> Wanted:
        """What the first turn of a regime wants, given what is wanted of the last one."""
        loop, handed = turns.part.turns, turns.part.turns.handed
        entries, exits = [one.entry for one in handed], [one.exit for one in handed]
        outer, top = set(self.useful), regime.hi
        for peeled in range(MOST_PEELED):
            if self.sizes.at_least(regime.lo, top):
                break
            self._runs(turns.part, regime.lo + peeled)
            self.useful, own = set(outer), Frame(around=turns.frame)
            self._hand(wanted, exits, own)
            self.sizes.enter(loop.loop.index, top, regime.lo)
            swept = self.backward(regime.body, own)
            self.sizes.leave(loop.loop.index)
            before = self._wanted(entries, own)
            more = {one for one in self.useful if one not in loop.made} - set(entries)
            steady = before.is_like(wanted) and more <= outer
            if not more <= outer or turns.reaches_out(own):
                self._runs(turns.part, regime.lo + peeled + 1)
            outer |= more
            if steady:  # what a turn is handed is kept for the same step of the turn after it
                kept = ((exits[n], site) for n, site in before.kept.items())
                own.sites.update((one, site) for one, site in kept if one is not None and one in own.sites)
            turns.add(own, Segment(regime.lo if steady else dim(top - 1), top, swept))
            wanted = before
            if steady:
                break
            top = dim(top - 1)
        else:
            self.tape.miss(loop.loop.site, "what is kept changes from turn to turn of a loop")
        self.useful = outer
        return wanted

    def _wanted(self, values: Sequence[int | None], frame: Frame) -> Wanted:
        """What is wanted of values."""
        useful = frozenset(n for n, one in enumerate(values) if one in self.useful)
        kept = {n: frame.sites[one] for n, one in enumerate(values) if one is not None and one in frame.sizes}
        return Wanted(useful, kept)

    def _hand(self, wanted: Wanted, values: Sequence[int | None], frame: Frame) -> None:
        """The same is wanted of other values."""
        self.useful.update(one for n, one in enumerate(values) if n in wanted.useful and one is not None)
        for n, site in wanted.kept.items():
            value = values[n]
            if value is not None and (value not in self.free.values or value in self.free.loops):
                frame.hold(value, self.size(value), site)

    def _runs(self, part: Looped, least: int) -> None:
        """A loop has so many turns. Where names of sizes alone leave that open, it is assumed; where the turn of a loop
        around does, it is noted.
        """
        more = polynomial(part.trips) - least
        if self.sizes.at_least(more, 0) is None:
            reasons = {one.reason for one in symbols_of(more)}
            if reasons == {""}:
                self.sizes.assume(more)
            elif reasons <= {"", INDEX}:
                index = part.turns.loop.index
                self.needs[index] = max(least, self.needs.get(index, 0))


class Wanted(Struct, frozen=True, gc=False):
    """What is wanted of what a turn hands to the next, by its number: what is useful, and what is kept, for a site."""

    useful: frozenset[int]
    kept: Mapping[int, Site]

    def is_like(self, other: Wanted) -> bool:
        """Whether the same is wanted, for whichever sites."""
        return self.useful == other.useful and self.kept.keys() == other.kept.keys()


@dataclass(slots=True)
class _Turns:
    """What the turns of a loop keep; what a turn was handed is what the turn before made."""

    keeper: Keeper
    part: Looped
    frame: Frame
    found: dict[int, Dim] = field(default_factory=dict)
    most: dict[int, Dim] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)

    def add(self, own: Frame, segment: Segment) -> None:
        """What each turn of a segment keeps."""
        self.segments.append(segment)
        loop, lo, hi = self.part.turns, segment.lo, segment.hi
        entries = {one.entry for one in loop.handed}
        for value, size in own.sizes.items():
            if value in loop.made or self.keeper.is_item(value, loop):
                total = self._summed(size, lo, hi, own.sites[value])
                self._keep(value, total, own.sites[value])
            elif value not in entries:
                self.frame.hold(value, size, own.sites[value])
        if own.steps != 0:
            self.frame.steps = dim(self.frame.steps + self._summed(own.steps, lo, hi, loop.loop.site))
        for site, size in own.own:
            self.frame.own.append((site, self._summed(size, lo, hi, site)))

    def _keep(self, value: int, size: Dim, site: Site) -> None:
        """Some turns keep a value, for the step at a site: of several, the one that most turns keep it for is told."""
        most = self.most.get(value, 0)
        is_more = self.keeper.sizes.at_least(size, most)
        if value not in self.found or is_more or (is_more is None and isinstance(most, int)):
            self.most[value], self.sites[value] = size, site
        self.found[value] = dim(self.found.get(value, 0) + size)

    def reaches_out(self, own: Frame) -> bool:
        """Whether a turn keeps something from before the loop that no other keeps."""
        inside = self.part.turns.made.union(one.entry for one in self.part.turns.handed if one.entry is not None)
        return any(value not in inside and value not in self.frame.sizes for value in own.sizes)

    def close(self) -> None:
        """All turns are there."""
        for value, size in self.found.items():
            self.frame.hold(value, size, self.sites[value])

    def _summed(self, size: Dim, lo: Dim, hi: Dim, site: Site) -> Dim:
        index = symbol(self.part.turns.loop.index, INDEX)
        found = summed(size, index, lo, hi, self.keeper.sizes)
        if found is None:
            self.keeper.tape.miss(site, "a sum over the turns of a loop has no closed form")
        return 0 if found is None else found


def kept_of(
    model: Holding,
    flow: Flow,
    values: Values,
    given: tuple[Sequence[int], Sequence[Array], Sequence[Array] | None],
    sizes: Sizes,
    free: Free = NONE_FREE,
    shared: frozenset[int] = frozenset(),
) -> tuple[Frame, Keeper, Swept]:
    """What a model keeps of a flow, without the memories in `shared`, and what the reverse of each step needs: `given`
    are the values of arguments, results, and what derivatives are taken with respect to: all arguments for None.
    """
    own, results, wanted = given
    sizes.leave_all()
    arguments = {number: values.arrays[number] for number in own}
    several = arguments.values() if wanted is None else wanted
    active = {number for number, one in arguments.items() if one in several and one.is_inexact}
    ends = [values.read(one) for one in results]
    needs: dict[str, int] = {}
    loops = dict(_loops(flow, ()))
    for _ in range(MOST_ROUNDS):
        marker = Marker(model, sizes, set(active), needs=needs)
        done = marker.forward(flow)
        useful = {one for one in ends if one in marker.active}
        keeper = Keeper(marker, values.arrays, useful, free, shared, dict(needs), loops)
        frame = Frame()
        swept = keeper.backward(done, frame)
        if keeper.needs == needs:
            break
        needs = keeper.needs
    return frame, keeper, swept


def _loops(flow: Flow, around: tuple[str, ...]) -> Iterator[tuple[int | str, tuple[str, ...]]]:
    """The loops that values are made in, and those around loops, by their index, from the outermost one."""
    for part in flow:
        match part:
            case Step():
                yield from ((value, around) for value in part.writes)
            case Inside():
                yield from _loops(part.body, around)
            case Turns():
                yield part.loop.index, around
                yield from _loops(part.body, (*around, part.loop.index))
            case Either():
                for branch in part.branches:
                    yield from _loops(branch, around)


def settled(keeper: Keeper, frame: Frame, arguments: Iterable[int]) -> tuple[Tape, Dim]:
    """The tape of what a frame keeps, and the bytes of arguments among it."""
    own = set(arguments)
    total: Dim = 0
    for value, size in frame.sizes.items():
        array = keeper.arrays[value]
        if value in own:
            total = dim(total + array.bytes)
        elif size != 0:
            keeper.tape.keep(frame.sites[value], Kept("", array.shape, array.dtype, 1, size, "kept"))
    for site, size in frame.own:
        keeper.tape.keep(site, Kept("", None, "", 1, size, "made for the reverse sweep"))
    return keeper.tape, total
