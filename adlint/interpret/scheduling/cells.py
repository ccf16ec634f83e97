"""What cells were at a time: the sum of what runs before it have added."""

from __future__ import annotations

from bisect import insort

from adlint.interpret.memory.atoms import Value, join
from adlint.interpret.memory.spaces import NEVER, Cell, Key, Names, Space, Time


def add(cell: Cell, value: Value, time: Time) -> None:
    """Let a cell be `value`, too."""
    old = cell.value
    new = value if old is None else join(old, value)
    if old is None:
        _appear(cell, time)
    if new is not old:
        cell.value = new
        cell.changed = time


def _appear(cell: Cell, time: Time) -> None:
    """A part is there that was not."""
    space = cell.space
    if space.published is None:
        space.published = []
    space.published.append(cell.key)
    if space.names is not None:
        space.names.changed = time


def names_before(space: Space, time: Time) -> list[Key]:
    """The parts that a space had before the run at that time, first come first."""
    known = [(cell.history[0][:2], key) for key, cell in space.cells.items() if cell.history]
    return [key for when, key in sorted(known, key=_first) if when[0] < time]


def _first(entry: tuple[tuple[Time, int], Key]) -> tuple[Time, int]:
    return entry[0]


def record(cell: Cell, time: Time, number: int, value: Value) -> None:
    """Keep what a run has added to a cell, as the write of that number."""
    entries = [*cell.history]
    insort(entries, (time, number, value), key=_when)
    cell.history = tuple(entries)
    if len(entries) == 1 or entries[-1][0] == time:
        add(cell, value, time)
    else:
        _refresh(cell)


def forget(cell: Cell, time: Time) -> None:
    """Take back what the run at that time has added."""
    cell.history = tuple([entry for entry in cell.history if entry[0] != time])
    _refresh(cell)


def _refresh(cell: Cell) -> None:
    found: Value | None = None
    cell.changed = NEVER
    for time, _, value in cell.history:
        new = value if found is None else join(found, value)
        if new is not found:
            cell.changed = time
        found = new
    cell.value = found


def _when(entry: tuple[Time, int, Value]) -> tuple[Time, int]:
    return entry[0], entry[1]


def before(cell: Cell, time: Time) -> Value | None:
    """What a cell was before the run at that time."""
    if cell.changed < time:
        return cell.value
    found: Value | None = None
    for when, _, value in cell.history:
        if when >= time:
            break
        found = value if found is None else join(found, value)
    return found


def seen_at(cell: Cell, time: Time) -> object:
    """What the run at that time sees in a cell, to be compared."""
    return names_before(cell.space, time) if isinstance(cell, Names) else before(cell, time)


def has_changed(cell: Cell, after: Time, until: Time) -> bool:
    """Whether a run between two others has changed a cell."""
    if isinstance(cell, Names):
        cells = cell.space.cells.values()
        return any(one.history and after < one.history[0][0] < until for one in cells)
    if cell.changed <= after:
        return False
    if cell.changed < until:
        return True
    found: Value | None = None
    for when, _, value in cell.history:
        if when >= until:
            break
        new = value if found is None else join(found, value)
        if new is not found and when > after:
            return True
        found = new
    return False
