"""What `adlint plan` answers: plain data for every face. Lines are 1-based, in notebooks those of a cell."""

from __future__ import annotations

from msgspec import Struct

from adlint.placement.beyond.saving import Saving
from adlint.placement.measuring.growth import Growth
from adlint.placement.plan import Cost, Plan
from adlint.placement.written.writing import Change


class Place(Struct, frozen=True):
    """Where something stands."""

    path: str
    line: int
    cell: int | None = None


class Scheduled(Struct, frozen=True):
    """A time loop, and the schedule that is advised for it: `snapshots` states are kept, `peak` is in bytes, and
    `recompute` in time; `why` says what it takes for granted.
    """

    place: Place | None
    trips: int
    schedule: str
    snapshots: int
    peak: int
    recompute: int
    why: str


class Growing(Struct, frozen=True):
    """How costs grow with a size that says how often loops run, all else being as it is: of a placement without
    checkpoints, of that of today, and of the plan, whose loops are cut on as many levels. None where that is not known,
    or where nothing is checkpointed today.
    """

    name: str
    store_all: Growth | None
    today: Growth | None
    plan: Growth | None


class Planned(Struct, frozen=True):
    """The answer. `places` are those of the sites, where there is a source; `unit` is that of times; `today` is what
    the placement costs that stands in the source; `tape` are the bytes that the forward sweep keeps, as `adlint tape`
    counts them, without checkpoints (`store_all`) and with the planned ones (`plan`). `changes` are the
    checkpoints that the plan puts in and takes out, by the path of their text, with the checkpoint of the framework
    `system`. `beyond` is what other
    techniques would save of the tape without checkpoints, each by itself. `is_partial` if something that is kept is not
    known, so that all peaks are lower bounds, and nothing is proven. `notes` are on what was asked.
    """

    target: str
    model: str | None
    unit: str
    plan: Plan
    places: dict[str, Place] = {}
    loops: tuple[Scheduled, ...] = ()
    today: Cost | None = None
    tape: dict[str, int | None] = {}
    system: str = ""
    changes: dict[str, tuple[Change, ...]] = {}
    assumptions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    growth: tuple[Growing, ...] = ()
    beyond: tuple[tuple[Place, Saving], ...] = ()
    is_partial: bool = False
    notes: tuple[str, ...] = ()
