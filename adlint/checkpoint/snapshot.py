"""Snapshots: what has to be kept so that a piece of code can run again.

What has to be kept for a piece C, with D what runs after it, are the values that the adjoint of C uses and that C or
the adjoint of D changes (Dauvergne and Hascoët 2006, "The data-flow equations of checkpointing in reverse automatic
differentiation", section 3).
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from adlint.storage.places import ANY, Path, Place
from adlint.storage.regions import common
from adlint.symbolic import NOTHING_KNOWN


def needed(use: Iterable[Path], changed: Iterable[Path], rebound: Container[Place] = ()) -> tuple[Path, ...]:
    """The parts of `use` that are `changed`: by C itself, for the lazy snapshot; by C or by what runs after it, for the
    eager one. Of what is used at a place that is `rebound` all is needed: what stood there has to be put back.
    """
    written = tuple(changed)
    found: list[Path] = []
    for place, region in use:
        path = (place, None if place in rebound else region)
        parts = [part for other in written if (part := _common(path, other)) is not None]
        if path in parts or len(parts) > 1 or (parts and place in rebound):
            found.append(path)
        else:
            found += parts
    return tuple(dict.fromkeys(found))


def _common(one: Path, other: Path) -> Path | None:
    """What two paths share; the longer one, if it lies below the other."""
    (place, region), (elsewhere, other_region) = one, other
    if place == elsewhere:
        parts = common(region, other_region, NOTHING_KNOWN)
        return (place, parts[0]) if parts else None
    if (place.root, place.kind, place.module) != (elsewhere.root, elsewhere.kind, elsewhere.module):
        return None
    short, long = sorted((place.steps, elsewhere.steps), key=len)
    if all(a == b or ANY in (a, b) for a, b in zip(short, long, strict=False)):
        return one if place.steps == long else other
    return None
