"""What is known of the shape of an array, or of a view of it: its sizes, and how many axes it surely has."""

from __future__ import annotations

from adlint.storage.location.regions import cut_axes
from adlint.storage.run import Run
from adlint.storage.things.values import Entry, Ref
from adlint.symbolic import Polynomial


def exact_sizes(run: Run, ref: Ref) -> tuple[Polynomial, ...] | None:
    """The sizes of an array, or of a view of it, along its first axes; None if they are not known."""
    if ref.view is None:
        return run.sizes(ref.thing)
    return None if ref.view.shuffled or not ref.view.exact else ref.view.extents


def least_rank(run: Run, ref: Ref) -> int:
    """How many axes an array, or a view of it, surely has."""
    thing, view = ref.thing, ref.view
    known = 0
    if isinstance(thing, Entry) and thing.kind == "array" and thing.place.kind == "local" and not thing.place.steps:
        known = run.names.ranks.get(thing.place.root, 0)
    if view is None:
        return known
    return max(cut_axes(view), known - len(view.fixed)) if view.exact and not view.shuffled else 0
