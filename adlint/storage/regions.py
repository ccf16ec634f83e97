"""Regions: all of a thing, or a section of an array."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from msgspec import Struct

from adlint.sections import (
    Section,
    Subscript,
    View,
    covers,
    difference,
    intersection,
    over,
    paths,
    reshaped,
    subscript,
    union,
    view_of,
    whole,
)
from adlint.symbolic import Bounds, Polynomial, at_least, depends_on, symbol

T = TypeVar("T")
INDEX = "#"  # behind the name of a variable: what it is in a turn of a loop, and not what it was before
NAMELESS = "##"  # in the names of symbols that no variable is
RANK = 3  # axes that are told apart; of an array that has fewer, the others are no more than a name

Region: TypeAlias = Section | None  # None: all of it


class Turns(Struct, frozen=True, gc=False):
    """The turns of a loop over a range: the symbol `index` goes from lo to hi - 1."""

    index: Polynomial
    lo: Polynomial
    hi: Polynomial


def extents(name: str) -> tuple[Polynomial, ...]:
    """The sizes of an array along its first axes; one that has elements, for of others there is nothing to tell."""
    return tuple(symbol(f"{name}.shape[{axis}]", least=1) for axis in range(RANK))


def selected(view: View | None, sizes: tuple[Polynomial, ...], key: tuple[Subscript, ...], bounds: Bounds) -> View:
    """`view[key]`; without a view, of all of an array of these sizes."""
    whole_view = view_of(sizes) if view is None else view
    return subscript(whole_view, _positions(whole_view, key, bounds), bounds)


def _positions(view: View, key: tuple[Subscript, ...], bounds: Bounds) -> tuple[Subscript, ...]:
    """The key with a symbol for the position that an index of unknown sign stands for, on axes that are not cut."""
    found: list[Subscript] = []
    lines = iter(view.lines)
    for part in key:
        line = None if part is None else next(lines, None)
        if line is None or line.axis is None or line.extent != view.base[line.axis] or part is ...:
            found.append(part)
        elif isinstance(part, slice):
            found.append(slice(_position(part.start, bounds), _position(part.stop, bounds), part.step))
        else:
            found.append(_position(part, bounds))
    return tuple(found)


def _position(part: T, bounds: Bounds) -> T | Polynomial:
    if not isinstance(part, Polynomial) or at_least(part, 0, bounds) is not None:
        return part
    return symbol(f"({part})")


def mixed(view: View | None, sizes: tuple[Polynomial, ...]) -> View:
    """The view in another shape, or with its axes in another order: of the same elements, wherever they are."""
    return reshaped(view_of(sizes) if view is None else view, sizes)


def common(a: Region, b: Region, bounds: Bounds) -> tuple[Region, ...]:
    """What two regions share: one region, or none."""
    if a is None or b is None:
        return (b if a is None else a,)
    found = intersection(a, b, bounds)
    return (found,) if found.boxes else ()


def without(a: Region, b: Region, bounds: Bounds) -> tuple[Region, ...]:
    """What is left of one region where the other was written: one region, or none."""
    if b is None:
        return ()
    left = difference(whole(b.extents) if a is None else a, b, bounds)
    if not left.boxes:
        return ()
    return (a,) if not left.must else (left,)


def together(a: Region, b: Region, bounds: Bounds) -> Region:
    """What is in either of two regions."""
    return None if a is None or b is None else union(a, b, bounds)


def in_all_turns(a: Region, turns: Turns, bounds: Bounds) -> Region:
    """What is in a region in any turn of a loop."""
    return None if a is None else over(a, turns.index, turns.lo, turns.hi, bounds)


def moves(a: Region, index: Polynomial) -> bool:
    """Whether a region is another one in each turn of a loop."""
    if a is None:
        return False
    return any(depends_on(end, index) for box in a.boxes for axis in box for end in (axis.lo, axis.hi))


def walks(view: View | None, index: Polynomial) -> bool:
    """Whether a view is another one in each turn of a loop."""
    if view is None:
        return False
    ends = [
        *(end for line in view.lines for end in (line.start, line.extent, line.region.lo, line.region.hi)),
        *(at for _, at in view.fixed),
    ]
    return any(depends_on(end, index) for end in ends)


def holds(a: Region, b: Region, bounds: Bounds) -> bool:
    """Whether one region surely has all that is in the other."""
    if a is None or b is None:
        return a is None
    return covers(a, b, bounds) is True


def is_certain(a: Region) -> bool:
    """Whether a region is known exactly."""
    return a is None or a.must


def shown(name: str, a: Region) -> tuple[str, ...]:
    """The access paths of a region: `A[1:-1]`; where its ends have no names, of all of the array."""
    if a is None:
        return (name,)
    ends = [path[len(name) :] for path in paths(name, a)]
    if any(NAMELESS in end for end in ends):
        return (name,)
    return tuple([name + end.replace(INDEX, "") for end in ends])
