"""Real editors, where they are installed, and the greetings of others: they show what the command line says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "editors"
ADLINT = (sys.executable, "-P", "-m", "adlint")
FACE = "\N{GRINNING FACE}"
NOISY = f"import numpy as np\n\n\ndef noisy(u):\n    '{FACE}'; return u * np.random.rand()\n"


@pytest.fixture
def around(tmp_path):
    """The surroundings of an editor: a folder with one finding, and the command of the server."""
    (tmp_path / "noisy.py").write_text(NOISY, encoding="utf-8")
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "none")}
    return {**os.environ, **home, "ADLINT_ROOT": str(tmp_path), "ADLINT_COMMAND": json.dumps([*ADLINT, "server"])}


def lines_of(command, around):
    done = subprocess.run(command, env=around, capture_output=True, text=True, timeout=120, check=False)
    return json.loads(next((line for line in done.stdout.splitlines() if line.startswith("{")), done.stderr or "null"))


def needs(program, packages):
    """Skips where an editor is missing, unless editors are what is to be tested."""
    if shutil.which(program) is None:
        missing = pytest.fail if os.environ.get("ADLINT_EDITORS") == "required" else pytest.skip
        missing(f"{program} is not installed (Debian: {packages})")


def test_neovim(around):
    needs("nvim", "neovim")
    found = lines_of(["nvim", "--headless", "--clean", "-n", "-S", str(HERE / "session.lua")], around)
    line = NOISY.splitlines()[4]
    start = len(line[: line.index("np.random")].encode())
    where = [4, start, 4, start + len("np.random.rand()")]
    assert [one[1:] for one in found["first"]] == [where]
    assert [one[1:] for one in found["last"]] == [where]
    assert "not reentrant" in found["hover"]
    assert found["symbols"] == ["noisy"]


def test_emacs(around):
    needs("emacs", "emacs-nox, elpa-eglot")
    found = lines_of(["emacs", "--batch", "-l", str(HERE / "session.el")], around)
    line = NOISY.splitlines()[4]
    assert found["first"] == [[5, line.index("np.random")]]


@pytest.mark.parametrize("editor", ["visual_studio_code", "neovim", "emacs"])
def test_the_greeting_of(connect, editor):
    """Each is served as it says that it can be: diagnostics, hover, symbols, actions."""
    known = pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")
    from lsprotocol import converters

    told = converters.get_converter().unstructure(known.client_capabilities(editor))
    client = connect(*ADLINT, "server")
    offered = client.start(**{key: value for key, value in told.items() if key != "general"})
    assert offered["textDocumentSync"]["change"] == 2
    uri = client.uri("noisy.py")
    client.open(uri, NOISY)
    named = {"textDocument": {"uri": uri}}
    if told.get("textDocument", {}).get("diagnostic"):
        diagnostics = client.request("textDocument/diagnostic", named)["result"]["items"]
    else:
        diagnostics = client.published(uri, 1)
    assert [one["code"] for one in diagnostics] == ["AD105"]
    hover = client.request("textDocument/hover", {**named, "position": {"line": 3, "character": 5}})["result"]
    assert "not reentrant" in hover["contents"]["value"]
    assert client.request("textDocument/documentSymbol", named)["result"][0]["name"] == "noisy"
    context = {"diagnostics": diagnostics, "only": ["quickfix"]}
    actions = client.request("textDocument/codeAction", {**named, "range": diagnostics[0]["range"], "context": context})
    assert [one["title"][:12] for one in actions["result"]] == ["Draw from a ", "Ignore AD105"]
    assert client.stop() == 0
