"""What `adlint sets` answers: plain data for every face. Lines are 1-based."""

from __future__ import annotations

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """One step of why a verdict is as it is."""

    path: str
    line: int
    message: str


class Effect(Struct, frozen=True):
    """What a piece does to the outside: `kind` is one of RNG, CLOCK, SEND, RECV, ACQUIRE, WRITE, `via` the lines of
    the calls that lead there.
    """

    kind: str
    what: str
    path: str
    line: int
    via: tuple[Evidence, ...] = ()


class Snapshot(Struct, frozen=True):
    """What has to be kept so that a piece can run again (Dauvergne and Hascoët 2006): `names` under the lazy choice,
    and the sizes of the lazy and of the eager one as expressions; bytes are None where sizes are not known.
    """

    names: tuple[str, ...]
    eager_names: tuple[str, ...]
    bytes: int | None
    expression: str
    lazy_bytes: int | None
    eager_bytes: int | None


class Piece(Struct, frozen=True):
    """A function, or a piece of it that may be checkpointed (`kind` is `function`, `call`, `loop-body`, `region`)."""

    kind: str
    callee: str | None
    path: str
    line: int
    end_line: int
    use: tuple[str, ...]
    out: tuple[str, ...]
    use_complete: bool
    out_complete: bool
    effects: tuple[Effect, ...]
    reentrant: str
    evidence: tuple[Evidence, ...]
    snapshot: Snapshot


class Sets(Struct, frozen=True):
    """The answer for a function: itself, and the candidates in it."""

    target: str
    whole: Piece
    candidates: tuple[Piece, ...]
