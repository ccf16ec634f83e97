"""`adlint check` and `adlint server` find the same, everywhere, by the same analysis."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from client import Client

ROOT = Path(__file__).parents[2]
ADLINT = (sys.executable, "-P", "-m", "adlint")
SEVERITIES = {"error": 1, "warning": 2, "info": 3}
CORPUS = ROOT / "build" / "corpus" / "src"  # `make corpus` fetches it
VEROS = next(iter(sorted(CORPUS.glob("veros-*/veros"))), None)
BROKEN = "def f(:\n    pass\n\n\n😀 = 1  # adlint: ignore[AD101]\nx = '😀'; y = 1  # adlint: ignore[AD106]\n"
CALLER = """\
import jax
from lib import loss

gradient = jax.grad(loss)
"""
LIBRARY = """\
import time

import numpy as np


def loss(x):
    return np.sum(x) * time.time()
"""
HARMLESS = LIBRARY.replace("time.time()", "2.0")


def checked(root: Path) -> dict[str, list[Any]]:
    """What the command line finds in a folder, by path, as the protocol would say it."""
    command = [*ADLINT, "check", "--no-cache", "--exit-zero", "--output-format", "json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, list[Any]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        related = [(step["path"], span(step["range"]), step["message"]) for step in finding["related"]]
        said = (finding["code"], SEVERITIES[finding["severity"]], finding["message"])
        found.setdefault(finding["path"], []).append((*said, span(finding["range"]), related))
    return found


def span(found: dict[str, dict[str, int]]) -> list[tuple[int, int]]:
    return [(found[end]["line"] - 1, found[end]["column"] - 1) for end in ("start", "end")]


def served(client: Client, paths: Iterable[str]) -> dict[str, list[Any]]:
    """What the server finds in these files of its folder, by path."""
    found: dict[str, list[Any]] = {}
    for path in paths:
        client.open(client.uri(path), (client.root / path).read_bytes().decode())
        found[path] = [plain(client, diagnostic) for diagnostic in client.published(client.uri(path), 1)]
    return {path: diagnostics for path, diagnostics in found.items() if diagnostics}


def plain(client: Client, diagnostic: dict[str, Any]) -> Any:
    related = [
        (
            step["location"]["uri"].removeprefix(client.uri("") + "/"),
            places(step["location"]),
            step["message"],
        )
        for step in diagnostic["relatedInformation"]
    ]
    said = (diagnostic["code"], diagnostic["severity"], diagnostic["message"])
    return (*said, places(diagnostic), related)


def places(located: dict[str, Any]) -> list[tuple[int, int]]:
    return [(located["range"][end]["line"], located["range"][end]["character"]) for end in ("start", "end")]


@pytest.fixture
def client(connect, tmp_path: Path) -> Client:
    """A client of the real server that counts columns in characters; its folder is still empty."""
    made = connect(*ADLINT, "server")
    made.start("utf-32")
    return made


def test_all_examples(client):
    shutil.copytree(ROOT / "examples", client.root, dirs_exist_ok=True)
    findings = checked(client.root)
    assert sum(map(len, findings.values())) >= 5
    assert served(client, [file.name for file in sorted(client.root.glob("*.py"))]) == findings


def test_texts_that_are_not_python(client):
    (client.root / "broken.py").write_text(BROKEN, encoding="utf-8")
    (client.root / "nul.py").write_bytes(b"x = 1\n\0\n")
    (client.root / "carriage.py").write_bytes(b"x = 1\ry = 2  # adlint: ignore[AD101]\r")
    findings = checked(client.root)
    assert sorted(findings) == ["broken.py", "carriage.py", "nul.py"]
    assert served(client, ["broken.py", "nul.py", "carriage.py"]) == findings


def test_a_hazard_that_another_file_makes_one(client):
    (client.root / "main.py").write_text(CALLER)
    (client.root / "lib.py").write_text(LIBRARY)
    findings = checked(client.root)
    assert {path: [f[0] for f in found] for path, found in findings.items()} == {"lib.py": ["AD106"]}
    assert served(client, ["main.py", "lib.py"]) == findings


def test_an_edit_is_as_good_as_a_saved_file(client):
    (client.root / "main.py").write_text(CALLER)
    (client.root / "lib.py").write_text(HARMLESS)
    assert served(client, ["lib.py"]) == checked(client.root) == {}
    client.change(client.uri("lib.py"), 2, {"text": LIBRARY})
    after = [plain(client, diagnostic) for diagnostic in client.published(client.uri("lib.py"), 2)]
    (client.root / "lib.py").write_text(LIBRARY)
    assert {"lib.py": after} == checked(client.root)


def test_settings_and_ignores(client):
    (client.root / "adlint.toml").write_text('ignore = ["AD902"]\n')
    (client.root / "lib.py").write_text(LIBRARY)
    (client.root / "main.py").write_text(CALLER + "x = 1  # adlint: ignore[AD101]\n")
    (client.root / "kept.py").write_text(LIBRARY.replace("time()", "time()  # adlint: ignore[AD106]"))
    findings = checked(client.root)
    assert {path: [f[0] for f in found] for path, found in findings.items()} == {"lib.py": ["AD106"]}
    assert served(client, ["kept.py", "lib.py", "main.py"]) == findings


def test_known_findings(client):
    (client.root / "adlint.toml").write_text('baseline = "known.json"\n')
    (client.root / "lib.py").write_text(LIBRARY)
    subprocess.run([*ADLINT, "check", "--no-cache", "--write-baseline"], cwd=client.root, check=True, timeout=300)
    assert served(client, ["lib.py"]) == checked(client.root) == {}
    (client.root / "other.py").write_text(LIBRARY)
    findings = checked(client.root)
    assert {path: [f[0] for f in found] for path, found in findings.items()} == {"other.py": ["AD106"]}
    client.notify("textDocument/didSave", textDocument={"uri": client.uri("other.py")})
    assert served(client, ["other.py"]) == findings


def pulled(client: Client) -> dict[str, list[Any]]:
    """What the server finds in the whole of its folder, by path."""
    reports = client.request("workspace/diagnostic", {"previousResultIds": []})["result"]["items"]
    named = {one["uri"].removeprefix(client.uri("") + "/"): one["items"] for one in reports}
    return {path: [plain(client, one) for one in items] for path, items in named.items() if items}


@pytest.mark.skipif(VEROS is None, reason="`make corpus` was not run")
def test_a_real_package(connect):
    """Veros, an ocean model, with the findings that are off by default, so that there are some hundred."""
    client = connect(*ADLINT, "server")
    shutil.copytree(VEROS, client.root / "veros")
    (client.root / "adlint.toml").write_text('scope = "all"\nextend-select = ["AD110", "AD114", "AD903"]\n')
    client.start("utf-32", textDocument={"diagnostic": {}})
    findings = checked(client.root)
    assert sum(map(len, findings.values())) > 500
    assert pulled(client) == findings


def test_all_examples_at_once(connect):
    client = connect(*ADLINT, "server")
    shutil.copytree(ROOT / "examples", client.root, dirs_exist_ok=True)
    client.start("utf-32", textDocument={"diagnostic": {}})
    assert pulled(client) == checked(client.root)
