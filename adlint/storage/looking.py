"""Which functions have looked at a table before something is put there, or taken out, once."""

from __future__ import annotations

from collections.abc import Iterable

from adlint.storage.frame import Frame
from adlint.storage.places import Place


def table_of(place: Place) -> Place:
    """The table, of one of its items."""
    steps = place.steps
    while steps and steps[-1].startswith("["):
        steps = steps[:-1]
    return Place(place.root, steps, place.kind, place.module)


def is_looked_at_elsewhere(f: Frame, places: Iterable[Place]) -> bool:
    """Whether another function than the present one was the first to look at a table: a caller, which then knows more
    than what the present one finds or puts there.
    """
    tables = {table_of(place) for place in places if place.kind != "local"}
    seen = f.run.seen.used.items() if tables else ()
    return any(chain[-1][0] != f.identity and table_of(path[0]) in tables for path, chain in seen)
