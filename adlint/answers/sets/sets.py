"""What `adlint sets` answers: plain data for every face. Lines are 1-based, in notebooks those of a cell."""

from __future__ import annotations

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """One step of why a verdict is as it is."""

    path: str
    line: int
    message: str
    cell: int | None = None


class Effect(Struct, frozen=True):
    """What a piece does to the outside: `kind` is one of RNG, CLOCK, SEND, RECV, ACQUIRE, WRITE, IO, `what` the library
    function or the access path, `via` the calls that lead there.
    """

    kind: str
    what: str
    path: str
    line: int
    via: tuple[Evidence, ...] = ()
    cell: int | None = None


class Snapshot(Struct, frozen=True):
    """What has to be kept so that a piece can run again (Dauvergne and Hascoët 2006): `names` under the lazy choice,
    and the sizes of the lazy and of the eager one as expressions; bytes are None where sizes are not known. What is
    `uncovered` would have to be kept, and is nothing that a snapshot holds.
    """

    names: tuple[str, ...]
    eager_names: tuple[str, ...]
    uncovered: tuple[str, ...]
    bytes: int | None
    expression: str
    lazy_bytes: int | None
    eager_bytes: int | None


class Piece(Struct, frozen=True):
    """A function, or a piece of it that may be checkpointed (`kind` is `function`, `call`, `loop-body`, `region`).
    `name` is that of a marked region, `callees` what a call may call. `unknown` says where it is not known what else
    is read and written: then the sets are not complete.
    """

    kind: str
    name: str | None
    callees: tuple[str, ...]
    path: str
    line: int
    end_line: int
    cell: int | None
    use: tuple[str, ...]
    out: tuple[str, ...]
    effects: tuple[Effect, ...]
    reentrant: str
    evidence: tuple[Evidence, ...]
    unknown: tuple[Evidence, ...]
    snapshot: Snapshot

    @property
    def use_complete(self) -> bool:
        """Whether nothing else is read."""
        return not self.unknown

    @property
    def out_complete(self) -> bool:
        """Whether nothing else is written."""
        return not self.unknown


class Sets(Struct, frozen=True):
    """The answer for a function: itself, and the candidates in it. `notes` are sentences on what was asked, and on what
    was not read; `internal_errors` say where adlint failed.
    """

    target: str
    whole: Piece
    candidates: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    internal_errors: tuple[str, ...] = ()


def why_not(piece: Piece) -> str:
    """Why a piece that is not reentrant may not run twice: the innermost step of the evidence."""
    step = piece.evidence[-1]
    return f"it is not reentrant: {step.path}:{step.line}: {step.message}"
