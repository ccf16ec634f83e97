"""Edits of what a program is made of, on random projects: the answer is as if everything were analysed anew."""

from __future__ import annotations

import random

import pytest

from adlint.answers.document import Document
from adlint.interpret.scheduling import schedule
from adlint.settings import Settings
from adlint.workspace import Workspace

from .comparing import LARGE, SCALES, answers, differences
from .writing import Writer, texts


@pytest.mark.parametrize("size", SCALES)
@pytest.mark.parametrize("seed", range(12))
def test_warm_equals_cold(size: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "scale", lambda _: SCALES[size])
    writer = Writer(random.Random(1000 * seed + len(size)))
    tree = writer.project()
    warm = Workspace()
    answers(warm, texts(tree))
    for number in range(8):
        said, tree = writer.edit(tree)
        assert differences(warm, texts(tree)) == [], f"{number}: {said}"


APART = {
    "used": "def used(x):\n    return x\n",
    "user": "from used import used\n\n\ndef user(x):\n    return used(x) * 2\n",
    **{f"other{n}": f"from used import used\n\n\ndef other{n}(x):\n    return len(x)\n" for n in range(30)},
}
ADDED = {
    "at the end": (APART["used"] + "\n\ndef more(x):\n    return x\n", 1),
    "at the start": ("def more(x):\n    return x\n\n\n" + APART["used"], 1),
    "a class": (APART["used"] + "\n\nclass More:\n    def area(self):\n        return 1\n", 1),
}


@pytest.mark.parametrize("where", ADDED)
def test_what_is_added_costs_those_who_look_it_up(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "scale", lambda _: LARGE)
    text, most = ADDED[where]
    warm = Workspace()
    warm.check(plain(APART), Settings())
    before = warm.evaluations.misses
    warm.check(plain({**APART, "used": text}), Settings())
    assert 0 < warm.evaluations.misses - before <= 2 + most, "the module, and what is new in it"
    assert warm.graph(plain({**APART, "used": text})) == Workspace().graph(plain({**APART, "used": text}))


def plain(tree: dict[str, str]) -> list[Document]:
    return [Document(f"{name}.py", name, text) for name, text in tree.items()]


CALLED = """\
import jax
import jax.numpy as jnp

WIDTH = 8


def scaled(u):
    return u * WIDTH


TABLE = scaled(2)


def step(u):
    return jnp.sin(u) * TABLE


# adlint: call(u=f64[100])
def loss(u):
    for _ in range(WIDTH):
        u = step(u)
    return jnp.sum(u)
"""
OTHER = CALLED.replace("sum(u)", "sum(u * u)")
CHANGES = (
    ("jnp.sin(u) * TABLE", "jnp.exp(u) * TABLE * u"), ("return u * WIDTH", "return u * WIDTH * 2"),
    ("WIDTH = 8", "WIDTH = 3"), ("f64[100]", "f64[n]"), ("f64[n]", "f64[50]"), ("range(WIDTH)", "range(TABLE)"),
    ("def step(u)", "def step(v, u=1.0)"), ("import jax\n", "import jax\nfrom other import step\n"),
)  # fmt: skip


def test_tapes_of_entries_are_as_if_evaluated_anew() -> None:
    warm = Workspace()
    tree = {"model": CALLED, "other": OTHER, "third": "def f(x):\n    return x\n"}
    tapes = set()
    for old, new in (("", ""), *CHANGES, *((b, a) for a, b in reversed(CHANGES))):
        for module in ("model", "other"):
            tree = {**tree, module: tree[module].replace(old, new) if old else tree[module]}
            found, anew = (one.check(plain(tree), Settings()) for one in (warm, Workspace()))
            assert (found.findings, found.notes, found.tapes) == (anew.findings, anew.notes, anew.tapes)
            assert found.internal_errors == ()
            tapes.add(found.tapes)
    assert len(tapes) > len(CHANGES), "the edits change what is kept"


def nested(depth: int) -> str:
    """Functions that each call the one before three times and more."""
    parts = ["import jax.numpy as jnp\n\n\ndef f0(u):\n    return jnp.sin(u)\n"]
    for n in range(depth):
        body = f"    for _ in range(3):\n        u = f{n}(u)\n    return f{n}(u) + f{n}(u)\n"
        parts.append(f"\n\ndef f{n + 1}(u):\n{body}")
    parts.append(f"\n\n# adlint: call(u=f64[100])\ndef loss(u):\n    return jnp.sum(f{depth}(u))\n")
    return "".join(parts)


@pytest.mark.parametrize(("depth", "gives_up"), [(2, False), (6, True)])
def test_entries_that_are_too_much_are_said_to_be(depth: int, gives_up: bool) -> None:
    text = "import numpy as np\n" + nested(depth) + "\n\ndef draw(u):\n    return u * np.random.rand()\n"
    found = Workspace().check(plain({"model": text}), Settings()).findings
    assert [one.function for one in found if one.code == "AD904"] == ["loss"] * gives_up
    assert "AD105" in {one.code for one in found}, "the rest is judged"
