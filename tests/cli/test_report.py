"""`adlint report`: a page that needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from adlint.cli import main

if TYPE_CHECKING:
    import pytest

MODEL = """\
import jax
import jax.numpy as jnp
from jax import lax


def step(u, nu):
    return jnp.sin(u) * u + nu * jnp.roll(u, 1)


# adlint: call(f32[1000], f32[], 100)
def loss(u, nu, steps):
    u, _ = lax.scan(lambda c, _: (step(c, nu), None), u, None, length=steps)
    return jnp.sum(u * u)
"""
HAZARD = """\
import numpy as np


def noisy(x):
    return x + np.random.normal(size=x.shape) * x
"""


class Page(HTMLParser):
    """The elements of a page, and what they refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_a_page_has_findings_tapes_curves_and_plans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "hazard.py").write_text(HAZARD)
    output = tmp_path / "out.html"
    assert main(["report", str(tmp_path), "-o", str(output)]) == 0
    assert "1 differentiated call" in capsys.readouterr().out
    text = output.read_text()
    page = Page(text)
    assert page.tags.count("svg") == 2
    assert not page.links
    assert "http:" not in text
    assert "https:" not in text
    assert "AD105 hidden-random-state" in text
    assert "model.py:12" in text
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src 'none'")


def test_a_page_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.py").write_text(MODEL)
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "no" / "out.html")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_names_in_the_program_are_no_html(tmp_path: Path) -> None:
    folder = tmp_path / "a<b>&"
    folder.mkdir()
    (folder / "hazard.py").write_text(HAZARD)
    assert main(["report", str(folder), "-o", str(tmp_path / "out.html")]) == 0
    assert "a<b>" not in (tmp_path / "out.html").read_text()
