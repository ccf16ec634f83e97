"""Edits and positions against an independent model: a text as the list of its lines' code units."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from lsprotocol import types

from adlint.server.buffer import Buffer, edited
from adlint.server.framing import bodies
from adlint.source import characters, offset, units

CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("ab \né\r\u2028\x0c\x85😀漢\ud800"), max_size=30)
ENCODINGS = st.sampled_from(sorted(CODECS))


def length(text: str, encoding: str) -> int:
    codec, width = CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // width


def position(text: str, index: int, encoding: str) -> types.Position:
    """Where a client sees `index`: after the last of the line ends before it."""
    ends = [end.end() for end in re.finditer(r"\r\n|\n|\r", text) if end.end() <= index]
    return types.Position(len(ends), length(text[max(ends, default=0) : index], encoding))


def addressable(text: str) -> list[int]:
    """Every index but those within a CRLF, which no client can name."""
    return [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n" or i == 0]


@given(TEXTS, ENCODINGS)
def test_every_position_leads_back_to_its_index(text, encoding):
    for index in addressable(text):
        place = position(text, index, encoding)
        assert offset(text, place.line, place.character, encoding) == index


@given(TEXTS.map(lambda text: re.sub(r"[\r\n]", "", text)), ENCODINGS)
@example("a😀b", "utf-16")
def test_columns_are_code_units(line, encoding):
    for column in range(len(line) + 1):
        assert units(line, column, encoding) == length(line[:column], encoding)
        assert characters(line, units(line, column, encoding), encoding) == column
    assert characters(line, 999, encoding) == len(line)


def test_a_column_within_a_character_is_that_character():
    assert [characters("a😀b", column, "utf-16") for column in range(6)] == [0, 1, 1, 2, 3, 3]


@given(TEXTS, st.lists(TEXTS, max_size=4), ENCODINGS, st.data())
def test_edits_in_one_notification_apply_one_after_another(text, inserted, encoding, data):
    buffer, changes = Buffer("file:///a.py", 1, text), []
    for new in inserted:
        places = st.sampled_from(addressable(text))
        start, end = sorted((data.draw(places), data.draw(places)))
        span = types.Range(position(text, start, encoding), position(text, end, encoding))
        changes.append(types.TextDocumentContentChangePartial(span, new))
        text = text[:start] + new + text[end:]
    assert edited(buffer, 2, changes, encoding) == Buffer("file:///a.py", 2, text)


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5), st.integers(1, 30))
def test_messages_are_found_however_the_stream_is_cut(messages, size):
    stream = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in messages)
    pieces = iter([stream[i : i + size] for i in range(0, len(stream), size)])
    assert list(bodies(lambda: next(pieces, b""))) == messages
