"""The tape of an entry as a baseline records it, and whether another one is larger."""

from __future__ import annotations

from msgspec import Struct


class Recorded(Struct, frozen=True):
    """The function `module:name`, the call, the model, and the size of the tape: `bytes` is None where names of sizes
    or data leave it open, `expression` is one of Python.
    """

    entry: str
    call: str
    model: str
    bytes: int | None
    expression: str

    def is_like(self, other: Recorded) -> bool:
        """Whether both are tapes of one call under one model, so that their sizes can be compared."""
        return (self.entry, self.call, self.model) == (other.entry, other.call, other.model)


def grew(before: Recorded, now: Recorded) -> bool | None:
    """Whether the tape of a call is larger than it was, for all sizes of at least 1; None where that is not known."""
    if before.bytes is not None and now.bytes is not None:
        return now.bytes > before.bytes
    if before.expression == now.expression:
        return False
    from adlint.symbolic import at_least, symbols_of  # noqa: PLC0415 -- it takes long to load, and few baselines need it
    from adlint.symbolic.reading import read  # noqa: PLC0415 -- as above

    old, new = read(before.expression), read(now.expression)
    if old is None or new is None:
        return None
    bounds = {one.key: 1 for size in (old, new) for one in symbols_of(size)}
    if at_least(new, old + 1, bounds):
        return True
    return False if at_least(old, new, bounds) else None
