"""`adlint check --fix`, `--unsafe-fixes` and `--diff`: files, streams and exit codes."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from adlint.cli import main

STEP = """\
import numpy as np


def step(u, dt):
    log = open("norm.txt", "a")  # ü
    log.write(str(np.linalg.norm(u)))
    return u - dt * np.gradient(u) * np.random.normal()
"""
SAFE = STEP.replace('log = open("norm.txt", "a")  # ü\n    log', 'with open("norm.txt", "a") as log:  # ü\n        log')
BOTH = SAFE.replace("dt):\n", "dt):\n    rng = np.random.default_rng(0)\n").replace("np.random.normal", "rng.normal")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "step.py").write_text(STEP, encoding="utf-8")
    return tmp_path


def test_safe_fixes_are_written_and_the_rest_is_reported(capsys: Capture) -> None:
    assert main(["check", "--fix"]) == 1
    assert Path("step.py").read_text(encoding="utf-8") == SAFE
    out = capsys.readouterr().out
    assert "AD105" in out
    assert "fix (unsafe): Draw from" in out
    assert "Found 1 finding (1 warning) in 1 file; fixed 1 finding; 1 more by --unsafe-fixes" in out


def test_unsafe_fixes_are_written_on_request(capsys: Capture) -> None:
    assert main(["check", "--fix", "--unsafe-fixes", "--output-format", "json"]) == 0
    assert Path("step.py").read_text(encoding="utf-8") == BOTH
    found = json.loads(capsys.readouterr().out)
    assert (found["findings"], found["summary"]["fixed"]) == ([], 2)
    assert main(["check"]) == 0


def test_a_diff_writes_nothing_and_is_a_patch(capsys: Capture) -> None:
    assert main(["check", "--diff", "--unsafe-fixes"]) == 1
    assert Path("step.py").read_text(encoding="utf-8") == STEP
    out, err = capsys.readouterr()
    assert err == "adlint: would fix 2 findings in 1 file\n"
    subprocess.run(["git", "apply", "-p0"], input=out, text=True, check=True, capture_output=True)
    assert Path("step.py").read_text(encoding="utf-8") == BOTH


def test_nothing_to_change_is_an_empty_diff(capsys: Capture) -> None:
    Path("step.py").write_text(SAFE)
    assert main(["check", "--diff"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("codec", ["utf-8-sig", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_stay(codec: str, newline: str) -> None:
    cookie = "# -*- coding: latin-1 -*-\n" if codec == "latin-1" else ""
    before, after = ((cookie + text.rstrip("\n")).replace("\n", newline).encode(codec) for text in (STEP, BOTH))
    Path("step.py").write_bytes(before)
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert Path("step.py").read_bytes() == after


def test_modes_and_links_stay(folder: Path) -> None:
    Path("step.py").rename("real.txt")
    Path("step.py").symlink_to("real.txt")
    Path("real.txt").chmod(0o750)
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert Path("step.py").is_symlink()
    assert Path("real.txt").read_text(encoding="utf-8") == BOTH
    assert stat.S_IMODE(Path("real.txt").stat().st_mode) == 0o750
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == ["real.txt", "step.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="everything may be written")
def test_a_file_that_may_not_be_written_is_left(capsys: Capture) -> None:
    Path("step.py").chmod(0o444)
    assert main(["check", "--fix"]) == 2
    assert "not edited" in capsys.readouterr().err


def test_what_changes_meanwhile_is_left(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from adlint.cli import fixing

    whole = fixing.keep

    def late(*arguments: object, **named: object) -> object:
        Path("step.py").write_text("x = 1\n")
        return whole(*arguments, **named)

    monkeypatch.setattr(fixing, "keep", late)
    assert main(["check", "--fix"]) == 2
    assert Path("step.py").read_text() == "x = 1\n"
    assert "it has changed meanwhile" in capsys.readouterr().err


def test_standard_input_is_given_back_fixed() -> None:
    command = [sys.executable, "-m", "adlint", "check", "--fix", "--unsafe-fixes", "--stdin-filename", "s.py", "-"]
    raw = STEP.replace("\n", "\r\n").encode("utf-8-sig")
    done = subprocess.run(command, input=raw, capture_output=True, check=True, timeout=120)
    assert done.stdout == BOTH.replace("\n", "\r\n").encode("utf-8-sig")
    assert b"fixed 2 findings" in done.stderr


def test_standard_input_without_fixes_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "adlint", "check", "--fix", "-"]
    done = subprocess.run(command, input=b"x = (\n", capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (1, b"x = (\n")


def test_known_findings_are_not_fixed(capsys: Capture) -> None:
    assert main(["check", "--write-baseline"]) == 0
    assert main(["check", "--fix", "--unsafe-fixes", "--baseline", "adlint-baseline.json"]) == 0
    assert Path("step.py").read_text(encoding="utf-8") == STEP


def test_ignored_and_deselected_findings_are_not_fixed() -> None:
    text = STEP.replace("# ü", "# adlint: ignore[AD101]")
    Path("step.py").write_text(text)
    assert main(["check", "--fix", "--unsafe-fixes", "--ignore", "AD105"]) == 0
    assert Path("step.py").read_text() == text


def test_notebooks_are_left(capsys: Capture) -> None:
    Path("step.py").unlink()
    cell = {"cell_type": "code", "source": STEP}
    Path("n.ipynb").write_text(json.dumps({"cells": [cell]}))
    before = Path("n.ipynb").read_bytes()
    assert main(["check", "--fix", "--unsafe-fixes"]) == 1
    assert Path("n.ipynb").read_bytes() == before


def test_machines_are_told_of_fixes(capsys: Capture) -> None:
    assert main(["check", "--output-format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    by_code = {one["code"]: one["fix"] for one in found}
    assert {code: fix["applicability"] for code, fix in by_code.items()} == {"AD101": "safe", "AD105": "unsafe"}
    assert all(edit["path"] == "step.py" for fix in by_code.values() for edit in fix["edits"])
    for _ in range(2):  # from the cache, too
        assert main(["check", "--output-format", "sarif"]) == 1
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        assert [len(one["fixes"]) for one in results] == [1, 1]


@pytest.mark.parametrize("options", [["--watch"], ["--add-ignore", "why"], ["--write-baseline"], ["--diff"]])
def test_what_does_not_go_together_is_refused(options: list[str], capsys: Capture) -> None:
    assert main(["check", "--fix", *options]) == 2
    assert Path("step.py").read_text(encoding="utf-8") == STEP
    assert capsys.readouterr().err


def test_people_are_answered_without_libcst() -> None:
    program = (
        "import sys\n"
        "from adlint.cli import main\n"
        "status = main(['check', '--no-cache', 'step.py'])\n"
        "print(status, 'libcst' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "1 False"


def test_a_fix_that_reveals_another_is_followed_by_it(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = "".join(f"    u = u + np.random.normal(size={n})\n" for n in range(2, 30))
    Path("step.py").write_text(f"import numpy as np\n\n\ndef kick(u):\n{draws}    return u / 2\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert "fixed 28 findings" in capsys.readouterr().out
