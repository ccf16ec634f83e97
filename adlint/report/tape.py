"""`adlint tape`, as a table for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adlint.bytesize import human

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adlint.tape.amounts import Amount
    from adlint.tape.answer import Alternative, Answer, Gap, Line, OfModel, Saved

_FEW = 4  # things that a line of the table names


def render_tape(output_format: str, found: Sequence[Answer]) -> str:
    """The answers in one of the formats `table`, `json` and `html`. Of several, the JSON document is that of the first,
    and has all of them under `entries`.
    """
    if output_format == "html":
        from adlint.report.tape_page import tape_page

        return tape_page(found)
    if output_format == "json":
        documents = [_document(one) for one in found]
        whole = documents[0] if len(documents) == 1 else {**documents[0], "entries": documents}
        return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"
    return "\n\n".join("\n".join(_table(one)) for one in found) + "\n"


def _document(found: Answer) -> dict[str, Any]:
    document = {
        "version": 1,
        "target": found.target,
        "call": found.call,
        **_model(found.chosen),
        "symbols": dict(found.symbols),
        "assumptions": list(found.assumptions),
    }
    document["alternatives"] = [_alternative(one) for one in found.alternatives]
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
        "peak": _bytes(found.peak),
        "derivative_variables": _bytes(found.shadows),
        "refused": found.refused,
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    state = {} if one.state is None else {"state": _bytes(one.state)}
    return {
        "name": one.name,
        "tape_bytes": one.keeps.bytes,
        "tape_expression": one.keeps.expression,
        "kind": one.kind,
        "runs": one.runs.bytes,
        "expression": one.runs.expression,
        **state,
    }


def _amount(size: Amount | None) -> dict[str, Any]:
    if size is None:
        return {"bytes": None, "expression": None, "interval": None}
    interval = None if size.interval is None else list(size.interval)
    return {"bytes": size.bytes, "expression": size.expression, "interval": interval}


def _bytes(size: Amount | None) -> dict[str, Any]:
    if size is None:
        return {"bytes": None, "expression": None}
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
            yield f"  {other.name:28}  {alternative_text(other)}"
    else:
        yield f"  model      {found.chosen.model}"
        yield f"  tape       {size_text(found.chosen.size)}{_incomplete(found.chosen)}"
    if found.chosen.refused is not None:
        yield f"  no answer  {found.chosen.refused}"
    if found.chosen.arguments is not None:
        yield f"  arguments  {size_text(found.chosen.arguments)}, which are kept beside it"
    if found.chosen.shadows is not None:
        yield f"  shadows    {size_text(found.chosen.shadows)}, the derivatives of what is active at once"
    if not found.others:
        for other in found.alternatives:
            yield f"  instead    {other.name}: {alternative_text(other)}"
    for assumption in found.assumptions:
        yield f"  assuming   {assumption}"
    for gap in found.chosen.unknown:
        symbol = f"{gap.symbol}: " if gap.symbol else ""
        yield f"  unknown    {place_text(gap.path, gap.line, gap.cell)}{symbol}{gap.reason}"
    if found.chosen.lines:
        yield ""
        yield from _lines(found.chosen)


def alternative_text(other: Alternative) -> str:
    """What a way without a tape costs, for people."""
    kept = "no tape" if other.keeps.bytes == 0 else size_text(other.keeps)
    runs = f"{other.runs.text} {other.kind}{'' if other.runs.bytes == 1 else 's'}"
    if other.state is None:
        return f"{kept}, {runs}"
    return f"{kept} (the state once a step, {size_text(other.state)} each, or its checkpoints), {runs}"


def _incomplete(found: OfModel) -> str:
    return ", and what is not known" if found.unknown and found.size is not None and found.size.bytes is None else ""


def size_text(size: Amount | None) -> str:
    """A size for people: its formula, and the number, where it is known."""
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
        place = place_text(line.path, line.line, line.cell).rstrip(": ")
        rows.append((place, size_text(line.size), share, kept_text(line)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join(["", *(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()


def kept_text(line: Line) -> str:
    """What a line keeps, for people."""
    return _list(tuple(dict.fromkeys(_what(one) for one in line.saved)))


def _list(several: tuple[str, ...]) -> str:
    more = f" and {len(several) - _FEW} more" if len(several) > _FEW else ""
    return ", ".join(several[:_FEW]) + more


def _what(one: Saved) -> str:
    if one.shape is None:
        return f"{one.why} of {one.name}" if one.name else one.why
    times = "" if one.times == "1" else f"{one.times} * "
    return f"{times}{one.dtype}[{', '.join(one.shape)}] ({one.why})"


def place_text(path: str, line: int | None, cell: int | None) -> str:
    """A place in front of what is said of it; "" if there is none."""
    if not path:
        return ""
    return f"{path}:{line}: " if cell is None else f"{path}:cell {cell}:{line}: "
