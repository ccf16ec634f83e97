"""What the reverse sweep keeps of the values of a program: backward for what the result depends on. In loops every turn
makes values of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import INDEX, Sizes
from adlint.symbolic import polynomial, symbol
from adlint.tape.flow import Flow, Turns, Values
from adlint.tape.lines import Kept, Tape
from adlint.tape.marking import MOST_PEELED, Called, Done, Holding, Looped, Marked, Marker, Regime, Split, is_active
from adlint.tape.sums import summed
from adlint.trace import Array, Site

Range: TypeAlias = tuple[Dim, Dim]


@dataclass(slots=True)
class Frame:
    """What is kept in one turn, or outside of loops: sizes in bytes by value, and the sites that keep them; and how
    many steps are reversed.
    """

    sizes: dict[int, Dim] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    own: list[tuple[Site, Dim]] = field(default_factory=list)
    steps: Dim = 0

    def hold(self, value: int, size: Dim, site: Site) -> None:
        """A value is kept."""
        self.sizes.setdefault(value, size)
        self.sites.setdefault(value, site)

    @property
    def bytes(self) -> Dim:
        """All of it."""
        total: Dim = 0
        for one in (*self.sizes.values(), *(size for _, size in self.own)):
            total = dim(total + one)
        return total


@dataclass(slots=True)
class Keeper:
    """Goes through a flow that was gone through forward from its end. `arrays` says what values are; `free` are those
    that are there anyhow.
    """

    marker: Marker
    arrays: Mapping[int, Array]
    useful: set[int] = field(default_factory=set)
    free: frozenset[int] = frozenset()

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

    def backward(self, done: Sequence[Done], frame: Frame) -> None:
        """What is kept, of what the useful values depend on."""
        for part in reversed(done):
            match part:
                case Marked():
                    self._reverse(part, frame)
                case Called():
                    self.backward(part.body, frame)
                case Split():
                    self._steer(part, part.either.site, frame)
                    self._join(part, frame)
                case Looped():
                    self._steer(part, part.turns.loop.site, frame)
                    self._unroll(part, frame)

    def _steer(self, part: Looped | Split, site: Site, frame: Frame) -> None:
        size = self.model.steers(part) if is_active(part) else 0
        if size != 0:
            frame.own.append((site, size))

    def _reverse(self, part: Marked, frame: Frame) -> None:
        step = part.step
        if not any(value in self.useful for value in step.writes):
            return
        self.useful.difference_update(step.writes)
        if step.base is not None:
            self.useful.add(step.base)
        if not any(part.active):
            return
        held = self.model.holds(step, part.active, frame.sizes)
        if held is None:
            self.tape.miss(step.site, f"what the reverse of `{step.name}` needs is not known")
            held = ()
        for value in held:
            if value not in self.free:
                frame.hold(value, self.arrays[value].bytes, step.site)
        frame.steps = dim(frame.steps + 1)
        made = self.model.makes(step, part.active)
        if made != 0:
            frame.own.append((step.site, made))
        self.useful.update(
            value for value, flag in zip(step.reads, part.active, strict=True) if flag and value is not None
        )

    def _join(self, part: Split, frame: Frame) -> None:
        joined = {value for value, _ in part.either.joins}
        before, best, ends = set(self.useful), None, set[int]()
        for number, branch in enumerate(part.branches):
            self.useful = before - joined
            own = Frame()
            for value, several in part.either.joins:
                source = several[number] if number < len(several) else None
                if value in before and source is not None:
                    self.useful.add(source)
                if value in frame.sizes and source is not None:
                    own.hold(source, frame.sizes[value], frame.sites[value])
            self.backward(branch, own)
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

    def _unroll(self, part: Looped, frame: Frame) -> None:
        """Turns from the last to the first: what is useful at their ends changes in the last ones, and then stays."""
        turns = part.turns
        ranges = _Ranges(self, part, frame)
        wanted = frozenset(n for n, one in enumerate(turns.handed) if one.final in self.useful)
        self.useful.difference_update(one.final for one in turns.handed)
        ranges.finals()
        if not part.regimes:
            self.useful.update(
                one.initial for n, one in enumerate(turns.handed) if n in wanted and one.initial is not None
            )
            return
        for regime in reversed(part.regimes):
            wanted = self._regime(turns, regime, wanted, ranges)
        self.useful.update(one.initial for n, one in enumerate(turns.handed) if n in wanted and one.initial is not None)
        ranges.close()

    def _regime(self, turns: Turns, regime: Regime, wanted: frozenset[int], ranges: _Ranges) -> frozenset[int]:
        outer, top = set(self.useful), regime.hi
        for _ in range(MOST_PEELED):
            if self.sizes.at_least(regime.lo, top):
                break
            self.sizes.span(dim(polynomial(top) - regime.lo))
            self.useful = outer | {
                exit_ for n, one in enumerate(turns.handed) if n in wanted and (exit_ := one.exit) is not None
            }
            own = Frame()
            self.backward(regime.body, own)
            following = frozenset(
                n for n, one in enumerate(turns.handed) if one.entry is not None and one.entry in self.useful
            )
            more = {one for one in self.useful if one not in turns.made} - {one.entry for one in turns.handed}
            steady = following == wanted and more <= outer
            outer |= more
            ranges.add(own, regime.lo if steady else dim(top - 1), top)
            wanted = following
            if steady:
                break
            top = dim(top - 1)
        self.useful = outer
        return wanted


@dataclass(slots=True)
class _Ranges:
    """In which turns of a loop values are kept; what a turn was handed is what the turn before made."""

    keeper: Keeper
    part: Looped
    frame: Frame
    found: dict[int, list[tuple[Range, Dim]]] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)

    def finals(self) -> None:
        """What is kept of what the last turn leaves."""
        for one in self.part.turns.handed:
            size = self.frame.sizes.pop(one.final, None)
            if size is not None:
                site = self.frame.sites.pop(one.final)
                self._hold(one.exit, size, site, (dim(self.part.trips - 1), self.part.trips))

    def add(self, own: Frame, lo: Dim, hi: Dim) -> None:
        """What each turn from lo to hi - 1 keeps."""
        for value, size in own.sizes.items():
            self._hold(value, size, own.sites[value], (lo, hi))
        if own.steps != 0:
            self.frame.steps = dim(self.frame.steps + self._summed(own.steps, lo, hi, self.part.turns.loop.site))
        for site, size in own.own:
            total = self._summed(size, lo, hi, site)
            self.frame.own.append((site, total))

    def _hold(self, value: int | None, size: Dim, site: Site, turns: Range, depth: int = 0) -> None:
        entry = next((one for one in self.part.turns.handed if one.entry == value and value is not None), None)
        if value is None or depth > len(self.part.turns.handed) + 1:
            return
        lo, hi = turns
        if entry is None:
            if value in self.part.turns.made:
                self.found.setdefault(value, []).append((turns, size))
                self.sites.setdefault(value, site)
            else:
                self.frame.hold(value, size, site)
            return
        sizes = self.keeper.sizes
        if sizes.at_least(0, lo) and entry.initial is not None:
            self.frame.hold(entry.initial, self.keeper.arrays[entry.initial].bytes, site)
        before = (0 if lo == 0 else sizes.larger(0, dim(lo - 1)), dim(hi - 1))
        if sizes.at_least(before[0], before[1]) is not True:
            self._hold(entry.exit, size, site, before, depth + 1)

    def close(self) -> None:
        """Each turn that keeps a value counts once."""
        for value, several in self.found.items():
            total: Dim = 0
            for (lo, hi), size in merged(several, self.keeper.sizes):
                total = dim(total + self._summed(size, lo, hi, self.sites[value]))
            self.frame.hold(value, total, self.sites[value])

    def _summed(self, size: Dim, lo: Dim, hi: Dim, site: Site) -> Dim:
        index = symbol(self.part.turns.loop.index, INDEX)
        found = summed(size, index, lo, hi, self.keeper.sizes)
        if found is None:
            self.keeper.tape.miss(site, "a sum over the turns of a loop has no closed form")
        return 0 if found is None else found


def merged(several: list[tuple[Range, Dim]], sizes: Sizes) -> list[tuple[Range, Dim]]:
    """Ranges of turns without what they have in common: those that touch are one."""
    found: list[tuple[Range, Dim]] = []
    pending = list(several)
    while pending:
        (lo, hi), size = pending.pop()
        for other in found:
            (low, high), known = other
            if (sizes.at_least(high, lo) and sizes.at_least(hi, low) is not False) or (
                sizes.at_least(hi, low) and sizes.at_least(high, lo) is not False
            ):
                found.remove(other)
                pending.append(((sizes.smaller(low, lo), sizes.larger(high, hi)), known))
                break
        else:
            found.append(((lo, hi), size))
    return found


def kept_of(
    model: Holding,
    flow: Flow,
    values: Values,
    given: tuple[Sequence[Array], Sequence[Array], Sequence[Array] | None],
    sizes: Sizes,
    free: frozenset[int] = frozenset(),
) -> tuple[Frame, Keeper]:
    """What a model keeps of a flow in memories: `given` are arguments, results, and what derivatives are taken with
    respect to: all arguments for None.
    """
    arguments, results, wanted = given
    active = list(arguments if wanted is None else wanted)
    marker = Marker(model, sizes)
    marker.active = {number for number, one in enumerate(arguments, 1) if one in active and one.is_inexact}
    done = marker.forward(flow)
    ends = [values.read(one) for one in results]
    keeper = Keeper(marker, values.arrays, {one for one in ends if one in marker.active}, free)
    frame = Frame()
    keeper.backward(done, frame)
    return frame, keeper


def settled(keeper: Keeper, frame: Frame, arguments: Iterable[int]) -> tuple[Tape, Dim]:
    """The tape of what a frame keeps, and the bytes of arguments among it."""
    own = set(arguments)
    total: Dim = 0
    for value, size in frame.sizes.items():
        array = keeper.arrays[value]
        if value in own:
            total = dim(total + size)
        else:
            keeper.tape.keep(frame.sites[value], Kept("", array.shape, array.dtype, 1, size, "kept"))
    for site, size in frame.own:
        keeper.tape.keep(site, Kept("", None, "", 1, size, "made for the reverse sweep"))
    return keeper.tape, total
