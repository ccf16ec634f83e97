"""Regions: all of a thing, or a section of an array."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adlint.sections import (
    Section,
    Subscript,
    Triplet,
    Unknown,
    View,
    covers,
    difference,
    intersection,
    over,
    paths,
    region,
    reshaped,
    some_of,
    subscript,
    union,
    view_of,
    whole,
)
from adlint.symbolic import Bounds, Polynomial, at_least, depends_on, symbol

T = TypeVar("T")
INDEX = "#"  # behind the name of a variable: what it is in a turn of a loop, and not what it was before
NAMELESS = "##"  # in the names of symbols that no variable is
ANY_ITEM = Unknown("any item", is_one=True)  # along the first axis
RANK = 3  # axes that are told apart; of an array that has fewer, the others are no more than a name

Region: TypeAlias = Section | None  # None: all of it


class Turns(Struct, frozen=True, gc=False):
    """The turns of a loop over a range: the symbol `index` goes from lo to hi - 1, or `down` from there to lo."""

    index: Polynomial
    lo: Polynomial
    hi: Polynomial
    down: bool = False

    @property
    def earlier(self) -> Turns:
        """The turns before the one of the index."""
        return Turns(self.index, self.index + 1, self.hi) if self.down else Turns(self.index, self.lo, self.index)


def extents(name: str, *, from_last: bool = False) -> tuple[Polynomial, ...]:
    """The sizes of an array along its first axes, or along its last ones, the last one first; one that has elements,
    for of others there is nothing to tell.
    """
    axes = (-1 - axis if from_last else axis for axis in range(RANK))
    return tuple(symbol(f"{name}.shape[{axis}]", least=1) for axis in axes)


def _turned(sizes: tuple[Polynomial, ...]) -> tuple[Polynomial, ...]:
    """The sizes of the same array along its axes from the other side."""
    name, axis = _axis_of(sizes)
    return extents(name, from_last=axis == "0")


def _axis_of(sizes: tuple[Polynomial, ...]) -> tuple[str, str]:
    """The name of an array, and the number of the axis of the first of its sizes."""
    atom = sizes[0].lone_atom
    name, _, axis = (atom.key if atom is not None else "").rpartition(".shape[")
    return name, axis.removesuffix("]")


def _is_whole(view: View) -> bool:
    """Whether a view is all of an array, as it is."""
    return view == view_of(view.base)


def cut_axes(view: View) -> int:
    """How many axes a view has at least, of which the last one is a part of an axis of the array."""
    cut = [at for at, line in enumerate(view.lines, 1) if line.axis is not None and not line.region.full]
    turned = [at for at, line in enumerate(view.lines, 1) if line.stride != 1 and line.axis is not None]
    return max((*cut, *turned), default=0)


def selected(view: View | None, sizes: tuple[Polynomial, ...], key: tuple[Subscript, ...], bounds: Bounds) -> View:
    """`view[key]`; without a view, of all of an array of these sizes."""
    whole_view = view_of(sizes) if view is None else view
    if key[:1] == (...,):
        if not _is_whole(whole_view) or None in key:
            return replace(reshaped(whole_view, whole_view.base), exact=False)
        # which of the axes that are left is the first one is not known
        last = _selected(view_of(_turned(whole_view.base)), key[:0:-1], bounds)
        return reshaped(last, last.extents)
    return _selected(whole_view, key, bounds)


def _selected(view: View, key: tuple[Subscript, ...], bounds: Bounds) -> View:
    return subscript(view, _positions(view, key, bounds), bounds)


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


def mixed(view: View | None, sizes: tuple[Polynomial, ...], *, keeps_all: bool) -> View:
    """The view in another shape, or with its axes in another order, of the same elements, wherever they are; of some
    of them, unless it `keeps_all`.
    """
    found = reshaped(view_of(sizes) if view is None else view, sizes)
    return found if keeps_all else replace(found, exact=False)


def transposed(view: View | None, sizes: tuple[Polynomial, ...]) -> View | None:
    """The view with its axes the other way round: of a whole array, the first one is then the last one."""
    whole_view = view_of(sizes) if view is None else view
    if not _is_whole(whole_view):
        return mixed(view, sizes, keeps_all=True)
    return view_of(_turned(sizes)) if whole_view.base == sizes else None


def in_any_turn(view: View, turns: Turns, bounds: Bounds) -> View:
    """What a view that is another one in each turn of a loop is behind it: some part of what it is in all turns."""
    return some_of(over(region(view, bounds), turns.index, turns.lo, turns.hi, bounds))


def common(a: Region, b: Region, bounds: Bounds) -> tuple[Region, ...]:
    """What two regions share: one region, or none."""
    if a is None or b is None:
        return (b if a is None else a,)
    if a.extents != b.extents:
        return (b,)
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
    ends = [path[len(name) :] for path in paths(name, a, from_last=is_from_last(a))]
    if any(NAMELESS in end for end in ends):
        return (name,)
    return tuple([name + end.replace(INDEX, "") for end in ends])


def one_item(a: Region) -> Triplet | None:
    """The item along the first axis, at a number from the front or from the end, in which a region lies, if in one."""
    if a is None or len(a.boxes) != 1 or not a.boxes[0]:
        return None
    first, size = a.boxes[0][0], (a.extents or ())[0]
    is_told = first.lo.number is not None or (first.lo - size).number is not None
    return first if is_told and (first.hi - first.lo).number == 1 else None


def is_from_last(a: Region) -> bool:
    """Whether the axes of a region are counted from the last one of the array."""
    return a is not None and bool(a.extents) and _axis_of(a.extents or ())[1] == "-1"
