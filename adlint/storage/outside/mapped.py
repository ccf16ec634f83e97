"""Arrays that stand in files, or in memory that processes share."""

from __future__ import annotations

from adlint.models.outside import MAPPED
from adlint.storage.invocation.calls import Given
from adlint.storage.location.places import Place
from adlint.storage.things.values import NOTHING, Atom, Entry, Ref, Value, joined, literal


def mapped_file(path: str, given: Given) -> Value:
    """The array that stands in a file that is mapped, if what is written to it goes there, or in memory that processes
    share; nothing if it is no such.
    """
    if path not in MAPPED:
        return NOTHING
    name, position, told, by_default = MAPPED[path]
    passed = given.keyword(name) or joined(given.positional[position : position + 1])
    how = literal(passed)
    if (how is not None and how.value not in told) or not (passed or by_default):
        return NOTHING  # it is only read, empty, a copy, or new
    named = joined([value for key, value in given.keywords if key in ("filename", "name")]) or (
        given.positional[0] if given.positional else NOTHING
    )
    which = [one.place.text for one in map(_entry, named) if one is not None]
    known = literal(named)
    step = known.text if known is not None else ", ".join(which)
    return (Ref(Entry(Place("what a map holds", (f"[{step}]",), "world"), "array")),)


def _entry(atom: Atom) -> Entry | None:
    return atom.thing if isinstance(atom, Ref) and isinstance(atom.thing, Entry) else None
