"""The command as a process: signals, pipes, terminals, what it imports, what it costs."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ADLINT = [sys.executable, "-m", "adlint"]
BAD = "import numpy as np\n\n\ndef f(x, p):\n    log = open(p)\n    return np.sin(x) * x\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adlint.toml").write_text("")
    (tmp_path / "bad.py").write_text(BAD)
    return tmp_path


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [*ADLINT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def test_the_analysis_answers_end_to_end(project: Path) -> None:
    done = run("check", "--output-format", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("bad.py:5:11: AD101 ")


def test_no_module_of_the_current_folder_is_imported(project: Path) -> None:
    names = ("struct", "random", "json", "argparse", "dataclasses", "tomllib", "textwrap", "msgspec")
    for name in names:
        (project / f"{name}.py").write_text("raise SystemExit('imported')\n")
    done = run("check", "--output-format", "concise", env={**os.environ, "PYTHONSAFEPATH": ""})
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("bad.py:5:11: AD101 ")


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    (project / "bad.py").write_text(BAD * 300)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*ADLINT, "check", "--no-cache"], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_an_error(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*ADLINT, "check"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr == b"adlint: cannot write the results: No space left on device\n"


def test_closed_streams_are_no_error(project: Path) -> None:
    done = subprocess.run(["sh", "-c", '"$0" -m adlint check >&- 2>&-', sys.executable], check=False, timeout=120)
    assert done.returncode == 1


def test_characters_that_the_terminal_lacks_are_escaped(project: Path) -> None:
    (project / "bad.py").write_text(BAD.replace("open(p)", 'open("日本" + p)'))
    done = run("check", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u65e5\\u672c" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_not_unicode_is_shown_escaped(project: Path) -> None:
    (project / "bad.py").rename(os.fsdecode(b"b\xff.py"))
    for output_format in ("full", "concise", "json", "sarif", "junit", "gitlab", "github", "jsonl"):
        done = run("check", "--output-format", output_format)
        assert (done.returncode, done.stderr) == (1, "")


@contextmanager
def watching() -> Iterator[subprocess.Popen[str]]:
    """A run of `--watch`, which ends with the test whatever the test finds."""
    command = [*ADLINT, "check", "--watch", "--no-cache"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background ignore it
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    limit = threading.Timer(60, process.kill)
    limit.start()
    try:
        yield process
    finally:
        limit.cancel()
        process.kill()
        process.communicate()


def test_an_interrupt_is_quiet_and_ends_with_130(project: Path) -> None:
    with watching() as process:
        lines = iter(process.stderr.readline, "")
        assert "watching for changes" in next(lines)
        (project / "bad.py").write_text(BAD.replace("    log = open(p)\n", ""))
        assert "watching for changes" in next(lines)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""
    assert out.count("AD101") == 1
    assert "All checks passed" in out


def test_watching_goes_on_after_a_bad_configuration(project: Path) -> None:
    (project / "adlint.toml").write_text("selct = 1\n")
    with watching() as process:
        lines = iter(process.stderr.readline, "")
        assert "unknown key" in next(lines)
        assert "watching for changes" in next(lines)
        (project / "adlint.toml").write_text("")
        assert "watching for changes" in next(lines)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert "AD101" in out


def test_a_terminal_gets_colour(project: Path) -> None:
    leader, follower = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR"}}
    command = [*ADLINT, "check", "bad.py"]
    subprocess.run(command, stdout=follower, check=False, timeout=120, env={**environment, "TERM": "xterm"})
    os.close(follower)
    assert b"\x1b[1;33mwarning[AD101]\x1b[0m" in os.read(leader, 4096)
    os.close(leader)


def test_progress_is_shown_on_a_terminal_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from adlint.cli import progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    terminal, plain = Terminal(), io.StringIO()
    for stream in (plain, terminal):
        monkeypatch.setattr(sys, "stderr", stream)
        now[0] = 0.0
        bar = progress.Progress()
        bar("lowering", 1, 4)
        assert stream.getvalue() == ""
        now[0] = 1.5
        bar("solving", 2, 4)
        bar("solving", 3, 4)
        bar.clear()
    assert plain.getvalue() == ""
    assert terminal.getvalue() == "\r\033[K" + "█" * 12 + "░" * 12 + " 2/4 solving" + "\r\033[K"


LAZY = (
    "pygls",
    "lsprotocol",
    "libcst",
    "numpy",
    "networkx",
    "xml",
    "pathspec",
    "asyncio",
    "tomllib",
    "unicodedata",
)


def test_a_run_imports_what_it_uses(project: Path) -> None:
    (project / "adlint.toml").unlink()
    ours = "[name for name in sys.modules if name.startswith('adlint.report.')]"
    program = (
        "import sys; from adlint.cli import main\n"
        "main(['check', '--isolated', 'bad.py'])\n"
        f"print(sorted({set(LAZY)!r} & set(sys.modules)), {ours})"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    loaded = done.stdout.splitlines()[-1]
    assert loaded.startswith("[] ")
    assert "sarif" not in loaded
    assert "'adlint.report.full'" in loaded


def test_commands_that_explain(project: Path) -> None:
    from adlint.rules import registry
    from adlint.settings import table

    listed = run("rule").stdout
    assert all(rule.code in listed and rule.name in listed for rule in registry())
    page = run("rule", "open-without-close").stdout
    assert page.startswith("# open-without-close (AD101)\n")
    assert "```python" in page
    assert run("rule", "ad101").stdout == page
    listed = run("config").stdout
    assert all(setting.name in listed for setting in table())
    assert 'Default: "auto"' in run("config", "scope").stdout
    assert run("--version").stdout.startswith("adlint ")
