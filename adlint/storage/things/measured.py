"""What is said of an array beside its elements: its shape, its dtype, whether PyTorch records. To look at it is no read
of the array, unless something sets it later.
"""

from __future__ import annotations

from adlint.models.storage import METADATA
from adlint.storage.location.extents import exact_sizes
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.memory import is_moved, is_single, kind_of, write
from adlint.storage.things.values import NUMBER, ORDER, Number, Ref, Thing, Value
from adlint.symbolic import Polynomial, symbol

_OF_ELEMENTS = frozenset({"shape", "strides", "dtype"})  # what decides where elements stand, and what they are


def measure(run: Run, thing: Thing, name: str = "shape") -> None:
    """Note that an attribute of an array, or of what may be one, was looked at."""
    run.looked.add((thing, _told_with(name)))


def remeasure(run: Run, state: State, ref: Ref, name: str) -> None:
    """An attribute of an array, or of what may be one, is set: whoever looked at it before would find it otherwise."""
    places, kind = run.paths_of(ref.thing), kind_of(ref.thing)
    if kind not in ("array", ""):
        return
    is_read = name in METADATA and not {place for place, _ in run.seen.used}.isdisjoint(places)
    if is_read or (ref.thing, _told_with(name)) in run.looked:
        for place in places:
            run.use_at(place.at(f".{name}"))
    if name in _OF_ELEMENTS:
        resize(state, ref.thing)
    if name in _OF_ELEMENTS and kind == "array":
        write(run, state, (ref,), certain=False)


def resize(state: State, thing: Thing) -> None:
    """An array may have other sizes from now on, so that its elements stand elsewhere."""
    state.parts[thing, ORDER] = NUMBER


def sizes_now(run: Run, state: State, ref: Ref) -> tuple[Polynomial, ...] | None:
    """The sizes of an array, or of a view of it, along its first axes; None if they are not known, or what has them may
    have other ones by now, as a list from which something was taken.
    """
    return None if is_moved(state, ref.thing) else exact_sizes(run, ref)


def count(run: Run, state: State, ref: Ref) -> Value:
    """How many elements there are in an array, which is the same each time that it is asked, unless it was resized."""
    places = run.paths_of(ref.thing)
    is_whole = ref.view is None and is_single(ref.thing) and not is_moved(state, ref.thing)
    return (Number(None, symbol(f"{places[0].text}.size", least=1)),) if places and is_whole else NUMBER


def _told_with(name: str) -> str:
    """The attribute that is told apart: what sets the shape of an array, or all of it, sets its size, too."""
    return "shape" if name == "data" or name in METADATA - {"requires_grad"} else name
