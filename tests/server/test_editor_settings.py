"""What the editor's user has set holds over the files, and both are looked at again when they change."""

from __future__ import annotations

import os
import sys

import pytest

ADLINT = (sys.executable, "-P", "-m", "adlint")
TWO = "import time\n\nimport numpy as np\n\n\ndef noisy(u):\n    return u * np.random.rand() * time.time()\n"


@pytest.fixture
def client(connect):
    made = connect(*ADLINT, "server")
    made.start(workspace={"configuration": True})
    return made


def codes(client, version=None):
    return sorted(one["code"] for one in client.published(client.uri("a.py"), version))


def changed(client, settings):
    client.settings = settings
    client.notify("workspace/didChangeConfiguration", settings=None)


def test_the_editor_is_asked_what_is_set(connect):
    client = connect(*ADLINT, "server")
    client.settings = {"lint": {"ignore": ["AD106"]}}
    client.start(workspace={"configuration": True})
    client.request("no/such")
    client.open(client.uri("a.py"), TWO)
    assert codes(client) == ["AD105"]


def test_a_change_of_settings_is_seen_at_once(client):
    client.open(client.uri("a.py"), TWO)
    assert codes(client) == ["AD105", "AD106"]
    changed(client, {"lint": {"select": ["AD106"]}})
    while (found := codes(client)) != ["AD106"]:
        assert found == ["AD105", "AD106"]
    changed(client, {})
    while codes(client) != ["AD105", "AD106"]:
        pass


def test_wrong_settings_are_told_and_the_rest_holds(client):
    client.open(client.uri("a.py"), TWO)
    codes(client)
    changed(client, {"lint": {"select": ["AD9999"], "ignore": ["hidden-random-state"]}})
    said, found = None, None
    while said is None or found != ["AD106"]:
        note = client.notes.get(timeout=30)["params"]
        said = note.get("message", said)
        found = sorted(one["code"] for one in note["diagnostics"]) if "diagnostics" in note else found
    assert "unknown rule 'AD9999'" in said


@pytest.mark.parametrize("settings", [7, [], {"lint": 3}, {"codeLens": []}, {"lint": {"select": 1}}, {"other": {}}])
def test_settings_of_other_kinds_are_survived(client, settings):
    changed(client, settings)
    client.open(client.uri("a.py"), TWO)
    while codes(client) != ["AD105", "AD106"]:
        pass


def test_a_changed_configuration_file_is_seen(client):
    client.open(client.uri("a.py"), TWO)
    assert codes(client) == ["AD105", "AD106"]
    (client.root / "pyproject.toml").write_text('[tool.adlint]\nignore = ["AD105"]\n')
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": client.uri("pyproject.toml"), "type": 1}])
    assert codes(client) == ["AD106"]


def test_each_folder_has_its_own_configuration(connect, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, ignored in zip(folders, ("AD105", "AD106"), strict=True):
        folder.mkdir()
        (folder / "adlint.toml").write_text(f'ignore = ["{ignored}"]\n')
    client = connect(*ADLINT, "server")
    named = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
    params = {"processId": os.getpid(), "rootUri": None, "workspaceFolders": named, "capabilities": {}}
    client.request("initialize", params)
    client.notify("initialized")
    for folder, left in zip(folders, ("AD106", "AD105"), strict=True):
        client.open((folder / "a.py").as_uri(), TWO)
        found = client.published((folder / "a.py").as_uri(), 1)
        assert [one["code"] for one in found] == [left]


def test_commands_that_an_extension_has_are_not_offered(connect):
    client = connect(*ADLINT, "server")
    params = {"processId": None, "rootUri": None, "capabilities": {}}
    options = {"ownCommands": ["adlint.restart"]}
    offered = client.request("initialize", {**params, "initializationOptions": options})["result"]["capabilities"]
    assert sorted(offered["executeCommandProvider"]["commands"]) == ["adlint.planFunction", "adlint.showCallGraph"]
