"""What is asked about the tape of a function."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

Models = tuple[tuple[tuple[str, object], ...], ...]  # tables of the settings, as pairs of key and value


class TooMuchError(LookupError):
    """What is asked about takes more steps to evaluate than are gone through."""


class Question(Struct, frozen=True):
    """The document and the function in it ("" if the call says it all); the call, or None to find one in comments and
    settings; arguments with respect to which derivatives are taken, all if there are none; numbers for names in sizes;
    a model, `all`, or None for that of the program's framework. `entries` are calls that the settings name, `models`
    what they state of functions that cannot be read.
    """

    path: str
    name: str
    call: str | None = None
    wrt: tuple[str, ...] = ()
    sizes: Mapping[str, int] = {}
    model: str | None = None
    entries: tuple[str, ...] = ()
    models: Models = ()
