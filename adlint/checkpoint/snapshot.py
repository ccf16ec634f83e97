"""Snapshots: what has to be kept so that a piece of code can run again.

What has to be kept for a piece C, with D what runs after it, are the values that the adjoint of C uses and that C or
the adjoint of D changes (Dauvergne and Hascoët 2006, "The data-flow equations of checkpointing in reverse automatic
differentiation", section 3).
"""

from __future__ import annotations

from collections.abc import Iterable

from adlint.storage.location.places import ANY, END, SLOTS, Path, Place
from adlint.storage.location.regions import Region, common
from adlint.storage.solve import Storage
from adlint.symbolic import NOTHING_KNOWN


def needed(storage: Storage, changed: Iterable[Path]) -> tuple[Path, ...]:
    """The parts of what a piece uses that are `changed`: by C itself, for the lazy snapshot; by C or by what runs after
    it, for the eager one. Where another thing is put, all of what stood there is needed if it is used or `reached`: it
    has to be put back.
    """
    written = tuple(changed)
    found: list[Path] = []
    for path in (*storage.use, *(path for path, _ in storage.identified)):
        if put_back(storage, path[0]) is None:
            parts = [part for other in written if (part := shared(path, other)) is not None]
            wider = [part for part in parts if part[0].steps[-1:] == (SLOTS,) and path[0].steps[-1:] == (END,)]
            found += wider or ([path] if path in parts or len(parts) > 1 else parts)
    for place in (*(place for place, _ in storage.use), *storage.reached):
        above = put_back(storage, place)
        if above is not None and any(shared((above, None), other) is not None for other in written):
            found.append((above, None))
    return tuple(dict.fromkeys(found))


def put_back(storage: Storage, place: Place) -> Place | None:
    """The first place on the way to one where another thing was put; None if that is nowhere."""
    return next((one for one in place.prefixes if one in storage.rebound), None)


def shared(one: Path, other: Path) -> Path | None:
    """What two paths share; the longer one, if it lies below the other. A list that holds other things altogether ends
    elsewhere: to end where it did, it has to hold what it held.
    """
    (place, region), (elsewhere, other_region) = one, other
    if place.steps[-1:] == (END,) and place.above.is_below(elsewhere) and _is_all(other_region):
        return place.above.at(SLOTS), None
    if place == elsewhere:
        parts = common(region, other_region, NOTHING_KNOWN)
        return (place, parts[0]) if parts else None
    if not place.at_root(elsewhere):
        return None
    short, long = sorted((place.steps, elsewhere.steps), key=len)
    if all(_may_be_one(a, b) for a, b in zip(short, long, strict=False)):
        return one if place.steps == long else other
    return None


def _is_all(region: Region) -> bool:
    return region is None or all(triplet.full for box in region.boxes for triplet in box)


def _may_be_one(step: str, other: str) -> bool:
    """Whether two steps may lead to the same; an item is one of all that a container holds."""
    if SLOTS in (step, other):
        return step[0] == other[0] == "["
    return step == other or ANY in (step, other)
