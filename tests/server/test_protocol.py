"""Every request is answered as the specification says, and nothing but `exit` ends the server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HOVER = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


def code(reply) -> int:
    return reply["error"]["code"]


def test_shutdown_and_exit_end_with_0(client):
    assert client.stop() == 0


def test_exit_without_shutdown_ends_with_1(client):
    client.notify("exit")
    assert client.process.wait(30) == 1


def test_a_closed_stream_ends_the_server(client):
    client.process.stdin.close()
    assert client.process.wait(30) == 1


def test_the_server_does_not_outlive_the_editor(connect):
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    client = connect()
    client.request("initialize", {"processId": editor.pid, "rootUri": None, "capabilities": {}})
    assert client.process.poll() is None
    editor.communicate(b"\n")
    assert client.process.wait(30) == 1


def test_a_request_before_initialize_is_refused(connect):
    client = connect()
    assert code(client.request("textDocument/hover", HOVER)) == -32002
    assert client.start()["textDocumentSync"]["change"] == 2


def test_a_second_initialize_is_refused(client):
    again = {"processId": None, "rootUri": None, "capabilities": {}}
    assert code(client.request("initialize", again)) == -32600


def test_a_request_after_shutdown_is_refused(client):
    client.request("shutdown")
    assert code(client.request("workspace/executeCommand", {"command": "x"})) == -32600


@pytest.mark.parametrize("params", [None, {}, [1, 2], {"command": 7, "arguments": 8}])
def test_malformed_params_are_answered(client, params):
    assert code(client.request("workspace/executeCommand", params)) == -32602


def test_a_malformed_initialize_can_be_followed_by_a_good_one(connect):
    client = connect()
    assert code(client.request("initialize", {"capabilities": 7})) == -32602
    assert client.start()["textDocumentSync"]["change"] == 2


@pytest.mark.parametrize("method", ["no/such", "$/such"])
@pytest.mark.parametrize("params", [None, {"x": 1}])
def test_an_unknown_method_is_answered(client, method, params):
    assert code(client.request(method, params)) == -32601


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/didOpen", {}),
        ("textDocument/didChange", {"textDocument": {"uri": 7}}),
        ("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened.py"}}),
        ("textDocument/didSave", {}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "x", "type": 9}]}),
        ("$/cancelRequest", {"id": 99}),
        ("$/cancelRequest", {}),
        ("no/such", {}),
    ],
)
def test_a_bad_notification_is_survived(client, method, params):
    client.notify(method, **params)
    client.open(client.uri("a.py"), "!one")
    assert len(client.published(client.uri("a.py"), 1)) == 1


def test_a_change_of_what_is_not_open_is_ignored(client):
    client.change(client.uri("a.py"), 2, {"text": "!one"})
    client.open(client.uri("a.py"), "!one !two", version=3)
    assert len(client.published(client.uri("a.py"))) == 2


BROKEN = [b'Content-Length: 3\r\n\r\n{"x', b"Content-Length: 2\r\n\r\n[]", b"X: 1\r\n\r\n"]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_message_is_survived(client, raw):
    client.raw(raw)
    assert code(client.request("no/such")) == -32601


def test_headers_are_read_in_any_case_and_in_pieces(client):
    body = b'{"jsonrpc":"2.0","id":"s","method":"no/such"}'
    message = b"content-type: x\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    for index in range(0, len(message), 5):
        client.raw(message[index : index + 5])
    assert client.replies.get(timeout=30)["id"] == "s"


def test_an_editor_that_this_process_cannot_see_is_not_waited_for(connect):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    client = connect()
    client.request("initialize", {"processId": gone.pid, "rootUri": None, "capabilities": {}})
    client.notify("initialized")
    assert client.stop() == 0


def test_a_client_is_asked_to_watch_the_disk_only_if_it_can(connect):
    client = connect()
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    client.request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": watching})
    client.notify("initialized")
    client.request("no/such")
    assert client.asked == ["client/registerCapability"]
