"""A document as the editor holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from msgspec import Struct
from msgspec.structs import replace

from adlint.finding import Position
from adlint.source import Source, characters, offset

if TYPE_CHECKING:
    from collections.abc import Sequence


class Buffer(Struct, frozen=True):
    """The text of an open document; every edit makes another buffer."""

    uri: str
    version: int
    text: str
    language: str = "python"


def opened(item: types.TextDocumentItem) -> Buffer:
    """The buffer that the editor has just opened."""
    return Buffer(item.uri, item.version, item.text, item.language_id)


def edited(
    buffer: Buffer, version: int, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: str
) -> Buffer:
    """The buffer after `changes`, each of which counts positions in the text that the one before left."""
    text = buffer.text
    for change in changes:
        text = _changed(text, change, encoding)
    return replace(buffer, version=version, text=text)


def pointed(buffer: Buffer, position: types.Position, encoding: str) -> Position:
    """A position of the editor as findings count them: 1-based, in characters, without a byte order mark."""
    line = Source("", buffer.text).line(position.line + 1)
    hidden = position.line == 0 and line.startswith("\ufeff")
    column = characters(line, position.character, encoding)
    return Position(position.line + 1, max(column - hidden, 0) + 1)


def _changed(text: str, change: types.TextDocumentContentChangeEvent, encoding: str) -> str:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    start = _index(text, change.range.start, encoding)
    return text[:start] + change.text + text[max(start, _index(text, change.range.end, encoding)) :]


def _index(text: str, position: types.Position, encoding: str) -> int:
    return offset(text, position.line, position.character, encoding)
