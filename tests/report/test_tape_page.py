"""`adlint tape --output-format html`: one page, whole, that needs nothing else."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from adlint.cli import main

Capture = pytest.CaptureFixture[str]
PROGRAM = """\
import numpy as np

def f(x, T):
    for t in range(T):
        x = x + np.sin(x) * mystery("<b>&")
    return x.sum()

def g(x):
    return np.exp(np.exp(x)).sum()
"""


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def page(capsys: Capture, *arguments: str) -> Page:
    assert main(["tape", *arguments, "--output-format", "html"]) == 0
    return Page(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("it.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


def test_the_page_is_whole_and_says_what_the_table_says(capsys: Capture) -> None:
    found = page(capsys, "it.py::g", "--set", "x_size=100", "--model", "overloading")
    assert not found.open
    assert not found.links
    assert "script" not in found.tags
    text = " ".join(found.said)
    for word in ("it.py::g", "overloading:elemental", "100 tangent sweeps", "it.py:9", "Assumed"):
        assert word in text


def test_what_stands_in_a_program_is_text(capsys: Capture) -> None:
    found = page(capsys, "it.py", "--call", "f({'<b>': f64[n]}['<b>'], T)")
    assert "b" not in found.tags
    assert "f({'<b>': f64[n]}['<b>'], T)" in found.said
    assert "Not known" in found.said


def test_several_answers_stand_on_one_page(capsys: Capture) -> None:
    called = {"def f": "# adlint: call(f64[4], 3)\ndef f", "def g": "# adlint: call(f64[3])\ndef g"}
    both = PROGRAM
    for plain, commented in called.items():
        both = both.replace(plain, commented)
    Path("it.py").write_text(both, encoding="utf-8")
    assert page(capsys, "it.py").tags.count("h2") == 2


def test_a_plan_is_a_page_with_a_policy_that_allows_no_network(capsys: Capture) -> None:
    assert main(["plan", "it.py::g", "--call", "g(f64[100])", "--output-format", "html"]) == 0
    text = capsys.readouterr().out
    found = Page(text)
    assert not found.open
    assert not found.links
    assert "svg" in found.tags
    assert "content=\"default-src 'none';" in text
    assert "it.py::g" in found.said
