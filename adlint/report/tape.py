"""`adlint tape`, as a table for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adlint.bytesize import human

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adlint.tape.amounts import Amount
    from adlint.tape.answer import Answer, Gap, Line, OfModel, Saved

_FEW = 4  # things that a line of the table names


def render_tape(output_format: str, found: Answer) -> str:
    """The answer in one of the formats `table` and `json`."""
    if output_format == "json":
        return json.dumps(_document(found), indent=2, ensure_ascii=True) + "\n"
    return "\n".join(_table(found)) + "\n"


def _document(found: Answer) -> dict[str, Any]:
    document = {
        "version": 1,
        "target": found.target,
        "call": found.call,
        **_model(found.chosen),
        "symbols": dict(found.symbols),
        "assumptions": list(found.assumptions),
    }
    document["alternatives"] = [
        {"name": one.name, "tape_bytes": 0, "kind": one.kind, "runs": one.runs.bytes, "expression": one.runs.expression}
        for one in found.alternatives
    ]
    if found.others:
        document["models"] = {one.model: _model(one) for one in (found.chosen, *found.others)}
    return document


def _model(found: OfModel) -> dict[str, Any]:
    return {
        "model": found.model,
        **_amount(found.size),
        "arguments_saved_bytes": None if found.arguments is None else found.arguments.bytes,
        "unknown": [_gap(one) for one in found.unknown],
        "lines": [_line(one) for one in found.lines],
        "peak": {"bytes": None, "expression": None} if found.peak is None else _peak(found.peak),
        "refused": found.refused,
    }


def _amount(size: Amount | None) -> dict[str, Any]:
    if size is None:
        return {"bytes": None, "expression": None, "interval": None}
    interval = None if size.interval is None else list(size.interval)
    return {"bytes": size.bytes, "expression": size.expression, "interval": interval}


def _peak(size: Amount) -> dict[str, Any]:
    return {"bytes": size.bytes, "expression": size.expression}


def _gap(gap: Gap) -> dict[str, Any]:
    cell = {} if gap.cell is None else {"cell": gap.cell}
    return {"path": gap.path or None, "line": gap.line, **cell, "reason": gap.reason, "symbol": gap.symbol or None}


def _line(line: Line) -> dict[str, Any]:
    cell = {} if line.cell is None else {"cell": line.cell}
    return {
        "path": line.path,
        "line": line.line,
        **cell,
        "count_expression": line.count,
        "bytes": line.size.bytes,
        "expression": line.size.expression,
        "saved": [_saved(one) for one in line.saved],
    }


def _saved(one: Saved) -> dict[str, Any]:
    shape = None if one.shape is None else list(one.shape)
    return {"name": one.name, "shape": shape, "dtype": one.dtype, "times": one.times, "why": one.why}


def _table(found: Answer) -> Iterator[str]:
    yield found.target
    yield f"  call       {found.call}"
    if found.others:
        for one in (found.chosen, *found.others):
            yield f"  {one.model:28}  {one.refused or size_text(one.size)}"
        for other in found.alternatives:
            yield f"  {other.name:28}  no tape, {other.runs.text} {other.kind}"
    else:
        yield f"  model      {found.chosen.model}"
        yield f"  tape       {size_text(found.chosen.size)}{_incomplete(found.chosen)}"
    if found.chosen.refused is not None:
        yield f"  no answer  {found.chosen.refused}"
    if found.chosen.arguments is not None:
        yield f"  arguments  {size_text(found.chosen.arguments)}, which are kept beside it"
    for assumption in found.assumptions:
        yield f"  assuming   {assumption}"
    for gap in found.chosen.unknown:
        symbol = f"{gap.symbol}: " if gap.symbol else ""
        yield f"  unknown    {_place(gap.path, gap.line, gap.cell)}{symbol}{gap.reason}"
    if found.chosen.lines:
        yield ""
        yield from _lines(found.chosen)


def _incomplete(found: OfModel) -> str:
    return ", and what is not known" if found.unknown and found.size is not None and found.size.bytes is None else ""


def size_text(size: Amount | None) -> str:
    """A size for people: its formula and the number, or between what it lies."""
    if size is None:
        return "-"
    if size.bytes is not None:
        plain = human(size.bytes)
        return plain if size.text == str(size.bytes) else f"{size.text} = {plain}"
    if size.interval is None:
        return f"{size.text} B"
    low, high = size.interval
    return f"{'?' if low is None else human(low)} to {'any size' if high is None else human(high)} ({size.text} B)"


def _lines(found: OfModel) -> Iterator[str]:
    total = found.size.bytes if found.size is not None else None
    rows = []
    for line in sorted(found.lines, key=lambda one: -(one.size.bytes or 0)):
        share = f"{100 * line.size.bytes / total:.1f} %" if total and line.size.bytes is not None else ""
        kept = _list(tuple(dict.fromkeys(_what(one) for one in line.saved)))
        rows.append((_place(line.path, line.line, line.cell).rstrip(": "), size_text(line.size), share, kept))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join(["", *(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()


def _list(several: tuple[str, ...]) -> str:
    more = f" and {len(several) - _FEW} more" if len(several) > _FEW else ""
    return ", ".join(several[:_FEW]) + more


def _what(one: Saved) -> str:
    if one.shape is None:
        return f"{one.why} of {one.name}"
    times = "" if one.times == "1" else f"{one.times} * "
    return f"{times}{one.dtype}[{', '.join(one.shape)}] ({one.why})"


def _place(path: str, line: int | None, cell: int | None) -> str:
    if not path:
        return ""
    return f"{path}:{line}: " if cell is None else f"{path}:cell {cell}:{line}: "
