"""Changes of a text, as the editor makes them: line by line, where they are."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lsprotocol import types

from adlint.source import units, with_ends

if TYPE_CHECKING:
    from adlint.server.server import Server


def workspace_edit(ls: Server, uri: str, after: str) -> types.WorkspaceEdit | None:
    """What makes an open text another; None if it is not open, or would stay as it is."""
    buffer = ls.state.text(uri)
    changed = text_edits(buffer.text, after, ls.state.encoding) if buffer else []
    if buffer is None or not changed:
        return None
    if not ls.abilities.edits_versions:
        return types.WorkspaceEdit(changes={uri: changed})
    document = types.OptionalVersionedTextDocumentIdentifier(uri, buffer.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, changed)])


def text_edits(before: str, after: str, encoding: str) -> list[types.TextEdit]:
    """The lines of `before` that are others in `after`."""
    old, new = with_ends(before), with_ends(after)
    matched = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        types.TextEdit(types.Range(_start(old, first, encoding), _start(old, last, encoding)), "".join(new[start:end]))
        for kind, first, last, start, end in matched
        if kind != "equal"
    ]


def _start(lines: list[str], number: int, encoding: str) -> types.Position:
    """Where a line begins; behind the last one, where that ends."""
    if number < len(lines):
        return types.Position(number, 0)
    return types.Position(len(lines) - 1, units(lines[-1], len(lines[-1]), encoding))
