"""Programs that were written to take long: the analysis gives up after so many steps, says where, and goes on."""

from __future__ import annotations

import time

import pytest

from adlint.interpret.scheduling import running
from adlint.settings import Settings
from adlint.workspace import Document, Workspace

PLAIN = """\
import numpy as np
import jax


def draw(u):
    return u * np.random.rand()


jax.grad(draw)(1.0)


"""
SECONDS = 20  # of processor time, for each; far more than any of them takes


def conditional(count: int) -> str:
    """Files of which each may be open or not at the end."""
    opened = "".join(f"    if p[{n}]:\n        h{n} = open(p[{n}])\n" for n in range(count))
    return f"def hard(p):\n{opened}    return p\n"


def finals(count: int) -> str:
    """Blocks in each other that run at every way out, and may be left by a return."""
    begun = "".join(f"{' ' * (n + 1)}try:\n" for n in range(count))
    ended = "".join(
        f"{' ' * (n + 1)}finally:\n{' ' * (n + 2)}if p[{n}]:\n{' ' * (n + 3)}return open(p[{n}])\n"
        for n in reversed(range(count))
    )
    return f"def hard(p):\n{begun}{' ' * (count + 1)}h = open(p)\n{ended}"


def growing(count: int) -> str:
    """Functions that call each other with what the others have put into containers."""
    taken = "    if x > {0}:\n        a.append(open('f'))\n        x = hard{1}(x, a)\n    else:\n        a = [a, {0}]\n"
    steps = "".join(taken.format(n, n % 10) for n in range(count))
    others = "".join(f"\n\ndef hard{n}(x, a):\n    a.append(hard)\n    return hard(x) if x else a\n" for n in range(10))
    return f"def hard(x):\n    a = []\n{steps}    return a\n{others}"


def registry(count: int) -> str:
    """Functions that each call any of all."""
    head = "table = {}\n\n\ndef put(f):\n    table[f.__name__] = f\n    return f\n\n\n"
    return head + "".join(f"@put\ndef hard{n}(x):\n    return table[x](x)\n\n\n" for n in range(count))


def looping(depth: int) -> str:
    """Loops in each other, around what draws."""
    loops = "".join(f"{' ' * (n + 1)}for i{n} in range(x):\n" for n in range(depth))
    return f"def hard(x):\n{loops}{' ' * (depth + 1)}x = x + np.random.rand()\n return x\n"


def table(count: int) -> str:
    """A long table that is written out."""
    return "TABLE = {\n" + "".join(f"    'k{n}': ({n}, 'name'),\n" for n in range(count)) + "}\n"


GIVES_UP = {"conditional": conditional(60), "finals": finals(16), "growing": growing(16)}
GOES_THROUGH = {"a table": table(8000), "loops": looping(24), "files": conditional(6), "callees": registry(60)}


def check(text: str) -> tuple[list[str], list[str | None]]:
    """The codes that are found in the plain function, and the functions that are given up."""
    before = time.process_time()
    report = Workspace().check([Document("model.py", "model", PLAIN + text)], Settings())
    assert time.process_time() - before < SECONDS
    assert report.internal_errors == ()
    judged = [one.code for one in report.findings if one.function == "draw"]
    return judged, [one.function for one in report.findings if one.code == "AD904"]


@pytest.mark.parametrize("name", GIVES_UP)
def test_what_takes_too_long_is_said_and_the_rest_is_judged(name: str) -> None:
    judged, left = check(GIVES_UP[name])
    assert "AD105" in judged
    assert left
    assert all(function is not None and function.startswith("hard") for function in left)


@pytest.mark.parametrize("name", GOES_THROUGH)
def test_what_does_not_is_gone_through(name: str) -> None:
    judged, left = check(GOES_THROUGH[name])
    assert "AD105" in judged
    assert left == []


def test_what_was_given_up_is_said_after_every_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "most", lambda _scale, size, _count: 2 * size)
    warm = Workspace()
    for body in ("len(x)", "len(x) + 1", "len(x)"):
        other = Document("other.py", "other", f"def f(x):\n    return {body}\n")
        documents = [Document("model.py", "model", looping(3)), other]
        found = warm.check(documents, Settings()).findings
        assert found == Workspace().check(documents, Settings()).findings
        assert [one.function for one in found if one.code == "AD904"] == ["hard"]


def test_verdicts_are_open_where_something_was_given_up() -> None:
    text = f"{conditional(60)}\n\ndef calls(p):\n    return hard(p)\n\n\ndef apart(p):\n    return p * 2\n"
    documents = [Document("model.py", "model", text)]
    workspace = Workspace()
    assert workspace.sets(documents, "model.py", "calls").whole.reentrant == "unknown"
    assert workspace.sets(documents, "model.py", "apart").whole.reentrant == "yes"
