"""Access paths: `u`, `self.state.h`, `p['w']`, `A[1:-1]`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TypeAlias, TypeVar

from msgspec import Struct

from adlint.storage.location.regions import Region, is_from_last, one_item, shown, together
from adlint.symbolic import NOTHING_KNOWN

T = TypeVar("T")
ANY = "[*]"  # the step to an item that is not told from others
SLOTS = "[:]"  # the step to what a container holds, which things and numbers, and not what these hold
END = "[len:]"  # the step to where a list ends, and not to its items: `l[len(l):]`
MOST = 6  # steps of a path; what lies deeper is the thing at its end


class Place(Struct, frozen=True, gc=False, cache_hash=True):
    """An access path without sections: a variable, and steps from it (`.name`, `['key']`, `[*]`). `module` is that of a
    global variable, `kind` one of `local`, `global`, `closure`, `class`.
    """

    root: str
    steps: tuple[str, ...] = ()
    kind: str = "local"
    module: str = ""

    def at(self, step: str) -> Place:
        """What one step leads to; items of items of items that are not told apart are the same."""
        if len(self.steps) >= MOST or (step == ANY and self.steps[-2:] == (ANY, ANY)):
            return self
        return Place(self.root, (*self.steps, step), self.kind, self.module)

    @property
    def beside(self) -> Place | None:
        """The place of any item, of which this may be one; None if it is no item."""
        is_item = bool(self.steps) and self.steps[-1].startswith("[")
        return Place(self.root, (*self.steps[:-1], ANY), self.kind, self.module) if is_item else None

    @property
    def above(self) -> Place:
        """The place that the last step leads from."""
        return Place(self.root, self.steps[:-1], self.kind, self.module)

    @property
    def name(self) -> str:
        """The name of the variable or of the attribute; that of the key is not it."""
        return self.steps[-1].lstrip(".") if self.steps else self.root

    @property
    def prefixes(self) -> tuple[Place, ...]:
        """The places on the way from the variable to this one, which is the last."""
        ends = range(len(self.steps) + 1)
        return tuple([Place(self.root, self.steps[:end], self.kind, self.module) for end in ends])

    def is_below(self, other: Place) -> bool:
        """Whether steps lead from another place to this one; to an item, from all that a container holds."""
        if other.steps[-1:] == (SLOTS,) and self.steps[len(other.steps) - 1 :][:1] != (SLOTS,):
            return len(self.steps) >= len(other.steps) and self.is_below(other.above)
        return self.steps[: len(other.steps)] == other.steps and self.at_root(other)

    def at_root(self, other: Place) -> bool:
        """Whether another place begins with the same variable."""
        return (self.root, self.kind, self.module) == (other.root, other.kind, other.module)

    @property
    def text(self) -> str:
        """As people write it; an item that is not told from others is all of them."""
        steps = self.steps[: self.steps.index(ANY)] if ANY in self.steps else self.steps
        if steps[-1:] == (END,):
            whole = self.root + "".join(steps[:-1])
            return f"{whole}[len({whole}):]"
        return self.root + "".join(steps)


Path: TypeAlias = tuple[Place, Region]  # what stands at a place, or a part of it


def written(paths: Iterable[Path]) -> tuple[str, ...]:
    """Access paths as people write them, sorted: `A[1:-1]`."""
    found = [text for place, region in paths for text in _texts(place, region)]
    return tuple(sorted(dict.fromkeys(found)))


def _texts(place: Place, region: Region) -> tuple[str, ...]:
    name = place.text
    if _is_all(place, region):
        return (name,)
    found = shown(name, region)
    if ANY in place.steps:  # the same part of all items: `p[:, 1:3]`
        found = tuple([text if text == name else f"{name}[:, {text[len(name) + 1 :]}" for text in found])
    return found


def _is_all(place: Place, region: Region) -> bool:
    """Whether a path stands for all of its text: of what lies below items that are not told apart, nothing is said."""
    return region is None or ANY in place.steps[:-1]


def reduced(noted: Mapping[Path, T], apart: Container[Place] = ()) -> tuple[tuple[Path, T], ...]:
    """The paths with one region for each place, or two, if axes are counted from both sides; without those that lie
    below others; what was noted of the first. Single items of what is to be kept `apart` are paths of their own.
    """
    found: dict[tuple[Place, object], tuple[Region, T]] = {}
    whole = {place for place, region in noted if region is None}
    several = {place for place, region in noted if one_item(region) is None}
    for (place, region), said in noted.items():
        is_item = place in apart and place not in several
        key = (place, one_item(region) if is_item else place not in whole and is_from_last(region))
        old = found.get(key)
        found[key] = (region, said) if old is None else (together(old[0], region, NOTHING_KNOWN), old[1])
    all_of = {place for (place, _), (region, _) in found.items() if _is_all(place, region)}
    above = {place.text for place in all_of}
    return tuple(
        ((place, region), said)
        for (place, _), (region, said) in found.items()
        if not (place.steps[-1:] == (END,) and place.above.at(SLOTS) in all_of)
        and not any(_is_below(place, region, outer) for outer in above)
    )


def _is_below(place: Place, region: Region, outer: str) -> bool:
    text = place.text + ("[" if ANY in place.steps and not _is_all(place, region) else "")
    return text.startswith(outer) and text[len(outer) : len(outer) + 1] in (".", "[")
