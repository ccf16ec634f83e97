"""What `adlint tape` answers: plain data for every face. Lines are 1-based, in notebooks those of a cell."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from adlint.tape.amounts import Amount


class Saved(Struct, frozen=True):
    """One kind of thing that a line keeps: its shape as texts (None if it is no array), how often, and why."""

    name: str
    shape: tuple[str, ...] | None
    dtype: str
    times: str
    why: str


class Line(Struct, frozen=True):
    """What the operations on a line of the program keep; `count` is how many things, `site` one of these operations."""

    path: str
    line: int
    cell: int | None
    count: str
    size: Amount
    saved: tuple[Saved, ...]
    site: tuple[str, int] | None = None


class Gap(Struct, frozen=True):
    """Where it is not known what is kept, and why; no line if that is nowhere in the program. `symbol` is the name that
    stands for it in expressions, if one does.
    """

    path: str
    line: int | None
    cell: int | None
    reason: str
    symbol: str = ""


class OfModel(Struct, frozen=True):
    """The tape under one model: `size.bytes` is None where `gaps` or symbols leave it open. `refused` says why the
    model has no answer for this program. `peak` is the largest height of the stack over both sweeps: that of the tape,
    unless the program checkpoints; then it is not known. `shadows` are the bytes of the derivative variables that there
    are at once beside the tape: one of every active variable that lives; None where that is not known, or where the
    model counts them with statements.
    """

    model: str
    size: Amount | None
    arguments: Amount | None
    lines: tuple[Line, ...]
    unknown: tuple[Gap, ...]
    gaps: bool = False
    peak: Amount | None = None
    shadows: Amount | None = None
    refused: str | None = None
    assumptions: tuple[str, ...] = ()


class Alternative(Struct, frozen=True):
    """A way to derivatives without a tape, and what it costs instead: so many runs of a `kind`, and what it keeps: the
    `state` once a step, if it is the adjoint of the equations.
    """

    name: str
    runs: Amount
    kind: str
    keeps: Amount
    state: Amount | None = None


class Answer(Struct, frozen=True):
    """The answer for a call. `symbols` are the names in its sizes, with the numbers that they are bound to."""

    target: str
    call: str
    framework: str
    symbols: Mapping[str, int | None]
    assumptions: tuple[str, ...]
    chosen: OfModel
    alternatives: tuple[Alternative, ...] = ()
    others: tuple[OfModel, ...] = ()
    notes: tuple[str, ...] = ()
