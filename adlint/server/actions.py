"""Code actions: what can be done about findings, and calls and loops that can be put into another mode."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from adlint.answers.check.fixing import Fixed
from adlint.answers.check.ignoring import with_ignores
from adlint.answers.plan.modes import Mode
from adlint.finding import Applicability, Fix
from adlint.server.asking import Ask, Unanswered
from adlint.server.diagnostics import diagnostic
from adlint.server.edits import workspace_edit
from adlint.server.modes import JOINT, SPLIT, modes, refuse, version_of

if TYPE_CHECKING:
    from adlint.finding import Finding
    from adlint.server.server import Server

FIX_ALL = "source.fixAll.adlint"
OPTIONS = types.CodeActionOptions([types.CodeActionKind.QuickFix, JOINT, SPLIT, FIX_ALL], resolve_provider=True)
_REASON = "accepted: say why"
_ABOUT_THE_TEXT = ("AD901", "AD902", "AD905")  # syntax errors and directives, which no ignore silences
_BOM = "\ufeff"


async def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done in a range. Edits are left out if the editor asks for them when they are wanted."""
    uri = params.text_document.uri
    if ls.state.text(uri) is None:
        return []
    found = await _of_findings(ls, params) if _wants(params, types.CodeActionKind.QuickFix) else []
    if _wants(params, JOINT) or _wants(params, SPLIT):
        found += [one async for one in modes(ls, params) if one.kind and _wants(params, one.kind)]
    if _wants(params, FIX_ALL):
        found += await _fix_all(ls, params)
    return found if ls.abilities.resolves_edits else [await resolve(ls, one) for one in found]


async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """An action with its edit; without, if there is none. JsonRpcContentModified if the text has changed since."""
    match action.data:
        case {"uri": str(uri), "version": int(version)} if version != version_of(ls, uri):
            raise JsonRpcContentModified
    match action.data:
        case {"uri": str(uri), "ignore": str(code), "lines": [int(first), int(last)]}:
            action.edit = _ignoring(ls, uri, code, (first, last))
        case {"uri": str(uri), "fix": int(number)}:
            action.edit = await _fixing(ls, uri, number)
        case {"uri": str(uri), "fixed": True}:
            answer = await ls.consult(uri, Ask("fixed"))
            text = answer.texts.get(ls.path(uri)) if isinstance(answer, Fixed) else None
            action.edit = None if text is None else workspace_edit(ls, uri, _as_before(ls, uri, text))
        case {"uri": str(uri), "mode": ("joint" | "split") as mode, "function": str(name), "span": [*span]}:
            a, b, c, d = span
            answer = await ls.consult(uri, Ask(mode, name=name, span=(a, b, c, d)))
            if isinstance(answer, Mode):
                action.edit = workspace_edit(ls, uri, _as_before(ls, uri, answer.text))
            elif isinstance(answer, Unanswered) and action.disabled is None:
                refuse(ls, action, answer.reason)
    return action


async def _of_findings(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri = params.text_document.uri
    checked = await ls.current(uri)
    findings = checked.findings(uri) if checked else ()
    places = checked.places if checked else None
    made = []
    for number, one in enumerate(findings):
        shown = diagnostic(one, places) if places else None
        if shown is not None and _meets(shown.range, params.range):
            made += [_action(ls, remedy, uri, shown) async for remedy in _remedies(ls, uri, number, one)]
    return made


async def _remedies(
    ls: Server, uri: str, number: int, finding: Finding
) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
    """Titles, and what they stand for; the fix first."""
    fix = await ls.consult(uri, Ask("fix", finding=finding)) if finding.repair and finding.cell is None else None
    if isinstance(fix, Fix):
        yield fix.title, {"fix": number, "is_safe": fix.applicability is Applicability.SAFE}
    if finding.code not in _ABOUT_THE_TEXT:
        lines = [finding.range.start.line, finding.range.end.line]
        yield f"Ignore {finding.code} ({finding.name}) here, with a reason", {"ignore": finding.code, "lines": lines}


def _action(
    ls: Server, remedy: tuple[str, Mapping[str, Any]], uri: str, shown: types.Diagnostic
) -> types.CodeAction:
    title, what = remedy
    data = {"uri": uri, "version": version_of(ls, uri), **what}
    is_preferred = True if what.get("is_safe") else None
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown], is_preferred=is_preferred, data=data)


async def _fix_all(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """All safe fixes of a document, if a finding in it may have one; unasked, only where they need not be made yet."""
    uri = params.text_document.uri
    if params.context.only is None and not ls.abilities.resolves_edits:
        return []
    checked = await ls.current(uri)
    if not any(one.repair and one.cell is None for one in (checked.findings(uri) if checked else ())):
        return []
    data = {"uri": uri, "version": version_of(ls, uri), "fixed": True}
    return [types.CodeAction("Fix all that adlint can fix safely", FIX_ALL, data=data)]


async def _fixing(ls: Server, uri: str, number: int) -> types.WorkspaceEdit | None:
    from adlint.fixes.applying import edited  # noqa: PLC0415 -- it loads libcst

    checked = await ls.current(uri)
    findings = checked.findings(uri) if checked else ()
    fix = await ls.consult(uri, Ask("fix", finding=findings[number])) if number < len(findings) else None
    buffer = ls.state.text(uri)
    if not isinstance(fix, Fix) or buffer is None:
        return None
    after = edited(buffer.text.removeprefix(_BOM), fix.edits)
    return workspace_edit(ls, uri, _as_before(ls, uri, after))


def _ignoring(ls: Server, uri: str, code: str, lines: tuple[int, int]) -> types.WorkspaceEdit | None:
    buffer = ls.state.text(uri)
    plain = buffer.text.removeprefix(_BOM) if buffer else ""
    after, placed = with_ignores(plain, {lines: {code}}, _REASON)
    return workspace_edit(ls, uri, _as_before(ls, uri, after)) if placed else None


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
