"""Notebooks: findings stand in the cells that the editor shows, whatever is done to these."""

from __future__ import annotations

import sys

import pytest

FACE = "\N{GRINNING FACE}"


class Book:
    """A notebook of the editor."""

    def __init__(self, client, *texts):
        self.client, self.uri, self.version = client, client.uri("n.ipynb"), 1
        self.names = [f"vscode-notebook-cell:{client.root}/n.ipynb#{number}" for number in range(len(texts))]
        items = [self.item(name, text) for name, text in zip(self.names, texts, strict=True) if text is not None]
        kinds = [1 if text is None else 2 for text in texts]
        cells = [{"kind": kind, "document": name} for name, kind in zip(self.names, kinds, strict=True)]
        notebook = {"uri": self.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
        client.notify("notebookDocument/didOpen", notebookDocument=notebook, cellTextDocuments=items)

    @staticmethod
    def item(name, text, language="python"):
        return {"uri": name, "languageId": language, "version": 1, "text": text}

    def change(self, **cells):
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.client.notify("notebookDocument/didChange", notebookDocument=document, change={"cells": cells})

    def starts(self, number, version=None):
        found = self.client.published(self.names[number], version)
        return [(d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in found]


@pytest.fixture
def client(connect):
    made = connect()
    made.start(notebookDocument={"synchronization": {}})
    return made


def test_findings_stand_in_their_cells(client):
    book = Book(client, "x = 1\n", None, f"y = 2\n'{FACE}'; !one\n", "x !two")
    assert book.starts(0) == []
    assert book.starts(2) == [(1, 6)]
    assert book.starts(3) == [(0, 2)]


def test_a_change_of_a_cell_is_seen(client):
    book = Book(client, "x !one\n", "")
    assert book.starts(0) == [(0, 2)]
    at = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    changed = {"document": {"uri": book.names[0], "version": 2}, "changes": [{"range": at, "text": "ab"}]}
    book.change(textContent=[changed])
    assert book.starts(0, 2) == [(0, 4)]


def test_cells_come_go_and_move(client):
    book = Book(client, "x !one\n", "x !two\n")
    assert (book.starts(0), book.starts(1)) == ([(0, 2)], [(0, 2)])
    gone = book.names[0]
    new = "vscode-notebook-cell:new"
    array = {"start": 0, "deleteCount": 1, "cells": [{"kind": 2, "document": new}]}
    opened = [Book.item(new, "\nx !three")]
    book.change(structure={"array": array, "didOpen": opened, "didClose": [{"uri": gone}]})
    assert client.published(gone) == []
    assert client.published(new)[0]["message"] == "!three"
    book.change(structure={"array": {"start": 0, "deleteCount": 2, "cells": [
        {"kind": 2, "document": book.names[1]}, {"kind": 2, "document": new}]}})  # fmt: skip
    assert book.starts(1) == [(0, 2)]
    assert client.published(new)[0]["range"]["start"]["line"] == 1


def test_a_cell_that_becomes_text_or_another_language_is_left_alone(client):
    book = Book(client, "x !one\n", "x !two\n")
    assert book.starts(0) == [(0, 2)]
    book.change(data=[{"kind": 1, "document": book.names[0]}])
    book.change(structure={"array": {"start": 2, "deleteCount": 0, "cells": [{"kind": 2, "document": "cell:r"}]},
                           "didOpen": [Book.item("cell:r", "x !three", "r")]})  # fmt: skip
    client.request("no/such")
    client.open(client.uri("z.py"), "!z")
    client.published(client.uri("z.py"), 1)
    told = [note["params"]["uri"] for note in list(client.notes.queue) if "uri" in note["params"]]
    assert "cell:r" not in told


def test_closing_a_notebook_clears_its_cells(client):
    book = Book(client, "x !one\n")
    assert book.starts(0) == [(0, 2)]
    client.notify("notebookDocument/didClose", notebookDocument={"uri": book.uri}, cellTextDocuments=[])
    assert book.starts(0) == []


def test_a_bad_change_of_a_notebook_is_survived(client):
    client.notify("notebookDocument/didChange", notebookDocument={"uri": "x", "version": 2}, change={})
    client.notify("notebookDocument/didChange", notebookDocument={"uri": "x"})
    book = Book(client, "x !one\n")
    assert book.starts(0) == [(0, 2)]


def test_a_cell_counts_columns_as_the_editor_does_and_stays_when_others_go(connect):
    made = connect(sys.executable, "-P", "-m", "adlint", "server")
    made.start(notebookDocument={"synchronization": {}})
    book = Book(made, "import os\n", f"s = '{FACE}'; y = 1  # adlint: ignore[AD101]\n")
    assert (book.starts(0), book.starts(1)) == ([], [(0, 10)])
    array = {"start": 0, "deleteCount": 1, "cells": []}
    book.change(structure={"array": array, "didClose": [{"uri": book.names[0]}]})
    assert book.starts(1) == [(0, 10)]
