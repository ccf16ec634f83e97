"""`adlint sets`, as a table for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adlint.sets import Effect, Evidence, Piece, Sets, Snapshot

_NOTHING = "-"


def render_sets(output_format: str, found: Sets) -> str:
    """The answer in one of the formats `table` and `json`."""
    if output_format == "json":
        return json.dumps(_document(found), indent=2, ensure_ascii=True) + "\n"
    return "\n".join(_table(found)) + "\n"


def _document(found: Sets) -> dict[str, Any]:
    whole = found.whole
    return {
        "version": 1,
        "target": found.target,
        "use": list(whole.use),
        "out": list(whole.out),
        "use_complete": whole.use_complete,
        "out_complete": whole.out_complete,
        "effects": [_effect(effect) for effect in whole.effects],
        "reentrant": whole.reentrant,
        "evidence": [_evidence(step) for step in whole.evidence],
        "candidates": [_candidate(piece) for piece in (whole, *found.candidates)],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    via = [_evidence(step) for step in effect.via]
    return {"kind": effect.kind, "what": effect.what, "path": effect.path, "line": effect.line, "via": via}


def _evidence(step: Evidence) -> dict[str, Any]:
    return {"path": step.path, "line": step.line, "message": step.message}


def _candidate(piece: Piece) -> dict[str, Any]:
    return {
        "kind": piece.kind,
        "callee": piece.callee,
        "path": piece.path,
        "line": piece.line,
        "end_line": piece.end_line,
        "reentrant": piece.reentrant,
        "evidence": [_evidence(step) for step in piece.evidence],
        "use": list(piece.use),
        "out": list(piece.out),
        "use_complete": piece.use_complete,
        "out_complete": piece.out_complete,
        "snapshot": _snapshot(piece.snapshot),
        "tape": {"bytes": None, "expression": None},
    }


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "names": list(snapshot.names),
        "eager_names": list(snapshot.eager_names),
        "bytes": snapshot.bytes,
        "expression": snapshot.expression,
        "lazy_bytes": snapshot.lazy_bytes,
        "eager_bytes": snapshot.eager_bytes,
    }


def _table(found: Sets) -> Iterator[str]:
    yield from _rows(found.target, found.whole)
    for piece in found.candidates:
        what = f"call of {piece.callee}" if piece.kind == "call" else piece.kind.replace("-", " ")
        lines = f"{piece.line}" if piece.line == piece.end_line else f"{piece.line}-{piece.end_line}"
        yield ""
        yield from _rows(f"{piece.path}:{lines}: {what}", piece)


def _rows(title: str, piece: Piece) -> Iterator[str]:
    yield title
    yield f"  use        {_list(piece.use, complete=piece.use_complete)}"
    yield f"  out        {_list(piece.out, complete=piece.out_complete)}"
    yield f"  snapshot   {', '.join(piece.snapshot.names) or _NOTHING}"
    yield f"  reentrant  {piece.reentrant}"
    for step in piece.evidence:
        yield f"    {step.path}:{step.line}: {step.message}"


def _list(names: Iterable[str], *, complete: bool) -> str:
    shown = [*names, *([] if complete else ["and what is not known"])]
    return ", ".join(shown) or _NOTHING
