"""`adlint sets`, as a table for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adlint.answers.sets.sets import Effect, Evidence, Piece, Sets, Snapshot

_NOTHING = "-"
_UNKNOWN = "what is not known"


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
        **_sets(whole),
        "candidates": [_candidate(piece) for piece in (whole, *found.candidates)],
    }


def _sets(piece: Piece) -> dict[str, Any]:
    return {
        "use": list(piece.use),
        "out": list(piece.out),
        "use_complete": piece.use_complete,
        "out_complete": piece.out_complete,
        "effects": [_effect(effect) for effect in piece.effects],
        "reentrant": piece.reentrant,
        "evidence": [_evidence(step) for step in piece.evidence],
        "unknown": [_evidence(step) for step in piece.unknown],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    via = [_evidence(step) for step in effect.via]
    place = {"path": effect.path, "line": effect.line, **_cell(effect.cell)}
    return {"kind": effect.kind, "what": effect.what, **place, "via": via}


def _evidence(step: Evidence) -> dict[str, Any]:
    return {"path": step.path, "line": step.line, **_cell(step.cell), "message": step.message}


def _cell(cell: int | None) -> dict[str, int]:
    return {} if cell is None else {"cell": cell}


def _candidate(piece: Piece) -> dict[str, Any]:
    return {
        "kind": piece.kind,
        "name": piece.name,
        "callee": next(iter(piece.callees), None),
        "callees": list(piece.callees),
        "path": piece.path,
        "line": piece.line,
        "end_line": piece.end_line,
        **_cell(piece.cell),
        **_sets(piece),
        "snapshot": _snapshot(piece.snapshot),
        "tape": {"bytes": None, "expression": None},
    }


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "names": list(snapshot.names),
        "eager_names": list(snapshot.eager_names),
        "uncovered": list(snapshot.uncovered),
        "bytes": snapshot.bytes,
        "expression": snapshot.expression,
        "lazy_bytes": snapshot.lazy_bytes,
        "eager_bytes": snapshot.eager_bytes,
    }


def _table(found: Sets) -> Iterator[str]:
    yield from _rows(found.target, found.whole)
    for piece in found.candidates:
        lines = f"{piece.line}" if piece.line == piece.end_line else f"{piece.line}-{piece.end_line}"
        yield ""
        yield from _rows(f"{_place(piece, lines)}: {_what(piece)}", piece)


def _what(piece: Piece) -> str:
    match piece.kind:
        case "call":
            return f"call of {' or '.join(piece.callees)}"
        case "region":
            return f"region {piece.name}" if piece.name else "region"
        case _:
            return piece.kind.replace("-", " ")


def _rows(title: str, piece: Piece) -> Iterator[str]:
    yield title
    yield f"  use        {_paths(piece.use, complete=piece.use_complete)}"
    yield f"  out        {_paths(piece.out, complete=piece.out_complete)}"
    yield f"  snapshot   {_kept(piece.snapshot)}"
    for number, effect in enumerate(piece.effects):
        yield f"  {'' if number else 'effects':9}  {effect.kind} {effect.what} ({_place(effect, effect.line)})"
    yield f"  reentrant  {piece.reentrant}"
    yield from _steps(piece.evidence)
    if piece.unknown and piece.unknown != piece.evidence:
        yield "  unknown"
        yield from _steps(piece.unknown)


def _paths(names: tuple[str, ...], *, complete: bool) -> str:
    if complete:
        return _list(names)
    return f"{_list(names)}, and {_UNKNOWN}" if names else _UNKNOWN


def _kept(snapshot: Snapshot) -> str:
    covered = _list(name for name in snapshot.names if name not in snapshot.uncovered)
    return f"{covered} (no snapshot holds {_list(snapshot.uncovered)})" if snapshot.uncovered else covered


def _steps(steps: Iterable[Evidence]) -> Iterator[str]:
    for step in steps:
        yield f"    {_place(step, step.line)}: {step.message}"


def _place(at: Piece | Effect | Evidence, lines: int | str) -> str:
    return f"{at.path}:{lines}" if at.cell is None else f"{at.path}:cell {at.cell}:{lines}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or _NOTHING
