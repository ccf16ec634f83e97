"""Work that takes long is shown, and can be given up."""

from __future__ import annotations

import sys
import time

import pytest

ADLINT = (sys.executable, "-P", "-m", "adlint")
LONG = "def f0(u):\n    return u * u\n\n\n" + "".join(
    f"def f{n}(u, k):\n    for _ in range(3):\n        u = f{n - 1}(u{', k' if n > 1 else ''}) * k\n    return u\n\n\n"
    for n in range(1, 9)
)
CALLED = "def top(u, k):\n    return f8(u, k).sum()\n\n\ntop(np.ones(1000), np.ones(1000))\n"
PLANNED = f"import numpy as np\n\n\n{LONG}{CALLED}"


@pytest.fixture
def connected(connect):
    """Starts a client that shows progress."""

    def start(*command):
        made = connect(*command)
        made.start(window={"workDoneProgress": True})
        return made

    return start


def told(client, token=None):
    """The kinds of progress that are told until its end, of that token if one is given."""
    kinds = []
    while "end" not in kinds:
        note = client.notes.get(timeout=30)
        if note["method"] == "$/progress" and token in (None, note["params"]["token"]):
            kinds.append(note["params"]["value"]["kind"])
    return kinds


def test_an_analysis_that_takes_long_is_shown(connected):
    client = connected()
    client.open(client.uri("a.py"), "!long\n")
    assert told(client) == ["begin", "report", "end"]
    assert client.asked == ["window/workDoneProgress/create"]


def test_an_analysis_that_is_quick_is_not_shown(connected):
    client = connected()
    client.open(client.uri("a.py"), "x = 1\n")
    client.published(client.uri("a.py"), 1)
    place = {"textDocument": {"uri": client.uri("a.py")}, "position": {"line": 0, "character": 0}}
    client.request("textDocument/hover", place)
    assert client.asked == []


def test_a_command_tells_of_itself_where_the_editor_wants(connected):
    client = connected(*ADLINT, "server")
    client.open(client.uri("a.py"), LONG)
    client.published(client.uri("a.py"), 1)
    arguments = [client.uri("a.py"), "json"]
    client.request(
        "workspace/executeCommand",
        {"command": "adlint.showCallGraph", "arguments": arguments, "workDoneToken": "mine"},
    )
    assert told(client, "mine") == ["begin", "end"]


def planning(client):
    """A plan is asked for, and has begun."""
    client.open(client.uri("a.py"), PLANNED)
    client.published(client.uri("a.py"), 1)
    params = {"command": "adlint.planFunction", "arguments": [client.uri("a.py"), "top"], "workDoneToken": "plan"}
    client.send({"id": 500, "method": "workspace/executeCommand", "params": params})
    time.sleep(0.3)


@pytest.mark.parametrize("way", ["request", "progress"])
def test_a_plan_that_is_given_up_is_answered_as_such_and_is_not_in_the_way(connected, way):
    client = connected(*ADLINT, "server")
    planning(client)
    if way == "request":
        client.notify("$/cancelRequest", id=500)
    else:
        client.notify("window/workDoneProgress/cancel", token="plan")
    reply = client.replies.get(timeout=30)
    assert (reply["id"], reply["error"]["code"]) == (500, -32800)
    begun = time.monotonic()
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("a.py")}})["result"]
    assert len(symbols) == 10
    assert time.monotonic() - begun < 15  # the plan takes half a minute


def test_a_plan_that_an_edit_overtakes_is_answered_as_such(connected):
    client = connected(*ADLINT, "server")
    planning(client)
    client.change(client.uri("a.py"), 2, {"text": LONG})
    client.published(client.uri("a.py"), 2)
    reply = client.replies.get(timeout=30)
    assert (reply["id"], reply["error"]["code"]) == (500, -32801)
