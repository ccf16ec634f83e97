"""The extension finds adlint, starts its server, shows what it says and stops it, in a pretended editor."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EDITOR = Path(__file__).with_name("editor.cjs")
PRETEND = Path(__file__).parents[1] / "server" / "pretend.py"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pretended adlint is a shell script")


class Editor:
    """Runs of the pretended editor: `path` is on its PATH, `environment` is an interpreter's folder."""

    def __init__(self, bundle: Path, folder: Path) -> None:
        self.bundle, self.folder = bundle, folder
        self.path, self.environment = folder / "path", folder / "environment"
        for part in (self.path, self.environment):
            part.mkdir()
        (folder / "a.py").write_text("!one\n")

    def install(self, where: Path) -> Path:
        """A pretended adlint in that folder."""
        program = where / "adlint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{PRETEND}" "$@"\n')
        program.chmod(0o755)
        return program

    def run(self, *, selected: Path | str = "", trusted: bool = True, **settings: object) -> dict[str, Any]:
        """What happened, by kind."""
        values = {f"adlint.{key}" if key != "wait" else key: value for key, value in settings.items()}
        words = [self.bundle, self.folder / "a.py", json.dumps(values), selected, str(trusted).lower()]
        command = [shutil.which("node"), EDITOR, *words]
        environment = {**os.environ, "PATH": str(self.path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        events: dict[str, Any] = {}
        for line in done.stdout.splitlines():
            event = json.loads(line)
            events.setdefault(event["kind"], []).append(event["what"])
        return events


@pytest.fixture
def editor(packed: Path, tmp_path: Path) -> Editor:
    return Editor(packed.parent / "dist" / "extension.js", tmp_path)


def started(events: dict[str, Any]) -> list[str]:
    return [line for line in events["output"] if line.startswith("Starting")]


def test_diagnostics_are_shown_and_shown_again_after_a_restart(editor):
    program = editor.install(editor.path)
    events = editor.run(wait=True)
    assert started(events) == [f"Starting {program} server (from the PATH)"] * 2
    assert events["diagnostics"][0] == ["!one"]
    assert "error" not in events
    own = ["adlint.restart", "adlint.showOutput"]
    assert events["commands"] == [[*own, "adlint.planFunction", "adlint.showCallGraph"]]


def test_the_selected_interpreter_comes_before_the_path(editor):
    editor.install(editor.path)
    program = editor.install(editor.environment)
    assert program.as_posix() in started(editor.run(selected=editor.environment / "python"))[0]


def test_the_selected_interpreter_is_not_used_in_an_untrusted_workspace(editor):
    program = editor.install(editor.path)
    editor.install(editor.environment)
    assert program.as_posix() in started(editor.run(selected=editor.environment / "python", trusted=False))[0]


def test_the_path_comes_last_also_where_the_interpreter_has_no_adlint(editor):
    program = editor.install(editor.path)
    assert program.as_posix() in started(editor.run(selected=editor.environment / "python"))[0]


def test_settings_come_first_and_arguments_are_passed(editor):
    editor.install(editor.path)
    named = editor.install(editor.folder)
    events = editor.run(path=str(named), args=["--stdio"], wait=True)
    assert started(events)[0] == f"Starting {named} server --stdio (from adlint.path)"
    assert events["diagnostics"][0] == ["!one"]


def test_a_named_interpreter_runs_the_module_without_the_workspace_on_its_path(editor):
    events = editor.run(interpreter=sys.executable)
    assert started(events)[0] == f"Starting {sys.executable} -P -m adlint server (from adlint.interpreter)"


@pytest.mark.parametrize(
    ("settings", "told"),
    [({}, "adlint was not found"), ({"path": "/no/such/adlint"}, "/no/such/adlint, which")],
)
def test_a_missing_adlint_is_told_with_a_button(editor, settings, told):
    message, button = editor.run(**settings)["error"][0]
    assert message.startswith(told)
    assert "pip install adlint" in message
    assert button == "Open Settings"
