"""A document is checked among the files of its folder, as they are on the disk or in the editor."""

from __future__ import annotations

import shutil

import pytest
from lsprotocol.types import FileChangeType, FileEvent

from adlint.server.disk import counts
from adlint.server.state import State

CREATED, CHANGED, DELETED = 1, 2, 3


def tell(client, kind: int, name: str) -> None:
    """The editor's watcher has seen that."""
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": client.uri(name), "type": kind}])


@pytest.fixture
def listed(client):
    """The documents, with their modules, that were checked together with a document of this URI."""

    def listed(uri: str) -> str:
        client.open(uri, "!list\n")
        return again(uri)

    def again(uri: str) -> str:
        return client.published(uri)[0]["message"]

    listed.again = again
    return listed


def test_the_files_of_the_folder_are_checked_with_it(client, listed):
    (client.root / "pkg").mkdir()
    (client.root / "pkg" / "__init__.py").touch()
    (client.root / "pkg" / "b.py").touch()
    (client.root / "a.py").touch()
    assert listed(client.uri("a.py")) == "a.py=a pkg/__init__.py=pkg pkg/b.py=pkg.b"


def test_a_document_that_is_not_saved_yet_belongs_to_its_folder(client, listed):
    (client.root / "pkg").mkdir()
    (client.root / "pkg" / "__init__.py").touch()
    assert listed(client.uri("pkg/new.py")) == "pkg/__init__.py=pkg pkg/new.py=pkg.new"


def test_a_document_outside_the_folder_is_alone(client, listed, tmp_path_factory):
    (client.root / "a.py").touch()
    assert listed((tmp_path_factory.mktemp("elsewhere") / "b c.py").as_uri()) == "b c.py=b c"


def test_an_excluded_document_shows_nothing(client):
    (client.root / "pyproject.toml").write_text('[tool.adlint]\nexclude = ["old"]\n')
    client.open(client.uri("old/a.py"), "!one\n")
    client.open(client.uri("a.py"), "!two\n")
    assert client.published(client.uri("old/a.py")) == []
    assert len(client.published(client.uri("a.py"))) == 1


def test_a_save_has_the_disk_looked_at(client, listed):
    uri = client.uri("a.py")
    assert listed(uri) == "a.py=a"
    (client.root / "b.py").touch()
    client.notify("textDocument/didSave", textDocument={"uri": uri})
    assert listed.again(uri) == "a.py=a b.py=b"


def test_a_file_that_comes_is_seen(client, listed):
    uri = client.uri("a.py")
    assert listed(uri) == "a.py=a"
    (client.root / "b.py").touch()
    tell(client, CREATED, "b.py")
    assert listed.again(uri) == "a.py=a b.py=b"


def test_a_folder_that_comes_and_goes_in_one_event_is_seen(client, listed):
    uri = client.uri("a.py")
    assert listed(uri) == "a.py=a"
    (client.root / "pkg.v2").mkdir()
    (client.root / "pkg.v2" / "b.py").touch()
    tell(client, CREATED, "pkg.v2")
    assert listed.again(uri) == "a.py=a pkg.v2/b.py=b"
    shutil.rmtree(client.root / "pkg.v2")
    tell(client, DELETED, "pkg.v2")
    assert listed.again(uri) == "a.py=a"


@pytest.mark.parametrize(
    ("kind", "name", "counted"),
    [
        (CHANGED, "a.py", True),
        (CHANGED, "sub/adlint.toml", True),
        (CREATED, "sub", True),
        (CREATED, "out.npy", False),
        (DELETED, "pkg.v2", True),
        (DELETED, ".git/index.lock", False),
        (DELETED, "build/lib", False),
    ],
)
def test_events_count_where_findings_may_change(tmp_path, kind, name, counted):
    (tmp_path / "sub").mkdir()
    event = FileEvent((tmp_path / name).as_uri(), FileChangeType(kind))
    assert counts(State(folders=(tmp_path,)), [event]) is counted


def test_a_changed_configuration_is_seen(client, listed):
    (client.root / "b.py").touch()
    assert listed(client.uri("a.py")) == "a.py=a b.py=b"
    (client.root / "adlint.toml").write_text('exclude = ["b.py"]\n')
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": client.uri("adlint.toml"), "type": 1}])
    assert listed.again(client.uri("a.py")) == "a.py=a"


def test_a_wrong_configuration_is_told_once_and_the_rest_goes_on(client):
    (client.root / "adlint.toml").write_text("exclud = []\n")
    uri = client.uri("a.py")
    client.open(uri, "!one\n")
    assert len(client.published(uri, 1)) == 1
    assert "exclude" in client.notes.get(timeout=30)["params"]["message"]
    client.change(uri, 2, {"text": "!one !two"})
    assert len(client.published(uri, 2)) == 2
    assert client.request("no/such")["error"]
    assert client.notes.empty()


def test_a_wrong_baseline_is_told_and_the_rest_goes_on(client):
    (client.root / "adlint.toml").write_text('baseline = "known.json"\n')
    (client.root / "known.json").write_text("[]")
    client.open(client.uri("a.py"), "!one\n")
    assert len(client.published(client.uri("a.py"), 1)) == 1
    assert "known.json: not a baseline" in client.notes.get(timeout=30)["params"]["message"]


def test_a_document_belongs_to_the_innermost_folder(client, listed):
    inner = client.root / "inner"
    inner.mkdir()
    (client.root / "b.py").touch()
    event = {"added": [{"uri": inner.as_uri(), "name": "inner"}], "removed": []}
    client.notify("workspace/didChangeWorkspaceFolders", event=event)
    assert listed(client.uri("inner/a.py")) == "a.py=a"


def test_a_folder_that_is_gone_leaves_its_documents(client, listed):
    sub = client.root / "sub"
    sub.mkdir()
    event = {"added": [{"uri": sub.as_uri(), "name": "sub"}], "removed": []}
    client.notify("workspace/didChangeWorkspaceFolders", event=event)
    sub.rmdir()
    assert listed(client.uri("sub/a.py")) == "a.py=a"
