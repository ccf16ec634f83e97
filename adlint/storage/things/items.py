"""Items of containers, and what is said of them."""

from __future__ import annotations

from adlint.storage.run import Run
from adlint.storage.things.kinds import CONTAINERS
from adlint.storage.things.memory import is_item, kind_of
from adlint.storage.things.values import Entry, Ref


def kind_at(run: Run, ref: Ref) -> str:
    """The kind of what a reference leads to: of an item of a container, that of the item, as far as it is said."""
    kind = kind_of(ref.thing)
    is_inside = is_item(ref) and kind in CONTAINERS
    return run.names.item_kind(ref.thing.place) if is_inside and isinstance(ref.thing, Entry) else kind
