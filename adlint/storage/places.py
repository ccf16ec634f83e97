"""Access paths: `u`, `self.state.h`, `p['w']`, `A[1:-1]`."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from adlint.storage.sections import WHOLE, Section, covers, shown

ANY = "[*]"  # the step to an item that is not told from others
MOST = 6  # steps of a path; what lies deeper is the thing at its end


class Place(Struct, frozen=True, gc=False):
    """An access path without sections: a variable, and steps from it (`.name`, `['key']`, `[*]`). `module` is that of a
    global variable, `kind` one of `local`, `global`, `closure`, `class`.
    """

    root: str
    steps: tuple[str, ...] = ()
    kind: str = "local"
    module: str = ""

    def at(self, step: str) -> Place:
        """What one step leads to; items of items that are not told apart are the same."""
        if len(self.steps) >= MOST or (step == ANY and self.steps[-1:] == (ANY,)):
            return self
        return Place(self.root, (*self.steps, step), self.kind, self.module)

    @property
    def text(self) -> str:
        """As people write it; an item that is not told from others is all of them."""
        steps = self.steps[: self.steps.index(ANY)] if ANY in self.steps else self.steps
        return self.root + "".join(steps)


Path: TypeAlias = tuple[Place, Section]  # a part of the array, or of what else stands at a place


def written(path: Path) -> str:
    """An access path with its section: `A[1:-1]`."""
    place, section = path
    return place.text if ANY in place.steps else place.text + shown(section)


def reduced(paths: list[Path]) -> list[Path]:
    """The paths without those that others surely hold."""
    whole = {place.text for place, section in paths if section == WHOLE or ANY in place.steps}
    kept: dict[str, Path] = {}
    for path in paths:
        text = written(path)
        if not any(_is_below(text, outer) for outer in whole) or text in whole:
            kept.setdefault(text, path)
    return [
        path
        for path in kept.values()
        if not any(path is not other and _holds(other, path) for other in kept.values())
    ]


def _is_below(text: str, outer: str) -> bool:
    return text.startswith(outer) and text[len(outer) : len(outer) + 1] in (".", "[")


def _holds(outer: Path, inner: Path) -> bool:
    if outer[0] != inner[0] or outer[1] == inner[1]:
        return False
    return covers(outer[1], inner[1]) is True and not covers(inner[1], outer[1])
