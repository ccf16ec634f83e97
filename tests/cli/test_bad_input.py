"""Input that is not what one hopes for: a message, an exit code, never a traceback; what is whole is analysed."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adlint.cli import main

HAZARD = "import numpy as np\n\n\ndef hazard(x, p):\n    log = open(p)\n    return np.sin(x) / 2\n"
FOUND = "AD101 the file opened here is not closed in `hazard`"
CHECK = ["check", "--no-cache", "--output-format", "concise"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adlint.toml").write_text("")
    return tmp_path


def checked(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, the findings and what is said on stderr."""
    status = main([*CHECK, *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, [line for line in out.splitlines() if ".py:" in line], err


HINT = "; declare its encoding in the first line, e.g. `# -*- coding: latin-1 -*-`"
UNREADABLE = {
    "not Python": (b"x = 1\ny = = 2\n", "2:5: AD901 invalid syntax"),
    "latin-1 without a cookie": (
        "x = 1\ns = 'é'\n".encode("latin-1"),
        f"2:1: AD901 byte 0xe9 is not valid utf-8{HINT}",
    ),
    "another encoding than its cookie": (
        b"# coding: ascii\ns = '\xe9'\n",
        "2:1: AD901 byte 0xe9 is not valid ascii",
    ),
    "an unknown cookie": (
        b"# coding: nonsense\n",
        "1:1: AD901 unknown encoding 'nonsense' in the coding cookie",
    ),
    "utf-16": (
        "x = 1\n".encode("utf-16"),
        "1:1: AD901 the file is UTF-16, which Python does not accept: save it as UTF-8",
    ),
    "a NUL byte": (
        b"x = 1\ny = '\0'\n",
        "2:1: AD901 the file contains a NUL byte, which Python does not accept",
    ),
    "binary": (
        bytes(range(128, 256)) * 40,
        f"1:1: AD901 byte 0x80 is not valid utf-8{HINT}",
    ),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_is_not_python_is_named_and_the_others_are_analysed(what: str, capsys: Capture) -> None:
    content, message = UNREADABLE[what]
    Path("bad.py").write_bytes(content)
    Path("good.py").write_text(HAZARD)
    assert checked(capsys) == (1, [f"bad.py:{message}", f"good.py:5:11: {FOUND}"], "")


WITH_HAZARD = {
    "latin-1 with a cookie": (b"# coding: latin-1\n", b"s = '\xe9'\n"),
    "a cookie in the second line": (b"#!/usr/bin/python\n# coding: cp1252\n", b"s = '\x80'\n"),
    "a mark of byte order": (b"\xef\xbb\xbf", b""),
    "a million bytes": (b"DATA = [\n" + b"    1.5,\n" * 110_000 + b"]\n", b""),
    "a sum of 5,000 terms": (b"", b"def f(x):\n    return " + b" + ".join([b"x"] * 5000) + b"\n"),
    "a chain of 3,000 attributes": (b"", b"def f(x):\n    return x" + b".a" * 3000 + b"\n"),
    "a chain of 1,000 calls": (b"", b"def f(x):\n    return x" + b".a(x)" * 1000 + b"\n"),
    "90 brackets in brackets": (b"", b"x = " + b"[" * 90 + b"]" * 90 + b"\n"),
    "95 nested blocks": (
        b"",
        b"".join(b" " * n + b"if x:\n" for n in range(95)) + b" " * 95 + b"y = 1\n",
    ),
    "1,500 branches": (b"", b"if x == 0: y = 0\n" + b"".join(b"elif x == %d: y = 1\n" % n for n in range(1500))),
    "a line of 100,000 characters": (b"", b"s = '" + b"a" * 100_000 + b"'\n"),
    "a name of 10,000 characters": (b"", b"a" * 10_000 + b" = 1\n"),
    "10,000 functions": (b"", b"".join(b"def f%d(): pass\n" % n for n in range(10_000))),
}


@pytest.mark.parametrize("what", WITH_HAZARD)
def test_an_unusual_file_is_analysed(what: str, capsys: Capture) -> None:
    before, after = WITH_HAZARD[what]
    Path("a.py").write_bytes(before + HAZARD.encode() + after)
    line = before.count(b"\n") + 5
    assert checked(capsys) == (1, [f"a.py:{line}:11: {FOUND}"], "")


def test_a_long_function_is_itself_analysed(capsys: Capture) -> None:
    Path("a.py").write_text(HAZARD.replace("/ 2", "/ 2" + " + x" * 4000))
    assert checked(capsys) == (1, [f"a.py:5:11: {FOUND}"], "")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"# only a comment", b"\f\n"])
def test_a_file_of_nothing_is_clean(content: bytes, capsys: Capture) -> None:
    Path("a.py").write_bytes(content)
    assert checked(capsys) == (0, [], "")


@pytest.mark.parametrize(
    ("before", "column"),
    [("é = 1; ", 8), ("s = '\u2028'; ", 10), ("s = '😀'; ", 10), ("\f", 2), ("", 1)],
    ids=ascii,
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_columns_count_characters_and_lines_those_of_python(
    before: str, column: int, newline: str, capsys: Capture
) -> None:
    text = HAZARD + before + "y = = 1\n"
    Path("a.py").write_bytes(text.replace("\n", newline).encode())
    line = text.count("\n")
    errors = [f"a.py:5:11: {FOUND}", f"a.py:{line}:{column + 4}: AD901 invalid syntax"]
    assert checked(capsys) == (1, errors, "")


def test_a_finding_behind_wide_characters_has_its_column_in_characters(capsys: Capture) -> None:
    Path("a.py").write_text(HAZARD.replace("    log", "    s = 'é😀\u2028\f'; log"))
    assert checked(capsys) == (1, [f"a.py:5:23: {FOUND}"], "")


def test_a_broken_function_leaves_the_findings_in_the_others(capsys: Capture) -> None:
    Path("a.py").write_text("def f(x:\n    return x\n\n" + HAZARD + "\nclass A:\n    def g(self):\n        x = \n")
    errors = ["a.py:1:6: AD901 '(' was never closed", f"a.py:8:11: {FOUND}", "a.py:13:13: AD901 invalid syntax"]
    assert checked(capsys) == (1, errors, "")


def test_a_hundred_and_one_nested_blocks_are_too_many_for_python(capsys: Capture) -> None:
    Path("bad.py").write_text("".join(" " * n + "if x:\n" for n in range(101)) + " " * 101 + "y = 1\n")
    Path("good.py").write_text(HAZARD)
    status, findings, err = checked(capsys)
    assert (status, err) == (1, "")
    assert findings[0] == "bad.py:101:1: AD901 too many levels of indentation"
    assert findings[-1] == f"good.py:5:11: {FOUND}"


def test_newer_syntax_says_which_python_is_needed(capsys: Capture) -> None:
    if sys.version_info >= (3, 14):
        pytest.skip("no Python is newer")
    Path("a.py").write_text("s = t'{x}'\n")
    _, (line,), _ = checked(capsys)
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert line.endswith(f"AD901 this syntax needs Python 3.14 or newer; adlint runs on Python {running}")


# --- files that cannot be read --------------------------------------------------------------------------


def test_a_link_to_itself(capsys: Capture) -> None:
    Path("loop.py").symlink_to("loop.py")
    Path("good.py").write_text(HAZARD)
    status, findings, _ = checked(capsys, ".")
    assert (status, findings) == (1, [f"good.py:5:11: {FOUND}"])
    status, findings, err = checked(capsys, "loop.py", "good.py")
    assert (status, findings) == (2, [f"good.py:5:11: {FOUND}"])
    assert err.startswith("adlint: loop.py: ")


def test_a_link_to_nothing(capsys: Capture) -> None:
    Path("gone.py").symlink_to("nowhere.py")
    status, findings, err = checked(capsys, "gone.py")
    assert (status, findings) == (2, [])
    assert err.startswith("adlint: gone.py: ")


def test_a_file_that_may_not_be_read(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bad.py").write_text("x = 1\n")
    Path("good.py").write_text(HAZARD)
    opened = io.open

    def refuse(file: object, *arguments: object, **options: object) -> object:
        if str(file).endswith("bad.py"):
            raise PermissionError(errno.EACCES, "Permission denied", "bad.py")
        return opened(file, *arguments, **options)

    monkeypatch.setattr("io.open", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    told = "adlint: bad.py: Permission denied\n"
    assert checked(capsys, ".") == (1, [f"good.py:5:11: {FOUND}"], told)
    assert checked(capsys, "bad.py", "good.py") == (2, [f"good.py:5:11: {FOUND}"], told)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_a_pipe_in_a_folder_is_not_waited_for() -> None:
    os.mkfifo("pipe.py")
    Path("good.py").write_text(HAZARD)
    command = [sys.executable, "-m", "adlint", *CHECK]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stdout.startswith(f"good.py:5:11: {FOUND}\n")
    assert "Traceback" not in done.stderr


def test_a_name_with_a_newline_keeps_to_its_line(capsys: Capture) -> None:
    Path("a\nb.py").write_text(HAZARD)
    assert main([*CHECK[:-1], "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["path"] == "a\nb.py"


# --- programs that go round in circles ------------------------------------------------------------------


def test_modules_that_import_each_other(capsys: Capture) -> None:
    Path("a.py").write_text("import b\n\n\ndef opened(p):\n    return open(p)\n")
    Path("b.py").write_text(
        "import numpy as np\nimport a\n\n\ndef f(x, p):\n    log = a.opened(p)\n    return np.sin(x) / 2\n"
    )
    status, findings, err = checked(capsys)
    assert (status, err) == (1, "")
    assert [line.partition(" the ")[0] for line in findings] == ["a.py:5:12: AD101"]


def test_modules_that_import_everything_from_each_other(capsys: Capture) -> None:
    Path("a.py").write_text(
        "import numpy as np\nfrom b import *\n\n\ndef f(x, p):\n    log = opened(p)\n    return np.sin(x) / 2\n"
    )
    Path("b.py").write_text("import numpy as np\nfrom a import *\n\n\ndef opened(p):\n    return open(p)\n")
    status, findings, err = checked(capsys)
    assert (status, err) == (1, "")
    assert [line.partition(" the ")[0] for line in findings] == ["b.py:6:12: AD101"]


def test_a_module_that_imports_itself_and_classes_that_inherit_in_circles(capsys: Capture) -> None:
    Path("a.py").write_text("from a import *\nimport a\n\n\nclass A(a.B): pass\n\n\nclass B(A): pass\n\n\n" + HAZARD)
    assert checked(capsys) == (1, [f"a.py:15:11: {FOUND}"], "")


def test_functions_that_call_each_other_and_themselves(capsys: Capture) -> None:
    circle = "\n\ndef even(x, n): return odd(x, n - 1) / 2\n\n\ndef odd(x, n): return even(x, n - 1) / 2\n"
    Path("a.py").write_text(HAZARD.replace("np.sin(x)", "hazard(x, p)") + circle)
    status, findings, err = checked(capsys)
    assert (status, err) == (1, "")
    assert findings == [f"a.py:5:11: {FOUND}"]
