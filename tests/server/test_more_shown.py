"""Known calls of settings, cells of notebooks, and texts whose imports are not saved yet."""

from __future__ import annotations

import sys

import pytest
from texts import position

ADLINT = (sys.executable, "-P", "-m", "adlint")
PLAIN = """\
import numpy as np


def loss(u, T):
    for t in range(T):
        u = u * np.sin(u)
    return np.sum(u)
"""
CALLED = PLAIN.replace("def loss", "# adlint: call(u=f64[8], T=3)\ndef loss")


@pytest.fixture
def client(connect):
    made = connect(*ADLINT, "server")
    made.start(notebookDocument={"synchronization": {}})
    return made


def hovered(client, uri, text, word):
    params = {"textDocument": {"uri": uri}, "position": position(text, text.index(word))}
    found = client.request("textDocument/hover", params)["result"]
    return found and found["contents"]["value"]


def test_a_call_that_the_settings_name_is_known(client):
    (client.root / "adlint.toml").write_text('[[entry]]\ncall = "a:loss(u=f64[7], T=3)"\n')
    (client.root / "a.py").write_text(PLAIN)
    client.open(client.uri("a.py"), PLAIN)
    client.published(client.uri("a.py"), 1)
    assert "**Tape** of `loss(u=f64[7], T=3)`" in hovered(client, client.uri("a.py"), PLAIN, "loss")


def test_where_no_call_is_known_it_is_said_how_to_tell_one(client):
    text = "import numpy as np\n\n\ndef loss(a, b):\n    return np.sum((a @ b) ** 2)\n"
    client.open(client.uri("a.py"), text)
    client.published(client.uri("a.py"), 1)
    assert "# adlint: call(a=f64[n], b=f64[n])" in hovered(client, client.uri("a.py"), text, "loss")


def test_where_no_call_is_written_down_the_program_says_what_it_can(client):
    client.open(client.uri("a.py"), PLAIN)
    client.published(client.uri("a.py"), 1)
    found = hovered(client, client.uri("a.py"), PLAIN, "loss")
    assert "**Tape** of `loss(" in found
    assert "a plan needs numbers" in found


def test_a_cell_of_a_notebook_shows_the_same(client):
    names = ["vscode-notebook-cell:n#0", "vscode-notebook-cell:n#1"]
    texts = ["%matplotlib inline\nx = 1\n", CALLED]
    items = [
        {"uri": name, "languageId": "python", "version": 1, "text": text}
        for name, text in zip(names, texts, strict=True)
    ]
    notebook = {"uri": client.uri("n.ipynb"), "notebookType": "jupyter-notebook", "version": 1}
    cells = [{"kind": 2, "document": name} for name in names]
    client.notify("notebookDocument/didOpen", notebookDocument={**notebook, "cells": cells}, cellTextDocuments=items)
    client.published(names[1], 1)
    assert "**Tape** of `loss(u=f64[8], T=3)`" in hovered(client, names[1], CALLED, "loss")
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": names[1]}})["result"]
    assert [lens["range"]["start"]["line"] for lens in lenses] == [4, 5]
    assert client.request("codeLens/resolve", lenses[0])["result"]["command"]["title"].startswith("tape ")
    assert client.request("textDocument/codeLens", {"textDocument": {"uri": names[0]}})["result"] == []


def test_an_import_that_is_not_saved_yet_is_followed(client):
    (client.root / "lib.py").write_text("def twice(u):\n    return u * u\n")
    (client.root / "a.py").write_text("")
    text = f"from lib import twice\n{CALLED.replace('np.sin(u)', 'twice(u)')}"
    client.open(client.uri("a.py"), text)
    client.published(client.uri("a.py"), 1)
    assert "call of lib.twice" in hovered(client, client.uri("a.py"), text, "twice(u)")
