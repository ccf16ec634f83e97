"""Resources that functions of large programs return, where calls are not evaluated where they stand."""

from __future__ import annotations

import pytest

from adlint.interpret.scale import scale
from adlint.settings import Settings
from adlint.workspace import Document, Workspace

COUNT = 6000
PROGRAM = """\
import os
def left(x, source):
    stream = plain(source)
    return x * float(stream.readline())
def closed(x, source):
    stream = plain(source)
    text = stream.readline()
    stream.close()
    return x * float(text)
def of_two(x, source):
    stream, n = pair(source)
    text = stream.readline()
    stream.close()
    return x * float(text) * n
def told(x, source):
    stream, close_it = flagged(source)
    try:
        return x * float(stream.readline())
    finally:
        if close_it:
            stream.close()
def plain(name):
    return open(name)
def pair(name):
    return open(name), 3
def flagged(name):
    try:
        name = os.fspath(name)
    except TypeError:
        return name, False
    return open(name), True
"""


@pytest.mark.parametrize("many", [0, COUNT])
def test_a_file_that_a_function_returns_is_closed_by_who_called_it(many: int) -> None:
    assert (scale(many).operations == 0) is bool(many)
    others = "".join(f"def other_{i}(x):\n    return x\n" for i in range(many))
    report = Workspace().check([Document("model.py", "model", PROGRAM + others)], Settings(scope="all"))
    assert [(f.code, f.message) for f in report.findings] == [
        ("AD101", "the file opened here is not closed in `left`")
    ]


def test_a_flag_that_is_always_set_tells_of_its_file() -> None:
    caller = PROGRAM[PROGRAM.index("def told") : PROGRAM.index("def plain")]
    program = "def flagged(name):\n    return open(name), True\n" + caller
    assert _codes(program) == []
    assert _codes(program.replace("True", "False")) == ["AD101"]
    assert _codes(program.replace("if close_it", "if x")) == ["AD101"]


def _codes(program: str) -> list[str]:
    report = Workspace().check([Document("model.py", "model", program)], Settings(scope="all"))
    return [f.code for f in report.findings]
