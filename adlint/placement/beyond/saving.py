"""What techniques beside checkpointing would save."""

from __future__ import annotations

from msgspec import Struct

PREACCUMULATION, RECOMPUTE, INVERSION = "preaccumulation", "recompute", "inversion"


class Saving(Struct, frozen=True):
    """What a technique would save at a place, in bytes, at least."""

    technique: str
    function: str
    at: int
    bytes: int
    why: str
