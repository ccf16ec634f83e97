"""What is shown is what is wrong with the text in the editor: now, and at the right columns."""

from __future__ import annotations

import time
from typing import Any

import pytest

FACE = "\N{GRINNING FACE}"


def starts(diagnostics: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in diagnostics]


def replacement(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    positions = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    return {"range": positions, "text": text}


def test_opening_shows_a_whole_diagnostic(client):
    uri = client.uri("a.py")
    client.open(uri, "x = 1\n  !one\n", version=7)
    span = {"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 6}}
    assert client.published(uri, 7) == [
        {
            "range": span,
            "severity": 2,
            "code": "AD902",
            "source": "adlint",
            "message": "!one",
            "relatedInformation": [{"location": {"uri": uri, "range": span}, "message": "because"}],
        }
    ]


def test_an_edit_clears_what_it_mends(client):
    uri = client.uri("a.py")
    client.open(uri, "!one\n!two\n")
    assert starts(client.published(uri, 1)) == [(0, 0), (1, 0)]
    client.change(uri, 2, replacement(0, 0, 1, ""))
    assert starts(client.published(uri, 2)) == [(1, 0)]


def test_closing_clears_everything(client):
    uri = client.uri("a.py")
    client.open(uri, "!one\n")
    assert client.published(uri, 1)
    client.close(uri)
    assert client.published(uri) == []


@pytest.mark.parametrize(
    ("offered", "chosen", "column"),
    [
        ((), "utf-16", 5),
        (("utf-16",), "utf-16", 5),
        (("utf-16", "utf-8"), "utf-8", 10),
        (("utf-32",), "utf-32", 4),
    ],
)
def test_columns_are_counted_as_agreed(connect, offered, chosen, column):
    client = connect()
    assert client.start(*offered)["positionEncoding"] == chosen
    uri = client.uri("a.py")
    client.open(uri, f"é{FACE}\u2028 !one\n")
    assert starts(client.published(uri, 1)) == [(0, column)]
    client.change(uri, 2, replacement(0, column, column + 1, "!a !"))
    assert starts(client.published(uri, 2)) == [(0, column), (0, column + 3)]


def test_only_the_three_line_ends_of_the_protocol_end_lines(client):
    uri = client.uri("a.py")
    client.open(uri, "\x0c\n\u2028\x85\x1c\r\n\x0b\r!one")
    assert starts(client.published(uri, 1)) == [(3, 0)]
    client.change(uri, 2, replacement(2, 0, 1, "!two"), replacement(3, 4, 4, "\r!three"))
    assert starts(client.published(uri, 2)) == [(2, 0), (3, 0), (4, 0)]


def test_positions_past_an_end_mean_that_end(client):
    uri = client.uri("a.py")
    client.open(uri, "x\n")
    client.change(uri, 2, replacement(0, 99, 99, " !one"), replacement(99, 0, 0, "!two"))
    assert starts(client.published(uri, 2)) == [(0, 2), (1, 0)]


def test_a_byte_order_mark_counts_as_a_character(client):
    uri = client.uri("a.py")
    client.open(uri, "\ufeff!one\n!two")
    assert starts(client.published(uri, 1)) == [(0, 1), (1, 0)]


def test_a_stale_result_is_never_published(client):
    uri = client.uri("a.py")
    client.open(uri, "!slow\n", version=1)
    time.sleep(0.2)  # the analysis of version 1 has begun and takes half a second
    client.change(uri, 2, {"text": "!two\n"})
    versions = []
    while 2 not in versions:
        note = client.notes.get(timeout=30)
        versions.append(note["params"]["version"])
    assert versions == [2]


def test_a_document_that_is_reopened_under_its_old_version_is_another_document(client):
    uri = client.uri("a.py")
    client.open(uri, "!slow\n", version=1)
    time.sleep(0.2)
    client.close(uri)
    assert client.published(uri) == []
    client.open(uri, "!two\n", version=1)
    assert [d["message"] for d in client.published(uri)] == ["!two"]


def test_a_burst_of_edits_is_answered_together(client):
    uri = client.uri("a.py")
    client.open(uri, "")
    for version in range(2, 302):
        client.change(uri, version, replacement(0, 0, 0, "!x "))
    assert len(client.published(uri, 301)) == 300
    assert client.notes.empty()


def test_the_server_answers_while_it_analyses(client):
    uri = client.uri("a.py")
    client.open(uri, "!slow\n")
    time.sleep(0.2)
    assert client.request("no/such")["error"]["code"] == -32601
    assert client.notes.empty()


def test_an_analysis_that_fails_is_told_and_forgotten(client):
    uri = client.uri("a.py")
    client.open(uri, "!crash\n")
    assert "adlint failed" in client.notes.get(timeout=30)["params"]["message"]
    client.change(uri, 2, {"text": "!two\n"})
    assert starts(client.published(uri, 2)) == [(0, 0)]


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/a/b.py?%7B%7D", "file:///c%3A/Users/me/a%20b.py"])
def test_documents_that_are_not_in_the_folder_are_analysed_alone(client, uri):
    client.open(client.uri("a.py"), "!one\n")
    client.open(uri, "!two\n")
    assert starts(client.published(uri, 1)) == [(0, 0)]


def test_a_document_in_another_language_is_left_alone(client):
    item = {"uri": client.uri("a.toml"), "languageId": "toml", "version": 1, "text": "!one"}
    client.notify("textDocument/didOpen", textDocument=item)
    client.open(client.uri("b.py"), "!two")
    assert client.notes.get(timeout=30)["params"]["uri"] == client.uri("b.py")
