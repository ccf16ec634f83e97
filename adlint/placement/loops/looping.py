"""The loops of a call, and what each keeps: sizes, which may depend on names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from adlint.bytesize import human
from adlint.placement.costing.sites import Candidate, candidate, inside
from adlint.placement.costing.traced import Traced
from adlint.placement.loops.assuming import is_uneven
from adlint.placement.loops.timeloops import STORE_ALL, LoopPlan
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes, is_named
from adlint.symbolic import polynomial, symbols_of, text
from adlint.trace import Checkpoint, Loop, Node, Scan, Site, Trace
from adlint.trace.labelling import Path
from adlint.trace.walking import bodies, within

LEAST = 1 << 20  # bytes of a loop that needs a schedule
LONG = 32  # its turns
WORTH = 1 << 10  # bytes that a checkpoint takes more, to be told
SMALL = 32  # sizes that have a name are compared from here on
HALF, QUARTER = 2, 4  # its tape is half of all; segments make it a quarter


class Kept(Struct, frozen=True):
    """The body of a loop: how often it runs, and what all its turns keep without checkpoints, in bytes. `is_joint` says
    that the source checkpoints it; `joint` and `split` are then what the whole call keeps as it is, and without this
    checkpoint. `checkpoints` are the sites in it that the source checkpoints, `around` the loops around it. It
    `is_uneven` if some turns keep more than others.
    """

    candidate: Candidate
    trips: Dim
    bytes: Dim
    is_joint: bool
    joint: Dim | None
    split: Dim | None
    checkpoints: int
    around: frozenset[str]
    is_uneven: bool

    @property
    def shown_trips(self) -> str:
        """How often it runs, for people."""
        return text(polynomial(self.trips))

    @property
    def shown_bytes(self) -> str:
        """What it keeps, for people."""
        return shown(self.bytes)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that sizes of the whole call depend on."""
        both = [polynomial(one) for one in (self.joint, self.split) if one is not None]
        return tuple(sorted({one.key for size in both for one in symbols_of(size) if is_named(one)}))

    @property
    def assumed(self) -> str:
        """What is taken for granted of them, for people."""
        return f", where {' and '.join(self.names)} are {SMALL} or more" if self.names else ""

    @property
    def shown_joint(self) -> str:
        """What is kept as it is, for people."""
        return "" if self.joint is None else shown(self.joint)

    @property
    def shown_split(self) -> str:
        """What is kept without the checkpoint, for people."""
        return "" if self.split is None else shown(self.split)


class Unscheduled(Struct, frozen=True):
    """A loop that needs a schedule, and what segments would do; None where that depends on names."""

    loop: Kept
    cut: LoopPlan | None


def shown(size: Dim) -> str:
    """A size in bytes, for people."""
    return human(size) if isinstance(size, int) else f"{text(size)} bytes"


def carrying(several: Sequence[Kept], sizes: Sizes) -> Iterator[Kept]:
    """The loops that keep more with a checkpoint of their body than without, by 1 KiB at least, whatever the sizes are
    that have a name, from `SMALL` on.
    """
    for one in several:
        if one.joint is None or one.split is None:
            continue
        large = {name: SMALL for name in one.names if isinstance(sizes.bounds.get(name, 0), int)}
        if Sizes({**sizes.bounds, **large}).at_least(one.joint, dim(one.split + WORTH)):
            yield one


def unscheduled(
    several: Sequence[Kept], cut: Sequence[LoopPlan] | None, total: Dim | None, sizes: Sizes
) -> Iterator[Unscheduled]:
    """The loops that need a schedule, of an entry that keeps `total`; `cut` are the loops in segments, None where sizes
    are names. Of loops in each other it is the outermost.
    """
    needing: set[str] = set()
    plans = {one.id: one for one in cut or ()}
    for one in several:
        if one.is_joint or one.checkpoints or total is None or not sizes.at_least(HALF * one.bytes, total):
            continue
        plan = plans.get(one.candidate.id)
        if needing.isdisjoint(one.around) and (_grows(one) if cut is None else plan is not None and _needs(plan)):
            needing.add(one.candidate.id)
            yield Unscheduled(one, plan)


def _grows(loop: Kept) -> bool:
    """Whether names alone say how often a loop runs, and what it keeps grows with them."""
    trips, kept = polynomial(loop.trips), polynomial(loop.bytes)
    names = symbols_of(trips)
    return bool(names) and all(map(is_named, names)) and names <= symbols_of(kept)


def _needs(plan: LoopPlan) -> bool:
    """Whether segments make a long loop much smaller."""
    kept = plan.trips * plan.step_tape
    is_long = plan.trips >= LONG and kept >= LEAST
    return is_long and plan.schedule != STORE_ALL and QUARTER * plan.peak <= kept


def loops(traced: Traced) -> Iterator[Kept]:
    """The loops that are candidates, in the order of the trace."""
    found = {one.id: (one, node) for one, node in _bodies(traced.plain, traced.is_known, None)}
    stand = [one for node in within(traced.plain) for one in _sites(node, traced)]
    for id_, (one, node) in found.items():
        is_joint = id_ in traced.today
        split = traced.size(traced.today - {id_}) if is_joint else None
        joint = traced.size(traced.today) if is_joint else None
        checkpoints = sum(_is_inside(path, node.site.within) for path, _ in stand)
        outer = frozenset(other for other, (_, loop) in found.items() if _is_inside(node.site.within, loop.site.within))
        kept = _kept(traced, node.site.within)
        yield Kept(one, node.trips, kept, is_joint, joint, split, checkpoints, outer, is_uneven(node))


def _bodies(
    trace: Trace, is_known: Callable[[str], bool], around: Site | None
) -> Iterator[tuple[Candidate, Loop | Scan]]:
    for node in trace:
        found = candidate(node, around, is_known)
        if isinstance(node, Loop | Scan) and found is not None and found.is_body:
            yield found, node
        for body in bodies(node):
            yield from _bodies(body, is_known, inside(node, around))


def _sites(node: Node, traced: Traced) -> Iterator[tuple[Path, str]]:
    """What the source checkpoints, by its place in the trace without checkpoints."""
    found = candidate(node, None, traced.is_known) if not isinstance(node, Checkpoint) else None
    if found is not None and found.id in traced.today:
        yield node.site.within, found.id


def _kept(traced: Traced, loop: Path) -> Dim:
    total: Dim = 0
    for site, several in traced.tape.lines.items():
        if _is_inside(site.within, loop) or site.within == loop:
            total = dim(total + sum((one.bytes for one in several), 0))
    return total


def _is_inside(place: Path, loop: Path) -> bool:
    return len(place) > len(loop) and place[: len(loop)] == loop
