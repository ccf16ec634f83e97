"""Which functions have looked at a table before something is put there, or taken out, once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from adlint.storage.frame import Frame
from adlint.storage.location.places import Place


def table_of(place: Place) -> Place:
    """The table, of one of its items."""
    steps = place.steps
    while steps and steps[-1].startswith("["):
        steps = steps[:-1]
    return Place(place.root, steps, place.kind, place.module)


def is_looked_at(f: Frame, places: Iterable[Place]) -> bool:
    """Whether another function than the present one was the first to look at a table, or to ask for a variable: a
    caller, which then knows more than what the present one finds or puts there.
    """
    outer = [place for place in places if place.kind != "local"]
    bound = {place for place in outer if _is_bound(f, place)}
    tables = {table_of(place) for place in outer if place not in bound}
    seen = f.run.seen
    looks = [(path[0], chain[-1][0]) for path, chain in seen.used.items()] if tables else []
    others = [(name, table_of(place)) for place, name in looks if table_of(place) in tables]
    others += [(name, place) for place in bound for name in takewhile(f.identity.__ne__, seen.tested.get(place, ()))]
    return any(name != f.identity and (name, place) not in seen.settled for name, place in others)


def is_counted(f: Frame, places: Iterable[Place]) -> bool:
    """Whether it was asked before what a table holds in all."""
    return any(table_of(place) in f.run.seen.counted for place in places)


def _is_bound(f: Frame, place: Place) -> bool:
    """Whether a variable or an attribute is bound there, and no item put: what is in it is what it is bound to."""
    return place in f.run.seen.rebound and not (place.steps and place.steps[-1].startswith("["))
