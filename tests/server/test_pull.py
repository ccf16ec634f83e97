"""Diagnostics that the editor asks for: they are true of the text as it is, and named."""

from __future__ import annotations

import time

import pytest

PULLS = {
    "textDocument": {"diagnostic": {"relatedDocumentSupport": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


@pytest.fixture
def client(connect):
    """A client of the pretended server that asks for diagnostics."""
    made = connect()
    made.start(**PULLS)
    return made


def pulled(client, uri, previous=None):
    params = {"textDocument": {"uri": uri}, "previousResultId": previous}
    return client.request("textDocument/diagnostic", params)["result"]


def messages(report):
    return [one["message"] for one in report["items"]]


def whole(client, known=()):
    previous = [{"uri": uri, "value": value} for uri, value in known]
    reply = client.request("workspace/diagnostic", {"previousResultIds": previous})
    return {one["uri"]: one for one in reply["result"]["items"]}


def test_the_answer_is_that_of_the_text_as_it_is(client):
    uri = client.uri("a.py")
    client.open(uri, "!slow\n")
    client.change(uri, 2, {"text": "!two\n"})
    assert messages(pulled(client, uri)) == ["!two"]
    assert all(note["method"] != "textDocument/publishDiagnostics" for note in list(client.notes.queue))


def test_an_unchanged_answer_is_named_and_not_repeated(client):
    uri = client.uri("a.py")
    client.open(uri, "!one\n")
    first = pulled(client, uri)
    client.change(uri, 2, {"text": "!one\n# more\n"})
    again = pulled(client, uri, first["resultId"])
    assert (again["kind"], again["resultId"]) == ("unchanged", first["resultId"])
    client.change(uri, 3, {"text": "\n!one\n"})
    assert pulled(client, uri, first["resultId"])["resultId"] != first["resultId"]


def test_what_is_not_checked_has_no_diagnostics(client):
    item = {"uri": client.uri("a.toml"), "languageId": "toml", "version": 1, "text": "!one"}
    client.notify("textDocument/didOpen", textDocument=item)
    assert pulled(client, client.uri("a.toml"))["items"] == []
    assert pulled(client, "file:///no/such.py")["items"] == []


def test_other_documents_that_change_are_related(client):
    one, two = client.uri("a.py"), client.uri("b.py")
    client.open(one, "!one\n")
    client.open(two, "!two\n")
    related = pulled(client, one)["relatedDocuments"]
    assert {uri: messages(report) for uri, report in related.items()} == {two: ["!two"]}
    assert pulled(client, one).get("relatedDocuments") is None


def test_a_request_that_is_given_up_is_answered_as_such(client):
    client.open(client.uri("a.py"), "!slow\n")
    params = {"textDocument": {"uri": client.uri("a.py")}}
    client.send({"id": 77, "method": "textDocument/diagnostic", "params": params})
    client.notify("$/cancelRequest", id=77)
    assert client.replies.get(timeout=30)["error"]["code"] == -32800


def test_the_workspace_tells_of_files_that_are_not_open(client):
    (client.root / "b.py").write_text("!two\n")
    (client.root / "c.py").write_text("")
    found = whole(client)
    assert {uri: messages(one) for uri, one in found.items()} == {client.uri("b.py"): ["!two"]}
    client.open(client.uri("a.py"), "!one\n", version=7)
    known = [(uri, one["resultId"]) for uri, one in found.items()]
    found = whole(client, known)
    assert found[client.uri("b.py")]["kind"] == "unchanged"
    assert (messages(found[client.uri("a.py")]), found[client.uri("a.py")]["version"]) == (["!one"], 7)


def test_the_workspace_tells_of_what_is_mended(client):
    (client.root / "b.py").write_text("!two\n")
    known = [(uri, one["resultId"]) for uri, one in whole(client).items()]
    (client.root / "b.py").write_text("")
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": client.uri("b.py"), "type": 2}])
    assert messages(whole(client, known)[client.uri("b.py")]) == []


def test_the_editor_is_told_to_ask_again_when_the_disk_changes_what_is_found(client):
    uri = client.uri("a.py")
    client.open(uri, "!list\n")
    assert messages(pulled(client, uri)) == ["a.py=a"]
    (client.root / "b.py").touch()
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": client.uri("b.py"), "type": 1}])
    end = time.monotonic() + 30
    while "workspace/diagnostic/refresh" not in client.asked and time.monotonic() < end:
        time.sleep(0.01)
    assert messages(pulled(client, uri)) == ["a.py=a b.py=b"]
    assert client.asked == ["workspace/diagnostic/refresh"]
