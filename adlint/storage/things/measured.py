"""What is said of an array beside its elements: its shape, its dtype, whether PyTorch records. To look at it is no read
of the array, unless something sets it later.
"""

from __future__ import annotations

from adlint.models.storage import METADATA
from adlint.storage.run import Run
from adlint.storage.state import State
from adlint.storage.things.memory import kind_of, write
from adlint.storage.things.values import Ref, Thing

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
    if name in _OF_ELEMENTS and kind == "array":
        write(run, state, (ref,), certain=False)


def _told_with(name: str) -> str:
    """The attribute that is told apart: what sets the shape of an array, or all of it, sets its size, too."""
    return "shape" if name == "data" or name in METADATA - {"requires_grad"} else name
