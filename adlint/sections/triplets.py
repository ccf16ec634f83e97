"""Subscript triplets, as in Fortran: the indices lo, lo + step, ... below hi along one axis, with symbolic ends."""

from __future__ import annotations

from math import gcd, lcm

from msgspec import Struct
from msgspec.structs import replace

from adlint.symbolic import (
    NOTHING_KNOWN,
    Bounds,
    Extreme,
    Polynomial,
    at_least,
    ceildiv,
    constant,
    maximum,
    minimum,
    modulo,
    surely_at_least,
    trips,
)

LONGEST_STEP = 64  # of triplets of different steps whose common indices are looked for one by one


class Triplet(Struct, frozen=True, gc=False):
    """The indices lo, lo + step, ... that are less than hi; none where lo ≥ hi. The step is at least 1.

    `full` says that these are all indices of the axis: so that A[0] is in A[:], though A might have no elements. (An
    index is taken to be in range; where it is not, Python raises.)
    """

    lo: Polynomial
    hi: Polynomial
    step: int = 1
    full: bool = False


def whole_axis(extent: Polynomial) -> Triplet:
    """All indices of an axis."""
    return Triplet(constant(0), extent, 1, full=True)


def marked(triplet: Triplet, extent: Polynomial, bounds: Bounds = NOTHING_KNOWN) -> Triplet:
    """The triplet without what lies beyond an axis of this extent; as `full` if it is all of its indices."""
    if isinstance(triplet.hi.lone_atom, Extreme) and surely_at_least(triplet.hi, extent, bounds):
        triplet = replace(triplet, hi=extent)
    everything = whole_axis(extent)
    return everything if (triplet.lo, triplet.hi, triplet.step) == (constant(0), extent, 1) else triplet


def unclipped(end: Polynomial, kind: str, limit: Polynomial) -> Polynomial:
    """`k` for `min(k, limit)`, or for `max(k, limit)`, whichever kind of extreme is asked for."""
    atom = end.lone_atom
    if isinstance(atom, Extreme) and atom.kind == kind and limit in atom.arguments and len(atom.arguments) == 2:
        return next(argument for argument in atom.arguments if argument != limit)
    return end


def single(index: Polynomial) -> Triplet:
    """One index."""
    return Triplet(index, index + 1)


def count(triplet: Triplet, bounds: Bounds) -> Polynomial:
    """How many indices there are."""
    return trips(triplet.lo, triplet.hi, triplet.step, bounds)


def is_empty(triplet: Triplet, bounds: Bounds) -> bool | None:
    """Whether there is no index: True, False, or None where that is not known."""
    return at_least(triplet.lo, triplet.hi, bounds)


def is_surely_empty(triplet: Triplet, bounds: Bounds) -> bool:
    """Whether it is known that there is no index."""
    return surely_at_least(triplet.lo, triplet.hi, bounds)


def contains(a: Triplet, b: Triplet, bounds: Bounds) -> bool:
    """Whether all indices of b are surely indices of a."""
    if a.full or a == b:
        return True
    if b.step % a.step and not _is_single(b):
        return is_surely_empty(b, bounds)
    return (
        modulo(b.lo - a.lo, a.step).number == 0
        and surely_at_least(b.lo, a.lo, bounds)
        and surely_at_least(a.hi, b.hi, bounds)
    ) or is_surely_empty(b, bounds)


def leaves(a: Triplet, b: Triplet, bounds: Bounds) -> bool:
    """Whether b, if there is an index in it, surely has one that a does not have."""
    return not a.full and (
        surely_at_least(a.lo, b.lo + 1, bounds)
        or surely_at_least(b.hi - b.step, a.hi, bounds)
        or meet(a, b, bounds)[0] is None
    )


def meet(a: Triplet, b: Triplet, bounds: Bounds) -> tuple[Triplet | None, bool]:
    """(the common indices, whether they are exactly these): None if there surely is none, else at least all."""
    if a.full or b.full:
        return (b if a.full else a), True
    if _are_apart(a, b) or surely_at_least(a.lo, b.hi, bounds) or surely_at_least(b.lo, a.hi, bounds):
        return None, True
    if is_surely_empty(a, bounds) or is_surely_empty(b, bounds):
        return None, True
    if a.step < b.step:
        a, b = b, a
    first = _first_common(a, b)
    hi = minimum([a.hi, b.hi], bounds)
    if first is None:
        return Triplet(a.lo, hi, a.step), False
    step = lcm(a.step, b.step)
    if b.step == a.step:
        lo = maximum([a.lo, b.lo], bounds)
    else:
        lo = first + maximum([0, ceildiv(b.lo - first, step)], bounds) * step
    return Triplet(lo, hi, step), True


def join(a: Triplet, b: Triplet, bounds: Bounds) -> Triplet | None:
    """Exactly the indices of both; None where no triplet is seen to have them."""
    if contains(a, b, bounds):
        return a
    if contains(b, a, bounds):
        return b
    if a.step == b.step == 2 and a.hi == b.hi and abs((a.lo - b.lo).number or 0) == 1:
        return Triplet(minimum([a.lo, b.lo]), a.hi)  # red and black
    step = _common_step(a, b)
    if step not in {a.step, b.step} or not all(each.step == step or _is_single(each) for each in (a, b)):
        return None
    for first, second in ((a, b), (b, a)):
        if surely_at_least(second.lo, first.lo, bounds) and surely_at_least(first.hi + step - 1, second.lo, bounds):
            return Triplet(first.lo, maximum([first.hi, second.hi], bounds), step)
    return None


def hull(a: Triplet, b: Triplet, bounds: Bounds) -> Triplet:
    """A triplet that has the indices of both, and perhaps others."""
    if a.full or b.full:
        return a if a.full else b
    return Triplet(minimum([a.lo, b.lo], bounds), maximum([a.hi, b.hi], bounds), _common_step(a, b))


def parts_outside(a: Triplet, b: Triplet, bounds: Bounds) -> list[Triplet] | None:
    """Exactly the indices of a that are not in b: before it, after it, and between its own; None where that is not
    easily said.
    """
    if b.full:
        return []
    if b.step == 2 * a.step:  # red and black
        return _parts_between(a, b, bounds)
    if a.step % b.step or modulo(a.lo - b.lo, b.step).number != 0:
        return None
    before = Triplet(a.lo, minimum([a.hi, b.lo], bounds), a.step)
    beyond = ceildiv(b.hi - a.lo, a.step)
    after = Triplet(a.lo + maximum([0, beyond], bounds) * a.step, a.hi, a.step)
    return [part for part in (before, after) if not is_surely_empty(part, bounds)]


def _parts_between(a: Triplet, b: Triplet, bounds: Bounds) -> list[Triplet] | None:
    """The indices of a that are not in b, which has a step twice as long."""
    for shift in (0, a.step):
        if modulo(a.lo + shift - b.lo, b.step).number == 0:
            other = Triplet(a.lo + (a.step - shift), a.hi, b.step)
            around = parts_outside(Triplet(a.lo + shift, a.hi, b.step), b, bounds)
            return None if around is None else [one for one in (other, *around) if not is_surely_empty(one, bounds)]
    return None


def _is_single(triplet: Triplet) -> bool:
    return (triplet.hi - triplet.lo).number == 1


def _are_apart(a: Triplet, b: Triplet) -> bool:
    """Whether the residues of the indices surely differ."""
    residue = modulo(a.lo - b.lo, gcd(a.step, b.step)).number
    return residue is not None and residue != 0


def _first_common(a: Triplet, b: Triplet) -> Polynomial | None:
    """The first index from a.lo on that the progressions have in common; None if it is not known."""
    turns = b.step // gcd(a.step, b.step) if b.step <= LONGEST_STEP else 1
    candidates = (a.lo + turn * a.step for turn in range(turns))
    return next((index for index in candidates if modulo(index - b.lo, b.step).number == 0), None)


def _common_step(a: Triplet, b: Triplet) -> int:
    """The longest step of a triplet that has the indices of both."""
    steps = gcd(*(0 if _is_single(each) else each.step for each in (a, b)))
    between = (a.lo - b.lo).number
    if between is not None:
        return gcd(steps, between) or 1
    return steps if steps and modulo(a.lo - b.lo, steps).number == 0 else 1
