"""Code actions: what can be done about a finding, and calls that can be put into joint mode."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from adlint.ignoring import with_ignores
from adlint.joint import Joint
from adlint.placement.writing import SYSTEMS
from adlint.server import markdown
from adlint.server.asking import Ask, Unanswered
from adlint.server.diagnostics import diagnostic
from adlint.server.edits import workspace_edit
from adlint.server.knowledge import calls_in, of_type, outlined
from adlint.sets import Piece, Sets

if TYPE_CHECKING:
    from adlint.finding import Finding, Range
    from adlint.outline import Call
    from adlint.server.server import Server

JOINT = "refactor.rewrite.adlint.joint"
OPTIONS = types.CodeActionOptions([types.CodeActionKind.QuickFix, JOINT], resolve_provider=True)
_REASON = "accepted: say why"
_ABOUT_THE_TEXT = ("AD901", "AD902", "AD905")  # syntax errors and directives, which no ignore silences
_BOM = "\ufeff"
_UNUSED = re.compile(r"\s*#\s*adlint:\s*ignore(-file)?(\s*\[[^\],]*\])?[^#]*$")


async def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done in a range. Edits are left out if the editor asks for them when they are wanted."""
    uri = params.text_document.uri
    if ls.state.text(uri) is None:
        return []
    found = await _of_findings(ls, params) if _wants(params, types.CodeActionKind.QuickFix) else []
    if _wants(params, JOINT):
        found += [one async for one in _joint(ls, params)]
    return found if ls.abilities.resolves_edits else [await resolve(ls, one) for one in found]


async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """An action with its edit; without, if there is none. JsonRpcContentModified if the text has changed since."""
    match action.data:
        case {"uri": str(uri), "version": int(version)} if version != _version(ls, uri):
            raise JsonRpcContentModified
    match action.data:
        case {"uri": str(uri), "ignore": str(code), "lines": [int(first), int(last)]}:
            action.edit = _ignoring(ls, uri, code, (first, last))
        case {"uri": str(uri), "unused": int(line)}:
            action.edit = _without(ls, uri, line)
        case {"uri": str(uri), "joint": str(name), "span": [int(a), int(b), int(c), int(d)]}:
            answer = await ls.consult(uri, Ask("joint", name=name, span=(a, b, c, d)))
            if isinstance(answer, Joint):
                action.edit = workspace_edit(ls, uri, _as_before(ls, uri, answer.text))
            elif isinstance(answer, Unanswered) and action.disabled is None:
                _refuse(ls, action, answer.reason)
    return action


async def _of_findings(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri = params.text_document.uri
    checked = await ls.current(uri)
    findings = checked.findings(uri) if checked else ()
    places = checked.places if checked else None
    made = []
    for one in findings:
        shown = diagnostic(one, places) if places else None
        if shown is not None and _meets(shown.range, params.range):
            made += [_action(ls, remedy, uri, shown) for remedy in _remedies(one)]
    return made


def _remedies(finding: Finding) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Titles, and what they stand for."""
    lines = [finding.range.start.line, finding.range.end.line]
    if finding.code == "AD902":
        yield "Remove the ignore that suppresses nothing", {"unused": lines[0]}
    elif finding.code not in _ABOUT_THE_TEXT:
        yield f"Ignore {finding.code} ({finding.name}) here, with a reason", {"ignore": finding.code, "lines": lines}


def _action(
    ls: Server, remedy: tuple[str, Mapping[str, Any]], uri: str, shown: types.Diagnostic
) -> types.CodeAction:
    title, what = remedy
    data = {"uri": uri, "version": _version(ls, uri), **what}
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown], data=data)


async def _joint(ls: Server, params: types.CodeActionParams) -> AsyncIterator[types.CodeAction]:
    uri = params.text_document.uri
    buffer = ls.state.text(uri)
    place = ls.state.place(uri, params.range.start)
    if buffer is None or place is None or place.cell is not None or not any(name in buffer.text for name in SYSTEMS):
        return
    for call in calls_in(await outlined(ls, uri), place):
        piece = await _piece(ls, uri, call, params.context.trigger_kind)
        if piece is not None:
            yield _joint_action(ls, uri, call, piece)
            return


async def _piece(ls: Server, uri: str, call: Call, trigger: types.CodeActionTriggerKind | None) -> Piece | None:
    """What is known of a call of a function of the program; while the pointer only passes, nothing is evaluated."""
    ask = Ask("sets", ls.path(uri), call.function)
    passing = trigger is types.CodeActionTriggerKind.Automatic
    sets = of_type(Sets, ls.known(uri, ask) if passing else await ls.consult(uri, ask))
    for one in sets.candidates if sets else ():
        is_there = one.path == ls.path(uri) and one.line == call.range.start.line
        if one.kind == "call" and is_there and any(call.callee in callee.split(".") for callee in one.callees):
            return one
    return None


def _joint_action(ls: Server, uri: str, call: Call, piece: Piece) -> types.CodeAction:
    action = types.CodeAction(f"Checkpoint this call of {call.callee} (joint mode)", JOINT)
    action.data = {"uri": uri, "version": _version(ls, uri), "joint": call.function, "span": _span(call.range)}
    if piece.reentrant == "no":
        step = piece.evidence[-1]
        _refuse(ls, action, f"it is not reentrant: {markdown.where(step)}: {step.message}")
    elif piece.reentrant == "unknown":
        step = piece.evidence[0]
        action.title += f"; whether it may run twice is not known: {markdown.where(step)}: {step.message}"
    return action


def _refuse(ls: Server, action: types.CodeAction, reason: str) -> None:
    action.data = None
    if ls.abilities.disables_actions:
        action.disabled = types.CodeActionDisabled(reason)
    else:
        action.title += f": {reason}"


def _version(ls: Server, uri: str) -> int | None:
    buffer = ls.state.text(uri)
    return buffer.version if buffer else None


def _span(span: Range) -> list[int]:
    return [span.start.line, span.start.column - 1, span.end.line, span.end.column - 1]


def _ignoring(ls: Server, uri: str, code: str, lines: tuple[int, int]) -> types.WorkspaceEdit | None:
    buffer = ls.state.text(uri)
    plain = buffer.text.removeprefix(_BOM) if buffer else ""
    after, placed = with_ignores(plain, {lines: {code}}, _REASON)
    return workspace_edit(ls, uri, _as_before(ls, uri, after)) if placed else None


def _without(ls: Server, uri: str, line: int) -> types.WorkspaceEdit | None:
    """The text without the ignore at the end of a line, if it is for one code or all."""
    text, comment = ls.line(uri, line), _UNUSED.search(ls.line(uri, line))
    buffer = ls.state.text(uri)
    if buffer is None or comment is None:
        return None
    before, found, after = buffer.text.partition(text) if buffer.text.count(text) == 1 else (buffer.text, "", "")
    return workspace_edit(ls, uri, f"{before}{text[: comment.start()]}{after}") if found else None


def _as_before(ls: Server, uri: str, text: str) -> str:
    """A text with the byte order mark that the editor's has."""
    buffer = ls.state.text(uri)
    return _BOM + text if buffer is not None and buffer.text.startswith(_BOM) else text


def _wants(params: types.CodeActionParams, kind: str) -> bool:
    only = params.context.only
    return only is None or any(f"{_plain(kind)}.".startswith(f"{wanted}.") for wanted in map(_plain, only))


def _plain(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _meets(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
