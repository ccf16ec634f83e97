"""`graph`, `rule`, `config` and `server`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adlint import server
from adlint.cli import main
from adlint.rules import registry
from adlint.settings import table

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adlint.toml").write_text("")
    (tmp_path / "src" / "pkg").mkdir(parents=True)
    (tmp_path / "src" / "pkg" / "__init__.py").write_text("from pkg.m import f\n\nf()\n")
    (tmp_path / "src" / "pkg" / "m.py").write_text("def f():\n    return len('a')\n")
    return tmp_path


EDGES = {"pkg": ["pkg.m.f"], "pkg.m": [], "pkg.m.f": ["<builtin>.len"]}


def test_the_graph_names_modules_from_the_root(tree: Path, capsys: Capture) -> None:
    assert main(["graph", "--root", "src"]) == 0
    assert json.loads(capsys.readouterr().out) == EDGES
    assert main(["graph", "src/pkg", "--root", "src", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == EDGES


@pytest.mark.parametrize(
    ("name", "start"), [("dot", "digraph"), ("graphml", "<?xml"), ("mermaid", "flowchart"), ("json", "{")]
)
def test_the_graph_has_four_formats(tree: Path, capsys: Capture, name: str, start: str) -> None:
    assert main(["graph", "--root", "src", "--output-format", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith(start)
    assert "pkg.m.f" in out


def test_a_graph_without_a_named_file_is_no_answer(tree: Path, capsys: Capture) -> None:
    assert main(["graph", "src/pkg/m.py", "nowhere.py", "--root", "src"]) == 2
    out, err = capsys.readouterr()
    assert set(json.loads(out)) == {"pkg.m", "pkg.m.f"}
    assert err == "adlint: nowhere.py: No such file or directory\n"


def test_the_graph_leaves_out_what_is_excluded(tree: Path, capsys: Capture) -> None:
    (tree / "adlint.toml").write_text('exclude = ["__init__.py"]\n')
    assert main(["graph", "--root", "src"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"pkg.m", "pkg.m.f"}


def test_rules_as_json(tree: Path, capsys: Capture) -> None:
    assert main(["rule", "--output-format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == [rule.code for rule in registry()]
    assert all(row["documentation"] and row["since"] for row in rows)


def test_an_unknown_rule_or_setting_gets_the_nearest(tree: Path, capsys: Capture) -> None:
    assert main(["rule", "open-without-clos"]) == 2
    assert main(["config", "per-file-ignore"]) == 2
    assert capsys.readouterr() == (
        "",
        (
            "adlint: unknown rule 'open-without-clos'; did you mean 'open-without-close'?\n"
            "adlint: unknown setting 'per-file-ignore'; did you mean 'per-file-ignores'?\n"
        ),
    )


def test_settings_as_json(tree: Path, capsys: Capture) -> None:
    assert main(["config", "--output-format", "json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [s.name for s in table()]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (None, None)),
        (["--stdio"], (None, None)),
        (["--tcp", "localhost:99"], (("localhost", 99), None)),
        (["--ws", ":80"], (None, ("127.0.0.1", 80))),
    ],
)
def test_the_server_is_told_where_to_serve(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: tuple[object, object]
) -> None:
    told = []
    monkeypatch.setattr(server, "serve", lambda tcp=None, ws=None: told.append((tcp, ws)) or 7)
    assert main(["server", *arguments]) == 7
    assert told == [expected]
