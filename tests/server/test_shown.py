"""What people see of functions and calls is what the commands answer, and is true of the text as it is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from client import Client
from texts import applied, position

ADLINT = (sys.executable, "-P", "-m", "adlint")
HEAT = """\
import numpy as np


def step(u, dt):
    for k in range(3):
        u = u + dt * np.sin(u) * np.cos(u)
    return u


# adlint: call(u=f64[n], T=1000)
def run(u, T):
    for t in range(T):
        u = step(u, 0.1)
    return np.sum(u)


# adlint: call(u=f64[1000], T=50)
def sized(u, T):
    for t in range(T):
        u = step(u, 0.1)
    return np.sum(u)


def noisy(u):
    return u * np.random.rand()


class Model:
    def forward(self, x):
        return noisy(x)
"""
DEEP = """\
import jax
import jax.numpy as jnp

from lib import noise


def layer(w, x):
    return jnp.tanh(jnp.sin(jnp.cos(w @ x)))


# adlint: call(w=f32[8, 8], x=f32[8, 100])
def loss(w, x):
    y = layer(w, x)
    z = noise(y)
    return jnp.sum(z)
"""
LIB = "import time\n\n\ndef noise(y):\n    return y * time.time()\n"
EVERYTHING = {
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {"resolveSupport": {"properties": ["edit"]}, "disabledSupport": True},
    }
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of the real server in a folder of three files."""
    root = tmp_path_factory.mktemp("shown")
    for name, text in (("heat.py", HEAT), ("deep.py", DEEP), ("lib.py", LIB)):
        (root / name).write_text(text)
    made = Client(root, *ADLINT, "server")
    made.start(**EVERYTHING)
    for name, text in (("heat.py", HEAT), ("deep.py", DEEP)):
        made.open(made.uri(name), text)
    made.published(made.uri("heat.py"), 1)
    yield made
    made.process.kill()
    made.process.wait()


def at(client, name, text, word, number=0):
    """The place of the word in a text, by how often it stands before."""
    found = -1
    for _ in range(number + 1):
        found = text.index(word, found + 1)
    return {"textDocument": {"uri": client.uri(name)}, "position": position(text, found)}


def hovered(client, name, text, word, number=0):
    found = client.request("textDocument/hover", at(client, name, text, word, number))["result"]
    return found and found["contents"]["value"]


def told(client, *arguments):
    command = [*ADLINT, *arguments, "--output-format", "json"]
    return json.loads(subprocess.run(command, cwd=client.root, capture_output=True, check=True, timeout=100).stdout)


def resolved(client, lens):
    return client.request("codeLens/resolve", lens)["result"]["command"]


def test_a_function_shows_its_sets_and_its_verdict(client):
    found = hovered(client, "heat.py", HEAT, "noisy")
    sets = told(client, "sets", "heat.py::noisy")
    assert "not reentrant" in found
    assert sets["reentrant"] == "no"
    assert all(f"`{name}`" in found for name in sets["use"])
    assert all(f"{one['kind']} `{one['what']}` (heat.py:{one['line']}" in found for one in sets["effects"])
    assert sets["evidence"][-1]["message"] in found


def test_a_known_call_shows_its_tape_under_each_model_and_why_there_is_no_plan(client):
    found = hovered(client, "heat.py", HEAT, "run")
    tape = told(client, "tape", "heat.py::run", "--model", "all")
    for name, model in tape["models"].items():
        assert (f"| {name} | " in found) == (model["refused"] is None)
    assert "·n" in found
    assert "a plan needs numbers" in found


def test_numbers_show_a_plan(client):
    found = hovered(client, "heat.py", HEAT, "sized")
    assert "**Plan**: peak" in found
    assert "a plan needs numbers" not in found


def test_a_function_in_a_known_call_shows_what_its_lines_keep(client):
    assert "of its lines in `sized(u=f64[1000], T=50)`" in hovered(client, "heat.py", HEAT, "step")


def test_a_call_shows_its_sets_and_what_the_plan_decides(client):
    found = hovered(client, "heat.py", HEAT, "step", 2)
    plan = told(client, "plan", "heat.py::sized")
    site = next(one for one in plan["sites"] if one["callee"] == "heat.step")
    assert "call of heat.step" in found
    assert f"In `sized`: **Plan**: {site['decision']}" in found
    assert site["why"] in found


def test_a_loop_shows_its_body(client):
    assert "body of this loop" in hovered(client, "heat.py", HEAT, "for t", 1)


def test_what_is_not_known_says_what_to_write(client):
    found = hovered(client, "deep.py", DEEP, "layer")
    assert "reentrant" in found
    assert "of its lines in `loss" in found


@pytest.mark.parametrize(("word", "number"), [("return", 0), ("np.sum", 0), ("import", 0)])
def test_nothing_is_shown_where_nothing_stands(client, word, number):
    assert hovered(client, "heat.py", HEAT, word, number) is None


@pytest.mark.parametrize("place", [(0, 99999), (9999, 0), (2**31 - 1, 2**31 - 1)])
def test_places_past_the_end_show_nothing(client, place):
    params = {"textDocument": {"uri": client.uri("heat.py")}, "position": {"line": place[0], "character": place[1]}}
    assert client.request("textDocument/hover", params)["result"] is None


def test_lenses_tell_tapes_and_verdicts(client):
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": client.uri("heat.py")}})["result"]
    assert all("command" not in lens for lens in lenses)
    lines = {lens["range"]["start"]["line"]: resolved(client, lens)["title"] for lens in lenses}
    assert lines[HEAT[: HEAT.index("def noisy")].count("\n")] == "not reentrant"
    assert lines[HEAT[: HEAT.index("def run")].count("\n")].startswith("tape ")
    assert "·n" in lines[HEAT[: HEAT.index("def run")].count("\n")]
    assert "snapshot" in lines[HEAT[: HEAT.index("def step")].count("\n")]
    assert "50 steps · a step keeps" in lines[HEAT[: HEAT.index("def sized")].count("\n") + 1]


def test_a_lens_plans_its_function(client):
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": client.uri("heat.py")}})["result"]
    sized = next(lens for lens in lenses if lens["data"]["name"] == "sized")
    done = client.request("workspace/executeCommand", resolved(client, sized))
    assert "heat.py::sized" in done["result"]
    assert "store all" in done["result"]


def test_a_plan_within_a_budget_that_cannot_be_kept_is_refused(client):
    arguments = [client.uri("heat.py"), "sized", "1kB"]
    done = client.request("workspace/executeCommand", {"command": "adlint.planFunction", "arguments": arguments})
    assert "no placement" in done["result"]


@pytest.mark.parametrize("arguments", [[], [7], ["file:///x.py", "f", "much"], ["a", "b", "c", "d"]])
def test_wrong_arguments_of_commands_are_refused(client, arguments):
    done = client.request("workspace/executeCommand", {"command": "adlint.planFunction", "arguments": arguments})
    assert done["error"]["code"] == -32602


def test_the_call_graph_is_that_of_the_command(client):
    arguments = [client.uri("heat.py"), "json"]
    done = client.request("workspace/executeCommand", {"command": "adlint.showCallGraph", "arguments": arguments})
    assert json.loads(done["result"]) == told(client, "graph", ".")


def test_symbols_are_nested_and_tell_tapes_that_are_known(client):
    hovered(client, "heat.py", HEAT, "sized")
    params = {"textDocument": {"uri": client.uri("heat.py")}}
    found = client.request("textDocument/documentSymbol", params)["result"]
    assert [one["name"] for one in found] == ["step", "run", "sized", "noisy", "Model"]
    assert [one["name"] for one in found[-1]["children"]] == ["forward"]
    assert found[2]["detail"].startswith("tape ")


def test_the_call_hierarchy_follows_the_graph_through_files(client):
    item = client.request("textDocument/prepareCallHierarchy", at(client, "deep.py", DEEP, "noise(y)"))["result"][0]
    assert item["uri"] == client.uri("lib.py")
    assert item["selectionRange"]["start"] == {"line": 3, "character": 4}
    callers = client.request("callHierarchy/incomingCalls", {"item": item})["result"]
    assert [(one["from"]["name"], one["from"]["uri"]) for one in callers] == [("loss", client.uri("deep.py"))]
    assert callers[0]["fromRanges"][0]["start"] == position(DEEP, DEEP.index("noise(y)"))
    callees = client.request("callHierarchy/outgoingCalls", {"item": callers[0]["from"]})["result"]
    assert sorted(one["to"]["name"] for one in callees) == ["layer", "noise"]


def acted(client, name, text, word, kind):
    place = at(client, name, text, word)
    span = {"start": place["position"], "end": place["position"]}
    context = {"diagnostics": [], "only": [kind], "triggerKind": 1}
    params = {"textDocument": place["textDocument"], "range": span, "context": context}
    return client.request("textDocument/codeAction", params)["result"]


def test_a_call_is_put_into_joint_mode(client):
    action = acted(client, "deep.py", DEEP, "layer(w, x)\n    z", "refactor")[0]
    assert action["kind"] == "refactor.rewrite.adlint.joint"
    assert "edit" not in action
    edit = client.request("codeAction/resolve", action)["result"]["edit"]
    after = applied(DEEP, edit["changes"][client.uri("deep.py")])
    assert after == DEEP.replace("y = layer(w, x)", "y = jax.checkpoint(lambda: layer(w, x))()")


def test_a_call_that_is_not_reentrant_is_refused_with_the_reason(client):
    action = acted(client, "deep.py", DEEP, "noise(y)", "refactor.rewrite")[0]
    assert "time.time" in action["disabled"]["reason"]


def test_a_call_of_a_library_has_no_joint_mode(client):
    assert acted(client, "deep.py", DEEP, "jnp.sum(z)", "refactor") == []


def test_a_finding_can_be_ignored_where_it_stands(client):
    fix, action = acted(client, "heat.py", HEAT, "np.random.rand", "quickfix")
    assert fix["title"].startswith("Draw from a generator of its own")
    edit = client.request("codeAction/resolve", action)["result"]["edit"]
    after = applied(HEAT, edit["changes"][client.uri("heat.py")])
    assert after.replace("  # adlint: ignore[AD105] accepted: say why", "") == HEAT
    assert after != HEAT


def test_an_action_of_an_older_text_has_no_edit(client):
    action = acted(client, "deep.py", DEEP, "layer(w, x)\n    z", "refactor")[0]
    client.change(client.uri("deep.py"), 2, {"text": f"# one line more\n{DEEP}"})
    assert client.request("codeAction/resolve", action)["error"]["code"] == -32801
    client.change(client.uri("deep.py"), 3, {"text": DEEP})


def test_hints_are_off_until_they_are_wanted(client):
    span = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    params = {"textDocument": {"uri": client.uri("heat.py")}, "range": span}
    assert client.request("textDocument/inlayHint", params)["result"] is None
    client.notify("workspace/didChangeConfiguration", settings={"adlint": {"inlayHints": {"enable": True}}})
    hints = client.request("textDocument/inlayHint", params)["result"]
    lines = {one["line"] for one in told(client, "tape", "heat.py::sized")["lines"]}
    assert {hint["position"]["line"] + 1 for hint in hints} >= lines
    assert all(hint["label"].startswith("tape ") for hint in hints)
    client.notify("workspace/didChangeConfiguration", settings={"adlint": {"codeLens": {"enable": False}}})
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": client.uri("heat.py")}})["result"]
    assert lenses is None
    client.notify("workspace/didChangeConfiguration", settings={"adlint": {}})


def test_answers_are_never_those_of_an_older_text(client):
    other = HEAT.replace("T=50", "T=70").replace("np.random.rand()", "2.0")
    client.change(client.uri("heat.py"), 2, {"text": other})
    client.published(client.uri("heat.py"), 2)
    assert "sized(u=f64[1000], T=70)" in hovered(client, "heat.py", other, "sized")
    assert "**noisy**: reentrant" in hovered(client, "heat.py", other, "noisy")
    client.change(client.uri("heat.py"), 3, {"text": HEAT})
    client.published(client.uri("heat.py"), 3)
    assert "sized(u=f64[1000], T=50)" in hovered(client, "heat.py", HEAT, "sized")


def test_a_question_that_an_edit_overtakes_is_answered_as_such(client):
    uri = client.uri("heat.py")
    client.send({"id": 901, "method": "textDocument/hover", "params": at(client, "heat.py", HEAT, "sized")})
    client.change(uri, 4, {"text": HEAT + "\n"})
    reply = client.replies.get(timeout=30)
    assert reply["id"] == 901
    assert "error" not in reply or reply["error"]["code"] == -32801
    client.change(uri, 5, {"text": HEAT})
    client.published(uri, 5)


def test_an_unsaved_document_is_answered_too(client):
    client.open("untitled:Untitled-1", HEAT)
    client.published("untitled:Untitled-1", 1)
    params = {"textDocument": {"uri": "untitled:Untitled-1"}, "position": position(HEAT, HEAT.index("sized"))}
    found = client.request("textDocument/hover", params)["result"]["contents"]["value"]
    assert "**Tape** of `sized(" in found
    client.close("untitled:Untitled-1")


def test_a_restart_analyses_again(client):
    client.request("workspace/executeCommand", {"command": "adlint.restart"})
    assert client.published(client.uri("heat.py"), 5)
